package fuzz

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/schema"
)

// Records returns the generator of records of the schema to ask x of, as eval.NewRecord
// takes them: field names, and tag:KEY for tags, to values. A value is a string, a bool, a
// json.Number, or a []string that is not empty. A time is a string, or a json.Number with
// the seconds since 1970.
//
// A value is most often near what x compares the field with: the same in another spelling,
// a prefix or an extension of it, or the number, time or date beside it. It may also be any
// other, or missing. About half of the records are steered towards being selected, and half
// towards not being. Most trees get both answers, but none is promised both.
//
// An Always field is there, and an enum has one of its values. Resolve x with a Now first,
// so that relative times and dates have records near them. The size has an effect on other
// values alone.
func Records(s *schema.Schema, x ast.Expr) Generator[map[string]any] {
	return func(r *rand.Rand, size int) map[string]any {
		g := records{schema: s, r: r, size: size, rec: make(map[string]any), constants: make(map[ast.Field][]string)}
		for c := range ast.Comparisons(x) {
			f := ast.Field{Tag: c.Field.Tag, Name: c.Field.Name}
			for _, v := range c.Values {
				g.constants[f] = append(g.constants[f], v.Text)
			}
			if f.Tag {
				g.random(f)
				if rarely(r, 6) {
					g.set(ast.Tag(nearKey(r, f.Name)), Texts(r, size))
				}
			}
		}
		for _, f := range s.Fields {
			g.random(ast.Name(f.Name))
		}
		if s.Tags != "" && rarely(r, 2) {
			g.rec["tag:"+pick(r, []string{"other", "BPO", "name", "aws:x"})] = Texts(r, size)
		}
		g.steer(x, oneIn(r, 2))
		return g.rec
	}
}

// oddRecords returns the generator of records that no service should give, and that
// Records does not make: an enum has a value of the schema in another case, or an
// unknown one. An evaluator answers for them, too. A plan may assume that a service
// has none.
func oddRecords(s *schema.Schema, x ast.Expr) Generator[map[string]any] {
	near := Records(s, x)
	return func(r *rand.Rand, size int) map[string]any {
		rec := near(r, size)
		for _, f := range s.Fields {
			if v, ok := rec[f.Name].(string); ok && f.Kind == schema.Enum && oneIn(r, 2) {
				rec[f.Name] = pick(r, []string{strings.ToLower(v), anyCase(r, v), v + " ", "no value of it", ""})
			}
		}
		return rec
	}
}

type records struct {
	schema    *schema.Schema
	r         *rand.Rand
	size      int
	rec       map[string]any
	constants map[ast.Field][]string // what the tree compares a field with
}

// random gives the field any value, or none.
func (g *records) random(f ast.Field) {
	if oneIn(g.r, 4) {
		g.drop(f)
		return
	}
	g.set(f, g.value(f))
}

// value returns a value for the field, often near what the tree asks for.
func (g *records) value(f ast.Field) any {
	list := g.constants[f]
	switch g.schema.KindOf(f) {
	case schema.Enum:
		return pick(g.r, g.schema.Fields[g.schema.Lookup(f.Name)].Values)
	case schema.Bool:
		return oneIn(g.r, 2)
	case schema.Number:
		if len(list) > 0 && !oneIn(g.r, 4) {
			return json.Number(nearNumber(g.r, pick(g.r, list)))
		}
		return json.Number(respelled(g.r, numberText(g.r)))
	case schema.Time:
		if len(list) > 0 {
			if t, ok := kinds.ParseTime(pick(g.r, list)); ok {
				return recordTime(g.r, t.Add(pick(g.r, []time.Duration{0, 0, -1, 1, time.Hour, -24 * time.Hour})))
			}
		}
		if rarely(g.r, 2) {
			return pick(g.r, []any{json.Number("1770000000"), json.Number("1.77e9"), json.Number("0"), json.Number("-0.5")})
		}
		day := time.Date(2026, time.Month(1+g.r.Intn(12)), 1+g.r.Intn(31), 0, 0, 0, 0, time.UTC)
		return recordTime(g.r, day.Add(timeOfDay(g.r)))
	case schema.Date:
		if len(list) > 0 && !oneIn(g.r, 4) {
			return nearDate(g.r, pick(g.r, list))
		}
		return pick(g.r, dates)
	case schema.List:
		texts := []string{g.text(list)}
		for range g.r.Intn(4) {
			if rarely(g.r, 4) {
				texts = append(texts, texts[0])
				continue
			}
			texts = append(texts, g.text(list))
		}
		return texts
	}
	return g.text(list)
}

// text returns a text that is often near one of the list.
func (g *records) text(list []string) string {
	if len(list) > 0 && !oneIn(g.r, 4) {
		return near(g.r, pick(g.r, list))
	}
	return Texts(g.r, g.size)
}

// steer sets fields so that x is likely to answer want. What one part of x sets,
// another may set anew.
func (g *records) steer(x ast.Expr, want bool) {
	switch x := x.(type) {
	case *ast.And:
		g.list(x.Terms, want, want)
	case *ast.Or:
		g.list(x.Terms, !want, want)
	case *ast.Not:
		g.steer(x.X, !want)
	case *ast.Comparison:
		g.comparison(x, want)
	}
}

// list steers all of the terms, or one of them. If one, it most often steers the others
// the other way, so that this one decides. The empty query has no terms.
func (g *records) list(terms []ast.Expr, all, want bool) {
	if !all && len(terms) > 0 {
		i := g.r.Intn(len(terms))
		if !oneIn(g.r, 4) {
			for j, t := range terms {
				if j != i {
					g.steer(t, !want)
				}
			}
		}
		terms = terms[i : i+1]
	}
	for _, t := range terms {
		g.steer(t, want)
	}
}

func (g *records) comparison(c *ast.Comparison, want bool) {
	f := ast.Field{Tag: c.Field.Tag, Name: c.Field.Name}
	kind := g.schema.KindOf(f)
	answer := want
	if c.Op == ast.OpNotEqual || c.Op == ast.OpNotIn {
		want = !want
	}
	if !want {
		if kinds.Folds(kind) && len(c.Values) > 0 && oneIn(g.r, 2) && g.miss(c, answer) {
			return
		}
		g.random(f)
		return
	}
	if c.Op == ast.OpExists {
		g.set(f, g.value(f))
		return
	}
	v := g.operand(c)
	step := 0 // from it to what is as wanted
	switch c.Op {
	case ast.OpLess:
		step = -1
	case ast.OpLessEqual:
		step = -g.r.Intn(2)
	case ast.OpGreater:
		step = 1
	case ast.OpGreaterEqual:
		step = g.r.Intn(2)
	}
	switch kind {
	case schema.Bool:
		g.set(f, v == "true")
		return
	case schema.Number:
		if step != 0 {
			v = adjacent(g.r, v, step > 0)
		}
		g.set(f, json.Number(respelled(g.r, v)))
		return
	case schema.Time:
		if t, ok := kinds.ParseTime(v); ok {
			g.set(f, recordTime(g.r, t.Add(time.Duration(step))))
		}
		return
	case schema.Date:
		if t, ok := kinds.ParseTime(v); ok {
			if text := t.AddDate(0, 0, step).Format(time.DateOnly); isDate(text) {
				g.set(f, text)
			}
		}
		return
	}
	before, after := Texts(g.r, 1), Texts(g.r, 1)
	switch c.Op {
	case ast.OpHasPrefix:
		v += after
	case ast.OpHasSuffix:
		v = before + v
	case ast.OpContains:
		v = before + v + after
	}
	if kind == schema.List {
		g.add(f, v)
		return
	}
	g.set(f, v)
}

// add gives a List a text, most often between those that it has, which other conditions
// may ask for.
func (g *records) add(f ast.Field, v string) {
	texts, _ := g.rec[recordKey(f)].([]string)
	if len(texts) > 3 || oneIn(g.r, 4) {
		texts = nil
	}
	g.set(f, slices.Insert(slices.Clone(texts), g.r.Intn(len(texts)+1), v))
}

// operand returns a value of the condition, one at an end of its list as often as
// one between them.
func (g *records) operand(c *ast.Comparison) string {
	n := len(c.Values)
	return c.Values[pick(g.r, []int{0, n - 1, g.r.Intn(n), g.r.Intn(n)})].Text
}

// miss gives the field of a text condition a text that is close to meeting it, and does
// not: one that has the value in another place, or most of the value. For $= it is a text
// that begins with the value, for example. A List gets two of these. It reports whether it
// found one.
func (g *records) miss(c *ast.Comparison, answer bool) bool {
	l, key := meaning.Language{Schema: g.schema}, recordKey(ast.Field{Tag: c.Field.Tag, Name: c.Field.Name})
	v := g.operand(c)
	before, after := Texts(g.r, 1), Texts(g.r, 1)
	texts := []string{v + after, before + v, before + v + after, near(g.r, v), otherCase(v)}
	for _, i := range g.r.Perm(len(texts)) {
		value := any(texts[i])
		if g.schema.KindOf(c.Field) == schema.List {
			value = []string{texts[i], texts[(i+1)%len(texts)]}
		}
		if l.Selects(c, map[string]any{key: value}) == answer {
			g.rec[key] = value
			return true
		}
	}
	return false
}

func (g *records) set(f ast.Field, v any) { g.rec[recordKey(f)] = v }

func (g *records) drop(f ast.Field) {
	if !f.Tag {
		if i := g.schema.Lookup(f.Name); i >= 0 && g.schema.Fields[i].Always {
			g.set(f, g.value(f))
			return
		}
	}
	delete(g.rec, recordKey(f))
}

func recordKey(f ast.Field) string {
	if f.Tag {
		return "tag:" + f.Name
	}
	return f.Name
}

// nearKey returns a key that is nearly key.
func nearKey(r *rand.Rand, key string) string {
	for {
		k := pick(r, []func(string) string{strings.ToUpper, strings.ToLower, strings.TrimSpace, func(s string) string {
			return " " + s
		}, func(s string) string {
			_, n := utf8.DecodeLastRuneInString(s)
			return s[:len(s)-n]
		}, func(s string) string { return s + "s" }})(key)
		if k != key && k != "" {
			return k
		}
		key += "s"
	}
}

// lookalikes are pairs of texts that differ in the language. They are the same to what
// folds case in full, trims or unifies white space, or normalizes texts.
var lookalikes = [][2]string{
	{"\u00df", "ss"}, {"ss", "\u00df"}, {"\u1e9e", "ss"}, {"\ufb01", "fi"}, {"fi", "\ufb01"},
	{"\u0130", "i\u0307"}, {"i\u0307", "\u0130"}, {"\u0130", "i"}, {"\u0131", "i"},
	{"\u00e9", "e\u0301"}, {"e\u0301", "\u00e9"}, {"i", "\u0131"},
	{"\u00a0", " "}, {"\u3000", " "}, {"\t", " "}, {"  ", " "}, {" ", "\u00a0"},
}

// lookalike returns s with one of its lookalikes replaced by the other, if it has any.
func lookalike(r *rand.Rand, s string) string {
	fit := slices.DeleteFunc(slices.Clone(lookalikes), func(pair [2]string) bool { return !strings.Contains(s, pair[0]) })
	if len(fit) == 0 {
		return s
	}
	pair := pick(r, fit)
	return strings.Replace(s, pair[0], pair[1], 1)
}

// otherCase returns s in upper case, or in lower case if that is how it is.
func otherCase(s string) string {
	if upper := strings.ToUpper(s); upper != s {
		return upper
	}
	return strings.ToLower(s)
}

// near returns s or a text that is nearly s.
func near(r *rand.Rand, s string) string {
	switch r.Intn(9) {
	case 1:
		return s + Texts(r, 1)
	case 2:
		return Texts(r, 1) + s
	case 3:
		_, n := utf8.DecodeLastRuneInString(s)
		return s[:len(s)-n]
	case 4:
		_, n := utf8.DecodeRuneInString(s)
		return s[n:]
	case 5:
		return otherCase(s)
	case 6, 7:
		return lookalike(r, s)
	}
	return s
}

// recordTime returns t as a record may have it, or another time if none may.
func recordTime(r *rand.Rand, t time.Time) any {
	if rarely(r, 3) && t.Unix() >= 0 { // before 1970 the fraction would count the other way
		text := fmt.Sprintf("%d.%09d", t.Unix(), t.Nanosecond())
		if _, ok := kinds.ParseSeconds(text); ok {
			return json.Number(text)
		}
	}
	text := dateTime(r, t)
	if _, ok := kinds.ParseRecordTime(text); !ok { // beyond the years that can be written
		return "2026-01-31T09:00:00Z"
	}
	return text
}
