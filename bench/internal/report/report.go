// Package report writes what was measured as Markdown.
package report

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Table returns rows of as many cells, the first of them the headings.
func Table(rows [][]string) string {
	var b strings.Builder
	width := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			width[i] = max(width[i], len([]rune(cell)))
		}
	}
	for n, row := range rows {
		for i, cell := range row {
			fmt.Fprintf(&b, "| %-*s ", width[i], cell)
		}
		b.WriteString("|\n")
		if n == 0 {
			for _, w := range width {
				fmt.Fprintf(&b, "|%s", strings.Repeat("-", w+2))
			}
			b.WriteString("|\n")
		}
	}
	return b.String()
}

// Significant returns x with two significant digits, or all that it has before
// the point.
func Significant(x float64) string {
	if x <= 0 {
		return "0"
	}
	digits := max(0, 1-int(math.Floor(math.Log10(x))))
	return strconv.FormatFloat(x, 'f', digits, 64)
}

// Duration returns a time in nanoseconds as a reader wants it.
func Duration(ns float64) string {
	return inUnits(ns, " ns", " µs", " ms", " s")
}

// Size returns a number of bytes as a reader wants it.
func Size(bytes int) string {
	return inUnits(float64(bytes), " B", " kB", " MB", " GB")
}

func inUnits(x float64, units ...string) string {
	for x >= 1000 && len(units) > 1 {
		x, units = x/1000, units[1:]
	}
	return strings.TrimSuffix(Significant(x), ".0") + units[0]
}

// Ratios returns a/b, by round.
func Ratios(a, b []float64) []float64 {
	r := make([]float64, len(a))
	for i := range r {
		r[i] = a[i] / b[i]
	}
	return r
}

// Median returns the median of x.
func Median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	n := len(x)
	return (x[(n-1)/2] + x[n/2]) / 2
}

// replaceMarked returns readme with text between the lines <!-- name --> and <!-- /name -->.
func replaceMarked(readme, name, text string) (string, error) {
	markerBegin, markerEnd := "<!-- "+name+" -->\n", "<!-- /"+name+" -->\n"
	for _, marker := range []string{markerBegin, markerEnd} {
		n := 0
		for line := range strings.Lines(readme) {
			if line == marker {
				n++
			}
		}
		if n != 1 {
			return "", fmt.Errorf("there are %d lines %s, want 1", n, strings.TrimSpace(marker))
		}
	}
	before, rest, _ := strings.Cut(readme, markerBegin)
	_, after, ok := strings.Cut(rest, markerEnd)
	if !ok {
		return "", fmt.Errorf("%s stands before %s", strings.TrimSpace(markerEnd), strings.TrimSpace(markerBegin))
	}
	return before + markerBegin + "\n" + strings.TrimSpace(text) + "\n\n" + markerEnd + after, nil
}

// Write puts text into a README, between its lines <!-- name --> and <!-- /name -->.
func Write(path, name, text string) error {
	readme, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	s, err := replaceMarked(string(readme), name, text)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, []byte(s), 0o644)
}
