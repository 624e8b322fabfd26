package decompile

import (
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/model"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// A Filter is a filter that stands in a document.
type Filter struct {
	// Targets are the indexes of the targets that the filter may be for, in their order.
	// The first of them was used to read it.
	Targets []int

	// Query is what the filter says, or nil if there is a mistake in it.
	Query *schema.Resolved

	// Problems are the mistakes in the filter or, if there is a Query, warnings. Each has
	// its place and its path in the document.
	Problems ast.Diagnostics

	// Span is where the filter stands.
	Span ast.Span

	// Residual is set for a request of a plan. It is the text of the query that is left to
	// check on what the request finds, or "".
	Residual string

	doc  *jsonDocument
	node *jsonNode
}

// Path returns where the filter stands: the names and indexes that lead to it, such as
// session.tagFilter. Behind a text that is a document itself there is an arrow, as in
// body → tagFilter. The path of the whole document is empty. That of a whole text ends in
// a dollar sign: body → $.
func (f *Filter) Path() string { return f.doc.path(f.node) }

// Locate returns diagnostics about the filter's Query with the Path of each.
func (f *Filter) Locate(ds ast.Diagnostics) ast.Diagnostics {
	ds = slices.Clone(ds)
	for i := range ds {
		if d := &ds[i]; d.Path == "" && d.Span.IsValid() && d.Code != codes.MoreErrors {
			d.Path = f.pathAt(d.Span.Start.Offset)
		}
	}
	return ds
}

// pathAt returns the path of what stands at an offset in the filter.
func (f *Filter) pathAt(offset int) string {
	return shortPath(f.doc.path(f.doc.at(offset)))
}

// Find returns the filters in a document in their order, wherever they stand in it. Each is
// read by the target that it is for.
//
// The filter of a target without Criteria is what stands in the last member of its
// Filter.Path or its Nested.Path. A search is an object with the first member of its
// Filter.Path or of its Criteria.Path, or both, which are one query. The outermost object
// may also be the value of one of these. A member with a misspelled name, or with a single
// word such as filter for its name, counts only if its value looks like a filter. A text
// that is a JSON object is looked into, but not the texts inside it. If the document is the
// JSON of a plan, each of its requests is returned, for the target that the plan names. A
// plan of another version than 1 is one Filter with an error, which stands at its version.
//
// The names in a filter may fit several targets. Those that take it as it stands read it.
// If no target takes it, its Problems are those by the targets that have the most of its
// names. If several targets read different queries, or find different mistakes, its
// Problems have the error "ambiguous-target".
//
// Several documents, one after the other, are read as a list, with paths that begin with
// [0], [1] and so on. Only lists and objects may follow the first.
//
// Each filter is read as Decode reads it, with the same limits. There may be as many filters
// as a query may have conditions. A search that is not the outermost object may have other
// members beside it. Find warns of what Decode takes without a word: a null that counts as
// absent, a FieldName in another case, members beside a search, and a placeholder such as
// $.Attributes.team or {{team}} that nothing has replaced.
//
// A document without a filter is the empty query, with the warning "no-filter", in two cases:
// if it has an object with all members of a target's Filter.Beside, and if the only target
// is that of a search and the document is a request for it. Otherwise the error is
// ast.Diagnostics with "no-filter". A document that is not JSON, or longer than 1,024 times
// Limits.Bytes, is an error, too. A mistake in a target is a plain error.
//
// Time and memory are in proportion to the document's length, times the number of the
// targets that its names fit.
func Find(data []byte, targets []compile.Target, limits ast.Limits) ([]Filter, error) {
	f, err := newFinder(targets, limits)
	if err != nil {
		return nil, err
	}
	return f.find(data)
}

func (f *finder) find(data []byte) ([]Filter, error) {
	var report diag.Report
	f.jsonDocument = readJSON(data, true, f.limits, &report)
	if !report.Empty() {
		return nil, report.Err()
	}
	root := &f.nodes[0]
	if f.several {
		for n := range f.kids(root) {
			f.whole(n)
		}
	} else {
		f.whole(root)
	}
	if f.tooMany || len(f.candidates) == 0 && len(f.without) > f.most() {
		report.Add(ast.Diagnostic{
			Code:    codes.TooManyConditions,
			Span:    f.span(&f.nodes[0]),
			Message: "the document has more than " + number(f.most()) + " filters",
			Hint:    "take some of them out of it",
		})
		return nil, report.Err()
	}
	names := namesOf(f.targets)
	var found []Filter
	for _, c := range f.candidates {
		found = append(found, f.read(c, names))
	}
	if len(found) == 0 {
		found = f.empty(root)
	}
	if len(found) == 0 {
		report.Add(f.noFilter())
		return nil, report.Err()
	}
	slices.SortStableFunc(found, func(a, b Filter) int { return a.Span.Start.Offset - b.Span.Start.Offset })
	return found, nil
}

// read returns what a candidate says.
func (f *finder) read(c candidate, names memberNames) Filter {
	filter := Filter{Span: c.doc.span(c.node), Residual: c.residual, doc: c.doc, node: c.node}
	var readings []reading
	for _, t := range c.targets {
		readings = append(readings, f.readBy(t, c))
	}
	readings = likeliest(readings, c, names)
	for _, r := range readings {
		filter.Targets = append(filter.Targets, r.target)
	}
	switch same := func(r reading) bool { return r.same(readings[0]) }; {
	case c.version != "":
		filter.Problems = f.problem(c, codes.UnknownValue, "this is a plan of version "+chars.Line(c.version, 20), "version "+number(model.PlanVersion)+" is read here")
	case len(readings) == 0: // of a plan
		filter.Problems = f.problem(c, codes.UnknownValue, "the plan is for no target that is known here", "")
	case slices.ContainsFunc(readings, func(r reading) bool { return !same(r) }):
		filter.Problems = f.problem(c, codes.AmbiguousTarget, "this may be for "+f.names(filter.Targets), "say for which target it is")
	default:
		filter.Query, filter.Problems = readings[0].query, readings[0].problems
	}
	return filter
}

// problem returns one diagnostic about a candidate.
func (f *finder) problem(c candidate, code ast.Code, message, hint string) ast.Diagnostics {
	return ast.Diagnostics{{Code: code, Span: c.doc.span(c.node), Path: shortPath(c.doc.path(c.node)), Message: message, Hint: hint}}
}

// names returns the names of targets as a sentence has them, without the last of many.
func (f *finder) names(targets []int) string {
	const most = 5
	var names []string
	for i, t := range targets {
		if i == most && len(targets) > most+1 {
			names = append(names, number(len(targets)-i)+" others")
			break
		}
		names = append(names, f.targets[t].Name)
	}
	return sentence(names)
}

// A reading is what a value says by a target.
type reading struct {
	target    int
	query     *schema.Resolved
	otherCase int // FieldNames in another case
	problems  ast.Diagnostics
}

// same reports whether two readings are the same, in what is right or in what is wrong.
func (r reading) same(s reading) bool {
	if r.query != nil && s.query != nil {
		return tree.Equal(r.query.Expr(), s.query.Expr())
	}
	return r.query == s.query && slices.EqualFunc(r.problems, s.problems, func(a, b ast.Diagnostic) bool {
		return a.Code == b.Code && a.Span == b.Span && a.Message == b.Message && a.Hint == b.Hint
	})
}

// readBy returns what a candidate says by a target.
func (f *finder) readBy(target int, c candidate) reading {
	d := newDecoder(f.targets[target], f.limits, c.doc, c.node)
	r := reading{target: target}
	r.query, _ = d.result(d.candidate(c))
	r.otherCase = d.otherCase
	r.problems = d.report.Diagnostics()
	if r.query != nil {
		r.problems = d.warnings.Diagnostics()
	}
	return r
}

// likeliest returns the readings of the targets that the value is likely to be for. If some
// readings have no mistake, it returns those with the fewest FieldNames in another case.
// Otherwise they are those of the targets that have the most of the names: first of those of
// the outermost members, then of those of all members, but for those in a member that is Unsaid
// by some target and said by none. Of several, it returns the readings
// with the fewest mistakes.
func likeliest(readings []reading, c candidate, names memberNames) []reading {
	if right := fewest(readings, func(r reading) (int, bool) { return r.otherCase, r.query != nil }); len(right) > 0 {
		return right
	}
	outer, all := make(ballot), make(ballot)
	for kid := range c.doc.kids(c.node) {
		outer.add(c.doc.name(kid), names)
	}
	all.addBelow(c.doc, c.node, names)
	for _, b := range []ballot{outer, all} {
		readings = fewest(readings, func(r reading) (int, bool) { return -b[r.target], true })
	}
	return fewest(readings, func(r reading) (int, bool) { return len(r.problems), true })
}

// fewest returns the readings with the least number, of those that have one.
func fewest(readings []reading, number func(reading) (int, bool)) (least []reading) {
	for _, r := range readings {
		n, ok := number(r)
		if !ok {
			continue
		}
		if len(least) > 0 {
			if m, _ := number(least[0]); n > m {
				continue
			} else if n < m {
				least = least[:0]
			}
		}
		least = append(least, r)
	}
	return least
}

// empty returns what a document without a filter says, if it says so.
func (f *finder) empty(root *jsonNode) (found []Filter) {
	for _, c := range f.without {
		t := &f.targets[c.targets[0]]
		q, err := t.Schema.Resolve(ast.All(), schema.Options{})
		found = append(found, f.everything(c, reading{query: q, problems: problems(err)},
			"there is no "+last(filterPath(t))+" here, so that everything is let through"))
	}
	if len(found) > 0 || len(f.targets) != 1 || root.kind != jsonObject {
		return found
	}
	c := candidate{doc: f.jsonDocument, node: root, form: aDocument, targets: []int{0}}
	t := &f.targets[0]
	if t.Criteria == nil || !root.isEmpty() && f.member(root, nearly(t.Members...)) == nil {
		return nil
	}
	return []Filter{f.everything(c, f.readBy(0, c), t.Operation+" without a filter and criteria finds everything")}
}

// problems returns the diagnostics in err.
func problems(err error) ast.Diagnostics {
	ds, _ := err.(ast.Diagnostics)
	return ds
}

// everything returns the Filter for a candidate without one, which lets everything through,
// with the warning.
func (f *finder) everything(c candidate, r reading, warning string) Filter {
	filter := Filter{Targets: c.targets, Query: r.query, Problems: r.problems, Span: c.doc.span(c.node), doc: c.doc, node: c.node}
	if r.query != nil {
		warnings := f.problem(c, codes.NoFilter, warning, "")
		warnings[0].Warning = true
		filter.Problems = append(warnings, r.problems...)
	}
	return filter
}

// noFilter returns what there is to say of a document without one.
func (f *finder) noFilter() ast.Diagnostic {
	var names []string
	isRequest := false
	for i := range f.targets {
		t := &f.targets[i]
		for _, path := range [][]string{filterPath(t), criteriaPath(t)} {
			if name := strings.Join(path, "."); name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		isRequest = isRequest || t.Criteria != nil && f.member(&f.nodes[0], exactly(t.Members...)) != nil
	}
	hint := "it is what stands in " + joined(names, " or ")
	switch {
	case f.emptyPlan:
		hint = "the plan has no requests, for no record can meet its query"
	case isRequest:
		hint = "if this is a search for everything, say for which target it is"
	}
	return ast.Diagnostic{Code: codes.NoFilter, Span: f.span(&f.nodes[0]), Message: "no filter found", Hint: hint}
}

func criteriaPath(t *compile.Target) []string {
	if t.Criteria == nil {
		return nil
	}
	return t.Criteria.Path
}

func last(path []string) string { return path[len(path)-1] }
