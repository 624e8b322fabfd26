package fuzz

import (
	"math/rand"
	"slices"
	"strconv"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/model"
	"github.com/searchfilter/searchfilter/schema"
)

// requests returns the generator of JSON that t's decoder takes: for a search, its
// requests and what may stand in their SearchFilter and SearchCriteria; for a filter of
// tags alone, the filter, and what it stands in: a session as CreateSession,
// UpdateSession and GetSession have it, or an agent's configuration.
//
// A person or another tool may have written it: lists of one element, ands in
// ands, a FieldName in any case, members in any order, any white space, any
// escapes. Keys and values are as odd and as long as t allows. A document may ask
// for what t's own function does not send: whether a field has "" in it, for example,
// or for a RANGE with any bounds.
//
// Size bounds the number of conditions. Of size 0, a search has none, and a
// filter alone has one. Every query is within ast.Limits' defaults.
func requests(t compile.Target) Generator[string] {
	return func(r *rand.Rand, size int) string {
		for ; ; size /= 2 {
			text := jsonText(r, newWirer(t, r).document(size))
			if size <= 1 || len(text) < limit.Bytes/4 { // an escape is longer in a query
				return text
			}
		}
	}
}

// A wirer makes the JSON of requests.
type wirer struct {
	*asker
	search  bool
	deepest int // criteria in criteria
}

func newWirer(t compile.Target, r *rand.Rand) *wirer {
	w := &wirer{asker: newAskerOf(t, r, true), search: t.Criteria != nil}
	w.deepest = min(orDefault(t.MaxDepth, 100), maxDepth)
	return w
}

// document returns a document with a filter of up to size conditions, or what
// stands in one.
func (w *wirer) document(size int) any {
	if rarely(w.r, 4) && size > 0 {
		switch {
		case w.search && len(w.sent) > 0 && oneIn(w.r, 2):
			return w.criteria(1+w.r.Intn(size), 1)
		case w.search && w.tagged():
			path := w.target.Filter.Path
			return members(path[len(path)-1], w.tagFilter(1+w.r.Intn(size)))
		case !w.search:
			return w.filter(1 + w.r.Intn(size))
		}
	}
	return w.whole(size)
}

// whole returns a document with all that may stand around a filter.
func (w *wirer) whole(size int) *object {
	if w.search {
		o := members("InstanceId", "12345678-1234-1234-1234-123456789012")
		if rarely(w.r, 3) {
			o.add("MaxResults", literal("10"))
		}
		if rarely(w.r, 3) {
			o.add("NextToken", Texts(w.r, 3))
		}
		tags := w.tagged() && size > 0 && !rarely(w.r, 3)
		if tags {
			path := w.target.Filter.Path
			o.add(path[0], within(path[1:], w.tagFilter(1+w.r.Intn(size))))
		}
		if len(w.sent) > 0 && size > 0 && (!tags || !rarely(w.r, 3)) {
			path := w.target.Criteria.Path
			o.add(path[0], within(path[1:], w.criteria(1+w.r.Intn(size), 1)))
		}
		return o.shuffled(w.r)
	}
	path := slices.Concat(w.target.Filter.Path, w.target.Nested.Path) // one of them
	o := within(path, w.filter(1+w.r.Intn(max(size, 1))))
	switch path[0] {
	case "tagFilter":
		for _, m := range []member{
			{"name", Texts(w.r, 2)},
			{"description", Texts(w.r, 2)},
			{"tags", members("key", literal("null"), "team", Texts(w.r, 1))},
			{"sessionId", "9a0c3f7e-0d4b-4f1e-9a54-6c2d7e8f1b23"},
		} {
			if rarely(w.r, 2) {
				o.members = append(o.members, m)
			}
		}
		o.shuffled(w.r)
		if rarely(w.r, 2) {
			return members("session", o)
		}
	case "ContentTagFilter", "contentTagFilter":
		like := func(name string) string { // as the filter's
			if path[0][0] == 'c' {
				return strings.ToLower(name[:1]) + name[1:]
			}
			return name
		}
		o.add(like("MaxResults"), literal("5"))
		o = o.shuffled(w.r)
		for _, name := range []string{"KnowledgeBaseAssociationConfigurationData", "AssociationConfigurationData"} {
			if oneIn(w.r, 2) {
				break
			}
			o = members(like(name), o)
		}
	}
	return o
}

// within returns an object in which v stands at the path, or v if that is empty.
func within(path []string, v *object) *object {
	for _, name := range slices.Backward(path) {
		v = members(name, v)
	}
	return v
}

// filter returns the filter of a target of tags alone, of n conditions.
func (w *wirer) filter(n int) *object {
	if w.target.Nested.Key != "" {
		return w.nested(n, 1)
	}
	return w.tagFilter(n)
}

// tagFilter returns a filter of n conditions.
func (w *wirer) tagFilter(n int) *object {
	f := &w.target.Filter
	switch {
	case n == 1 && !rarely(w.r, 3):
		return members(f.One, w.condition())
	case oneIn(w.r, 3):
		return members(f.And, w.conditions(n))
	}
	return members(f.Or, w.split(n, w.row))
}

// conditions returns a list of n conditions on tags, and the object in which it stands, if
// there is one.
func (w *wirer) conditions(n int) any {
	l := new(list)
	for range n {
		l.elements = append(l.elements, w.condition())
	}
	if name := w.target.Filter.Conditions; name != "" {
		return members(name, l)
	}
	return l
}

// split returns a list of what f returns for parts of n.
func (w *wirer) split(n int, f func(n int) any) *list {
	l := new(list)
	for n > 0 {
		k := 1 + w.r.Intn(n)
		l.elements = append(l.elements, f(k))
		n -= k
	}
	return l
}

// row returns an element of an or, of n conditions.
func (w *wirer) row(n int) any {
	switch f := &w.target.Filter; {
	case !f.Unions:
		return w.conditions(n)
	case n == 1 && oneIn(w.r, 2):
		return members(f.One, w.condition())
	default:
		return members(f.And, w.conditions(n))
	}
}

// condition returns a condition on a tag.
func (w *wirer) condition() *object {
	o := members(w.target.Filter.Key, w.key())
	if !w.target.Tags.KeyOnly || !rarely(w.r, 4) {
		o.add(w.target.Filter.Value, w.value())
	}
	return o.shuffled(w.r)
}

// nested returns a nested filter of n conditions, which stands in depth-1 others.
func (w *wirer) nested(n, depth int) *object {
	f := &w.target.Nested
	if n > 1 && depth < w.deepest {
		parts := w.split(n, func(k int) any { return w.nested(k, depth+1) })
		if len(parts.elements) > 1 {
			return members(pick(w.r, []string{f.And, f.Or}), parts)
		}
	}
	leaf := w.tagLeaf
	if len(f.Keys) > 0 {
		leaf = w.fieldLeaf
	}
	c, ok := leaf(false).(*ast.Comparison)
	for !ok || c.Op == ast.OpNotIn && !w.everyRecordHas(c.Field) { // of which nobody says what it finds
		c, ok = leaf(false).(*ast.Comparison)
	}
	kind := w.schema.KindOf(c.Field)
	key, op := c.Field.Name, f.Operators[c.Op]
	if !c.Field.Tag {
		key = f.Keys[key]
	}
	var values []any
	for _, v := range c.Values {
		if kind == schema.Number || kind == schema.Bool {
			values = append(values, literal(v.Text))
		} else {
			values = append(values, v.Text)
		}
	}
	value := values[0]
	switch {
	case kind == schema.List:
		op = f.ListContains
	case c.Op == ast.OpIn, c.Op == ast.OpNotIn:
		value = &list{values}
	}
	return members(op, members(f.Key, key, f.Value, value).shuffled(w.r))
}

// everyRecordHas reports whether every record has the field. No tag is in every record.
func (w *wirer) everyRecordHas(f ast.Field) bool {
	return !f.Tag && (isClosed(w.target, f.Name) || w.schema.Fields[w.schema.Lookup(f.Name)].Always)
}

// criteria returns criteria of n conditions, which stand in depth-1 others.
func (w *wirer) criteria(n, depth int) *object {
	if depth >= w.deepest || n == 1 && !rarely(w.r, 6) {
		f := pick(w.r, w.sent)
		leaf := w.target.Fields[f.Name]
		return members(leaf.Member, w.criterion(f, leaf))
	}
	c := w.target.Criteria
	name := pick(w.r, []string{c.And, c.Or})
	return members(name, w.split(n, func(k int) any { return w.criteria(k, depth+1) }))
}

// criterion returns what the member of a condition on a field has.
func (w *wirer) criterion(f schema.Field, leaf compile.Leaf) any {
	text := func() string {
		switch f.Kind {
		case schema.Enum:
			return pick(w.r, f.Values)
		case schema.Number:
			return strconv.Itoa(w.r.Intn(5) - 1)
		}
		return w.text()
	}
	form := model.FormOf(leaf.Member, leaf.Form)
	switch form {
	case model.Bare:
		return text()
	case model.HierarchyGroup:
		return members("Value", text(), "HierarchyGroupMatchType", "EXACT").shuffled(w.r)
	}
	o := members("FieldName", leaf.FieldName)
	if rarely(w.r, 4) && !w.ambiguous(leaf.FieldName) {
		o = members("FieldName", anyCase(w.r, leaf.FieldName))
	}
	how := ""
	switch form {
	case model.Boolean:
		how = pick(w.r, []string{"IS_TRUE", "IS_FALSE"})
	case model.String:
		how = w.target.Comparisons[pick(w.r, w.operators(f))]
		o.add("Value", text())
	case model.Date:
		how = pick(w.r, timeComparisons)
		o.add("Value", pick(w.r, dates[:8]))
	default:
		how = w.bounds(o, form)
	}
	o.add("ComparisonType", how)
	return o.shuffled(w.r)
}

// The comparisons of times and of numbers. Those with MaxValue come first.
var (
	timeComparisons   = []string{"LESS_THAN", "LESS_THAN_OR_EQUAL_TO", "EQUAL_TO", "GREATER_THAN", "GREATER_THAN_OR_EQUAL_TO"}
	numberComparisons = []string{"LESSER", "LESSER_OR_EQUAL", "EQUAL", "GREATER", "GREATER_OR_EQUAL", "NOT_EQUAL"}
)

// bounds gives a condition of the form one bound or two, and returns its ComparisonType.
func (w *wirer) bounds(o *object, form string) (how string) {
	comparisons := numberComparisons
	bound := func() any { return literal(strconv.Itoa(w.r.Intn(5) - 1)) }
	switch form {
	case model.Decimal:
		bound = func() any { return literal(pick(w.r, []string{"-1", "0", "1.5", "79.5", "1e1", "2.0"})) }
	case model.DateTime:
		comparisons = timeComparisons
		bound = func() any {
			day := pick(w.r, []string{"2026-01-31", "2026-02-01"})
			return day + pick(w.r, []string{"T00:00:00Z", "T00:00:00", "T23:59:59.999Z", "T09:30:00.000"})
		}
	}
	i := w.r.Intn(len(comparisons) + 2)
	if i >= len(comparisons) {
		o.add("MinValue", bound())
		o.add("MaxValue", bound())
		return model.Between
	}
	if i < 2 {
		o.add("MaxValue", bound())
	} else {
		o.add("MinValue", bound())
	}
	return comparisons[i]
}

// ambiguous reports whether several fields have that FieldName, case aside.
func (w *wirer) ambiguous(name string) bool {
	n := 0
	for _, f := range w.schema.Fields {
		if chars.EqualFold(w.target.Fields[f.Name].FieldName, name) {
			n++
		}
	}
	return n > 1
}
