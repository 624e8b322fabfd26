package compile

import (
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// A refusal is why a condition cannot be sent, in one request and exactly.
type refusal uint8

const (
	sent            refusal = iota // it can be
	noCondition                    // the target has none on the field
	noNot                          // it has no negation
	mayMindCase                    // it may mind the case, and would find too little
	isEverything                   // every record meets it
	cannotAskExists                // it has no condition that asks whether the field exists
	noOperator                     // it has no such operator for the field
	findsOtherCase                 // it finds what is in another case, too
	tagMindsCase                   // it minds the case of tags
	forbiddenTag                   // its rules for tags have no such key or value
)

// refuses returns why the target cannot be sent x, or its negation. It is the one rule of
// what can be sent: Compile words it, and Plan weakens what it refuses.
func (t *Target) refuses(x *ast.Comparison, negated bool) refusal {
	if x.Field.Tag {
		return t.refusesTag(x, negated)
	}
	leaf, ok := t.Leaf(x.Field.Name)
	if !ok || t.Criteria == nil {
		return noCondition
	}
	field := t.field(x.Field)
	_, compares := t.Comparisons[x.Op]
	switch {
	case negated:
		return noNot
	case x.Fold && !t.ServiceFoldsCase:
		return mayMindCase
	case vacuous(x) && t.meetsAll(x):
		return isEverything
	case vacuous(x):
		return cannotAskExists
	case leaf.Form == BareForm && x.Op != ast.OpEqual, leaf.Form != BareForm && !compares:
		return noOperator
	case field.Kind == schema.Text && !x.Fold && t.asServed(x).Fold:
		return findsOtherCase
	}
	return sent
}

func (t *Target) refusesTag(x *ast.Comparison, negated bool) refusal {
	switch {
	case len(t.Filter.Path) == 0:
		return noCondition
	case negated:
		return noNot
	case x.Op == ast.OpExists && !t.Tags.KeyOnly, x.Op != ast.OpExists && x.Op != ast.OpEqual:
		return noOperator
	case x.Fold:
		return tagMindsCase
	case len(t.Tags.Check(x)) > 0:
		return forbiddenTag
	}
	return sent
}

// meetsAll reports whether every record meets x, a positive comparison.
func (t *Target) meetsAll(x *ast.Comparison) bool {
	if x.Field.Tag {
		return false
	}
	f := t.field(x.Field)
	switch {
	case !f.Always:
		return false
	case f.Kind == schema.Enum:
		return t.oneValue(x.Field) && (x.Op == ast.OpExists || len(f.Values) == 1)
	}
	return vacuous(x)
}

// oneValue reports whether every record has exactly one of the field's values.
func (t *Target) oneValue(f ast.Field) bool {
	if f.Tag || !t.AlwaysOneStatus {
		return false
	}
	field := t.field(f)
	return field.Always && field.Kind == schema.Enum
}

// asServed returns x, a condition on a text field, as the service compares what is
// sent of it.
func (t *Target) asServed(x *ast.Comparison) *ast.Comparison {
	fold := t.ServiceFoldsCase && len(x.Values) > 0 && ast.HasCase(x.Values[0].Text)
	if fold == x.Fold {
		return x
	}
	y := *x
	y.Fold = fold
	return &y
}

// isOddContains reports whether x is a contains on a field with an operand for which
// sibling searches give invalid results.
func (t *Target) isOddContains(x *ast.Comparison) bool {
	if x.Op != ast.OpContains || x.Field.Tag {
		return false
	}
	n := utf8.RuneCountInString(x.Values[0].Text)
	return n < t.ContainsMin || n > t.ContainsMax
}
