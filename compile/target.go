package compile

import (
	"math"
	"slices"
	"unicode"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile/connect"
	"github.com/searchfilter/searchfilter/schema"
)

// A Target says what an operation can be asked and how it is spelled: data, of
// which a user may copy and change a value that TestCases or QSession returns.
// A number that is zero or negative stands for its default.
type Target struct {
	// Name is what messages call the target: SearchTestCases.
	Name string

	// Dialect is the form of the request, which one of this package's functions
	// makes. The others refuse the target.
	Dialect Dialect

	// Schema has the fields of the records that a Search finds: only a query that
	// it has resolved can be sent. A Session takes a query of any records, and
	// what it takes is decoded as one of these. Nil stands for schema.TestCase.
	Schema *schema.Schema

	// Fields says how each field is sent, by its name in the schema. A field
	// that is not in it, and any that is neither a Text nor an Enum, cannot be
	// asked for. The FieldName values of test cases are not documented: the
	// defaults name and description are documented for its sibling searches.
	Fields map[string]Leaf

	// Comparisons has the ComparisonType of each operator that a string
	// condition knows. The default's three are the model's.
	Comparisons map[ast.Op]string

	// Tags has the rules for the keys and values of tags.
	Tags TagRules

	// AlwaysOneStatus says that every record has one value of each Enum field
	// that the schema calls Always, so that status != SAVED can be sent as
	// status = PUBLISHED. That is so by the model's description of a test
	// case; the service does not promise it.
	AlwaysOneStatus bool

	// ServiceFoldsCase says that the service ignores the case of the text of
	// fields, but not of tags, which is not documented. Unless it does, a
	// condition that ends in i cannot be sent: a service that minds the case
	// would find too little. If it does, one that does not end in i finds too
	// much, so that one request cannot say it, and a plan checks it after the
	// requests.
	ServiceFoldsCase bool

	// ContainsMin and ContainsMax are the numbers of characters outside which
	// the operand of a contains gets a warning, by default 2 and 25: documented
	// for six sibling searches, whose results are else "invalid". 1 and
	// Unlimited turn it off.
	ContainsMin, ContainsMax int

	// MaxTerms is the most rows that the or of ands of the tags may have before
	// any is absorbed, by default 10,000, and bounds the conditions in them to
	// a hundred times as many. It is ours, to bound the work.
	MaxTerms int

	// MaxTagConditions is the most tag conditions in one request, by default
	// 25: documented for one sibling search. Unlimited is the choice of
	// QSession, for which none is documented.
	MaxTagConditions int

	// MaxDepth is how many criteria may stand in one another, the innermost
	// included, by default 100: the encoders of AWS SDKs fail somewhere above.
	MaxDepth int
}

// A Dialect is a form in which requests are written.
type Dialect uint8

const (
	// Search is a request with a filter on tags and criteria on fields, as
	// SearchTestCases takes it: what the function SearchTestCases makes.
	Search Dialect = iota
	// Session is the tagFilter of a session: what the function TagFilter makes.
	Session
)

// Unlimited is a number that no query reaches.
const Unlimited = math.MaxInt

// A Leaf says how a condition on a field is sent.
type Leaf struct {
	// FieldName makes it a StringCondition with this FieldName.
	FieldName string

	// Status makes it the StatusCondition, which takes = alone.
	Status bool
}

// TagRules are what a service asks of a tag's key and value. Lengths are in
// characters.
type TagRules struct {
	// KeyRunes are the characters of a key, and KeyRule is the same in words.
	// Without KeyRunes any will do.
	KeyRunes []*unicode.RangeTable
	KeyRule  string

	// MaxKey is the most characters of a key, by default 128: both models.
	MaxKey int

	// Reserved is what no key begins with, in this case alone: aws: in both
	// models.
	Reserved string

	// MinValue and MaxValue bound a value's characters. MaxValue is by default
	// 256, in both models; MinValue is 0 for Connect and 1 for Q.
	MinValue, MaxValue int

	// KeyOnly says that a condition without a value asks whether the tag
	// exists. Connect does not document what it means, so TestCases has it off;
	// Q's model requires the key alone, which leaves no other reading.
	KeyOnly bool
}

// TestCases returns the target of Amazon Connect's SearchTestCases, from its
// model (botocore 1.43.67, connect 2017-08-08). The tag rules are those for
// a tag that is set; the search itself states none.
func TestCases() Target {
	return Target{
		Name:   "SearchTestCases",
		Schema: schema.TestCase(),
		Fields: map[string]Leaf{
			"name":        {FieldName: "name"},
			"description": {FieldName: "description"},
			"status":      {Status: true},
		},
		Comparisons: map[ast.Op]string{
			ast.OpEqual:     connect.Exact,
			ast.OpHasPrefix: connect.StartsWith,
			ast.OpContains:  connect.Contains,
		},
		Tags: TagRules{
			KeyRunes: []*unicode.RangeTable{unicode.L, unicode.Z, unicode.N, runes("_.:/=+-@")},
			KeyRule:  "letters, digits, spaces and _ . : / = + - @",
			Reserved: "aws:",
		},
		AlwaysOneStatus: true,
	}.withDefaults()
}

// QSession returns the target of the tagFilter that Amazon Q in Connect's
// CreateSession and UpdateSession take, from their model (botocore 1.43.67,
// qconnect 2020-10-19). Its queries are spelled as those for test cases are, and
// every field but tags is refused.
func QSession() Target {
	return Target{
		Name:    "a session's tagFilter",
		Dialect: Session,
		Schema:  schema.TestCase(),
		Tags: TagRules{
			// The model's pattern is [a-zA-Z+-=._:/]+, where +-= is a range.
			KeyRunes: []*unicode.RangeTable{runes("+,-./0123456789:;<=_"), letters},
			KeyRule:  "letters a to z and A to Z, digits and + , - . / : ; < = _",
			Reserved: "aws:",
			MinValue: 1,
			KeyOnly:  true,
		},
		MaxTagConditions: Unlimited,
	}.withDefaults()
}

// letters are those of ASCII.
var letters = &unicode.RangeTable{
	R16:         []unicode.Range16{{Lo: 'A', Hi: 'Z', Stride: 1}, {Lo: 'a', Hi: 'z', Stride: 1}},
	LatinOffset: 2,
}

// runes returns the table of the ASCII characters in s.
func runes(s string) *unicode.RangeTable {
	sorted := []byte(s)
	slices.Sort(sorted)
	t := &unicode.RangeTable{LatinOffset: len(s)}
	for _, c := range sorted {
		t.R16 = append(t.R16, unicode.Range16{Lo: uint16(c), Hi: uint16(c), Stride: 1})
	}
	return t
}

// withDefaults returns t with every member set to what it stands for.
func (t Target) withDefaults() Target {
	if t.Schema == nil {
		t.Schema = schema.TestCase()
	}
	for _, n := range []struct {
		number *int
		value  int
	}{
		{&t.Tags.MaxKey, 128},
		{&t.Tags.MaxValue, 256},
		{&t.ContainsMin, 2},
		{&t.ContainsMax, 25},
		{&t.MaxTerms, 10_000},
		{&t.MaxTagConditions, 25},
		{&t.MaxDepth, 100},
	} {
		if *n.number <= 0 {
			*n.number = n.value
		}
	}
	return t
}

// leaf returns how a condition on the field is sent, and whether it can be.
func (t *Target) leaf(f ast.Field) (Leaf, bool) {
	leaf, ok := t.Fields[f.Name]
	kind := t.Schema.KindOf(f)
	return leaf, ok && leaf != (Leaf{}) && (kind == schema.Text || kind == schema.Enum)
}

// field returns the schema's field of that name, which newCompiler has found there.
func (t *Target) field(f ast.Field) *schema.Field { return &t.Schema.Fields[t.Schema.Lookup(f.Name)] }
