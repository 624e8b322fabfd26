package wire

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A Reading is how a service is taken to behave where nobody documents it. The
// zero Reading is the likeliest. What a plan finds should be right under each
// Reading that [Readings] returns, or at least under those that the
// plan's maker vouches for.
type Reading struct {
	// FoldCase says that a StringCondition, startsWith and stringContains compare
	// without regard to case, by Unicode simple folding.
	FoldCase bool

	// RangeWithoutMin and RangeWithoutMax say that RANGE leaves out the value
	// that equals the bound.
	RangeWithoutMin, RangeWithoutMax bool

	// LesserByMin says that the bound of LESSER, LESSER_OR_EQUAL, LESS_THAN and
	// LESS_THAN_OR_EQUAL_TO is MinValue. GreaterByMax says that the bound of
	// GREATER and GREATER_OR_EQUAL is MaxValue. EqualByMax says that the bound of
	// NOT_EQUAL, a decimal's EQUAL and EQUAL_TO is MaxValue. A comparison with a
	// bound that the request does not have finds nothing.
	LesserByMin, GreaterByMax, EqualByMax bool

	// WholeSeconds says that times are searched without the part of a second
	// that a record shows. The bounds are as the request has them.
	WholeSeconds bool

	// FalseFindsLacking says that IS_FALSE finds records which lack the field,
	// NotEqualFindsLacking that NOT_EQUAL and notEquals do, and NotInFindsLacking
	// that notIn finds records which lack the key. Of a field that the model
	// requires, NOT_EQUAL finds records that lack it under any reading, for the
	// service has some value for it.
	FalseFindsLacking, NotEqualFindsLacking, NotInFindsLacking bool

	// ContainsInLists says that stringContains looks into the elements of lists.
	ContainsInLists bool
}

// switches are the members of a Reading.
var switches = []func(*Reading) *bool{
	func(r *Reading) *bool { return &r.FoldCase },
	func(r *Reading) *bool { return &r.RangeWithoutMin },
	func(r *Reading) *bool { return &r.RangeWithoutMax },
	func(r *Reading) *bool { return &r.LesserByMin },
	func(r *Reading) *bool { return &r.GreaterByMax },
	func(r *Reading) *bool { return &r.EqualByMax },
	func(r *Reading) *bool { return &r.WholeSeconds },
	func(r *Reading) *bool { return &r.FalseFindsLacking },
	func(r *Reading) *bool { return &r.NotEqualFindsLacking },
	func(r *Reading) *bool { return &r.NotInFindsLacking },
	func(r *Reading) *bool { return &r.ContainsInLists },
}

// Readings returns all readings under which requests may find different records,
// the zero Reading first. Members that make no difference are false in all, so
// requests whose meaning is documented have one reading. There are 2,048 at most.
func Readings(requests ...*Program) []Reading {
	list := []Reading{{}}
	for _, at := range switches {
		if !slices.ContainsFunc(requests, func(p *Program) bool { return *at(&p.asks) }) {
			continue
		}
		for _, r := range slices.Clone(list) {
			*at(&r) = true
			list = append(list, r)
		}
	}
	return list
}

// String returns the names of the members that are true.
func (r Reading) String() string {
	var names []string
	v := reflect.ValueOf(r)
	for i := range v.NumField() {
		if v.Field(i).Bool() {
			names = append(names, v.Type().Field(i).Name)
		}
	}
	return strings.Join(names, ", ")
}

// A node is a condition, or an and or an or of them.
type node struct {
	op         op
	terms      []node // of and, or
	field      *field
	name       string // the tag's
	text       string // what it is compared with
	folded     string // the same, folded
	low, high  *point // what it is compared with
	comparison comparison
	values     []any // what it is compared with: a string, float64 or bool each
}

type op uint8

const (
	and op = iota // the zero node is an and of nothing, which all records meet
	or
	tagExists
	tagEquals
	fieldEquals // byte for byte, under any reading
	textEquals
	textHasPrefix
	textContains
	compare
	inRange
	isTrue
	isFalse
	metaEquals
	metaNotEquals
	metaCompare
	metaIn
	metaNotIn
	metaHasPrefix
	metaContains
	metaListContains
)

// A point is a number or a time. The other is zero.
type point struct {
	number float64
	time   time.Time
}

func (a point) compare(b point) int {
	return cmp.Or(cmp.Compare(a.number, b.number), a.time.Compare(b.time))
}

func (c comparison) met(sign int) bool {
	return sign < 0 && c.less || sign == 0 && c.equal || sign > 0 && c.greater
}

// Match reports whether the service finds the record. It compares without regard
// to case if Options.FoldCase says so.
func (p *Program) Match(r Record) bool {
	// A test case has three fields, and needs no memory but the stack's.
	var values [4]value
	i := Item{tags: r.Tags}
	if p.target != nil {
		i.values = r.appendValues(values[:0], p.target, p.fold)
	}
	return p.root.match(&i, &Reading{FoldCase: p.fold})
}

// Finds reports whether the service finds the item under a reading. It panics if
// the item is of another target than the request.
func (p *Program) Finds(i *Item, r Reading) bool {
	if p.target != nil && p.target != i.target {
		panic("wire: an item of " + i.target.name + " for a request of " + p.target.name)
	}
	return p.root.match(i, &r)
}

func (n *node) match(i *Item, r *Reading) bool {
	switch n.op {
	case and:
		for k := range n.terms {
			if !n.terms[k].match(i, r) {
				return false
			}
		}
		return true
	case or:
		for k := range n.terms {
			if n.terms[k].match(i, r) {
				return true
			}
		}
		return false
	case tagExists:
		_, ok := i.tags[n.name]
		return ok
	case tagEquals:
		value, ok := i.tags[n.name]
		return ok && value == n.text
	case fieldEquals, textEquals, textHasPrefix, textContains:
		return n.matchText(&i.values[n.field.index], r)
	case compare, inRange:
		return n.matchPoint(&i.values[n.field.index], r)
	case isTrue, isFalse:
		v := &i.values[n.field.index]
		if !v.has {
			return n.op == isFalse && r.FalseFindsLacking
		}
		return v.truth == (n.op == isTrue)
	}
	value, ok := i.meta[n.name]
	return n.matchMeta(value, ok, r)
}

func (n *node) matchText(v *value, r *Reading) bool {
	has := func(t text) bool {
		if r.FoldCase && n.op != fieldEquals {
			return n.op.matchText(t.folded, n.folded)
		}
		return n.op.matchText(t.plain, n.text)
	}
	if n.field.kind == listKind {
		return slices.ContainsFunc(v.list, has)
	}
	return v.has && has(v.text)
}

func (o op) matchText(text, want string) bool {
	switch o {
	case textHasPrefix, metaHasPrefix:
		return strings.HasPrefix(text, want)
	case textContains, metaContains:
		return strings.Contains(text, want)
	}
	return text == want
}

func (n *node) matchPoint(v *value, r *Reading) bool {
	c := n.comparison
	notEqual := c.less && c.greater
	if !v.has {
		return notEqual && (n.field.required || r.NotEqualFindsLacking)
	}
	at := v.point
	if r.WholeSeconds && n.field.kind == timeKind {
		at.time = at.time.Truncate(time.Second)
	}
	if n.op == inRange {
		low, high := at.compare(*n.low), at.compare(*n.high)
		return (low > 0 || low == 0 && !r.RangeWithoutMin) && (high < 0 || high == 0 && !r.RangeWithoutMax)
	}
	max := c.max
	switch {
	case c.documented:
	case notEqual, !c.less && !c.greater:
		max = r.EqualByMax
	case c.less:
		max = !r.LesserByMin
	default:
		max = r.GreaterByMax
	}
	bound := n.low
	if max {
		bound = n.high
	}
	return bound != nil && c.met(at.compare(*bound))
}

// matchMeta compares what a record has for a key, if it has the key. Values of
// different types differ, and have no order.
func (n *node) matchMeta(v any, ok bool, r *Reading) bool {
	list, isList := v.([]any)
	in := func(v any) bool { return !isList && slices.Contains(n.values, v) }
	switch n.op {
	case metaEquals, metaIn:
		return ok && in(v)
	case metaNotEquals:
		return ok && !in(v) || !ok && r.NotEqualFindsLacking
	case metaNotIn:
		return ok && !in(v) || !ok && r.NotInFindsLacking
	case metaCompare:
		number, isNumber := v.(float64)
		return isNumber && n.comparison.met(cmp.Compare(number, n.values[0].(float64)))
	case metaListContains:
		return slices.Contains(list, n.values[0])
	}
	if n.op == metaContains && r.ContainsInLists {
		return slices.ContainsFunc(list, func(v any) bool { return n.matchMetaText(v, r) }) || n.matchMetaText(v, r)
	}
	return n.matchMetaText(v, r)
}

func (n *node) matchMetaText(v any, r *Reading) bool {
	text, ok := v.(string)
	if ok && r.FoldCase {
		return n.op.matchText(fold(text), n.folded)
	}
	return ok && n.op.matchText(text, n.text)
}

// fold returns s with each rune as the least of those that simple folding makes
// equal: K for k and for U+212A.
func fold(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return strings.ToUpper(s) // which is faster
	}
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf {
			return unicode.ToUpper(r)
		}
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		return least
	}, s)
}
