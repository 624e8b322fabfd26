// Package hint says what to write in the place of what other languages write, and of what
// people write instead of the language.
//
// The parser and the schema say where a query is wrong. This package looks at the text
// once more, after a mistake and never before, and recognises kinds of mistakes as a whole,
// with a rule for each kind: those of whole.go look at a text, and those that condition.go
// lists at a condition; words.go has the words of other languages. A rule that fits says
// what is meant. That is a fix if nobody can mean anything else by it, and otherwise a
// question.
//
// Nothing is proposed before it has been parsed and resolved.
package hint

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/schema"
)

// A Checker returns what is wrong with a text as a query of a schema, without hints of
// this package; nothing if it is one.
type Checker func(src string) ast.Diagnostics

// Improve returns ds, what a Checker says of src, with better hints and fixes for the
// kinds of mistakes that are known here. The work is in proportion to the text: each part
// of it that is proposed is checked once.
func Improve(src string, ds ast.Diagnostics, s *schema.Schema, check Checker) ast.Diagnostics {
	return improve(src, ds, s, check, true)
}

// improve looks into what a text has in quotes or brackets if whole is set.
func improve(src string, ds ast.Diagnostics, s *schema.Schema, check Checker, whole bool) ast.Diagnostics {
	if len(ds) == 0 || tooLong(ds) || !utf8.ValidString(src) {
		return ds
	}
	h := &hints{src: src, schema: s, check: check, left: mostChecks}
	h.split()
	if len(h.pieces) == 0 {
		return ds
	}
	if whole {
		if d, ok := h.whole(ds); ok {
			return ast.Diagnostics{d}
		}
	}
	return h.helpful(h.conditions(ds), len(ds))
}

// helpful returns ds without the fixes that leave as many mistakes as there were. Of a
// long text they are left as they are.
func (h *hints) helpful(ds ast.Diagnostics, mistakes int) ast.Diagnostics {
	const most = 4 << 10
	if mistakes > diag.Most { // of which nobody knows how many are left
		return ds
	}
	for i := range ds {
		if d := &ds[i]; d.Fix != nil && !d.Warning && len(h.src) <= most && len(h.check(ast.Diagnostics{*d}.Fixed(h.src))) >= mistakes {
			d.Fix = nil
		}
	}
	return ds
}

// tooLong reports whether the text was not read to its end.
func tooLong(ds ast.Diagnostics) bool {
	return slices.ContainsFunc(ds, func(d ast.Diagnostic) bool {
		return d.Code == codes.TooLong || d.Code == codes.TooDeep || d.Code == codes.TooManyConditions
	})
}

// Bounds of the work, and of what a hint shows: how often a proposal is checked, and how
// many bytes it may have.
const (
	mostChecks   = 200
	mostProposed = 300
)

// hints is one look at a text.
type hints struct {
	src    string
	schema *schema.Schema
	check  Checker
	left   int // proposals that may be checked
	pieces []piece
}

// A piece is a part of the text between white space, in which strings are not split: a
// word, a string, some symbols, or one other character.
type piece struct {
	kind       kind
	text       string
	start, end ast.Position
	depth      int // how many parentheses are open before it
}

type kind uint8

const (
	word   kind = iota
	str         // with both quotes
	broken      // a quote that nothing closes, and all that follows it
	symbol      // of the characters that operators are made of
	other       // one character
)

const operatorRunes = "=!<>~^*$&|"

// split cuts the text into pieces.
func (h *hints) split() {
	pos, depth := ast.Position{Line: 1, Column: 1}, 0
	for pos.Offset < len(h.src) {
		s := h.src[pos.Offset:]
		r, size := utf8.DecodeRuneInString(s)
		if unicode.IsSpace(r) {
			pos = diag.After(pos, s[:size])
			continue
		}
		k, n := other, size
		switch {
		case chars.IsWordRune(r):
			k, n = word, wordLength(s)
		case r == '"' || r == '\'':
			if k, n = str, stringLength(s); n == 0 {
				k, n = broken, len(s)
			}
		case strings.ContainsRune(operatorRunes, r):
			k, n = symbol, len(s)-len(strings.TrimLeft(s, operatorRunes))
		}
		end := diag.After(pos, s[:n])
		h.pieces = append(h.pieces, piece{k, s[:n], pos, end, depth})
		pos = end
		switch s[:n] {
		case "(":
			depth++
		case ")":
			depth--
		}
	}
}

// wordLength returns how many bytes the word has with which s begins. The apostrophe of
// doesn't is part of it.
func wordLength(s string) int {
	n := strings.IndexFunc(s, func(r rune) bool { return !chars.IsWordRune(r) })
	if n < 0 {
		return len(s)
	}
	if rest := s[n:]; strings.HasSuffix(s[:n], "n") && strings.HasPrefix(rest, "'t") && (len(rest) == 2 || rest[2] == ' ') {
		return n + 2
	}
	return n
}

// stringLength returns how many bytes the string has with which s begins, or 0 if nothing
// closes it.
func stringLength(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case s[0]:
			return i + 1
		}
	}
	return 0
}

// unquote returns what a string that is not broken says, or false if an escape in it
// is none.
func unquote(s string) (string, bool) {
	inner := s[1 : len(s)-1]
	if !strings.Contains(inner, `\`) {
		return inner, true
	}
	var b strings.Builder
	for i := 0; i < len(inner); i++ {
		if inner[i] == '\\' {
			i++
			if i == len(inner) || strings.IndexByte(`"'\`, inner[i]) < 0 {
				return "", false
			}
		}
		b.WriteByte(inner[i])
	}
	return b.String(), true
}

// at returns the piece i, and one without text behind the last.
func (h *hints) at(i int) piece {
	if i < 0 || i >= len(h.pieces) {
		return piece{kind: other}
	}
	return h.pieces[i]
}

// is reports whether the piece i is one of these symbols, characters or words in any case.
func (h *hints) is(i int, texts ...string) bool {
	p := h.at(i)
	return p.text != "" && p.kind != str && p.kind != broken && slices.ContainsFunc(texts, func(s string) bool { return chars.EqualFold(s, p.text) })
}

// isGlued reports whether nothing stands between the piece i and the one before.
func (h *hints) isGlued(i int) bool {
	return i > 0 && i < len(h.pieces) && h.pieces[i].start == h.pieces[i-1].end
}

// span returns the place of the pieces from i up to, not including, j.
func (h *hints) span(i, j int) ast.Span {
	return ast.Span{Start: h.pieces[i].start, End: h.pieces[j-1].end}
}

// text returns the text of the pieces from i up to, not including, j, as it was written.
func (h *hints) text(i, j int) string {
	s := h.span(i, j)
	return h.src[s.Start.Offset:s.End.Offset]
}

// wrong returns what is wrong with a text that may be proposed. There is something wrong
// with what cannot be: it is too long, or enough has been checked.
func (h *hints) wrong(src string) ast.Diagnostics {
	if h.left == 0 || len(src) > mostProposed {
		return ast.Diagnostics{{Code: codes.TooLong}}
	}
	h.left--
	return h.check(src)
}

// valid reports whether a text may be proposed.
func (h *hints) valid(src string) bool { return len(h.wrong(src)) == 0 }

// parses reports whether a text may be proposed but for names that the schema lacks.
func (h *hints) parses(src string) bool {
	return !slices.ContainsFunc(h.wrong(src), func(d ast.Diagnostic) bool { return d.Code != codes.UnknownField })
}

// isField reports whether the schema has the field, or tags if it is one.
func (h *hints) isField(name string) bool {
	if chars.HasTagPrefix(name) {
		return h.schema.Tags != "" && len(name) > len(chars.TagPrefix)
	}
	return h.schema.Lookup(name) >= 0
}

// kindOf returns the kind of a field, which the schema has.
func (h *hints) kindOf(name string) schema.Kind {
	if i := h.schema.Lookup(name); i >= 0 {
		return h.schema.Fields[i].Kind
	}
	return schema.Text
}

// A finding is what a rule makes of some pieces.
type finding struct {
	n       int          // how many pieces
	to      ast.Position // where they end, if that is within the last
	from    ast.Position // where the mistake begins, if it is behind the first
	code    ast.Code
	message string
	write   string // in their place; empty if nobody can say
	sure    bool   // nobody can mean anything else
	hint    string // in the place of one that shows what to write
	also    string // another thing to do
	quote   string // another reading: one value that is quoted
	warning bool   // it is no mistake, but stands among them
	narrow  bool   // a fix of the parser that does the same is better
}

// diagnostic returns what a finding at the piece i says.
func (h *hints) diagnostic(i int, f finding) (d ast.Diagnostic, resolves bool) {
	d = ast.Diagnostic{Code: f.code, Span: h.place(i, f), Message: f.message, Hint: f.hint, Warning: f.warning}
	d.Params.Token = h.src[d.Span.Start.Offset:d.Span.End.Offset]
	resolves = f.write != "" && h.valid(f.write)
	switch {
	case resolves:
		if d.Hint == "" {
			d.Hint = "write " + show(f.write)
			if !f.sure {
				d.Hint = "did you mean " + show(f.write) + "?"
			}
		}
		d.Candidates = []string{f.write}
		if f.quote != "" && h.valid(f.quote) {
			f.also = "quote the value if it is one: " + show(f.quote)
		}
		if f.also != "" {
			d.Hint = strings.TrimSuffix(d.Hint, "?") + ", or " + f.also
			if !f.sure {
				d.Hint += "?"
			}
		}
	case f.write != "" && h.parses(f.write) && d.Hint == "":
		d.Hint = "write " + operatorOf(f.write) + " in its place"
		if strings.HasPrefix(f.write, "not ") {
			d.Hint += ", and not before the condition"
		}
	case f.write != "" && d.Hint == "" && f.also == "":
		if wrong := h.wrong(f.write); len(wrong) > 0 && wrong[0].Code == codes.InvalidOperator {
			d.Message, d.Hint, d.Candidates = wrong[0].Message, wrong[0].Hint, wrong[0].Candidates
		}
	case d.Hint == "" && f.also != "":
		d.Hint = f.also
	}
	if f.sure && (resolves || f.write != "" && h.parses(f.write)) {
		d.Fix = &ast.Fix{Span: d.Span, Text: f.write}
	}
	return d, resolves
}

// place returns where a finding at the piece i is.
func (h *hints) place(i int, f finding) ast.Span {
	s := h.span(i, i+f.n)
	if f.from.Line > 0 {
		s.Start = f.from
	}
	if f.to.Line > 0 {
		s.End = f.to
	}
	return s
}

// show returns a text as a hint proposes it.
func show(s string) string { return "`" + s + "`" }

// conditions returns ds with what the rules find in their place.
func (h *hints) conditions(ds ast.Diagnostics) ast.Diagnostics {
	var found ast.Diagnostics
	kept := slices.Clone(ds)
	for i := 0; i < len(h.pieces); {
		if !h.begins(i) {
			i++
			continue
		}
		f, ok := h.condition(i, func(f finding) bool { return touches(ds, h.place(i, f)) })
		if !ok {
			i++
			continue
		}
		d, resolves := h.diagnostic(i, f)
		if !resolves && f.write != "" && h.parses(h.src[d.Span.Start.Offset:d.Span.End.Offset]) {
			i++ // what is wrong is another thing
			continue
		}
		if f.warning && len(ds) >= diag.Most {
			i += f.n // there is no room for it
			continue
		}
		if f.narrow && h.mended(ds, d.Span, resolves) {
			i += f.n
			continue
		}
		if d.Hint != "" {
			if k := slices.IndexFunc(ds, func(k ast.Diagnostic) bool { return within(k, d.Span) }); k >= 0 {
				d.Code, d.Params = ds[k].Code, ds[k].Params
				if d.Candidates == nil {
					d.Candidates = ds[k].Candidates
				}
			}
			if !resolves && f.write != "" && !slices.ContainsFunc(ds, func(k ast.Diagnostic) bool { return k.Code == codes.UnknownField && within(k, d.Span) }) {
				if wrong := h.wrong(f.write); len(wrong) > 0 && wrong[0].Code == codes.UnknownField { // which nobody has looked for
					d.Hint += "; " + wrong[0].Message + ": " + wrong[0].Hint
				}
			}
			found = append(found, d)
			kept = slices.DeleteFunc(kept, func(k ast.Diagnostic) bool {
				return !f.warning && within(k, h.place(i, f)) && (resolves || !isSchemas(k.Code))
			})
		}
		i += f.n
	}
	if len(found) == 0 {
		return ds
	}
	var more ast.Diagnostics // of which nobody words the rest
	if last := len(kept) - 1; last >= 0 && kept[last].Code == codes.MoreErrors {
		kept, more = kept[:last], kept[last:]
	}
	list := slices.Concat(kept, found)
	slices.SortStableFunc(list, func(a, b ast.Diagnostic) int { return a.Span.Start.Offset - b.Span.Start.Offset })
	return append(list, more...)
}

// mended reports whether the one mistake of ds in a part of the text has a fix that makes
// conditions of it, with fields that there are if resolves is set.
func (h *hints) mended(ds ast.Diagnostics, at ast.Span, resolves bool) bool {
	var mistakes ast.Diagnostics
	for _, d := range ds {
		if within(d, at) && d.Code != codes.UnknownField {
			mistakes = append(mistakes, d)
		}
	}
	if len(mistakes) != 1 || mistakes[0].Fix == nil {
		return false
	}
	fixed := mistakes.Fixed(h.src)
	part := fixed[at.Start.Offset : at.End.Offset+len(fixed)-len(h.src)]
	return h.valid(part) || !resolves && h.parses(part)
}

// begins reports whether a condition can begin at the piece i.
func (h *hints) begins(i int) bool {
	switch {
	case i == 0 || h.is(i-1, "and", "or", "not", "&&", "||", "!"):
		return true
	case h.is(i-1, "("):
		return h.begins(i - 1)
	}
	return h.is(i-1, "&", "|", ",", ";") && h.opens(i)
}

// isSchemas reports whether the schema finds mistakes with that code.
func isSchemas(c ast.Code) bool {
	return c == codes.UnknownField || c == codes.UnknownValue || c == codes.InvalidTime || c == codes.InvalidNumber || c == codes.InvalidOperator
}

// touches reports whether one of ds is about the text at s.
func touches(ds ast.Diagnostics, s ast.Span) bool {
	return slices.ContainsFunc(ds, func(d ast.Diagnostic) bool { return within(d, s) })
}

// within reports whether d is about the text at s. The one that counts the others is about
// no text.
func within(d ast.Diagnostic, s ast.Span) bool {
	if d.Code == codes.MoreErrors {
		return false
	}
	at, end := d.Span.Start.Offset, d.Span.End.Offset
	return s.Start.Offset <= at && (at < s.End.Offset || at == s.End.Offset && end == at) ||
		at < s.Start.Offset && end > s.End.Offset
}
