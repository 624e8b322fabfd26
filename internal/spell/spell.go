// Package spell has the words of messages about names: which one was probably meant, a
// list of them, and one with its article.
package spell

import (
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
)

// mostCompared bounds how much of what was written is compared with a name.
const mostCompared = 64

// Near returns the name that was probably meant by what was written: the first that
// AllNear returns, or "" if none is near.
func Near(written string, names []string) string {
	if near := AllNear(written, names); len(near) > 0 {
		return near[0]
	}
	return ""
}

// AllNear returns the names that are near to what was written, in any case: first those that
// are few edits away, the fewest first, then those that share its start.
func AllNear(written string, names []string) []string {
	s := strings.ToLower(written[:min(len(written), mostCompared)])
	near := nearest(s, names)
	for _, name := range names {
		if sharesStart(s, name) && !slices.Contains(near, name) {
			near = append(near, name)
		}
	}
	return slices.DeleteFunc(near, func(name string) bool { return isOpposite(s, strings.ToLower(name)) })
}

// isOpposite reports whether s says that it is not the name: unpublished, -saved.
func isOpposite(s, name string) bool {
	not, ok := strings.CutSuffix(s, name)
	switch not {
	case "un", "in", "non", "not", "no", "dis", "-", "!", "non-", "not-", "non_", "not_":
		return ok
	}
	return false
}

// nearest returns the names that are near to s, the nearest first: one edit away in up to
// four bytes, two in up to eight, else three.
func nearest(s string, names []string) (near []string) {
	most := 3
	switch {
	case len(s) <= 4:
		most = 1
	case len(s) <= 8:
		most = 2
	}
	away := make([][]string, most+1)
	for _, name := range names {
		if n := edits(s, strings.ToLower(name)); n <= most {
			away[n] = append(away[n], name)
		}
	}
	return slices.Concat(away...)
}

// sharesStart reports whether the name begins with s, or s with it.
func sharesStart(s, name string) bool {
	lower := strings.ToLower(name)
	return len(s) >= 3 && (strings.HasPrefix(lower, s) || strings.HasPrefix(s, lower))
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

// Suggest makes the diagnostic ask whether the nearest of the names was meant,
// if one of them is near to what was written. That is a guess, which may be the
// opposite of what was meant, and so no fix.
//
// The diagnostic's candidates are the names that are near, or else all. Suggest reports
// whether any is near.
func Suggest(d *ast.Diagnostic, written string, names []string) (ok bool) {
	d.Candidates = names
	near := AllNear(written, names)
	if len(near) > 0 {
		d.Hint, d.Candidates = "did you mean "+chars.Quote(near[0])+"?", near
	}
	return len(near) > 0
}

// List lists names as far as a message has room.
func List(names []string) string {
	const most = 15
	if len(names) > most {
		names = append(slices.Clone(names[:most]), "…")
	}
	return strings.Join(names, " ")
}

// One returns a name with its article: "a test case", "an email address". It goes by how
// the name is spelled.
func One(name string) string {
	lower := strings.ToLower(name)
	if strings.HasPrefix(lower, "hour") || lower != "" && strings.Contains("aeio", lower[:1]) {
		return "an " + name
	}
	return "a " + name
}
