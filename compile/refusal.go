package compile

import (
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/model"
	"github.com/searchfilter/searchfilter/internal/solve"
	"github.com/searchfilter/searchfilter/schema"
)

// A refusal says why one request cannot say a condition exactly.
type refusal uint8

const (
	sent            refusal = iota // it can be
	noCondition                    // the target has none on the field
	noNot                          // it has no negation
	mayMindCase                    // it may mind the case, and would find too little
	isEverything                   // every record meets it
	cannotAskExists                // it has no condition that asks whether the field exists
	noOperator                     // it has no such operator for the field
	noBound                        // it takes no such value, nor one beyond it
	findsMore                      // it finds more, which is to be checked
	untried                        // nobody says that it has a condition on the field
	findsOtherCase                 // it finds what is in another case, too
	tagMindsCase                   // it minds the case of tags
	forbiddenTag                   // its rules for tags have no such key or value
	mayMissLacking                 // its negation may not find what lacks the field
	tooPrecise                     // it may take the number for another one
)

// refuses returns why x, or its negation, cannot be sent. It is the one rule of what can be
// sent: Compile puts it in words, and a plan weakens what it refuses.
func (t *Target) refuses(x *ast.Comparison, negated bool) refusal {
	switch {
	case t.isNested():
		return t.refusesNested(x, negated)
	case x.Field.Tag:
		return t.refusesTag(x, negated)
	}
	leaf, ok := t.leaf(x.Field.Name)
	switch {
	case !ok && t.Criteria != nil && t.Fields[x.Field.Name].Untried:
		return untried
	case !ok:
		return noCondition
	case negated:
		return noNot
	case x.Fold && !t.folds(x.Field):
		return mayMindCase
	case vacuous(x) && t.meetsAll(x):
		return isEverything
	case vacuous(x):
		return cannotAskExists
	}
	switch t.fit(leaf, x) {
	case noFit:
		if t.field(x.Field).Kind == schema.Number && t.fit(leaf, sevenOf(x)) != noFit {
			return noBound
		}
		return noOperator
	case widens:
		if len(t.outside(x)) == 0 {
			return noBound
		}
		return findsMore
	}
	if kinds.Folds(t.field(x.Field).Kind) && !x.Fold && t.asServed(x).Fold {
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
	case len(t.checkTag(x)) > 0:
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
	case !t.always(f):
		return false
	case f.Kind == schema.Enum:
		return t.isClosed(f) && (x.Op == ast.OpExists || len(f.Values) == 1)
	}
	return vacuous(x)
}

// opposite returns the positive condition that selects every record that x does not, or nil.
// It is nil for a closed Enum, whose other values are several conditions.
func (t *Target) opposite(x *ast.Comparison) *ast.Comparison {
	if x.Field.Tag || len(x.Values) == 0 {
		return nil
	}
	f := t.field(x.Field)
	y := *x
	leaf, ok := t.leaf(x.Field.Name)
	switch {
	case !ok || !t.always(f):
	case f.Kind == schema.Bool && x.Op == ast.OpEqual:
		a := kinds.OfBool(!isTrue(x))
		y.Values = []ast.Value{{Text: kinds.Format(f.Kind, a), Data: a, At: x.Values[0].At}}
		return &y
	case kinds.Ordered(f.Kind) && x.Op != ast.OpEqual:
		y.Op = opposites[x.Op]
		return &y
	case kinds.Ordered(f.Kind):
		y.Op = ast.OpNotEqual
		if t.fit(leaf, &y) == exact {
			return &y
		}
	}
	return nil
}

var opposites = map[ast.Op]ast.Op{
	ast.OpLess:         ast.OpGreaterEqual,
	ast.OpLessEqual:    ast.OpGreater,
	ast.OpGreater:      ast.OpLessEqual,
	ast.OpGreaterEqual: ast.OpLess,
}

// implies is [solve.Implies] that also takes the conditions of opposite.
func (t *Target) implies(x, y *ast.Comparison) bool {
	if y.Op == ast.OpNotEqual {
		return solve.Exclusive(t.Schema, x, equalOf(y))
	}
	return solve.Implies(t.Schema, x, y)
}

// excludes is [solve.Exclusive] that also takes the conditions of opposite.
func (t *Target) excludes(x, y *ast.Comparison) bool {
	switch {
	case x.Op == ast.OpNotEqual:
		return solve.Implies(t.Schema, y, equalOf(x))
	case y.Op == ast.OpNotEqual:
		return solve.Implies(t.Schema, x, equalOf(y))
	}
	return solve.Exclusive(t.Schema, x, y)
}

// sevenOf returns x, a condition on a Number, with a number that is nothing special.
func sevenOf(x *ast.Comparison) *ast.Comparison {
	y := *x
	y.Values = []ast.Value{{Text: "7", Data: kinds.OfInteger(7)}}
	return &y
}

// equalOf returns f = v for f != v.
func equalOf(x *ast.Comparison) *ast.Comparison {
	y := *x
	y.Op = ast.OpEqual
	return &y
}

// oneValue reports whether the field is an Enum of which every record has one of the values.
func (t *Target) oneValue(f ast.Field) bool {
	if f.Tag || len(t.Closed) == 0 {
		return false
	}
	field := t.field(f)
	return field.Kind == schema.Enum && t.isClosed(field)
}

// folds reports whether the service ignores the case of what is sent for the field. That is
// so for a StringCondition alone, for the other forms have an id or one of a few values.
func (t *Target) folds(f ast.Field) bool {
	return t.ServiceFoldsCase && !f.Tag && t.Fields[f.Name].form() == model.String
}

// asServed returns x, a condition on a text, as the service takes it: with or without case.
func (t *Target) asServed(x *ast.Comparison) *ast.Comparison {
	fold := t.folds(x.Field) && len(x.Values) > 0 && chars.HasCase(x.Values[0].Text)
	if fold == x.Fold {
		return x
	}
	y := *x
	y.Fold = fold
	return &y
}

// isOddContains reports whether x is a contains on a field whose operand is shorter or longer
// than some searches allow.
func (t *Target) isOddContains(x *ast.Comparison) bool {
	if x.Op != ast.OpContains || x.Field.Tag {
		return false
	}
	n := utf8.RuneCountInString(x.Values[0].Text)
	return n < t.ContainsMin || n > t.ContainsMax
}
