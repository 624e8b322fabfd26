package compile

import (
	"fmt"
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// DecodeOptions say how a document is read. The zero DecodeOptions is the default.
type DecodeOptions struct {
	// Limits bounds the query. A document may have DocumentFactor times
	// Limits.Bytes.
	Limits ast.Limits

	// CloudFormation says that a session's filter is spelled as CloudFormation
	// does in the ContentTagFilter of an AWS::Wisdom::AIAgent, with capitals:
	// TagCondition, AndConditions, OrConditions, Key and Value. Otherwise it is as
	// the API takes and gives it.
	CloudFormation bool
}

// DecodeTagFilter returns the query that a session's tagFilter says. The
// document is the filter itself, or holds it in its member tagFilter, or in that
// of its member session, as what CreateSession and UpdateSession take and
// GetSession returns does; with CloudFormation, in ContentTagFilter. Whatever
// stands around the filter is not looked at.
//
// The query is spelled as a person would: an or of values of one tag is an in.
// TagFilter makes of it the filter that was decoded, if TagFilter made that, and
// an equivalent one else. The places in the tree are those in the document, so
// that Render shows diagnostics about it there.
//
// The filter must be as the model has it (botocore 1.43.67, qconnect
// 2020-10-19): exactly one member in a union, each name in its case, no member that
// is unknown or there twice, no null, and keys and values by the target's rules.
// A list may have one element. One without any, which the model allows and gives
// no meaning, is refused.
//
// The error is ast.Diagnostics with all that is wrong, each with its place and
// its path in the document; what is not JSON ends it. A target of another Dialect
// is a mistake in Go code, and a plain error.
func DecodeTagFilter(data []byte, t Target, o DecodeOptions) (*schema.Resolved, error) {
	if t.Dialect != Session {
		return nil, fmt.Errorf("compile: DecodeTagFilter does not decode requests for %s", t.Name)
	}
	d := newDecoder(data, t, o.Limits)
	d.names = sessionNames
	if o.CloudFormation {
		d.names = cloudFormationNames
	}
	if d.doc == nil {
		return nil, d.report.Err()
	}
	return d.result(d.session(d.doc.root))
}

// DecodeSearch returns the query that a search says: the conjunction of its
// SearchCriteria and its SearchFilter, in this order. The document is a
// SearchTestCases request, or what stands in one of these two members. A request
// with neither is the empty query. Of its other members nothing but the names is
// looked at.
//
// The query is spelled as a person would: an or of values of one field or tag is
// an in. SearchTestCases makes of it the request that was decoded, if
// SearchTestCases made that, and an equivalent one else. The places in the
// tree are those in the document.
//
// What the JSON must be, and the error, are as for DecodeTagFilter, by the model
// connect 2017-08-08. It calls nothing a union; since it gives none and two
// members of a filter or a criterion no meaning, these are refused all the same. A
// FieldName is taken in any case of ASCII letters. A tag without a TagValue is
// refused, unless the target's Tags.KeyOnly says that it asks whether the tag
// exists. A STARTS_WITH or CONTAINS of nothing is what it says, name ^= "". A text
// has an i where the target's ServiceFoldsCase says that the service ignores case.
func DecodeSearch(data []byte, t Target, o DecodeOptions) (*schema.Resolved, error) {
	if t.Dialect != Search {
		return nil, fmt.Errorf("compile: DecodeSearch does not decode requests for %s", t.Name)
	}
	d := newDecoder(data, t, o.Limits)
	d.names = searchNames
	if d.doc == nil {
		return nil, d.report.Err()
	}
	return d.result(d.search(d.doc.root))
}

// A decoder decodes one document. Its methods return what a value says, and nil
// or a part of it after a mistake, which is in the report.
type decoder struct {
	doc        *jsonDocument // nil if it could not be read
	target     Target
	names      *tagNames
	limits     ast.Limits
	rules      *compiler // for what it knows of keys and values
	report     ast.Report
	conditions []*ast.Comparison // that were made out
	counted    int               // conditions in the document
}

func newDecoder(data []byte, t Target, limits ast.Limits) *decoder {
	t = t.withDefaults()
	d := &decoder{target: t, limits: limits, rules: &compiler{target: t, tagsOnly: t.Dialect == Session}}
	d.doc = readJSON(data, limits, &d.report)
	return d
}

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

// session decodes a document with a tagFilter.
func (d *decoder) session(root *jsonNode) ast.Expr {
	if !d.isA(jsonObject, root, "the document") {
		return nil
	}
	if hasAny(root, d.names.one, d.names.and, d.names.or, unknownToSDK) {
		return d.tagFilter(root)
	}
	filters := d.filtersBelow(root, d.names.places)
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

// filtersBelow returns the members of n at the places, which are spelled as they
// should be or nearly so. A misspelling is reported.
func (d *decoder) filtersBelow(n *jsonNode, places []place) (found []*jsonNode) {
	for _, p := range places {
		for i, m := range d.named(n, p.name) {
			switch {
			case i > 0:
				d.duplicate(m)
			case p.below == nil:
				found = append(found, m)
			case m.kind == jsonObject:
				found = append(found, d.filtersBelow(m, p.below)...)
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
	hint := "it is a member " + d.names.places[0].name + ", or what stands in one"
	switch {
	case len(root.kids) == 0:
		hint = "leave the member out to let everything through"
	case hasAny(root, "SearchFilter", "SearchCriteria"):
		hint = "this is a search of test cases, not a session"
	}
	d.failAt(ast.MissingMember, root, "there is no "+d.names.filter+" in this document", hint)
}

// requestMembers are those of a SearchTestCases request.
var requestMembers = []string{"SearchCriteria", "SearchFilter", "InstanceId", "NextToken", "MaxResults"}

// search decodes a request, or what stands in its SearchFilter or SearchCriteria.
func (d *decoder) search(root *jsonNode) ast.Expr {
	switch {
	case !d.isA(jsonObject, root, "the document"):
		return nil
	case hasAny(root, requestMembers...):
	case slices.ContainsFunc(root.kids, func(m *jsonNode) bool { return m.name == "tagFilter" || m.name == "session" }):
		d.failAt(ast.MissingMember, root, "there is no search in this document", "this is the tagFilter of a session, not a search")
		return nil
	case hasAny(root, "TagFilter"):
		return d.searchFilter(root)
	case hasAny(root, "AndConditions", "OrConditions", "StringCondition", "StatusCondition", unknownToSDK):
		return d.criteria(root, 1)
	}
	m := d.members(root, "a request", requestMembers...)
	var terms []ast.Expr
	if criteria := m.list[0]; criteria != nil {
		terms = append(terms, d.criteria(criteria, 1))
	}
	if filter := m.list[1]; filter != nil {
		terms = append(terms, d.searchFilter(filter))
	}
	return d.all(terms, d.span(root))
}

// searchFilter decodes the value of SearchFilter.
func (d *decoder) searchFilter(n *jsonNode) ast.Expr {
	if !d.isA(jsonObject, n, "a SearchFilter") {
		return nil
	}
	m := d.members(n, "a SearchFilter", "TagFilter")
	switch filter := m.list[0]; {
	case filter != nil:
		return d.tagFilter(filter)
	case m.sound:
		d.failAt(ast.MissingMember, n, "a SearchFilter without a TagFilter says nothing", "leave out the SearchFilter")
	}
	return nil
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
