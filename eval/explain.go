package eval

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// An Explanation says whether a query selects a record, and which conditions of
// the query decide that. Its String is for people, its JSON for programs.
type Explanation struct {
	// Selected reports whether the query selects the record, as the predicate does.
	Selected bool `json:"selected"`

	// Query is the query's canonical text, with relative times as instants.
	Query string `json:"query"`

	// Reasons has the conditions that decide, in the order of the text. Whatever
	// the other conditions were, the answer would be the same. It is empty for
	// the empty query alone.
	Reasons []Reason `json:"reasons"`
}

// A Reason is a condition that decides whether a query selects a record, and
// what the record has for it.
type Reason struct {
	Condition string   `json:"condition"` // its canonical text, nots above it left out
	Span      ast.Span `json:"span"`      // where it stands first; the zero Span if it was built in Go
	Holds     bool     `json:"holds"`     // whether the record meets it, nots above it left out

	Field   string   `json:"field"`             // as the query spells it: status or tag:BPO
	Has     bool     `json:"has"`               // whether the record has the field or tag
	Value   string   `json:"value"`             // what it has, in full; empty also if it has nothing, and for a list
	Values  []string `json:"values,omitempty"`  // of a list
	Instant string   `json:"instant,omitempty"` // of a time: the instant that Value says, as RFC 3339 has it, in UTC
}

// Explain returns why the query q selects the record or does not. It agrees with the
// predicate that Compile returns, and panics where that does. It takes longer: it is for
// people who wonder about one record.
//
// If the query selects the record, the reasons are as few as suffice. Of an and they are
// those of all terms. Of an or they are those of the term that needs the fewest, or of the
// first such term. If the query does not select the record, the reasons are all that
// stands in the way: every term of an and that fails, and all terms of an or. Below a not
// it is the other way round. A condition that is in the query several times is counted and
// listed once.
func Explain(q *schema.Resolved, r *Record) *Explanation {
	s := q.Schema()
	newGuard(q).check(r)
	e := explainer{schema: s, record: r, folded: map[ast.Field][]string{}}
	selected, deciding := e.explain(q.Expr(), false)
	explanation := &Explanation{Selected: selected, Query: q.String(), Reasons: make([]Reason, 0, len(deciding))}
	for _, c := range slices.SortedFunc(maps.Values(deciding), func(a, b condition) int { return a.number - b.number }) {
		explanation.Reasons = append(explanation.Reasons, e.reason(c))
	}
	return explanation
}

// An explainer explains one record.
type explainer struct {
	schema *schema.Schema
	record *Record
	count  int                    // of the comparisons that were tested
	folded map[ast.Field][]string // by keyOf the field: its texts as chars.Fold has them
}

// A condition is a comparison that was tested.
type condition struct {
	*ast.Comparison
	number int // in the order of the text
	holds  bool
}

// conditions has different conditions by their text, each as it stands first.
type conditions map[string]condition

// with returns the conditions of both, which are not to be used any more.
func (a conditions) with(b conditions) conditions {
	if len(a) < len(b) {
		a, b = b, a
	}
	for text, c := range b {
		if first, ok := a[text]; !ok || c.number < first.number {
			a[text] = c
		}
	}
	return a
}

// explain returns whether x, or its negation, selects the record, and which
// comparisons decide that.
func (e *explainer) explain(x ast.Expr, negate bool) (holds bool, deciding conditions) {
	switch x := x.(type) {
	case *ast.And:
		return e.terms(x.Terms, negate, negate)
	case *ast.Or:
		return e.terms(x.Terms, !negate, negate)
	case *ast.Not:
		return e.explain(x.X, !negate)
	}
	c := x.(*ast.Comparison)
	e.count++
	holds = e.holds(c)
	return holds != negate, conditions{c.String(): {c, e.count, holds}}
}

// terms is explain for an and, or if or is set an or, of terms or their negations.
func (e *explainer) terms(terms []ast.Expr, or, negate bool) (holds bool, deciding conditions) {
	var holding, fewest, failing conditions // fewest is of one term that holds
	for _, t := range terms {
		holds, deciding := e.explain(t, negate)
		switch {
		case !holds:
			failing = failing.with(deciding)
		case !or:
			holding = holding.with(deciding)
		case fewest == nil || len(deciding) < len(fewest):
			fewest = deciding
		}
	}
	switch {
	case or && fewest != nil:
		return true, fewest
	case or || failing != nil:
		return false, failing
	}
	return true, holding
}

// holds reports whether the record meets the condition. Whether a text contains another
// in any case is decided on the folded text: a query may ask that often, and of a long text.
func (e *explainer) holds(c *ast.Comparison) bool {
	if c.Op != ast.OpContains || !c.Fold {
		return programOf(e.schema, c).match(e.record)
	}
	want := kinds.FoldOf(c.Values[0])
	return slices.ContainsFunc(e.fold(keyOf(c.Field)), func(v string) bool { return strings.Contains(v, want) })
}

// fold returns the texts that the record has in a field or a tag, as chars.Fold has them.
// It folds them once.
func (e *explainer) fold(f ast.Field) []string {
	list, done := e.folded[f]
	if done {
		return list
	}
	source, _ := recordSource(e.schema)(f, e.schema.KindOf(f)) // a record has all fields
	if source.list != nil {
		list = slices.Clone(source.list(e.record))
	} else if v, ok := source.text(e.record); ok {
		list = []string{v}
	}
	for i, v := range list {
		list[i] = chars.Fold(v)
	}
	e.folded[f] = list
	return list
}

func (e *explainer) reason(c condition) Reason {
	r := Reason{Condition: c.String(), Span: c.At, Holds: c.holds, Field: c.Field.String()}
	if c.Field.Tag {
		r.Value, r.Has = e.record.tag(c.Field.Name)
		return r
	}
	s := e.schema
	found := e.record.value(s, s.Lookup(c.Field.Name))
	if !found.has {
		return r
	}
	v := found.read()
	r.Has, r.Value, r.Values = true, v.Text, slices.Clone(v.List)
	if s.KindOf(c.Field) == schema.Time {
		r.Instant = kinds.Instant(schema.Time, v.Scalar).Format(time.RFC3339Nano)
	}
	return r
}

// How much String shows.
const (
	mostReasons   = diag.Most // nobody reads more
	mostQuery     = 100       // runes
	mostCondition = 50        // runes
)

// String returns the explanation as text for people: a line for the answer, and one for
// each reason. It ends with a newline.
//
//	not selected: name ^= smoke and status = PUBLISHED or tag:BPO = 123
//	  status = PUBLISHED  no: status is SAVED
//	  tag:BPO = 123       no: there is no tag BPO
//
// The yes or no is about the condition itself, without the nots above it. Whatever is in
// the query and the record, the text is safe on a terminal. It has at most 22 lines of a
// few hundred characters. What is cut off ends with …, and a rune that does not print is
// shown as an escape or as U+FFFD.
func (e *Explanation) String() string {
	var b strings.Builder
	answer, query := "not selected", chars.Line(e.Query, mostQuery)
	if e.Selected {
		answer = "selected"
	}
	if query == "" {
		query = "the query is empty"
	}
	fmt.Fprintf(&b, "%s: %s\n", answer, query)
	shown := e.Reasons[:min(len(e.Reasons), mostReasons)]
	width := 0
	for _, r := range shown {
		width = max(width, utf8.RuneCountInString(chars.Line(r.Condition, mostCondition)))
	}
	for _, r := range shown {
		answer := "no"
		if r.Holds {
			answer = "yes"
		}
		fmt.Fprintf(&b, "  %-*s  %s: %s\n", width, chars.Line(r.Condition, mostCondition), answer, r.found())
	}
	if more := len(e.Reasons) - len(shown); more > 0 {
		fmt.Fprintf(&b, "  and %d more\n", more)
	}
	return b.String()
}

// found says what the record has.
func (r Reason) found() string {
	what := chars.Line(r.Field, mostCondition)
	if key, ok := strings.CutPrefix(what, chars.TagPrefix); ok {
		what = "tag " + key
	}
	switch {
	case !r.Has:
		return "there is no " + what
	case len(r.Values) > 0:
		return what + " has " + showAll(r.Values)
	case r.Instant != "" && r.Instant != r.Value:
		return what + " is " + show(r.Value) + ", which is " + r.Instant
	}
	return what + " is " + show(r.Value)
}

// show returns a record's value as a query would spell it, if it is short and
// can be seen, and else as chars.Excerpt shows it.
func show(value string) string {
	excerpt := chars.Excerpt(value)
	if excerpt[1:len(excerpt)-1] == value && chars.IsWord(value) && !chars.IsReserved(value) {
		return value
	}
	return excerpt
}

// showAll shows the first few texts of a list.
func showAll(list []string) string {
	const most, mostRunes = 5, 200
	var b strings.Builder
	for i, v := range list[:min(len(list), most)] {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(show(v))
	}
	shown := chars.Line(b.String(), mostRunes)
	if more := len(list) - most; more > 0 {
		shown += fmt.Sprintf(", and %d more", more)
	}
	return shown
}
