package fuzz

import (
	"math/rand"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// maxDepth is how deep the ands, ors and nots of a tree nest at most.
const maxDepth = 12

// Trees returns the generator of trees that s resolves to themselves: names and the values
// of enums and bools are in canonical spelling. They have every operator that a field's kind
// takes, with an i now and then where there is case, tags if the schema has them, and
// nested ands, ors and nots. Numbers are spelled in many ways. Times and dates are also
// compared with relative ones such as -7d, which stay as they are until the tree is
// resolved with a Now.
//
// Size bounds the number of places for a condition. An in-list may have a few more values,
// and now and then has up to a hundred. A tree of size 0 is the empty query, and now and
// then so is a larger one. Every tree is within ast.Limits' defaults.
func Trees(s *schema.Schema) Generator[ast.Expr] {
	return func(r *rand.Rand, size int) ast.Expr {
		for {
			if size <= 0 || oneIn(r, 50) {
				return ast.All()
			}
			t := trees{schema: s, r: r}
			x := nest(r, 1+r.Intn(size), 0, false, func(bool) ast.Expr { return t.comparison() })
			if ast.Validate(x, ast.Limits{}) == nil {
				return x
			}
			size /= 2 // too long a text: long values at many places
		}
	}
}

type trees struct {
	schema *schema.Schema
	r      *rand.Rand
	tags   []string // keys that were used

	// Values are used again: most mistakes are in conditions on the same text.
	texts, numbers, dates []string
}

// nest returns an expression of n places, inside depth others, with what leaf
// returns at each. Negated says whether an odd number of nots is around it.
func nest(r *rand.Rand, n, depth int, negated bool, leaf func(negated bool) ast.Expr) ast.Expr {
	if depth < maxDepth && rarely(r, 5) {
		return &ast.Not{X: nest(r, n, depth+1, !negated, leaf)}
	}
	if n == 1 {
		return leaf(negated)
	}
	var terms []ast.Expr
	for n > 0 {
		k := 1
		if depth < maxDepth {
			k += r.Intn(n)
		}
		if len(terms) == 0 {
			k = min(k, n-1) // leave something for a second term
		}
		terms = append(terms, nest(r, k, depth+1, negated, leaf))
		n -= k
	}
	if oneIn(r, 2) {
		return ast.All(terms...)
	}
	return ast.Any(terms[0], terms[1:]...)
}

func (t *trees) comparison() *ast.Comparison {
	field, kind, enum := t.field()
	return t.on(field, kind, enum, operators(kind))
}

// operators returns those that a kind takes.
func operators(kind schema.Kind) (ops []ast.Op) {
	for op := ast.OpEqual; op <= ast.OpExists; op++ {
		if kinds.Takes(kind, op) {
			ops = append(ops, op)
		}
	}
	return ops
}

// on returns a comparison of the field with one of the operators.
func (t *trees) on(field ast.Field, kind schema.Kind, enum []string, ops []ast.Op) *ast.Comparison {
	c := &ast.Comparison{Field: field, Op: pick(t.r, ops)}
	n := 1
	switch c.Op {
	case ast.OpExists:
		return c
	case ast.OpIn, ast.OpNotIn:
		n += t.more()
	}
	for i := range n {
		var v string
		switch kind {
		case schema.Enum:
			v = pick(t.r, enum)
		case schema.Bool:
			v = pick(t.r, []string{"false", "true"})
		case schema.Number:
			v = t.number(i)
		case schema.Time:
			v = timeText(t.r)
		case schema.Date:
			v = t.again(&t.dates, dateText, nearDate)
		default:
			v = t.element(i, t.text)
		}
		c.Values = append(c.Values, ast.Value{Text: v})
	}
	c.Fold = kinds.Folds(kind) && hasCase(c) && rarely(t.r, 4)
	return c
}

// hasCase reports whether it makes a difference to ignore the case of c's values.
func hasCase(c *ast.Comparison) bool {
	return slices.ContainsFunc(c.Values, func(v ast.Value) bool { return chars.HasCase(v.Text) })
}

// more returns how many values an in-list has besides its first. It is a few, and now and
// then up to a hundred, so that an evaluator may look them up in another way.
func (t *trees) more() int {
	if rarely(t.r, 12) {
		return 10 + t.r.Intn(pick(t.r, []int{10, 10, 90}))
	}
	return t.r.Intn(4)
}

// element returns the i-th value of an in-list. The values of a long list are short, and
// all different.
func (t *trees) element(i int, text func() string) string {
	if i < 4 {
		return text()
	}
	return pick(t.r, []string{"a", "SMOKE", "v "}) + strconv.Itoa(i)
}

func (t *trees) field() (f ast.Field, kind schema.Kind, enum []string) {
	if n := len(t.schema.Fields); n > 0 && (t.schema.Tags == "" || !rarely(t.r, 3)) {
		f := t.schema.Fields[t.r.Intn(n)]
		return ast.Name(f.Name), f.Kind, f.Values
	}
	return ast.Tag(t.key()), schema.Text, nil
}

func (t *trees) key() string {
	if len(t.tags) > 0 && oneIn(t.r, 2) {
		return pick(t.r, t.tags)
	}
	key := Texts(t.r, 2)
	if n := len(t.schema.Fields); n > 0 && rarely(t.r, 6) {
		key = t.schema.Fields[t.r.Intn(n)].Name // a tag is no field
	}
	if key == "" {
		key = "BPO"
	}
	t.tags = append(t.tags, key)
	return key
}

func (t *trees) text() string {
	return t.again(&t.texts, func(r *rand.Rand) string { return Texts(r, 3) }, near)
}

// number returns the i-th value of a comparison of a Number.
func (t *trees) number(i int) string {
	if i >= 4 { // each is another
		return respelled(t.r, strconv.Itoa(i))
	}
	v := t.again(&t.numbers, numberText, nearNumber)
	if rarely(t.r, 3) {
		v = respelled(t.r, v)
	}
	return v
}

// again returns a fresh value, or one of those that were used, or one near it.
func (t *trees) again(used *[]string, fresh func(*rand.Rand) string, near func(*rand.Rand, string) string) string {
	if len(*used) == 0 || oneIn(t.r, 2) {
		*used = append(*used, fresh(t.r))
		return (*used)[len(*used)-1]
	}
	s := pick(t.r, *used)
	if rarely(t.r, 3) {
		s = near(t.r, s)
	}
	return s
}

// timeText returns a value of a time field.
func timeText(r *rand.Rand) string {
	if rarely(r, 4) {
		return "-" + strconv.Itoa(r.Intn(400)) + pick(r, []string{"d", "h", "m", "w", "D"})
	}
	t := time.Date(2026, time.Month(1+r.Intn(12)), 1+r.Intn(31), 0, 0, 0, 0, time.UTC)
	if oneIn(r, 3) {
		return t.Format(time.DateOnly)
	}
	text := dateTime(r, t.Add(timeOfDay(r)))
	if before, zone, ok := strings.Cut(text, ":00Z"); ok && zone == "" && rarely(r, 2) {
		return before + "Z" // seconds may be left out
	}
	return text
}

// dates are values of a Date field, many of them beside one another.
var dates = []string{
	"2026-01-31", "2026-01-30", "2026-02-01", "2026-02-28", "2026-03-01", "2024-02-28", "2024-02-29", "2024-03-01",
	"2000-02-29", "1900-02-28", "1900-03-01", "1969-12-31", "1970-01-01", "1999-12-31", "0000-01-01", "9999-12-31",
}

// dateText returns a value of a Date field.
func dateText(r *rand.Rand) string {
	switch {
	case rarely(r, 4):
		return "-" + strconv.Itoa(r.Intn(400)) + pick(r, []string{"d", "w", "D", "W"})
	case rarely(r, 3):
		return time.Date(2026, time.Month(1+r.Intn(12)), 1+r.Intn(31), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}
	return pick(r, dates)
}

// nearDate returns s, or a date near it.
func nearDate(r *rand.Rand, s string) string {
	d, ok := kinds.ParseDate(s)
	if !ok { // so many days ago
		return pick(r, dates)
	}
	t := kinds.Instant(schema.Date, d)
	text := t.AddDate(pick(r, []int{0, 0, 0, 1}), pick(r, []int{0, 0, 0, -1}), pick(r, []int{0, 1, -1})).Format(time.DateOnly)
	if !isDate(text) { // beyond the years that can be written
		return s
	}
	return text
}

func isDate(s string) bool {
	_, ok := kinds.ParseDate(s)
	return ok
}

// timeOfDay returns a time since midnight, most often a round one.
func timeOfDay(r *rand.Rand) time.Duration {
	d := time.Duration(r.Intn(24)) * time.Hour
	for unit, most := range [...]int{0: 60, 1: 60, 2: 1000, 3: 1000, 4: 1000} {
		if oneIn(r, 3) {
			break
		}
		d += time.Duration(r.Intn(most)) * units[unit]
	}
	return d
}

var units = [...]time.Duration{time.Minute, time.Second, time.Millisecond, time.Microsecond, time.Nanosecond}

// dateTime returns t in one of the zones in which it may be written, now and then
// with the t and the z of RFC 3339 in lower case, or as other tools print it: with
// a space for the T, and without the colon of the offset.
func dateTime(r *rand.Rand, t time.Time) string {
	zone := time.FixedZone("", 3600*(r.Intn(24)-12)+60*r.Intn(60))
	text := t.In(pick(r, []*time.Location{time.UTC, time.UTC, zone})).Format(time.RFC3339Nano)
	switch r.Intn(9) {
	case 7:
		return strings.ToLower(text)
	case 8:
		text = strings.Replace(text, "T", " ", 1)
		if i := strings.LastIndexByte(text, ':'); i == len(text)-3 { // of an offset
			text = text[:i] + text[i+1:]
		}
	}
	return text
}
