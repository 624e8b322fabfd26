package fuzz

import (
	"math/rand"

	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/model"
	"github.com/searchfilter/searchfilter/schema"
)

// requests returns the generator of JSON that t's decoder takes: for a search,
// SearchTestCases requests and what may stand in their SearchFilter and
// SearchCriteria; for a session, a tagFilter alone, in what CreateSession and
// UpdateSession take, and in what GetSession returns, or CloudFormation's
// ContentTagFilter.
//
// A person or another tool may have written it: lists of one element, ands in
// ands, a FieldName in any case, members in any order, any white space, any
// escapes. Keys and values are as odd and as long as t allows. A search may ask
// for what t's own function does not send: whether a field has "" in it.
//
// Size bounds the number of conditions. Of size 0, a search has none, and a
// session's filter has one. Every query is within ast.Limits' defaults.
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

// wireNames are how tags are spelled.
type wireNames struct{ filter, one, and, or, key, value string }

var (
	searchNames = &wireNames{"TagFilter", "TagCondition", "AndConditions", "OrConditions", "TagKey", "TagValue"}
	qNames      = &wireNames{"tagFilter", "tagCondition", "andConditions", "orConditions", "key", "value"}
	cfnNames    = &wireNames{"ContentTagFilter", "TagCondition", "AndConditions", "OrConditions", "Key", "Value"}
)

// A wirer makes the JSON of requests.
type wirer struct {
	*asker
	names   *wireNames
	search  bool
	deepest int // criteria in criteria
}

func newWirer(t compile.Target, r *rand.Rand) *wirer {
	w := &wirer{asker: newAsker(t, r), search: t.Criteria != nil}
	w.deepest = min(orDefault(t.MaxDepth, 100), maxDepth)
	switch {
	case w.search:
		w.names = searchNames
	case t.Filter.Key == cfnNames.key:
		w.names = cfnNames
	default:
		w.names = qNames
	}
	return w
}

// document returns a document with a filter of up to size conditions, or what
// stands in one.
func (w *wirer) document(size int) any {
	if rarely(w.r, 4) && size > 0 {
		switch {
		case w.search && len(w.sent) > 0 && oneIn(w.r, 2):
			return w.criteria(1+w.r.Intn(size), 1)
		case w.search && w.schema.Tags != "":
			return members(w.names.filter, w.tagFilter(1+w.r.Intn(size)))
		case !w.search:
			return w.tagFilter(1 + w.r.Intn(size))
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
		tags := w.schema.Tags != "" && size > 0 && !rarely(w.r, 3)
		if tags {
			o.add("SearchFilter", members(w.names.filter, w.tagFilter(1+w.r.Intn(size))))
		}
		if len(w.sent) > 0 && size > 0 && (!tags || !rarely(w.r, 3)) {
			o.add("SearchCriteria", w.criteria(1+w.r.Intn(size), 1))
		}
		return o.shuffled(w.r)
	}
	o := members(w.names.filter, w.tagFilter(1+w.r.Intn(max(size, 1))))
	if w.names == cfnNames {
		o.add("MaxResults", literal("5"))
		o = o.shuffled(w.r)
		for _, name := range []string{"KnowledgeBaseAssociationConfigurationData", "AssociationConfigurationData"} {
			if oneIn(w.r, 2) {
				break
			}
			o = members(name, o)
		}
		return o
	}
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
	return o
}

// tagFilter returns a filter of n conditions.
func (w *wirer) tagFilter(n int) *object {
	switch {
	case n == 1 && !rarely(w.r, 3):
		return members(w.names.one, w.condition())
	case oneIn(w.r, 3):
		return members(w.names.and, w.conditions(n))
	}
	return members(w.names.or, w.split(n, w.row))
}

// conditions returns a list of n conditions on tags.
func (w *wirer) conditions(n int) *list {
	l := new(list)
	for range n {
		l.elements = append(l.elements, w.condition())
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
	switch {
	case w.search:
		return w.conditions(n)
	case n == 1 && oneIn(w.r, 2):
		return members(w.names.one, w.condition())
	}
	return members(w.names.and, w.conditions(n))
}

// condition returns a condition on a tag.
func (w *wirer) condition() *object {
	o := members(w.names.key, w.key())
	if !w.target.Tags.KeyOnly || !rarely(w.r, 4) {
		o.add(w.names.value, w.value())
	}
	return o.shuffled(w.r)
}

// criteria returns criteria of n conditions, which stand in depth-1 others.
func (w *wirer) criteria(n, depth int) *object {
	if depth >= w.deepest || n == 1 && !rarely(w.r, 6) {
		return w.criterion()
	}
	name := pick(w.r, []string{"AndConditions", "OrConditions"})
	return members(name, w.split(n, func(k int) any { return w.criteria(k, depth+1) }))
}

// criterion returns a condition on a field.
func (w *wirer) criterion() *object {
	f := pick(w.r, w.sent)
	value := func() string {
		if f.Kind == schema.Enum {
			return pick(w.r, f.Values)
		}
		return w.text()
	}
	leaf := w.target.Fields[f.Name]
	if model.FormOf(leaf.Member, leaf.Form) == model.Bare {
		return members(leaf.Member, value())
	}
	name := leaf.FieldName
	if rarely(w.r, 4) && !w.ambiguous(name) {
		name = anyCase(w.r, name)
	}
	op := pick(w.r, w.operators(f))
	return members(leaf.Member, members(
		"FieldName", name,
		"Value", value(),
		"ComparisonType", w.target.Comparisons[op],
	).shuffled(w.r))
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
