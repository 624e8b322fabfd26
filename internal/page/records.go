package page

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/shown"
)

// A recordSet holds the loaded records of a target.
type recordSet struct {
	target   *compile.Target
	list     []*eval.Record
	files    []string
	warnings []string
	errors   []string
	passed   int            // the number of mistakes in the files
	lacking  []string       // the fields that no query may ask for; chars.TagPrefix stands for tags
	tagKeys  []string       // the most frequent first
	tags     map[string]int // how many records have each key

	known map[ast.Field][]string // the values of the fields and tags that were asked for
}

// mostErrors is how many mistakes in files are reported. All are counted.
const mostErrors = 10

type loadParams struct {
	Target string
	Name   string
	Append bool
}

type loadAnswer struct {
	Count    int      `json:"count"`
	Files    []string `json:"files"`
	Warnings []string `json:"warnings"`
	Errors   []string `json:"errors"`
	Lacking  []string `json:"lacking"`
	TagKeys  []string `json:"tagKeys"`
	Kept     bool     `json:"kept,omitempty"` // the records from before were kept
}

func (p *Page) set(name string) (*recordSet, error) {
	t, err := targetOf(name)
	if err != nil {
		return nil, err
	}
	if s := p.sets[name]; s != nil {
		return s, finds(t, "file of records")
	}
	return &recordSet{target: t}, finds(t, "file of records")
}

// load loads a file. If it has no record that can be read, the records from before are kept, and
// the answer says what is wrong with the file.
func load(p *Page, params, data []byte) (any, error) {
	var l loadParams
	if err := read(params, &l); err != nil {
		return nil, err
	}
	before, err := p.set(l.Target)
	if err != nil {
		return nil, err
	}
	s := before
	if !l.Append {
		s = &recordSet{target: before.target}
	}
	s.read(l.Name, data)
	if len(s.list) == 0 && len(before.list) > 0 {
		loaded, a := s.answer(), before.answer()
		a.Errors, a.Warnings, a.Kept = loaded.Errors, loaded.Warnings, true
		return a, nil
	}
	if p.sets == nil {
		p.sets = make(map[string]*recordSet)
	}
	p.sets[l.Target] = s
	return s.answer(), nil
}

type unloadParams struct{ Target string }

func (p *Page) unload(u unloadParams) (loadAnswer, error) {
	s, err := p.set(u.Target)
	if err != nil {
		return loadAnswer{}, err
	}
	delete(p.sets, u.Target)
	return (&recordSet{target: s.target}).answer(), nil
}

func (s *recordSet) answer() loadAnswer {
	a := loadAnswer{len(s.list), orNone(s.files), orNone(s.warnings), orNone(s.errors), orNone(s.lacking), orNone(s.tagKeys), false}
	if more := s.passed - len(s.errors); more > 0 {
		a.Errors = append(slices.Clip(a.Errors), fmt.Sprintf("and %d more", more))
	}
	return a
}

func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// read adds the records of a file.
func (s *recordSet) read(name string, data []byte) {
	of, before := s.target.Schema, len(s.list)
	r := eval.NewReader(bytes.NewReader(data), of)
	for n := 0; ; n++ {
		record, err := r.Next()
		if err == io.EOF {
			if r.MorePages {
				s.warnings = append(s.warnings, fmt.Sprintf("%s: the last answer has a %s, so more pages follow, which are not here", name, of.Token))
			}
			if n == 0 {
				s.warnings = append(s.warnings, name+": there are no records in it")
			}
			break
		}
		if err == nil {
			s.list = append(s.list, record)
			continue
		}
		if s.passed++; len(s.errors) < mostErrors {
			s.errors = append(s.errors, fmt.Sprintf("%s: %v", name, err))
		}
		if !r.Resume() {
			break
		}
	}
	lacking := r.Lacking
	if len(lacking) > 0 {
		s.warnings = append(s.warnings, fmt.Sprintf("%s: there are summaries in it, which lack %s: a query on these is refused", name, listed(lacking)))
	}
	for _, f := range lacking {
		if !slices.Contains(s.lacking, f) {
			s.lacking = append(s.lacking, f)
		}
	}
	s.files = append(s.files, name)
	s.known = nil
	s.countTags(s.list[before:])
}

// listed returns a list of fields as text, with tags for chars.TagPrefix.
func listed(fields []string) string {
	names := slices.Clone(fields)
	for i := range names {
		if names[i] == chars.TagPrefix {
			names[i] = shown.AllTags
		}
	}
	return strings.Join(names, ", ")
}

// countTags counts the keys of tags of new records.
func (s *recordSet) countTags(added []*eval.Record) {
	s.tagKeys = nil
	if !s.has(ast.Tag("any")) { // later records will not be asked for them either
		return
	}
	if s.tags == nil {
		s.tags = make(map[string]int)
	}
	for _, r := range added {
		tags, _ := shown.Tags(r.Raw(), s.target.Schema.Tags)
		for key := range tags {
			s.tags[key]++
		}
	}
	s.tagKeys = byCount(s.tags)
}

// byCount returns the keys of counts, the most frequent first.
func byCount(counts map[string]int) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b))
	})
}

// values returns the values of a field or a tag, the most frequent first.
func (s *recordSet) values(f ast.Field) []string {
	if values, ok := s.known[f]; ok {
		return values
	}
	counts := make(map[string]int)
	for _, r := range s.list {
		if !s.has(f) {
			break
		}
		for _, text := range r.Values(f) {
			counts[text]++
		}
	}
	if s.known == nil {
		s.known = make(map[ast.Field][]string)
	}
	s.known[f] = byCount(counts)
	return s.known[f]
}

// has reports whether the records can be asked for the field.
func (s *recordSet) has(f ast.Field) bool {
	if f.Tag {
		return s.target.Schema.Tags != "" && !slices.Contains(s.lacking, chars.TagPrefix)
	}
	return !slices.Contains(s.lacking, f.Name)
}

// summaries is the code of a diagnostic about a condition on what summaries lack.
const summaries ast.Code = "summaries"

// refuse returns a diagnostic for each condition on what the records lack because they are
// summaries.
func (s *recordSet) refuse(q ast.Expr) (wrong ast.Diagnostics) {
	for x := range ast.Comparisons(q) {
		if !s.has(x.Field) {
			wrong = append(wrong, ast.Diagnostic{
				Code: summaries, Span: x.At,
				Message: "the records are summaries, which lack " + x.Field.String(),
				Hint:    "load an answer of the search, which has whole records",
			})
		}
	}
	return wrong
}

// parse parses a query for the records. A condition on what they lack is wrong, too.
func (s *recordSet) parse(q query) (r parsed, err error) {
	r, err = q.parse()
	if err != nil || r.wrong != nil {
		return r, err
	}
	if wrong := s.refuse(r.Resolved().Expr()); wrong != nil {
		r.wrong = r.text.diagnostics(wrong)
	}
	return r, nil
}

type matchParams struct {
	query
	Limit   *int
	Offset  int
	Columns []string
	Invert  bool
}

type matchAnswer struct {
	Diagnostics []diagnostic `json:"diagnostics"`
	Records     int          `json:"records"`
	Total       *int         `json:"total,omitempty"`
	Columns     []string     `json:"columns"`
	Rows        []row        `json:"rows"`
}

type row struct {
	Index int      `json:"index"`
	Cells []string `json:"cells"`
}

func (p *Page) match(q matchParams) (a matchAnswer, err error) {
	a = matchAnswer{Diagnostics: []diagnostic{}, Columns: []string{}, Rows: []row{}}
	s, err := p.set(q.Target)
	if err != nil {
		return a, err
	}
	names := q.Columns
	if names == nil {
		names = slices.DeleteFunc(shown.UsualColumns(s.target.Schema), func(name string) bool {
			return slices.Contains(s.lacking, name) || name == shown.AllTags && !s.has(ast.Tag("any"))
		})
	}
	columns, err := shown.NewColumns(s.target, names)
	if err != nil {
		return a, err
	}
	if columns.Asked() != nil && len(s.refuse(columns.Asked().Expr())) > 0 {
		return a, fmt.Errorf("the records are summaries, which lack %s", listed(s.lacking))
	}
	a.Columns, a.Records = columns.Names(), len(s.list)
	r, err := s.parse(q.query)
	if err != nil || r.wrong != nil {
		a.Diagnostics = r.wrong
		return a, err
	}
	limit := 100
	if q.Limit != nil {
		limit = *q.Limit
	}
	program, total := eval.Compile(r.Resolved()), 0
	for i, record := range s.list {
		if program(record) == q.Invert {
			continue
		}
		if total++; total <= q.Offset || len(a.Rows) >= limit {
			continue
		}
		a.Rows = append(a.Rows, row{i, s.row(record, columns)})
	}
	a.Total = &total
	return a, nil
}

// row returns the cells of a record. In the cell of all tags, each has a line KEY=VALUE. Both
// may have spaces.
func (s *recordSet) row(r *eval.Record, columns *shown.Columns) []string {
	names := columns.Names()
	cells, _ := columns.AppendRow(make([]string, 0, len(names)), r, false)
	cells = append(cells, make([]string, len(names)-len(cells))...) // AppendRow stops at tags that are wrong
	if k := slices.Index(names, shown.AllTags); k >= 0 {
		if tags, ok := shown.Tags(r.Raw(), s.target.Schema.Tags); ok {
			cells[k] = lines(tags)
		}
	}
	return cells
}

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

type whyParams struct {
	query
	Index int
}

type whyAnswer struct {
	Diagnostics []diagnostic `json:"diagnostics"`
	Selected    *bool        `json:"selected,omitempty"`
	Reasons     []reason     `json:"reasons"`
	Text        string       `json:"text,omitempty"`
	Record      string       `json:"record,omitempty"`
}

type reason struct {
	Condition string   `json:"condition"`
	Span      *span    `json:"span,omitempty"`
	Holds     bool     `json:"holds"`
	Field     string   `json:"field"`
	Has       bool     `json:"has"`
	Value     string   `json:"value"`
	Values    []string `json:"values,omitempty"`
}

func (p *Page) why(q whyParams) (a whyAnswer, err error) {
	a = whyAnswer{Diagnostics: []diagnostic{}, Reasons: []reason{}}
	s, err := p.set(q.Target)
	if err != nil {
		return a, err
	}
	if q.Index < 0 || q.Index >= len(s.list) {
		return a, fmt.Errorf("there is no record %d", q.Index)
	}
	record := s.list[q.Index]
	var b bytes.Buffer
	if json.Indent(&b, record.Raw(), "", "  ") == nil { // it is JSON, since it was read
		a.Record = b.String()
	}
	r, err := s.parse(q.query)
	if err != nil || r.wrong != nil {
		a.Diagnostics = r.wrong
		return a, err
	}
	e := eval.Explain(r.Resolved(), record)
	a.Selected, a.Text = &e.Selected, e.String()
	for _, c := range e.Reasons {
		a.Reasons = append(a.Reasons, reason{c.Condition, r.text.span(c.Span), c.Holds, c.Field, c.Has, c.Value, c.Values})
	}
	return a, nil
}
