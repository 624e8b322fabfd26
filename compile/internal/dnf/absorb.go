package dnf

import (
	"cmp"
	"slices"
)

// Absorb returns the rows that imply no other row, in their order. Of rows that imply each
// other, the first stays.
//
// A row is compared only with rows whose rarest code it has, since that tells most rows
// apart.
func (a *Algebra) Absorb(rows []Row) []Row {
	if len(rows) < 2 {
		return rows
	}
	if i := slices.IndexFunc(rows, func(r Row) bool { return len(r.Codes) == 0 }); i >= 0 {
		return rows[i : i+1] // it follows from all others
	}
	if a.frequency == nil {
		a.frequency, a.byRarest = make([]int, len(a.stamp)), make([][]*Row, len(a.stamp))
	}
	for _, r := range rows {
		for _, k := range r.Codes {
			a.frequency[k]++
		}
	}
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(len(rows[i].Codes), len(rows[j].Codes)) })

	keep := make([]bool, len(rows))
	for _, i := range order {
		r := &rows[i]
		if a.impliesKept(r) {
			continue
		}
		rarest := slices.MinFunc(r.Codes, func(j, k Code) int { return cmp.Compare(a.frequency[j], a.frequency[k]) })
		a.byRarest[rarest] = append(a.byRarest[rarest], r)
		keep[i] = true
	}
	kept := rows[:0:0]
	for i, r := range rows {
		for _, k := range r.Codes {
			a.frequency[k], a.byRarest[k] = 0, nil
		}
		if keep[i] {
			kept = append(kept, r)
		}
	}
	return kept
}

// impliesKept reports whether r implies one of the rows that are kept.
func (a *Algebra) impliesKept(r *Row) bool {
	for _, k := range r.Codes {
		for _, s := range a.byRarest[k] {
			if r.Implies(s) {
				return true
			}
		}
	}
	return false
}

// Merge returns the rows without the literals of a choice that do not matter, since a row is
// implied for every set of the choice. A choice is sets of codes, of which all of one set
// hold. Tests bounds how often two rows are compared. Complete says that it was enough.
func (a *Algebra) Merge(rows []Row, choice [][]Code, tests int) (merged []Row, complete bool) {
	chosen := func(l Literal) bool {
		return slices.ContainsFunc(choice, func(set []Code) bool { return slices.Contains(set, l.Code) })
	}
	merged = slices.Clone(rows)
	for i := range merged {
		if !slices.ContainsFunc(merged[i].Literals, chosen) {
			continue
		}
		rest := slices.DeleteFunc(slices.Clone(merged[i].Literals), chosen)
		if a.anyOf(choice, rest, merged, &tests) {
			merged[i] = a.Row(rest)
		}
	}
	return a.Absorb(merged), tests >= 0
}

// anyOf reports whether the literals imply one of the rows, whichever set of the choice holds.
func (a *Algebra) anyOf(choice [][]Code, literals []Literal, rows []Row, tests *int) bool {
	for _, set := range choice {
		list := slices.Clip(literals)
		for _, k := range set {
			list = append(list, Literal{Code: k})
		}
		r := a.Row(list)
		i := slices.IndexFunc(rows, func(s Row) bool { return r.Implies(&s) })
		if *tests -= len(rows); i < 0 || *tests < 0 {
			return false
		}
	}
	return true
}
