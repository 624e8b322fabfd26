package fuzz

import (
	"fmt"
	"math/rand"
	"strings"
	"unicode/utf16"
)

// JSON is made as a tree of *object, *list, string for a string, and literal, so
// that it can be changed at a place before it is written.

type object struct{ members []member }

type member struct {
	name  string
	value any
}

type list struct{ elements []any }

// A literal is written as it stands.
type literal string

// members returns an object with members of these names and values.
func members(pairs ...any) *object {
	o := new(object)
	for i := 0; i < len(pairs); i += 2 {
		o.add(pairs[i].(string), pairs[i+1])
	}
	return o
}

func (o *object) add(name string, value any) { o.members = append(o.members, member{name, value}) }

// shuffled returns o with its members in any order.
func (o *object) shuffled(r *rand.Rand) *object {
	r.Shuffle(len(o.members), func(i, j int) { o.members[i], o.members[j] = o.members[j], o.members[i] })
	return o
}

// jsonText returns v as JSON with any white space, and strings with any escapes.
func jsonText(r *rand.Rand, v any) string {
	w := jsonWriter{r: r, tight: oneIn(r, 3), escapes: rarely(r, 2)}
	w.gap()
	w.value(v)
	w.gap()
	return w.b.String()
}

type jsonWriter struct {
	r *rand.Rand
	b strings.Builder

	tight   bool // no white space at all
	escapes bool // also where none are needed
}

func (w *jsonWriter) value(v any) {
	switch v := v.(type) {
	case literal:
		w.b.WriteString(string(v))
	case string:
		w.quote(v)
	case *object:
		w.b.WriteByte('{')
		for i, m := range v.members {
			w.separate(i)
			w.quote(m.name)
			w.gap()
			w.b.WriteByte(':')
			w.gap()
			w.value(m.value)
		}
		w.gap()
		w.b.WriteByte('}')
	case *list:
		w.b.WriteByte('[')
		for i, e := range v.elements {
			w.separate(i)
			w.value(e)
		}
		w.gap()
		w.b.WriteByte(']')
	}
}

// separate writes what stands before the i-th element.
func (w *jsonWriter) separate(i int) {
	w.gap()
	if i > 0 {
		w.b.WriteByte(',')
		w.gap()
	}
}

func (w *jsonWriter) gap() {
	if !w.tight {
		w.b.WriteString(pick(w.r, []string{"", "", " ", "\n", "\t\r\n  "}))
	}
}

func (w *jsonWriter) quote(s string) {
	w.b.WriteByte('"')
	for _, c := range s {
		short := strings.IndexRune("\"\\/\b\f\n\r\t", c)
		must := c < ' ' || c == '"' || c == '\\'
		switch {
		case short >= 0 && (must && !rarely(w.r, 4) || w.escapes && rarely(w.r, 8)):
			w.b.WriteByte('\\')
			w.b.WriteByte(`"\/bfnrt`[short])
		case must || w.escapes && rarely(w.r, 24):
			writeEscape(w.r, &w.b, c)
		default:
			w.b.WriteRune(c)
		}
	}
	w.b.WriteByte('"')
}

// writeEscape writes c as \uXXXX, or as two of them.
func writeEscape(r *rand.Rand, b *strings.Builder, c rune) {
	format := pick(r, []string{`\u%04x`, `\u%04X`})
	if c <= 0xFFFF {
		fmt.Fprintf(b, format, c)
		return
	}
	high, low := utf16.EncodeRune(c)
	fmt.Fprintf(b, format+format, high, low)
}
