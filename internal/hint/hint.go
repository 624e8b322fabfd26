package hint

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/schema"
)

// A Checker returns what is wrong with a text as a query of a schema, without hints of
// this package. It returns nothing for a query.
type Checker func(src string) ast.Diagnostics

// Improve returns ds, which is what a Checker says of src, with better hints and fixes. It
// takes time in proportion to the length of src, since few proposals are checked.
func Improve(src string, ds ast.Diagnostics, s *schema.Schema, check Checker) ast.Diagnostics {
	return improve(src, ds, s, check, true)
}

// Bounds of the work, and of what a hint shows: how often a proposal is checked, and how
// many bytes it may have.
const (
	mostChecks   = 200
	mostProposed = 300
)

// improve is Improve. It looks for what the query is wrapped in if whole is set.
func improve(src string, ds ast.Diagnostics, s *schema.Schema, check Checker, whole bool) ast.Diagnostics {
	if len(ds) == 0 || has(ds, codes.TooLong, codes.TooDeep, codes.TooManyConditions) || !utf8.ValidString(src) {
		return ds
	}
	h := &hints{src: src, schema: s, check: check, left: mostChecks}
	h.split()
	if len(h.pieces) == 0 {
		return ds
	}
	if whole {
		if d, ok := h.unwrapped(ds[0]); ok {
			return ast.Diagnostics{d}
		}
	}
	return h.helpful(h.conditions(ds), len(ds))
}

// hints is the state of one call of Improve.
type hints struct {
	src    string
	schema *schema.Schema
	check  Checker
	left   int // proposals that may be checked
	pieces []piece
}

// helpful returns ds without the fixes that leave as many mistakes as there were. It does
// not look at a long text.
func (h *hints) helpful(ds ast.Diagnostics, mistakes int) ast.Diagnostics {
	const most = 4 << 10
	if mistakes > diag.Most || len(h.src) > most { // or nobody knows how many are left
		return ds
	}
	for i := range ds {
		if d := &ds[i]; d.Fix != nil && !d.Warning && len(h.check(ast.Diagnostics{*d}.Fixed(h.src))) >= mistakes {
			d.Fix = nil
		}
	}
	return ds
}

// wrong returns what is wrong with a text that may be proposed. A text is wrong if it is
// too long, or if too many have been checked.
func (h *hints) wrong(src string) ast.Diagnostics {
	if h.left == 0 || len(src) > mostProposed {
		return ast.Diagnostics{{Code: codes.TooLong}}
	}
	h.left--
	return h.check(src)
}

// isField reports whether the schema has the field. It has every tag if it has tags.
func (h *hints) isField(name string) bool {
	if chars.HasTagPrefix(name) {
		return h.schema.Tags != "" && len(name) > len(chars.TagPrefix)
	}
	return h.schema.Lookup(name) >= 0
}

// fieldOf returns the field of that name. For a tag, and for a name that the schema lacks,
// it returns the zero Field, which is a Text.
func (h *hints) fieldOf(name string) (f schema.Field) {
	if i := h.schema.Lookup(name); i >= 0 {
		f = h.schema.Fields[i]
	}
	return f
}

// show returns a text as a hint proposes it.
func show(s string) string { return "`" + s + "`" }

// conditions returns ds with a finding in place of the mistakes that it explains.
func (h *hints) conditions(ds ast.Diagnostics) ast.Diagnostics {
	kept := slices.Clone(ds)
	var more ast.Diagnostics // the last one, if it counts those that are left out
	isHidden := false        // the rest of the text, which the lexer took for a string
	if last := len(kept) - 1; kept[last].Code == codes.MoreErrors {
		kept, more = kept[:last], kept[last:]
	}
	for i := 0; i < len(h.pieces); i++ {
		if !h.begins(i) {
			continue
		}
		f, ok := h.condition(i)
		if !ok || i+f.n > len(h.pieces) {
			continue
		}
		at := h.span(i, i+f.n)
		var mistakes ast.Diagnostics
		for _, d := range ds {
			if within(d, at) {
				mistakes = append(mistakes, d)
			}
		}
		if len(mistakes) == 0 && (!f.warning || len(ds) >= diag.Most) {
			continue
		}
		f.warning = len(mistakes) == 0
		d, resolves := h.diagnostic(f, at, mistakes)
		if d.Hint == "" {
			continue
		}
		kept = slices.DeleteFunc(kept, func(d ast.Diagnostic) bool { return within(d, at) && (resolves || !slices.Contains(schemas, d.Code)) })
		kept = append(kept, d)
		isHidden = isHidden || has(mistakes, codes.UnterminatedString)
		i += f.n - 1
	}
	if isHidden {
		kept = slices.DeleteFunc(kept, func(d ast.Diagnostic) bool { return d.Code == codes.UnbalancedParenthesis && h.closes(d.Span) })
	}
	slices.SortStableFunc(kept, func(a, b ast.Diagnostic) int { return a.Span.Start.Offset - b.Span.Start.Offset })
	return append(kept, more...)
}

// closes reports whether a parenthesis is closed that opens at a place.
func (h *hints) closes(at ast.Span) bool {
	open := 0
	for i := range h.pieces {
		switch {
		case h.pieces[i].start.Offset < at.Start.Offset:
		case h.is(i, "("):
			open++
		case h.is(i, ")"):
			if open--; open == 0 {
				return true
			}
		}
	}
	return false
}

// diagnostic returns what f says of the text at a place, which has these mistakes, and
// whether what it proposes resolves. Without a hint, f says nothing better than they do.
func (h *hints) diagnostic(f finding, at ast.Span, mistakes ast.Diagnostics) (d ast.Diagnostic, resolves bool) {
	text := h.src[at.Start.Offset:at.End.Offset]
	d = ast.Diagnostic{Code: codes.ForeignOperator, Span: at, Message: f.message, Hint: f.hint, Warning: f.warning, Params: ast.Params{Token: text}}
	if len(mistakes) > 0 {
		d.Code, d.Params, d.Candidates = mistakes[0].Code, mistakes[0].Params, mistakes[0].Candidates
	}
	if f.write == "" {
		return d, false
	}
	wrong := h.wrong(f.write)
	switch {
	case !areNames(wrong):
		if wrong[0].Code == codes.InvalidOperator && !has(mistakes, codes.InvalidOperator) {
			d.Hint = wrong[0].Message + ": " + wrong[0].Hint
		}
		return d, false
	case len(wrong) > 0 && areNames(h.wrong(text)): // the mistake is another one
		return d, false
	case f.sure && !strings.HasSuffix(f.write, " exists") && h.mended(mistakes, at, len(wrong) == 0):
		return d, false
	}
	if f.sure {
		d.Fix = &ast.Fix{Span: at, Text: f.write}
	}
	if len(wrong) > 0 {
		d.Hint = "write " + operatorsOf(f.write)
		if !has(mistakes, codes.UnknownField) {
			d.Hint += "; " + wrong[0].Message + ": " + wrong[0].Hint // the parser gave up before it
		}
		return d, false
	}
	d.Candidates = []string{f.write}
	before, after := "did you mean ", "?"
	if f.sure {
		before, after = "write ", ""
	}
	if f.also != "" {
		after = ", or " + f.also + after
	}
	d.Hint = before + show(f.write) + after
	return d, true
}

// operatorsOf says which operators to write, and where, for a condition that build returned.
func operatorsOf(condition string) string {
	condition, negated := strings.CutPrefix(strings.TrimLeft(condition, "("), "not ")
	_, rest, _ := strings.Cut(strings.TrimLeft(condition, "("), " ")
	op, rest, _ := strings.Cut(rest, " ")
	switch {
	case negated:
		return "not before the field, and " + op + " behind it"
	case op == "not" && strings.HasPrefix(rest, "in "):
		op = `"not in"`
	}
	return op + " in its place"
}

// mended reports whether the fix of the only mistake at a place mends the text there. Such
// a fix is better, since it changes less. If resolves is set, its fields must exist, too.
func (h *hints) mended(mistakes ast.Diagnostics, at ast.Span, resolves bool) bool {
	mistakes = slices.DeleteFunc(slices.Clone(mistakes), func(d ast.Diagnostic) bool { return d.Code == codes.UnknownField })
	if len(mistakes) != 1 || mistakes[0].Fix == nil {
		return false
	}
	fixed := mistakes.Fixed(h.src)
	wrong := h.wrong(fixed[at.Start.Offset : at.End.Offset+len(fixed)-len(h.src)])
	return len(wrong) == 0 || !resolves && areNames(wrong)
}

// has reports whether one of ds has one of these codes.
func has(ds ast.Diagnostics, list ...ast.Code) bool {
	return slices.ContainsFunc(ds, func(d ast.Diagnostic) bool { return slices.Contains(list, d.Code) })
}

// areNames reports whether nothing is wrong but unknown fields.
func areNames(wrong ast.Diagnostics) bool {
	return !slices.ContainsFunc(wrong, func(d ast.Diagnostic) bool { return d.Code != codes.UnknownField })
}

// begins reports whether a condition can begin at the piece i.
func (h *hints) begins(i int) bool {
	if h.is(i-1, "-") {
		i--
	}
	for i > 0 && h.is(i-1, "(") {
		i--
	}
	return i == 0 || h.is(i-1, "and", "or", "not", "&&", "||", "!") || h.is(i-1, "&", "|", ",", ";") && h.opens(i)
}

// schemas are the codes of the mistakes that the schema finds.
var schemas = []ast.Code{codes.UnknownField, codes.UnknownValue, codes.InvalidTime, codes.InvalidNumber, codes.InvalidOperator}

// within reports whether d is about the text at s. The diagnostic that counts the others is
// about no text.
func within(d ast.Diagnostic, s ast.Span) bool {
	at, end := d.Span.Start.Offset, d.Span.End.Offset
	return d.Code != codes.MoreErrors && (s.Start.Offset <= at && (at < s.End.Offset || at == s.End.Offset && end == at) ||
		at < s.Start.Offset && end > s.End.Offset)
}
