package compile

import (
	"slices"
	"unicode"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/model"
	"github.com/searchfilter/searchfilter/schema"
)

// A Target says which records an operation finds, what it can be asked, and how that is
// written. It is data: a user may copy a target of package connect or qconnect and change
// it. A number that is zero or negative stands for its default.
type Target struct {
	// Name is what plans and the command call the target: test-cases.
	Name string

	// Operation is what messages call it: SearchTestCases.
	Operation string

	// Schema has the fields of the records. Only a query that it has resolved can be sent.
	// A target of tags alone takes a query of any records. What it takes is decoded as a
	// query of these.
	Schema *schema.Schema

	// Members are the members that a request may have, in the order in which they are
	// written. Those in which Filter, Criteria or Nested stand are compiled, and the others
	// are the caller's.
	Members []string

	// Filter says how conditions on tags are written, and Criteria how conditions on fields
	// are. Both must hold. A target without Criteria is for tags alone. It has one request,
	// and no record comes back that could be checked.
	Filter   TagFilter
	Criteria *Criteria

	// Nested says how conditions are written for a service that has neither of these. Like
	// a target of tags alone, the target then has one request.
	Nested NestedFilter

	// Fields says how each field is sent, by its name in the schema. Other fields cannot be
	// asked for.
	Fields map[string]Leaf

	// Unsaid has the members of a request, of its filter and of its criteria that the
	// operation takes and that no query is sent as. Package decompile refuses one, with the
	// value as the hint.
	Unsaid map[string]string

	// Comparisons has the ComparisonType of each operator that a StringCondition has.
	Comparisons map[ast.Op]string

	// Tags has the rules for the keys and values of tags.
	Tags TagRules

	// Closed names the fields of which every record has a value, and if the field is an
	// Enum, a value of the schema's list. A negation on such a field is sent as its
	// opposite: status != SAVED as status = PUBLISHED, and not n < 5 as n >= 5. Other
	// fields than Enums are closed if the schema calls them Always. No service promises
	// that an Enum is closed.
	Closed []string

	// ServiceFoldsCase says that the service ignores the case of the texts in a
	// StringCondition, but not of tags. No service documents whether it does. If it does
	// not, a condition that ends in i cannot be sent, since too little would be found. If
	// it does, a condition without i finds too much. One request cannot say that, and a
	// plan checks it after the requests. The values of an Enum are exempt, since no two are
	// taken to differ in case alone.
	ServiceFoldsCase bool

	// ContainsMin and ContainsMax are the least and the most characters of the operand of a
	// contains, by default 2 and 25. Compile warns of others. A plan sends a part of a
	// longer one, and checks a shorter one itself. Six searches document these numbers, and
	// that results are "invalid" otherwise. 1 and math.MaxInt turn it off.
	ContainsMin, ContainsMax int

	// MaxTerms is the most rows that the or of ands of the tags may have before any is
	// absorbed, by default 10,000. The rows may have a hundred times as many conditions. No
	// service sets this limit: it bounds the work.
	MaxTerms int

	// MaxTagConditions is the most conditions on tags in one request, by default 25, which
	// one search documents. qconnect.Session has math.MaxInt, since no limit is documented
	// for it. A Nested filter has no such limit.
	MaxTagConditions int

	// MaxDepth is how deep criteria, or the filters of Nested, may nest, by default 100. The
	// encoders of AWS SDKs fail somewhere above.
	MaxDepth int
}

// A TagFilter says how an or of ands of conditions on tags is written:
//
//	{One: condition}, {And: conditions}, {Or: [row, row]}
//
// A condition is {Key: …, Value: …}. It has no Value if the query asks for the key alone.
type TagFilter struct {
	Path []string // the members in which it stands, the outermost first
	One  string
	And  string
	Or   string

	// Conditions is the member in which the list of And and of each row stands, if these
	// are objects: [{Conditions: [a]}, {Conditions: [b, c]}]. If it is empty, they are
	// lists: [[a], [b, c]].
	Conditions string

	// Unions says that each row is a filter without an or: [{One: a}, {And: [b, c]}].
	Unions bool

	Key, Value string

	// Beside has the members that an object always has if it may have the filter of a
	// target of tags alone. Package decompile knows an object without a filter by them.
	Beside []string
}

// Criteria says how conditions on fields are written: {And: [criteria, …]},
// {Or: [criteria, …]}, or what a Leaf says.
type Criteria struct {
	Path    []string // the members in which they stand, the outermost first
	And, Or string
}

// A Leaf says how a condition on a field is written: {Member: …}, of which the form says
// the rest. If a form has a FieldName, several fields may be in one Member.
type Leaf struct {
	Member string

	// FieldName is what the service calls the field, in a form that has one.
	FieldName string

	// Form is the name of the condition's shape in the models (botocore 1.43.67, connect
	// 2017-08-08). It is empty where the Member has the same name, and for the bare
	// value, which is the form of a Member with any other name. The forms are:
	//
	//	StringCondition          {"FieldName": …, "Value": …, "ComparisonType": …}
	//	NumberCondition          {"FieldName": …, "MinValue": …, "MaxValue": …, "ComparisonType": …}
	//	DecimalCondition         the same
	//	DateTimeCondition        the same
	//	DateCondition            {"FieldName": …, "Value": …, "ComparisonType": …}
	//	BooleanCondition         {"FieldName": …, "ComparisonType": "IS_TRUE"} or "IS_FALSE"
	//	HierarchyGroupCondition  {"Value": …, "HierarchyGroupMatchType": "EXACT"}
	//	the bare value           "…"
	//
	// A StringCondition has the operators of the target's Comparisons for a Text. It has =
	// alone for an Enum, for a whole Number, which is written in digits, and for a List,
	// where one of the texts is then equal.
	//
	// A NumberCondition has whole numbers of 32 bits. It says =, > and >= of a Number, by
	// its MinValue, and != of one that every record has. The models do not say which bound
	// LESSER takes, nor whether a RANGE includes its bounds. So < and <= are sent as a
	// RANGE, from the least number to the next whole one above.
	//
	// A DecimalCondition has numbers of any precision. The models do not say how the
	// service rounds them. So every bound is sent as the next whole number outside.
	//
	// A DateTimeCondition is of a Time, in UTC and whole seconds. The models do not say how
	// precise the service's index is: it may have 10:00:00 for 10:00:00.5. So every bound
	// is sent as the whole second before or after its own: > and >= as
	// GREATER_THAN_OR_EQUAL_TO, < and <= as a RANGE from 1970.
	//
	// A DateCondition is of a Date, for = and the order.
	//
	// A BooleanCondition is of a Bool. The models do not say whether IS_FALSE finds a
	// record that lacks the field.
	//
	// A HierarchyGroupCondition is of a Text, for = alone. The models do not say that the
	// value is the group's id.
	//
	// The bare value is that of a Text or an Enum, for = alone.
	Form string

	// Operators are the operators that are sent, of those that the form has. If there are
	// none, all of them are sent.
	Operators []ast.Op

	// Untried says that no condition on the field is sent, since nobody says that the
	// service knows the FieldName: it may return an error, or nothing. One is read.
	Untried bool
}

// TagRules are the rules of a service for the key and the value of a tag. Lengths are in
// characters.
type TagRules struct {
	// KeyRunes are the characters that a key may have, and KeyRule says the same in words.
	// Without KeyRunes, a key may have any.
	KeyRunes []*unicode.RangeTable
	KeyRule  string

	// MaxKey is the most characters of a key, by default 128, which both models have.
	MaxKey int

	// Reserved is what no key may begin with, case minded: aws: in both models.
	Reserved string

	// MinValue and MaxValue are the least and the most characters of a value. MaxValue is
	// by default 256, which both models have. MinValue is 0 for Connect and 1 for Q.
	MinValue, MaxValue int

	// KeyOnly says that a condition without a value asks whether the tag exists. Connect
	// does not document what it means, so that connect's targets have it off. Q's model
	// requires the key alone, which leaves no other meaning.
	KeyOnly bool
}

// WithDefaults returns t with a default for every number that is zero or negative.
func (t Target) WithDefaults() Target {
	orDefault(&t.Tags.MaxKey, 128)
	orDefault(&t.Tags.MaxValue, 256)
	orDefault(&t.ContainsMin, 2)
	orDefault(&t.ContainsMax, 25)
	orDefault(&t.MaxTerms, 10_000)
	orDefault(&t.MaxTagConditions, 25)
	orDefault(&t.MaxDepth, 100)
	orDefault(&t.Nested.MaxMembers, 5)
	orDefault(&t.Nested.MaxNesting, 1)
	return t
}

func orDefault(n *int, value int) {
	if *n <= 0 {
		*n = value
	}
}

// leaf returns the leaf of the field with that name. It is not ok if the field is not sent.
func (t *Target) leaf(name string) (Leaf, bool) {
	leaf, ok := t.Fields[name]
	return leaf, ok && !leaf.Untried && t.Schema != nil && t.Criteria != nil
}

// checkTag returns what the rules forbid about x, a condition on a tag.
func (t *Target) checkTag(x *ast.Comparison) ast.Diagnostics {
	return (*model.TagRules)(&t.Tags).Check(x)
}

// field returns the schema's field of that name. There is one: newCompiler checks that.
func (t *Target) field(f ast.Field) *schema.Field { return &t.Schema.Fields[t.Schema.Lookup(f.Name)] }

// always reports whether every record has the field.
func (t *Target) always(f *schema.Field) bool { return f.Always || t.isClosed(f) }

func (t *Target) isClosed(f *schema.Field) bool { return slices.Contains(t.Closed, f.Name) }

// fit returns how exactly the target can say x, a comparison with a value, of a field that
// has that leaf.
func (t *Target) fit(leaf Leaf, x *ast.Comparison) fit {
	if len(leaf.Operators) > 0 && !slices.Contains(leaf.Operators, x.Op) {
		return noFit
	}
	return forms[leaf.form()].fit(t, t.field(x.Field), x)
}

// widened reports whether what is sent for x may find more than it selects.
func (t *Target) widened(x *ast.Comparison) bool {
	leaf, ok := t.leaf(x.Field.Name)
	// The leaf's Operators are those of the query, and what is sent may have another one.
	return ok && !x.Field.Tag && len(x.Values) > 0 && forms[leaf.form()].fit(t, t.field(x.Field), x) == widens
}
