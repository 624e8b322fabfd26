package compile

import (
	"fmt"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// A SessionFilter is what TagFilter returns. As JSON it is the value of the
// member tagFilter of CreateSession and UpdateSession.
type SessionFilter struct {
	qconnect.TagFilter

	// Warnings are about a filter that can be sent and is probably not what was
	// meant: Contradiction.
	Warnings ast.Diagnostics `json:"-"`
}

// TagFilter returns the session filter that lets through what q selects, whatever
// records q is about.
//
// The filter has exactly one member set in each union, and no list with fewer
// than two elements. It is the shortest or of ands with the conditions of q, as
// for SearchTestCases.
//
// The error is ast.Diagnostics: EmptyFilter for the empty query, Inexpressible
// and ForbiddenTag for what the target cannot say, and TooManyTerms and
// TooManyTagConditions for its limits. The work is bounded by the target's
// MaxTerms, whatever the query. A target of another Dialect is a mistake in Go
// code, and a plain error.
func TagFilter(q *schema.Resolved, t Target) (*SessionFilter, error) {
	if t.Dialect != Session {
		return nil, fmt.Errorf("compile: TagFilter does not make requests for %s", t.Name)
	}
	c, err := newCompiler(q, t)
	if err != nil {
		return nil, err
	}
	x := c.normal(q)
	if ast.IsEmpty(x) {
		c.emptyFilter(x)
		return nil, c.errors.Err()
	}
	whole, ok := c.asOne(x)
	if !ok {
		return nil, c.errors.Err()
	}
	f := &SessionFilter{TagFilter: sessionTagFilter(whole.tags)}
	if err := c.errors.Err(); err != nil {
		return nil, err
	}
	f.Warnings = c.warnings.Diagnostics()
	return f, nil
}

// sessionTagFilter returns an or of ands, of at least one condition, as Q in
// Connect has it.
func sessionTagFilter(rows [][]*ast.Comparison) qconnect.TagFilter {
	list := make([]qconnect.OrCondition, len(rows))
	for i, row := range rows {
		conditions := make([]qconnect.TagCondition, len(row))
		for j, x := range row {
			conditions[j] = qconnect.TagCondition{Key: x.Field.Name, Value: tagValue(x)}
		}
		if len(conditions) > 1 {
			list[i].AndConditions = conditions
		} else {
			list[i].TagCondition = &conditions[0]
		}
	}
	if len(list) > 1 {
		return qconnect.TagFilter{OrConditions: list}
	}
	return qconnect.TagFilter{TagCondition: list[0].TagCondition, AndConditions: list[0].AndConditions}
}
