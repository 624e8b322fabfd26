package compile

import "github.com/searchfilter/searchfilter/ast"

// Recognize returns which decoder a document is for, DecodeSearch or
// DecodeTagFilter, and the options for it, with these limits. It goes by the names of
// members: those of the outermost object, and where these do not tell, those of the
// whole document. It returns the document's most likely form: the one with the most
// members that only that form has. So it tells for documents with mistakes, too.
//
// The error is ast.Diagnostics: what is wrong with the
// document as JSON, within DocumentFactor times Limits.Bytes, or UnknownMember if
// it is of neither API.
func Recognize(data []byte, limits ast.Limits) (Dialect, DecodeOptions, error) {
	var report ast.Report
	doc := readJSON(data, limits, &report)
	if doc == nil {
		return 0, DecodeOptions{}, report.Err()
	}
	var outer, all ballot
	for _, m := range doc.root.kids {
		outer.add(m.name)
	}
	all.addBelow(doc.root)
	for _, b := range []ballot{outer, all} {
		if s, ok := b.winner(); ok {
			o := spellings[s].options
			o.Limits = limits
			return spellings[s].dialect, o, nil
		}
	}
	report = ast.Report{}
	report.Add(ast.Diagnostic{
		Code:    ast.UnknownMember,
		Span:    doc.span(doc.root.start, doc.root.end),
		Message: "this is neither a search of test cases nor the tagFilter of a session",
		Hint:    "say which of them it is to be",
	})
	return 0, DecodeOptions{}, report.Err()
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

// A spelling is a way to write a filter as JSON.
type spelling uint8

const (
	ofSearch spelling = iota
	ofSession
	ofCloudFormation
)

var spellings = [...]struct {
	dialect Dialect
	options DecodeOptions
}{
	ofSearch:         {Search, DecodeOptions{}},
	ofSession:        {Session, DecodeOptions{}},
	ofCloudFormation: {Session, DecodeOptions{CloudFormation: true}},
}

// telling are the names that one spelling alone has.
var telling = map[string]spelling{
	"InstanceId":      ofSearch,
	"SearchFilter":    ofSearch,
	"SearchCriteria":  ofSearch,
	"TagFilter":       ofSearch,
	"TagKey":          ofSearch,
	"TagValue":        ofSearch,
	"StringCondition": ofSearch,
	"StatusCondition": ofSearch,
	"FieldName":       ofSearch,
	"ComparisonType":  ofSearch,
	"instanceId":      ofSearch, // as people write it who know the other API
	"searchFilter":    ofSearch,
	"searchCriteria":  ofSearch,
	"stringCondition": ofSearch,
	"statusCondition": ofSearch,
	"fieldName":       ofSearch,
	"comparisonType":  ofSearch,

	"session":       ofSession,
	"tagFilter":     ofSession,
	"tagCondition":  ofSession,
	"andConditions": ofSession,
	"orConditions":  ofSession,
	"key":           ofSession,
	"value":         ofSession,

	"Key":              ofCloudFormation,
	"ContentTagFilter": ofCloudFormation,
	"KnowledgeBaseAssociationConfigurationData": ofCloudFormation,
	"AssociationConfigurationData":              ofCloudFormation,
}

// A ballot counts for each spelling the names that are its alone.
type ballot [len(spellings)]int

func (b *ballot) add(name string) {
	if s, ok := telling[name]; ok {
		b[s]++
	}
}

func (b *ballot) addBelow(n *jsonNode) {
	for _, kid := range n.kids {
		b.add(kid.name)
		b.addBelow(kid)
	}
}

// winner returns the spelling with the most names, if it is alone with them.
func (b *ballot) winner() (winner spelling, ok bool) {
	most := 0
	for s, n := range b {
		switch {
		case n > most:
			winner, most, ok = spelling(s), n, true
		case n == most:
			ok = false
		}
	}
	return winner, ok
}
