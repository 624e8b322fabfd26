// Package spell finds the name that was probably meant.
package spell

import "strings"

// mostCompared bounds how much of what was written is compared with a name.
const mostCompared = 64

// Near returns the one of the names that was probably meant by what was written,
// without regard to case: one that is few edits away, or shares its start; or ""
// if none is near.
func Near(written string, names []string) string {
	s := strings.ToLower(written[:min(len(written), mostCompared)])
	if name := nearest(s, names); name != "" {
		return name
	}
	return sharesStart(s, names)
}

// nearest returns the name that is the fewest edits away from s, or "" if none
// is near: one edit in up to four bytes, two in up to eight, else three.
func nearest(s string, names []string) string {
	most := 3
	switch {
	case len(s) <= 4:
		most = 1
	case len(s) <= 8:
		most = 2
	}
	best := ""
	for _, name := range names {
		if n := edits(s, strings.ToLower(name)); n <= most {
			best, most = name, n-1
		}
	}
	return best
}

// sharesStart returns a name that begins with s, or with which s begins.
func sharesStart(s string, names []string) string {
	if len(s) < 3 {
		return ""
	}
	for _, name := range names {
		lower := strings.ToLower(name)
		if strings.HasPrefix(lower, s) || strings.HasPrefix(s, lower) {
			return name
		}
	}
	return ""
}

// edits returns how many characters must be inserted, deleted, replaced or
// swapped with their neighbour to make s into t (the optimal string alignment).
func edits(s, t string) int {
	a, b := []rune(s), []rune(t)
	prev2, prev, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], prev2[j-2]+1)
			}
		}
		prev2, prev, row = prev, row, prev2
	}
	return prev[len(b)]
}
