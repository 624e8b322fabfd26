package page

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// lines returns tags as lines, in the order of their keys.
func lines(tags map[string]string) string {
	var list []string
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		list = append(list, onOneLine(key)+"="+onOneLine(tags[key]))
	}
	return strings.Join(list, "\n")
}

// onOneLine returns text. It is quoted if it has line breaks or other control characters.
func onOneLine(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }) {
		return strconv.Quote(text)
	}
	return text
}
