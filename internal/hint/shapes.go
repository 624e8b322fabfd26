package hint

import (
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/schema"
)

// A shape is a condition in another order than the language has it.
type shape struct {
	// pattern has an element for each part: FIELD, VALUE, END for a value or a *, OPERATOR
	// for one of symbols, FUNCTION, or else words, any of which may stand there.
	pattern string
	message string

	// write returns the condition as a query has it, or nothing if the shape does not fit.
	write func(h *hints, m *match) string
}

// A match has the parts that a pattern matched, in the order of the text.
type match struct {
	fields    []field
	values    []string
	operators []operator
	unsure    bool // another thing may be meant
	bare      bool // the first part is a value without quotes
}

const (
	behindField = "exists stands behind its field"
	fieldFirst  = "a condition begins with its field"
	noFunctions = "there are no functions"
	noBetween   = "there is no operator between"
	noRanges    = "there are no ranges"
)

// shapes are tried in this order.
var shapes = []shape{
	{"exists/exist/has/have FIELD", behindField, exists},
	{"exists/exist/has/have ( FIELD )", behindField, exists},
	{"exists/has/_exists_ : FIELD", behindField, exists},
	{"no/without/missing FIELD", behindField, not(exists)},
	{"no : FIELD", behindField, not(exists)},
	{"VALUE OPERATOR FIELD", fieldFirst, mirror},
	{"VALUE OPERATOR FIELD OPERATOR VALUE", fieldFirst, mirror},
	{"VALUE in FIELD", fieldFirst, contained},
	{"VALUE not in FIELD", fieldFirst, not(contained)},
	{"FUNCTION ( FIELD , VALUE )", noFunctions, called},
	{"FIELD FUNCTION ( VALUE )", noFunctions, called},
	{"FIELD | FUNCTION ( VALUE )", noFunctions, called},
	{"FIELD between VALUE and/to/&& VALUE", noBetween, ranged(">=", "<=")},
	{"FIELD is between VALUE and/to/&& VALUE", noBetween, ranged(">=", "<=")},
	{"FIELD not between VALUE and/to/&& VALUE", noBetween, not(ranged(">=", "<="))},
	{"FIELD : [ END to END ]", noRanges, ranged(">=", "<=")},
	{"FIELD : { END to END }", noRanges, ranged(">", "<")},
}

// not returns the function that writes the negation.
func not(write func(*hints, *match) string) func(*hints, *match) string {
	return func(h *hints, m *match) string { return "not " + write(h, m) }
}

func exists(_ *hints, m *match) string { return build(m.fields[0].name, operator{op: "exists"}) }

// mirror is for a value on the left of an operator, as in 2 < size and in 2 < size < 5.
func mirror(h *hints, m *match) string {
	f, o := m.fields[0], m.operators[0]
	if m.bare && h.isField(m.values[0]) || o.negated && o.op != "=" || m.operators[len(m.operators)-1].twice {
		return ""
	}
	o.op, o.fold = mirrored[o.op], f.fold
	first := build(f.name, o, bare(m.values[0]))
	if len(m.values) == 1 {
		return first
	}
	return "(" + first + " and " + build(f.name, m.operators[1], bare(m.values[1])) + ")"
}

// contained is for "smoke" in name, which in other languages asks for a part of a text.
func contained(h *hints, m *match) string {
	f := m.fields[0]
	o := operator{op: "*=", fold: f.fold}
	if h.fieldOf(f.name).Kind == schema.List {
		o.op = "="
	}
	m.unsure = m.bare
	return build(f.name, o, bare(m.values[0]))
}

func called(h *hints, m *match) string {
	f, o := m.fields[0], m.operators[0]
	o.fold = o.fold || f.fold
	m.unsure = o.op == "*=" && h.fieldOf(f.name).Kind == schema.List // one of its values may be meant
	return build(f.name, o, bare(m.values[0]))
}

// ranged returns the function that writes two bounds, either of which may be a *.
func ranged(least, most string) func(*hints, *match) string {
	return func(h *hints, m *match) string {
		name, from, to := m.fields[0].name, bare(m.values[0]), bare(m.values[1])
		switch least, most := name+" "+least+" "+from, name+" "+most+" "+to; {
		case from == "*" && to == "*":
			return exists(h, m)
		case from == "*":
			return most
		case to == "*":
			return least
		default:
			return "(" + least + " and " + most + ")"
		}
	}
}

// shaped returns what a condition of one of the shapes means.
func (h *hints) shaped(i int) (f finding, ok bool) {
	for _, s := range shapes {
		m := new(match)
		n := h.match(i, s.pattern, m)
		if n == 0 || !h.ends(i+n) {
			continue
		}
		if write := s.write(h, m); write != "" {
			return finding{n: n, message: s.message, write: write, sure: !m.unsure}, true
		}
	}
	return f, false
}

// match returns how many pieces from i on a pattern matches, or 0.
func (h *hints) match(i int, pattern string, m *match) int {
	at := i
	for element := range strings.SplitSeq(pattern, " ") {
		n := 0
		switch element {
		case "FIELD":
			f := h.field(at)
			if n = f.n; !h.isField(f.name) {
				return 0
			}
			m.fields = append(m.fields, f)
		case "END", "VALUE":
			var v string
			if v, n = h.value(at); element == "END" && h.is(at, "*") {
				v, n = "*", 1
			}
			m.bare = m.bare || at == i && h.at(at).kind == word
			m.values = append(m.values, v)
		case "OPERATOR":
			var o operator
			if o, n = h.operator(at); h.at(at).kind != symbol || mirrored[o.op] == "" {
				return 0
			}
			m.operators = append(m.operators, o)
		case "FUNCTION":
			name := h.at(at).text
			name = strings.ReplaceAll(strings.ToLower(name[strings.LastIndexByte(name, '.')+1:]), "_", "")
			if o, ok := functions[name]; ok && h.isGlued(at+1) {
				n = 1
				m.operators = append(m.operators, o)
			}
		default:
			if h.is(at, strings.Split(element, "/")...) {
				n = 1
			}
		}
		if n == 0 {
			return 0
		}
		at += n
	}
	return at - i
}

// isPresence reports whether a word before a colon asks whether there is a value.
func isPresence(s string) bool {
	return chars.EqualFold(s, "no") || chars.EqualFold(s, "has") || chars.EqualFold(s, "_exists_")
}
