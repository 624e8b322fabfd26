package page

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/searchfilter/searchfilter/internal/shown"
)

// matchInLines answers match with each tag on a line of its own: KEY=VALUE, of which either may
// have spaces.
func (p *Page) matchInLines(q matchParams) (matchAnswer, error) {
	a, err := p.match(q)
	column := slices.Index(a.Columns, shown.AllTags)
	if err != nil || column < 0 {
		return a, err
	}
	s := p.sets[q.Target]
	for i := range a.Rows {
		r := &a.Rows[i]
		if tags, ok := shown.Tags(s.list[r.Index].Raw(), s.target.Schema.Tags); ok {
			r.Cells = slices.Clone(r.Cells) // which are kept as they are
			r.Cells[column] = lines(tags)
		}
	}
	return a, nil
}

// lines returns tags in the order of their keys.
func lines(tags map[string]string) string {
	var list []string
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		list = append(list, onOneLine(key)+"="+onOneLine(tags[key]))
	}
	return strings.Join(list, "\n")
}

// onOneLine returns text, in quotes if it has what would be another line.
func onOneLine(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }) {
		return strconv.Quote(text)
	}
	return text
}
