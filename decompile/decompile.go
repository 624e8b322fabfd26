// Package decompile reads what a service takes back into a query: what package compile
// writes, by the same [compile.Target], and what others write. It says what is wrong with
// JSON that is no such thing, all of it at once, with its places and paths.
package decompile

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/schema"
)

// Decode returns the query that a document says: the conjunction of the target's
// criteria and its filter, in this order. The document is a request, or what stands in
// the member of one of them; the filter of a target of tags alone may also stand where
// the target's Filter.Around says. A request with neither is the empty query. Of its
// other members nothing but the names is looked at, and of what stands around the filter
// of a target of tags alone not even these.
//
// The query is spelled as a person would: an or of values of one field or tag is
// an in. Compile makes of it the request that was decoded, if Compile made that, and an
// equivalent one else. The places in the tree are those in the document, so that Render
// shows diagnostics about it there.
//
// The JSON must be as the service's model has it: each name in its case, no member that is
// unknown or there twice, no null, and keys and values by the target's rules. Each filter
// and each criterion has exactly one member: the models call some of these unions, and
// give no meaning to two members of the others. A list may have one element. One without
// any, which the models allow and give no meaning, is refused. A FieldName is taken in any
// case of ASCII letters. A tag without a value is refused, unless the target's
// Tags.KeyOnly says that it asks whether the tag exists. A STARTS_WITH or CONTAINS of
// nothing is what it says, name ^= "". A text has an i where the target's
// ServiceFoldsCase says that the service ignores case.
//
// The error is ast.Diagnostics with all that is wrong, each with its place and
// its path in the document; what is not JSON ends it. The limits bound the query; a
// document may have DocumentFactor times their Bytes. What is wrong with the target is a
// mistake in Go code, and a plain error.
func Decode(data []byte, t compile.Target, limits ast.Limits) (*schema.Resolved, error) {
	t = t.WithDefaults()
	if err := t.Check(); err != nil {
		return nil, err
	}
	d := &decoder{target: t, filter: &t.Filter, limits: limits}
	d.doc = readJSON(data, limits, &d.report)
	switch {
	case d.doc == nil:
		return nil, d.report.Err()
	case t.Criteria == nil:
		return d.result(d.filterAlone(d.doc.root))
	}
	return d.result(d.search(d.doc.root))
}

// A decoder decodes one document. Its methods return what a value says, and nil
// or a part of it after a mistake, which is in the report.
type decoder struct {
	doc        *jsonDocument // nil if it could not be read
	target     compile.Target
	filter     *compile.TagFilter // the target's
	limits     ast.Limits
	report     ast.Report
	conditions []*ast.Comparison // that were made out
	counted    int               // conditions in the document
}

// filterName returns the name of the innermost member in which the filter stands, or
// "" if the target has no tags.
func (d *decoder) filterName() string {
	if !d.hasFilter() {
		return ""
	}
	return d.filter.Path[len(d.filter.Path)-1]
}

// hasFilter reports whether the target has tags.
func (d *decoder) hasFilter() bool { return len(d.filter.Path) > 0 }

// result returns the query, or what is wrong: if that is something in the
// document, what is wrong with each of its conditions, too.
func (d *decoder) result(x ast.Expr) (*schema.Resolved, error) {
	o := schema.Options{Limits: d.limits}
	if d.report.Empty() {
		q, err := d.target.Schema.Resolve(x, o)
		d.addAll(err)
		return q, d.report.Err()
	}
	for _, c := range d.conditions {
		_, err := d.target.Schema.Resolve(c, o)
		d.addAll(err)
	}
	return nil, d.report.Err()
}

// filterAlone decodes a document with the filter of a target of tags alone.
func (d *decoder) filterAlone(root *jsonNode) ast.Expr {
	if !d.isA(jsonObject, root, "the document") {
		return nil
	}
	if hasAny(root, d.filter.One, d.filter.And, d.filter.Or, unknownToSDK) {
		return d.tagFilter(root)
	}
	around := slices.Clone(d.filter.Path[:len(d.filter.Path)-1])
	slices.Reverse(around)
	filters := d.filtersBelow(root, append(around, d.filter.Around...))
	switch len(filters) {
	case 0:
		d.noFilter(root)
		return nil
	case 1:
	default:
		d.fail(ast.OneMember, filters[1].nameStart, filters[1].nameEnd,
			"this is the second filter in the document", "decode one at a time")
	}
	return d.tagFilter(filters[0])
}

// filtersBelow returns the filters in n, and below the members of which around has the
// names, the innermost first. They are spelled as they should be or nearly so. A
// misspelling is reported.
func (d *decoder) filtersBelow(n *jsonNode, around []string) (found []*jsonNode) {
	for i, name := range append([]string{d.filterName()}, around...) {
		for j, m := range d.named(n, name) {
			switch {
			case j > 0:
				d.duplicate(m)
			case i == 0:
				found = append(found, m)
			case m.kind == jsonObject:
				found = append(found, d.filtersBelow(m, around[:i-1])...)
			}
		}
	}
	return found
}

// named returns the members of n with that name, spelled exactly or nearly so. A
// misspelling is reported.
func (d *decoder) named(n *jsonNode, name string) (list []*jsonNode) {
	for _, m := range n.kids {
		if near(m.name, name) {
			list = append(list, m)
			if m.name != name {
				d.misspelled(m, "a document", name)
			}
		}
	}
	return list
}

// noFilter reports that there is no filter in the document.
func (d *decoder) noFilter(root *jsonNode) {
	hint := "it is a member " + d.filterName() + ", or what stands in one"
	switch {
	case len(root.kids) == 0:
		hint = "leave the member out to let everything through"
	case hasAny(root, "SearchFilter", "SearchCriteria"):
		hint = "this is a search of test cases, not a session"
	}
	d.failAt(ast.MissingMember, root, "there is no "+d.filterName()+" in this document", hint)
}

// search decodes a request, or what stands in its filter or its criteria.
func (d *decoder) search(root *jsonNode) ast.Expr {
	members := []string{d.target.Criteria.Path[0]}
	if d.hasFilter() {
		members = append(members, d.filter.Path[0])
	}
	for _, name := range d.target.Members {
		if !slices.Contains(members, name) {
			members = append(members, name)
		}
	}
	switch {
	case !d.isA(jsonObject, root, "the document"):
		return nil
	case hasAny(root, members...):
	case slices.ContainsFunc(root.kids, func(m *jsonNode) bool { return m.name == "tagFilter" || m.name == "session" }):
		d.failAt(ast.MissingMember, root, "there is no search in this document", "this is the tagFilter of a session, not a search")
		return nil
	case len(d.filter.Path) > 1 && hasAny(root, d.filterName()):
		return d.searchFilter(root, d.filter.Path[len(d.filter.Path)-2:])
	case hasAny(root, append(d.criterionMembers(), unknownToSDK)...):
		return d.criteria(root, 1)
	}
	m := d.members(root, "a request", members...)
	var terms []ast.Expr
	if m.list[0] != nil {
		if criteria := d.inner(m.list[0], d.target.Criteria.Path); criteria != nil {
			terms = append(terms, d.criteria(criteria, 1))
		}
	}
	if filter := m.list[1]; d.hasFilter() && filter != nil {
		terms = append(terms, d.searchFilter(filter, d.filter.Path))
	}
	return d.all(terms, d.span(root))
}

// searchFilter decodes what stands in the outermost member of the filter's path.
func (d *decoder) searchFilter(n *jsonNode, path []string) ast.Expr {
	if n = d.inner(n, path); n == nil {
		return nil
	}
	return d.tagFilter(n)
}

// inner returns what stands at the path, of which n is what stands in the first member,
// or nil if it is not there. That is reported.
func (d *decoder) inner(n *jsonNode, path []string) *jsonNode {
	for i, name := range path[1:] {
		what := "a " + path[i]
		if !d.isA(jsonObject, n, what) {
			return nil
		}
		m := d.members(n, what, name)
		if m.list[0] == nil {
			if m.sound {
				d.failAt(ast.MissingMember, n, what+" without a "+name+" says nothing", "leave out the "+path[0])
			}
			return nil
		}
		n = m.list[0]
	}
	return n
}

// all returns the conjunction of the terms, of which those that are nil were
// reported, and gives it a place.
func (d *decoder) all(terms []ast.Expr, at ast.Span) ast.Expr {
	terms = known(terms)
	if len(terms) == 1 {
		return terms[0]
	}
	x := ast.All(terms...)
	if and, ok := x.(*ast.And); ok {
		and.At = at
	}
	return x
}

// any returns the disjunction of the terms in the same way. Values of one field
// or tag that stand next to each other become an in.
func (d *decoder) any(terms []ast.Expr, at ast.Span) ast.Expr {
	terms = known(terms)
	if len(terms) == 0 {
		return nil
	}
	x, ok := ast.Any(terms[0], terms[1:]...).(*ast.Or)
	if !ok {
		return terms[0]
	}
	var list []ast.Expr
	for _, t := range x.Terms {
		if last := len(list) - 1; last >= 0 && sameValues(list[last], t) {
			list[last] = inOf(list[last].(*ast.Comparison), t.(*ast.Comparison))
		} else {
			list = append(list, t)
		}
	}
	return anyOf(list, at)
}

// anyOf returns the disjunction of the terms, of which there is one at least and none
// is an Or.
func anyOf(terms []ast.Expr, at ast.Span) ast.Expr {
	if len(terms) == 1 {
		return terms[0]
	}
	return &ast.Or{Terms: terms, At: at}
}

// known returns the terms that are not nil.
func known(terms []ast.Expr) []ast.Expr {
	return slices.DeleteFunc(terms, func(x ast.Expr) bool { return x == nil })
}

// sameValues reports whether x and y ask for values of the same field.
func sameValues(x, y ast.Expr) bool {
	a, ok := x.(*ast.Comparison)
	b, also := y.(*ast.Comparison)
	return ok && also && a.Field.Same(b.Field) && (a.Fold == b.Fold || isCaseless(a) || isCaseless(b)) &&
		(a.Op == ast.OpEqual || a.Op == ast.OpIn) && (b.Op == ast.OpEqual || b.Op == ast.OpIn)
}

// isCaseless reports whether no value of x has case, so that to ignore it makes no
// difference.
func isCaseless(x *ast.Comparison) bool {
	return !slices.ContainsFunc(x.Values, func(v ast.Value) bool { return ast.HasCase(v.Text) })
}

// inOf returns the in for the values of x and of y. x must not be used any more.
func inOf(x, y *ast.Comparison) *ast.Comparison {
	return &ast.Comparison{
		Field:  x.Field,
		Op:     ast.OpIn,
		Values: append(x.Values, y.Values...),
		Fold:   x.Fold || y.Fold,
		At:     x.At.Cover(y.At),
		OpAt:   x.OpAt,
	}
}
