package solve

import "github.com/searchfilter/searchfilter/schema"

// Equivalent reports whether a and b select the same records.
func (s *Solver) Equivalent(a, b *schema.Resolved) Verdict {
	if a.Schema() != s.schema || b.Schema() != s.schema {
		return Unknown
	}
	x, y := s.lit(a.Expr()), s.lit(b.Expr())
	one := s.solve(x, y^1)
	if one == Yes {
		return No
	}
	other := s.solve(x^1, y)
	if one == No || other == Yes {
		return other.not()
	}
	return Unknown
}
