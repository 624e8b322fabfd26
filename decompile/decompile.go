// Package decompile makes a query of the JSON that a service takes, whether package compile
// wrote it or somebody else. It reads by the same [compile.Target], and finds filters
// wherever they stand in a document. Of JSON that is wrong it reports all mistakes at
// once, each with its place and path.
package decompile

import (
	"math"
	"math/bits"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// Decode returns the query that a document says: the target's criteria and its filter, both
// of which must hold, in this order. [Find] finds all filters in a document, for all
// targets, and warns.
//
// The document is a request, or the value of its criteria or its filter. The filter of a
// target of tags alone may stand anywhere in an object. A request with neither filter nor
// criteria is the empty query. So is an object that has all members of the target's
// Filter.Beside and no filter. Decode looks at the names of a request's other members, but
// not at their values. Around the filter of a target of tags alone it looks at nothing.
//
// The query is spelled as a person would write it: an or of values of one field or tag is
// an in. If Compile made the request, Compile makes the same request of the query.
// Otherwise it makes an equivalent one. The places in the tree are those in the document,
// so that Render shows diagnostics about the query there.
//
// The JSON must be as the service's model has it. Names have their case. No member is
// unknown, or there twice. Keys and values follow the target's rules. Each filter and each
// criterion has exactly one member: some are unions in the models, and two members of the
// others have no meaning there. A null counts as absent beside another member, and so does
// a filter or criteria that are null. A list may have one element. An empty list is
// refused: the models allow it and give it no meaning. A FieldName may be in any case of
// ASCII letters. A tag without a value is refused, unless the target's Tags.KeyOnly says
// that it asks whether the tag exists. A STARTS_WITH or CONTAINS of the empty text is read
// as it stands: name ^= "". A text has an i if the target's ServiceFoldsCase says that the
// service ignores case.
//
// A Nested filter may stand below any objects. No document says whether its notEquals and
// notIn find a record that lacks the key. Both are read for a field that every record has.
// For any other, notIn is refused, and so is notEquals unless the target's
// NegationFindsLacking is set.
//
// The error is ast.Diagnostics with all mistakes, each with its place and its path in the
// document. Reading ends at what is not JSON. A mistake in the target is a mistake in Go
// code, and a plain error.
//
// The limits are those of the query of which the JSON was compiled. The decoded query may
// be longer, since Compile multiplies tags out: it may have as many conditions and bytes
// as that makes, within the target's MaxTerms. The limit of depth is the same. A document
// may have 1,024 times the limit's Bytes, which is 64 MiB by default.
func Decode(data []byte, t compile.Target, limits ast.Limits) (*schema.Resolved, error) {
	t = t.WithDefaults()
	if err := t.Check(); err != nil {
		return nil, err
	}
	var report diag.Report
	doc := readJSON(data, false, limits, &report)
	if doc == nil {
		return nil, report.Err()
	}
	d := newDecoder(t, limits, doc, &doc.nodes[0])
	d.report = report
	if t.Criteria == nil {
		return d.result(d.filterAlone())
	}
	return d.result(d.search(d.root))
}

// A decoder decodes one filter. Its methods return what a value says, and nil
// or a part of it after a mistake, which is in the report.
type decoder struct {
	*jsonDocument
	root        *jsonNode // what is decoded
	target      compile.Target
	filter      *compile.TagFilter // the target's
	limits      ast.Limits
	most        ast.Limits // of what is decoded
	report      diag.Report
	warnings    diag.Report
	amongOthers bool              // the members of a request may have others beside them
	conditions  []*ast.Comparison // that were made out
	counted     int               // conditions in the document
	otherCase   int               // FieldNames in another case
}

func newDecoder(t compile.Target, limits ast.Limits, doc *jsonDocument, root *jsonNode) *decoder {
	d := &decoder{jsonDocument: doc, root: root, target: t, limits: limits}
	d.filter = &d.target.Filter
	d.most = written(limits, &t)
	return d
}

// written returns the limits of what Compile may write of a query within limits. Tags are
// multiplied out: n conditions to no more than 2^(n-1) rows, of which none has more than
// n, and which MaxTerms bounds. A row is about as long as the query.
func written(limits ast.Limits, t *compile.Target) ast.Limits {
	limits = limits.WithDefaults()
	n, rows := limits.Conditions, t.MaxTerms
	if n <= bits.Len(uint(rows)) {
		rows = min(rows, 1<<(n-1))
	}
	limits.Conditions = max(n, times(min(n, perRow), rows))
	limits.Bytes = times(limits.Bytes, rows+1)
	return limits
}

// perRow is how many conditions a row of tags has on average, if there are as many rows as
// the target's MaxTerms allows.
const perRow = 100

// times returns a product, or the greatest int if that is less.
func times(a, b int) int {
	if a > math.MaxInt/b {
		return math.MaxInt
	}
	return a * b
}

// filterName returns the name of the innermost member in which the filter stands, or
// "" if the target has no tags.
func (d *decoder) filterName() string {
	path := filterPath(&d.target)
	if len(path) == 0 {
		return ""
	}
	return last(path)
}

// hasFilter reports whether the target has tags.
func (d *decoder) hasFilter() bool { return len(d.filter.Path) > 0 }

// result returns the query, or what is wrong. If the document has mistakes, those of each
// condition as part of a query are reported with them.
func (d *decoder) result(x ast.Expr) (*schema.Resolved, error) {
	o := schema.Options{Limits: d.most}
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

// candidate decodes what the finder has found.
func (d *decoder) candidate(c candidate) ast.Expr {
	d.jsonDocument = c.doc
	switch {
	case c.written != "":
		d.misspelled(c.node, "a document", c.written)
	case c.duplicate:
		d.duplicate(c.node)
	}
	switch {
	case c.form == aFilter, d.target.Criteria == nil:
		return d.oneFilter(c.node)
	case c.form == aRequest:
		return d.request(c.node, true)
	}
	return d.search(c.node)
}

// oneFilter decodes a filter, of either kind.
func (d *decoder) oneFilter(n *jsonNode) ast.Expr {
	if len(d.target.Nested.Path) > 0 {
		return d.nested(n)
	}
	return d.tagFilter(n)
}

// filterPath returns the members in which the filter of a target stands, of either kind:
// none if it has none.
func filterPath(t *compile.Target) []string {
	if len(t.Nested.Path) > 0 {
		return t.Nested.Path
	}
	return t.Filter.Path
}

// filterMembers returns the members that a filter of a target may have, of either kind.
func filterMembers(t *compile.Target) []string {
	if len(t.Nested.Path) > 0 {
		names, _ := nestedMembers(t)
		return names
	}
	return []string{t.Filter.One, t.Filter.And, t.Filter.Or}
}

// filterAlone decodes a document with the filter of a target of tags alone.
func (d *decoder) filterAlone() ast.Expr {
	if !d.isA(jsonObject, d.root, "the document") {
		return nil
	}
	if d.hasAny(d.root, append(filterMembers(&d.target), unknownToSDK)...) {
		return d.oneFilter(d.root)
	}
	f, _ := newFinder([]compile.Target{d.target}, d.limits) // which Check has passed
	f.jsonDocument = d.jsonDocument
	f.object(d.root)
	var only *candidate
	for i := range f.candidates {
		c := &f.candidates[i]
		d.jsonDocument = c.doc
		switch {
		case c.duplicate:
			d.duplicate(c.node)
		case only == nil:
			only = c
		default:
			d.add(ast.Diagnostic{
				Code:    codes.OneMember,
				Span:    d.nameSpan(c.node),
				Message: "this is the second filter in the document",
				Hint:    "decode one at a time",
			})
			return d.candidate(*only)
		}
	}
	if only == nil && len(f.without) == 1 {
		return ast.All()
	}
	if only == nil {
		d.noFilter()
		return nil
	}
	return d.candidate(*only)
}

// noFilter reports that there is no filter in the document.
func (d *decoder) noFilter() {
	hint := "it is a member " + d.filterName() + ", or what stands in one"
	if d.root.isEmpty() {
		hint = "leave the member out to let everything through"
	}
	d.failAt(codes.NoFilter, d.root, "there is no "+d.filterName()+" in this document", hint)
}

// search decodes a request, or what stands in its filter or its criteria.
func (d *decoder) search(root *jsonNode) ast.Expr {
	switch {
	case !d.isA(jsonObject, root, "the document"):
		return nil
	case d.hasAny(root, d.requestMembers()...):
	case d.hasInnerFilter(root):
		return d.searchFilter(root, d.filter.Path[len(d.filter.Path)-2:])
	case d.hasAny(root, append(criterionMembers(&d.target), unknownToSDK)...):
		return d.criteria(root)
	}
	return d.request(root, false)
}

// hasInnerFilter reports whether a member of n is the innermost of several in which the
// filter stands. One with a name that is only nearly right has a filter of this target.
func (d *decoder) hasInnerFilter(n *jsonNode) bool {
	return len(d.filter.Path) > 1 && d.member(n, exactly(d.filterName())) != nil || d.jsonDocument.hasInnerFilter(n, &d.target, exactly)
}

// requestMembers returns the members that a request may have: that of criteria, that of
// the filter, if there is one, and the others.
func (d *decoder) requestMembers() []string {
	names := []string{d.target.Criteria.Path[0]}
	if d.hasFilter() {
		names = append(names, d.filter.Path[0])
	}
	for _, name := range d.target.Members {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// request decodes a request, which may stand among other members.
func (d *decoder) request(n *jsonNode, amongOthers bool) ast.Expr {
	d.amongOthers = amongOthers
	m := d.members(n, "a request", d.requestMembers()...)
	d.amongOthers = false
	var terms []ast.Expr
	if criteria := d.present(m.list[0]); criteria != nil {
		if criteria = d.inner(criteria, d.target.Criteria.Path); criteria != nil {
			terms = append(terms, d.criteria(criteria))
		}
	}
	if d.hasFilter() {
		if filter := d.present(m.list[1]); filter != nil {
			terms = append(terms, d.searchFilter(filter, d.filter.Path))
		}
	}
	return d.all(terms, d.span(n))
}

// present returns a member that may be left out, or nil if it is not there or null.
func (d *decoder) present(n *jsonNode) *jsonNode {
	if n != nil && n.kind == jsonNull {
		d.absent(n)
		return nil
	}
	return n
}

// searchFilter decodes what stands in the outermost member of the filter's path.
func (d *decoder) searchFilter(n *jsonNode, path []string) ast.Expr {
	if n = d.inner(n, path); n == nil {
		return nil
	}
	return d.tagFilter(n)
}

// inner returns what stands at the path, of which n is what stands in the first member,
// or nil if it is not there. That is reported, unless it is null.
func (d *decoder) inner(n *jsonNode, path []string) *jsonNode {
	for i, name := range path[1:] {
		what := "a " + path[i]
		if !d.isA(jsonObject, n, what) {
			return nil
		}
		m := d.members(n, what, name)
		if m.list[0] == nil && m.sound {
			d.failAt(codes.MissingMember, n, what+" without a "+name+" says nothing", "leave out the "+path[0])
		}
		if n = d.present(m.list[0]); n == nil {
			return nil
		}
	}
	return n
}

// unexpanded warns of a placeholder that nothing has replaced.
func (d *decoder) unexpanded(n *jsonNode) {
	if what := placeholder(d.text(n)); what != "" {
		d.warn(codes.Unexpanded, n, "nothing was put in the place of "+what, "put there what it stands for, before this is sent")
	}
}

// placeholder returns the placeholder in a text, or "": a path such as $.Attributes.team,
// which is the whole text, or a name in {{ }} or ${ }. Other tools replace these.
func placeholder(text string) string {
	if strings.HasPrefix(text, "$.") && len(text) > len("$.") && !strings.ContainsAny(text, " \t\n") {
		return chars.Excerpt(text)
	}
	for _, brackets := range [][2]string{{"{{", "}}"}, {"${", "}"}} {
		if _, rest, ok := strings.Cut(text, brackets[0]); ok {
			if name, _, ok := strings.Cut(rest, brackets[1]); ok && strings.TrimSpace(name) != "" {
				return chars.Excerpt(brackets[0] + name + brackets[1])
			}
		}
	}
	return ""
}

// all returns the and of the terms, with its place. Terms that are nil were reported.
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

// any returns the or of the terms in the same way. Values of one field or tag that stand
// next to each other become an in.
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

// anyOf returns the or of the terms. There is at least one, and none is an Or.
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
	return ok && also && tree.SameField(a.Field, b.Field) && (a.Fold == b.Fold || isCaseless(a) || isCaseless(b)) &&
		(a.Op == ast.OpEqual || a.Op == ast.OpIn) && (b.Op == ast.OpEqual || b.Op == ast.OpIn)
}

// isCaseless reports whether no value of x has case, so that to ignore it makes no
// difference.
func isCaseless(x *ast.Comparison) bool {
	return !slices.ContainsFunc(x.Values, func(v ast.Value) bool { return chars.HasCase(v.Text) })
}

// inOf returns the in for the values of x and of y. x must not be used any more.
func inOf(x, y *ast.Comparison) *ast.Comparison {
	return &ast.Comparison{
		Field:  x.Field,
		Op:     ast.OpIn,
		Values: append(x.Values, y.Values...),
		Fold:   x.Fold || y.Fold,
		At:     diag.Cover(x.At, y.At),
		OpAt:   x.OpAt,
	}
}
