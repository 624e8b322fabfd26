package shown

import (
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/schema"
)

// An Exactness says how a condition is sent.
type Exactness uint8

const (
	// NotSent is a condition that a plan checks on what others find, and that one request
	// cannot say.
	NotSent Exactness = iota
	// Widened is one for which more may be found than it selects, which a plan checks.
	Widened
	// Exact is one of which nothing is left to check.
	Exact
)

// Sends returns how a condition on the field, with the operator, is sent by a plan, or for
// a target without Criteria in its one request. It is NotSent if the field takes no such
// operator.
//
// The value is taken to be a usual one. Others may be sent less exactly: a contains of more
// or fewer characters than ContainsMin and ContainsMax say, a number that is not whole, and
// the false of a Bool that a record may lack.
func Sends(t *compile.Target, f ast.Field, op ast.Op) Exactness {
	if t.Check() != nil {
		return NotSent
	}
	x := &ast.Comparison{Field: f, Op: op}
	if op != ast.OpExists {
		x.Values = []ast.Value{{Text: usualValue(t, f)}}
	}
	q, err := t.Schema.Resolve(x, schema.Options{})
	if err != nil {
		return NotSent
	}
	if t.Criteria == nil {
		if _, err := compile.Compile(q, *t); err != nil {
			return NotSent
		}
		return Exact
	}
	plan, err := compile.NewPlan(q, *t, compile.PlanOptions{AllowScan: true})
	switch {
	case err != nil, plan.Scan && plan.Residual != nil:
		return NotSent
	case plan.Residual != nil:
		return Widened
	}
	return Exact
}

// usualValue returns a value that a condition on the field may have.
func usualValue(t *compile.Target, f ast.Field) string {
	if i := t.Schema.Lookup(f.Name); i >= 0 && !f.Tag {
		switch field := &t.Schema.Fields[i]; field.Kind {
		case schema.Enum:
			return field.Values[0]
		case schema.Bool:
			return "true"
		case schema.Number:
			return "7"
		case schema.Time:
			return "2026-01-31T09:00:00Z"
		case schema.Date:
			return "2026-01-31"
		}
	}
	const most = 25 // characters
	return strings.Repeat("x", min(t.WithDefaults().ContainsMin, most))
}
