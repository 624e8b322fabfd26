package page

import (
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/logic"
	"github.com/searchfilter/searchfilter/schema"
)

type compareParams struct {
	query
	Other string
}

type compareAnswer struct {
	A        []diagnostic `json:"a"`
	B        []diagnostic `json:"b"`
	Relation string       `json:"relation,omitempty"`
	OnlyA    string       `json:"onlyA,omitempty"`
	OnlyB    string       `json:"onlyB,omitempty"`
	Both     string       `json:"both,omitempty"`
}

func (p *Page) compare(q compareParams) (c compareAnswer, err error) {
	if q.Now.IsZero() {
		q.Now = time.Now() // the same for both, so that -7d is the same day
	}
	var sides [2]*schema.Resolved
	var wrong [2][]diagnostic
	for i, text := range []string{q.Query, q.Other} {
		of := q.query
		of.Query = text
		r, err := of.parse()
		if err != nil {
			return c, err
		}
		sides[i], wrong[i] = r.Resolved(), orNone(r.wrong)
	}
	c.A, c.B = wrong[0], wrong[1]
	if len(c.A)+len(c.B) > 0 {
		return c, nil
	}
	a, b := sides[0], sides[1]
	errA := c.witness(&c.OnlyA, a.With(ast.All(a.Expr(), &ast.Not{X: b.Expr()})))
	errB := c.witness(&c.OnlyB, a.With(ast.All(b.Expr(), &ast.Not{X: a.Expr()})))
	errBoth := c.witness(&c.Both, a.With(ast.All(a.Expr(), b.Expr())))
	switch {
	case errA != nil || errB != nil:
		c.Relation = "unknown"
	case c.OnlyA == "" && c.OnlyB == "":
		c.Relation = "equal"
	case c.OnlyA == "":
		c.Relation = "subset"
	case c.OnlyB == "":
		c.Relation = "superset"
	case errBoth != nil:
		c.Relation = "unknown"
	case c.Both == "":
		c.Relation = "disjoint"
	default:
		c.Relation = "overlap"
	}
	return c, nil
}

// witness sets to to the JSON of a record that q selects, if there is one.
func (c *compareAnswer) witness(to *string, q *schema.Resolved) error {
	record, err := logic.Witness(q, logic.Options{Steps: steps})
	if record != nil {
		*to, _ = shown.JSON(shown.Object(q.Schema(), record), false) // JSON has all its values
	}
	return err
}
