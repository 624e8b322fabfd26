package decompile

import (
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
)

// Recognize returns the index of the target that a document is for. It goes by the names
// of members: those of the outermost object, and where these do not tell, those of the
// whole document. It returns the most likely target: the one with the most members that
// only that target has. So it tells for documents with mistakes, too.
//
// The error is ast.Diagnostics: what is wrong with the document as JSON, within
// DocumentFactor times Limits.Bytes, or UnknownMember if it is for none of them. What is wrong with a
// target is a plain error.
func Recognize(data []byte, targets []compile.Target, limits ast.Limits) (int, error) {
	for i := range targets {
		t := targets[i].WithDefaults()
		if err := t.Check(); err != nil {
			return 0, err
		}
	}
	var report ast.Report
	doc := readJSON(data, limits, &report)
	if doc == nil {
		return 0, report.Err()
	}
	telling := tellingNames(targets)
	delete(telling, "") // of what a target does not have
	outer, all := make(ballot, len(targets)), make(ballot, len(targets))
	for _, m := range doc.root.kids {
		outer.add(m.name, telling)
	}
	all.addBelow(doc.root, telling)
	for _, b := range []ballot{outer, all} {
		if i, ok := b.winner(); ok {
			return i, nil
		}
	}
	report = ast.Report{}
	report.Add(ast.Diagnostic{
		Code:    ast.UnknownMember,
		Span:    doc.span(doc.root.start, doc.root.end),
		Message: "this is neither a search of test cases nor the tagFilter of a session",
		Hint:    "say which of them it is to be",
	})
	return 0, report.Err()
}

// JSONPath returns the path of the innermost value or member at an offset in a
// document, such as SearchCriteria.AndConditions[1].StringCondition.Value: the
// Path that a diagnostic about a tree that was decoded lacks. It is empty for the
// outermost value and outside of it, and for a document that is not JSON or over
// the limits. The middle of a long path is left out.
func JSONPath(data []byte, offset int, limits ast.Limits) string {
	doc := readJSON(data, limits, new(ast.Report))
	if doc == nil {
		return ""
	}
	return doc.path(offset)
}

// tellingNames returns the names of members that one target alone has, with its index.
func tellingNames(targets []compile.Target) map[string]int {
	const shared = -1
	telling := map[string]int{}
	add := func(i int, names ...string) {
		for _, name := range names {
			if j, ok := telling[name]; !ok {
				telling[name] = i
			} else if j != i {
				telling[name] = shared
			}
		}
	}
	for i, t := range targets {
		add(i, t.Filter.Path...)
		add(i, t.Filter.One, t.Filter.And, t.Filter.Or, t.Filter.Key, t.Filter.Value)
		add(i, t.Filter.Around...)
		add(i, namesOfSearch(&t)...)
	}
	for i, t := range targets {
		for _, name := range namesOfSearch(&t) { // as people write it who know the other API
			if lower := strings.ToLower(name[:1]) + name[1:]; lower != "value" {
				if _, ok := telling[lower]; !ok {
					telling[lower] = i
				}
			}
		}
	}
	return telling
}

// namesOfSearch returns the members of a request, and those of its criteria, but for the
// pages' and for what its filter has.
func namesOfSearch(t *compile.Target) []string {
	if t.Criteria == nil {
		return nil
	}
	names := slices.DeleteFunc(slices.Clone(t.Members), func(name string) bool { return name == "NextToken" || name == "MaxResults" })
	names = append(names, t.Criteria.And, t.Criteria.Or)
	for name := range t.Fields {
		leaf, ok := t.Leaf(name)
		if !ok {
			continue
		}
		names = append(names, leaf.Member)
		if leaf.Form == compile.StringForm {
			names = append(names, "FieldName", "Value", "ComparisonType")
		}
	}
	return names
}

// A ballot counts for each target the names that are its alone.
type ballot []int

func (b ballot) add(name string, telling map[string]int) {
	if i, ok := telling[name]; ok && i >= 0 {
		b[i]++
	}
}

func (b ballot) addBelow(n *jsonNode, telling map[string]int) {
	for _, kid := range n.kids {
		b.add(kid.name, telling)
		b.addBelow(kid, telling)
	}
}

// winner returns the target with the most names, if it is alone with them.
func (b ballot) winner() (winner int, ok bool) {
	most := 0
	for i, n := range b {
		switch {
		case n > most:
			winner, most, ok = i, n, true
		case n == most:
			ok = false
		}
	}
	return winner, ok
}
