package sql

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
)

// A comparison that ignores case uses Unicode's simple folding. No engine's lower() does that. So
// the clause lists the characters that are the same, for those of the values.

// fold returns the condition that o is, or begins with, or … one of the texts, in any case.
func (w *writer) fold(o *operand, op ast.Op, texts []string, column Column) condition {
	form := w.dialect.fold
	folded := make([]string, len(texts))
	for i, t := range texts {
		folded[i] = chars.Fold(t)
	}
	if column.Folded != "" {
		o := &operand{x: w.columnName(column.Folded), forms: w.dialect.text, column: true, never: column.NotNull}
		w.collate(o, column)
		c := w.compare(o, op, folded)
		return condition{f: c.f} // whose NULLs are those of another column
	}
	if form.pattern != "" && utf8.RuneCountInString(strings.Join(texts, "")) <= mostPattern {
		return condition{f: fill(form.pattern, holes{"x": o.x, "v": arg(pattern(op, texts))})}
	}
	x := o.x
	from, to := pairs(texts)
	if form.translate != "" {
		x = fill(form.translate, holes{"x": x, "from": arg(literal(from)), "to": arg(literal(to))})
	} else {
		if form.first != "" {
			x = fill(form.first, holes{"x": x})
		}
		x = form.replaced(x, []rune(from), []rune(to))
	}
	return condition{f: w.compare(&operand{x: x, forms: w.dialect.apart()}, op, folded).f}
}

// replaced returns x with each of the characters replaced by the one at its place in to.
func (form foldForm) replaced(x fragment, from, to []rune) fragment {
	var steps []fragment
	for i := range from {
		if form.step != "" && i > 0 && i%mostNested == 0 {
			steps = append(steps, x)
			x = raw("v")
		}
		x = fill(form.replace, holes{"x": x, "from": arg(literal(from[i])), "to": arg(literal(to[i]))})
	}
	if len(steps) == 0 {
		return x
	}
	var written []fragment
	for i, s := range append(steps, x) {
		step := form.step
		if i == 0 {
			step = form.firstStep
		}
		written = append(written, fill(step, holes{"x": s, "n": raw(strconv.Itoa(i)), "before": raw(strconv.Itoa(i - 1))}))
	}
	return fill(form.last, holes{"steps": joined(written, ", "), "n": raw(strconv.Itoa(len(steps)))})
}

// mostNested is how many replacements one step nests. SQLite 3.40 parses about 30 of them, and
// fewer in a long query.
const mostNested = 8

// mostPattern is the most characters for which a regular expression is used. Engines limit the
// size of these.
const mostPattern = 200

func hasCase(texts []string) bool { return slices.ContainsFunc(texts, chars.HasCase) }

// pairs returns the characters that differ in case alone from one of the texts, and what
// chars.Fold makes of each.
func pairs(texts []string) (from, to string) {
	var b, c strings.Builder
	seen := make(map[rune]bool)
	for _, t := range texts {
		for _, r := range t {
			least := chars.FoldRune(r)
			if seen[least] {
				continue
			}
			seen[least] = true
			for _, other := range chars.Orbit(least)[1:] {
				b.WriteRune(other)
				c.WriteRune(least)
			}
		}
	}
	return b.String(), c.String()
}

// replacements returns the characters to replace before values are compared without case.
func replacements(values []ast.Value) []rune {
	var texts []string
	for _, v := range values {
		texts = append(texts, v.Text)
	}
	from, _ := pairs(texts)
	return []rune(from)
}

// pattern returns the regular expression of the texts that are, or begin with, or … one of
// these, in any case.
func pattern(op ast.Op, texts []string) string {
	var b strings.Builder
	if op != ast.OpHasSuffix && op != ast.OpContains {
		b.WriteByte('^')
	}
	b.WriteString("(?:")
	for i, t := range texts {
		if i > 0 {
			b.WriteByte('|')
		}
		for _, r := range t {
			switch orbit := chars.Orbit(r); {
			case len(orbit) > 1:
				b.WriteString("[" + string(orbit) + "]")
			case strings.ContainsRune(`\.+*?()|[]{}^$`, r):
				b.WriteString(`\` + string(r))
			default:
				b.WriteRune(r)
			}
		}
	}
	b.WriteByte(')')
	if op != ast.OpHasPrefix && op != ast.OpContains {
		b.WriteByte('$')
	}
	return b.String()
}
