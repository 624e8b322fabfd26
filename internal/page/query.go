package page

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/scanner"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/logic"
)

// steps limits the work of package logic, so that answers come while somebody types.
const steps = 1 << 21

// all holds the targets. Nothing changes them.
var all = shown.ReadTargets(false, false)

// targetOf returns the target of that name.
func targetOf(name string) (*compile.Target, error) {
	i := shown.Index(all, name)
	if i < 0 {
		return nil, fmt.Errorf("there is no target %s", chars.Excerpt(name))
	}
	return &all[i], nil
}

// finds returns an error for a target that finds no records. What names the thing
// that such a target cannot have.
func finds(t *compile.Target, what string) error {
	if !shown.HasRecords(t) {
		return fmt.Errorf("%s has no records, so there is no %s", t.Name, what)
	}
	return nil
}

// A query holds the parameters about a query, which many methods have.
type query struct {
	Target     string
	Query      string
	IgnoreCase bool
	TimeZone   string
	Now        time.Time
	Arguments  []any
	Limits     struct{ Bytes, Depth, Conditions int }
}

// zones maps names to the time zones that were loaded.
var zones sync.Map

// zoneOf returns the zone of that name, from those that were loaded or from the system.
func zoneOf(name string) (*time.Location, error) {
	if z, ok := zones.Load(name); ok {
		return z.(*time.Location), nil
	}
	z, err := time.LoadLocation(name)
	if err != nil || name == "Local" { // a browser knows only its present offset
		return nil, fmt.Errorf("there is no time zone %s", chars.Excerpt(name))
	}
	return z, nil
}

type zoneParams struct{ Name string }

// zone loads a time zone. Data is its file in the IANA database.
func zone(p *Page, params, data []byte) (any, error) {
	var of zoneParams
	if err := read(params, &of); err != nil {
		return nil, err
	}
	z, err := time.LoadLocationFromTZData(of.Name, data)
	if err != nil {
		return nil, fmt.Errorf("the time zone %s: %w", chars.Excerpt(of.Name), err)
	}
	zones.Store(of.Name, z)
	return of.Name, nil
}

// argument returns the value of a placeholder as Options.Parse takes it.
func argument(a any) (any, error) {
	switch a := a.(type) {
	case string, bool:
		return a, nil
	case json.Number:
		if n, err := a.Int64(); err == nil {
			return n, nil
		}
		if d, ok := kinds.ParseNumber(a.String()); ok {
			return kinds.Format(kinds.Number, d), nil
		}
	case map[string]any:
		s, _ := a["time"].(string)
		if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
			return t, nil
		}
	case []any:
		list := make([]any, len(a))
		for i := range a {
			var err error
			if list[i], err = argument(a[i]); err != nil {
				return nil, err
			}
		}
		return list, nil
	}
	return nil, fmt.Errorf("an argument is %.100s", fmt.Sprint(a))
}

// A parsed is a query with its target, its text, and what is wrong with it.
type parsed struct {
	searchfilter.Query
	target *compile.Target
	text   *text
	wrong  []diagnostic // nil if nothing is
}

// parse parses the query. A wrong query is no error, but wrong parameters are.
func (q *query) parse() (r parsed, err error) {
	parse, err := q.parser()
	if err != nil {
		return r, err
	}
	r.target, _ = targetOf(q.Target) // parser has found it
	r.text = newText(q.Query)
	var ds ast.Diagnostics
	r.Query, ds, err = parse(q.Query)
	if ds != nil {
		r.wrong = r.text.diagnostics(ds)
		r.text.guess(r.wrong, ds, func(src string) ast.Diagnostics {
			_, ds, _ := parse(src)
			return ds
		})
	}
	return r, err
}

// parser returns a function that parses a text with the parameters of the query. It returns the
// query, or what is wrong with it.
func (q *query) parser() (func(string) (searchfilter.Query, ast.Diagnostics, error), error) {
	o, err := q.options()
	if err != nil {
		return nil, err
	}
	args := make([]any, len(q.Arguments))
	for i, a := range q.Arguments {
		if args[i], err = argument(a); err != nil {
			return nil, err
		}
	}
	return func(src string) (parsed searchfilter.Query, wrong ast.Diagnostics, err error) {
		parsed, err = o.Parse(src, args...)
		if errors.As(err, &wrong) {
			err = nil
		}
		return parsed, wrong, err
	}, nil
}

// options returns the options for parsing.
func (q *query) options() (o searchfilter.Options, err error) {
	t, err := targetOf(q.Target)
	if err != nil {
		return o, err
	}
	o = searchfilter.Options{Target: *t, FoldCase: q.IgnoreCase, Now: q.Now, Limits: ast.Limits(q.Limits)}
	if q.TimeZone != "" {
		o.Zone, err = zoneOf(q.TimeZone)
	}
	return o, err
}

type token struct {
	span
	Type string `json:"type"`
}

var tokenTypes = map[int]string{
	int(scanner.And): "keyword", int(scanner.Or): "keyword", int(scanner.Not): "keyword",
	int(scanner.Name): "field", int(scanner.Tag): "tag",
	int(scanner.Op): "operator", int(scanner.In): "operator", int(scanner.Exists): "operator", int(scanner.Fold): "operator",
	int(scanner.Word): "value", int(scanner.String): "string", int(scanner.Placeholder): "placeholder",
	int(scanner.Open): "punctuation", int(scanner.Close): "punctuation", int(scanner.Comma): "punctuation",
	int(scanner.Foreign): "invalid", int(scanner.Illegal): "invalid",
}

// tokens returns the tokens of the text.
func (t *text) tokens(limits ast.Limits) []token {
	list := []token{}
	for l := scanner.New(t.src, limits); ; {
		next, _ := l.Next() // it never fails
		if next.Type == scanner.EOF {
			return list
		}
		if next.Value != "" {
			from := next.Pos.Offset
			list = append(list, token{span{t.at(from), t.at(from + len(next.Value))}, tokenTypes[int(next.Type)]})
		}
	}
}

type checkAnswer struct {
	Diagnostics []diagnostic `json:"diagnostics"`
	Tokens      []token      `json:"tokens"`
	Canonical   *string      `json:"canonical,omitempty"`
	Resolved    *string      `json:"resolved,omitempty"`
	Empty       bool         `json:"empty"`
}

func (p *Page) check(q query) (a checkAnswer, err error) {
	r, err := q.parse()
	if err != nil {
		return a, err
	}
	a.Tokens, a.Diagnostics = r.text.tokens(ast.Limits(q.Limits)), r.wrong
	if r.wrong != nil {
		return a, nil
	}
	canonical, resolved := r.String(), r.Resolved().String()
	a.Canonical, a.Resolved, a.Empty = &canonical, &resolved, canonical == ""
	a.Diagnostics = r.text.diagnostics(logic.Warnings(r.Resolved(), logic.Options{Steps: steps}))
	return a, nil
}

type completeParams struct {
	query
	Offset int
}

type completion struct {
	span
	Text   string `json:"text"`
	Kind   string `json:"kind"`
	Detail string `json:"detail"`
}

// mostCompletions is more than anybody reads.
const mostCompletions = 200

func (p *Page) complete(q completeParams) ([]completion, error) {
	o, err := q.options()
	if err != nil {
		return nil, err
	}
	t := newText(q.Query)
	c := searchfilter.Completer{Options: o}
	if s := p.sets[q.Target]; s != nil {
		c.TagKeys, c.Values = s.tagKeys, s.values
	}
	list := []completion{}
	for _, c := range c.Complete(q.Query, t.byteAt(q.Offset)) {
		if len(list) == mostCompletions {
			break
		}
		list = append(list, completion{span{t.at(c.Start), t.at(c.End)}, c.Text, c.Kind, c.Detail})
	}
	return list, nil
}

type formatParams struct {
	query
	Fix bool
}

type formatAnswer struct {
	Diagnostics []diagnostic `json:"diagnostics"`
	Text        *string      `json:"text,omitempty"`
}

func (p *Page) format(q formatParams) (a formatAnswer, err error) {
	if q.Fix {
		parse, err := q.parser()
		if err != nil {
			return a, err
		}
		_, wrong, _ := parse(q.Query)
		if mended := wrong.Fixed(q.Query); mended != q.Query {
			q.Query = mended
			a.Text = &mended
		}
	}
	r, err := q.parse()
	if err != nil || r.wrong != nil {
		a.Diagnostics = r.wrong
		return a, err
	}
	text := r.String()
	a.Text, a.Diagnostics = &text, []diagnostic{}
	return a, nil
}
