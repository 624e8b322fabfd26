package eval

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// hosts is a schema in which each kind of field can be lacking.
var hosts = schema.MustNew(schema.Schema{
	Name: "host",
	Fields: []schema.Field{
		{Name: "name", JSON: []string{"Name", "Meta.Name"}},
		{Name: "state", Kind: schema.Enum, Values: []string{"up", "down"}, JSON: []string{"State"}},
		{Name: "booted", Kind: schema.Time, JSON: []string{"Booted"}},
		{Name: "own.name"},
		{Name: "ready", Kind: schema.Bool, JSON: []string{"Ready"}},
		{Name: "cores", Kind: schema.Number, JSON: []string{"Cores", "Meta.Cores"}},
		{Name: "bought", Kind: schema.Date, JSON: []string{"Bought"}},
		{Name: "roles", Kind: schema.List, JSON: []string{"Roles", "Meta.Roles"}},
	},
	Tags:  "Labels",
	Lists: []string{"Hosts", "More"},
	Wraps: []string{"Host"},
})

// A host is a user's own record type.
type host struct {
	name, state *string
	booted      time.Time
	ready       *bool
	cores       json.Number
	bought      string
	roles       []string
	labels      map[string]string
}

var hostBinding = Binding[*host]{
	Texts: map[string]func(*host) (string, bool){
		"name":  func(h *host) (string, bool) { return deref(h.name) },
		"state": func(h *host) (string, bool) { return deref(h.state) },
	},
	Times: map[string]func(*host) (time.Time, bool){
		"booted": func(h *host) (time.Time, bool) { return h.booted, !h.booted.IsZero() },
	},
	Bools: map[string]func(*host) (bool, bool){
		"ready": func(h *host) (bool, bool) { return h.ready != nil && *h.ready, h.ready != nil },
	},
	Numbers: map[string]func(*host) (json.Number, bool){
		"cores": func(h *host) (json.Number, bool) { return h.cores, true },
	},
	Dates: map[string]func(*host) (time.Time, bool){
		"bought": func(h *host) (time.Time, bool) {
			if h.bought == "" { // the error would take memory
				return time.Time{}, false
			}
			t, err := time.Parse(time.DateOnly, h.bought)
			return t, err == nil
		},
	},
	Lists: map[string]func(*host) []string{
		"roles": func(h *host) []string { return h.roles },
	},
	Tag: func(h *host, key string) (string, bool) { v, ok := h.labels[key]; return v, ok },
}

func deref(s *string) (string, bool) {
	if s == nil {
		return "", false
	}
	return *s, true
}

// Map is a record as NewRecord takes it.
type Map = map[string]any

// record returns the record of hosts that NewRecord makes of m, but takes texts that are
// not UTF-8, which a Binding may give.
func record(m Map) *Record {
	r := &Record{schema: hosts, values: make([]value, len(hosts.Fields)), tags: map[string]string{}}
	for name, v := range m {
		if key, ok := strings.CutPrefix(name, "tag:"); ok {
			r.tags[key] = v.(string)
			continue
		}
		i := hosts.Lookup(name)
		kind := hosts.Fields[i].Kind
		f, _ := foundGo(v)
		read, ok := f.read(kind)
		if !ok {
			panic(fmt.Sprintf("%v is no %v", v, kind))
		}
		r.values[i] = newValue(read, kind)
	}
	return r
}

// hostOf returns the host that m describes.
func hostOf(m Map) *host {
	h := &host{labels: map[string]string{}}
	for name, v := range m {
		key, tag := strings.CutPrefix(name, "tag:")
		text := fmt.Sprint(v)
		switch {
		case tag:
			h.labels[key] = text
		case name == "name":
			h.name = &text
		case name == "state":
			h.state = &text
		case name == "booted":
			if h.booted, _ = kinds.ParseSeconds(text); h.booted.IsZero() {
				h.booted, _ = kinds.ParseRecordTime(text)
			}
		case name == "ready":
			ready := v.(bool)
			h.ready = &ready
		case name == "cores":
			h.cores = v.(json.Number)
		case name == "bought":
			h.bought = text
		case name == "roles":
			h.roles = v.([]string)
		}
	}
	return h
}

// resolve returns what x means to the schema.
// mustRecord is NewRecord of a map that is right.
func mustRecord(s *schema.Schema, m Map) *Record {
	r, err := NewRecord(s, m)
	if err != nil {
		panic(err)
	}
	return r
}

func resolve(t testing.TB, x ast.Expr, s *schema.Schema, o schema.Options) *schema.Resolved {
	t.Helper()
	q, err := s.Resolve(x, o)
	require.NoError(t, err, "Resolve(%v)", x)
	return q
}

// compile returns the program for x over hosts.
func compile(t testing.TB, x ast.Expr) func(*Record) bool {
	t.Helper()
	return Compile(resolve(t, x, hosts, schema.Options{}))
}

// compileFor returns the program for x over records of a type of its own.
func compileFor[T any](t testing.TB, x ast.Expr, b Binding[T]) func(T) bool {
	t.Helper()
	p, err := CompileFor(resolve(t, x, hosts, schema.Options{}), b)
	require.NoError(t, err, "CompileFor(%v)", x)
	return p
}

func number(s string) json.Number { return json.Number(s) }

// textValue returns a value as a record has it in a field: of a time, seconds are a
// number.
func textValue(f ast.Field, s string) any {
	if _, ok := kinds.ParseSeconds(s); ok && hosts.KindOf(f) == schema.Time {
		return number(s)
	}
	return s
}

// A textList is texts as the key of a map: each ends with a NUL.
type textList string

func texts(texts ...string) textList { return textList(strings.Join(append(texts, ""), "\x00")) }

func (l textList) texts() []string {
	all := strings.Split(string(l), "\x00")
	return all[:len(all)-1]
}

// TestMeaning has for every operator what it says of a record that lacks the
// value, has an empty one, has the one that is asked for, or another.
func TestMeaning(t *testing.T) {
	const missing = "\x00"
	type row struct {
		x    ast.Expr
		want map[string]bool // by the record's value
	}
	var text []row
	for _, f := range []ast.Field{ast.Name("name"), ast.Tag("a b")} {
		text = append(text,
			row{ast.Compare(f, ast.OpEqual, "ab"), map[string]bool{missing: false, "": false, "ab": true, "AB": false, "abc": false}},
			row{ast.Compare(f, ast.OpNotEqual, "ab"), map[string]bool{missing: true, "": true, "ab": false, "AB": true}},
			row{ast.Compare(f, ast.OpHasPrefix, "ab"), map[string]bool{missing: false, "": false, "ab": true, "abc": true, "cab": false, "Ab": false}},
			row{ast.Compare(f, ast.OpHasPrefix, ""), map[string]bool{missing: false, "": true, "x": true}},
			row{ast.Compare(f, ast.OpContains, "ab"), map[string]bool{missing: false, "": false, "ab": true, "cabc": true, "ba": false}},
			row{ast.Compare(f, ast.OpContains, ""), map[string]bool{missing: false, "": true, "x": true}},
			row{ast.Compare(f, ast.OpHasSuffix, "ab"), map[string]bool{missing: false, "": false, "ab": true, "cab": true, "abc": false}},
			row{ast.Compare(f, ast.OpHasSuffix, ""), map[string]bool{missing: false, "": true, "x": true}},
			row{ast.Compare(f, ast.OpIn, "ab", "cd", ""), map[string]bool{missing: false, "": true, "ab": true, "cd": true, "abcd": false}},
			row{ast.Compare(f, ast.OpNotIn, "ab", "cd"), map[string]bool{missing: true, "": true, "ab": false, "cd": false, "x": true}},
			row{ast.Compare(f, ast.OpIn, "ab"), map[string]bool{missing: false, "ab": true, "x": false}},
			row{ast.Compare(f, ast.OpExists), map[string]bool{missing: false, "": true, "x": true}},
			row{&ast.Not{X: ast.Compare(f, ast.OpExists)}, map[string]bool{missing: true, "": false, "x": false}},
			row{&ast.Not{X: ast.Compare(f, ast.OpHasPrefix, "ab")}, map[string]bool{missing: true, "": true, "ab": false}},
			row{&ast.Not{X: &ast.Not{X: ast.Compare(f, ast.OpEqual, "ab")}}, map[string]bool{missing: false, "ab": true, "x": false}},
			row{tree.Fold(ast.Compare(f, ast.OpEqual, "aB")), map[string]bool{missing: false, "": false, "ab": true, "AB": true, "abc": false}},
			row{tree.Fold(ast.Compare(f, ast.OpNotEqual, "aB")), map[string]bool{missing: true, "": true, "ab": false, "Ab": false, "abc": true}},
			row{tree.Fold(ast.Compare(f, ast.OpHasPrefix, "aB")), map[string]bool{missing: false, "": false, "AB": true, "abC": true, "cab": false}},
			row{tree.Fold(ast.Compare(f, ast.OpContains, "aB")), map[string]bool{missing: false, "": false, "AB": true, "cabC": true, "ba": false}},
			row{tree.Fold(ast.Compare(f, ast.OpHasSuffix, "aB")), map[string]bool{missing: false, "": false, "AB": true, "cab": true, "abc": false}},
			row{tree.Fold(ast.Compare(f, ast.OpIn, "aB", "1", "")), map[string]bool{missing: false, "": true, "1": true, "Ab": true, "ab1": false}},
			row{tree.Fold(ast.Compare(f, ast.OpNotIn, "aB", "CD")), map[string]bool{missing: true, "": true, "AB": false, "cd": false, "x": true}},
			row{tree.Fold(ast.Compare(f, ast.OpHasPrefix, "")), map[string]bool{missing: false, "": true, "x": true}},
			row{tree.Fold(ast.Compare(f, ast.OpEqual, "")), map[string]bool{missing: false, "": true, "x": false}},
			row{ast.Compare(f, ast.OpEqual, "é\xf0\x9f\x98\x80"), map[string]bool{"é😀": true, "e\u0301😀": false}},
		)
	}
	state := ast.Name("state")
	enum := []row{
		{ast.Compare(state, ast.OpEqual, "UP"), map[string]bool{missing: false, "": false, "up": true, "UP": false, "down": false}},
		{ast.Compare(state, ast.OpNotEqual, "up"), map[string]bool{missing: true, "": true, "up": false, "down": true}},
		{ast.Compare(state, ast.OpIn, "up", "Down"), map[string]bool{missing: false, "": false, "up": true, "down": true, "other": false}},
		{ast.Compare(state, ast.OpNotIn, "up", "down"), map[string]bool{missing: true, "": true, "up": false, "down": false}},
		{ast.Compare(state, ast.OpExists), map[string]bool{missing: false, "": true, "other": true}},
	}
	booted := ast.Name("booted")
	const early, noon, late = "2026-01-31T11:59:59.999999999Z", "2026-01-31T13:00:00+01:00", "1769860801"
	times := []row{
		{ast.Compare(booted, ast.OpEqual, "2026-01-31T12:00:00Z"), map[string]bool{missing: false, early: false, noon: true, late: false}},
		{ast.Compare(booted, ast.OpNotEqual, "2026-01-31T12:00:00Z"), map[string]bool{missing: true, early: true, noon: false, late: true}},
		{ast.Compare(booted, ast.OpLess, "2026-01-31T12:00:00Z"), map[string]bool{missing: false, early: true, noon: false, late: false}},
		{ast.Compare(booted, ast.OpLessEqual, "2026-01-31T12:00:00Z"), map[string]bool{missing: false, early: true, noon: true, late: false}},
		{ast.Compare(booted, ast.OpGreater, "2026-01-31T12:00:00Z"), map[string]bool{missing: false, early: false, noon: false, late: true}},
		{ast.Compare(booted, ast.OpGreaterEqual, "2026-01-31T12:00:00Z"), map[string]bool{missing: false, early: false, noon: true, late: true}},
		{&ast.Not{X: ast.Compare(booted, ast.OpLess, "2026-01-31T12:00:00Z")}, map[string]bool{missing: true, early: false, noon: true, late: true}},
		{ast.Compare(booted, ast.OpIn, "2026-01-30", "2026-01-31T12:00:00Z"), map[string]bool{missing: false, early: false, noon: true, "1769731200": true}},
		{ast.Compare(booted, ast.OpNotIn, "2026-01-30", "2026-01-31T12:00:00Z"), map[string]bool{missing: true, early: true, noon: false, "1769731200": false}},
		{ast.Compare(booted, ast.OpExists), map[string]bool{missing: false, early: true, noon: true, late: true}},
	}
	ready, cores, bought, roles := ast.Name("ready"), ast.Name("cores"), ast.Name("bought"), ast.Name("roles")
	others := []struct {
		x    ast.Expr
		want map[any]bool
	}{
		{ast.Compare(ready, ast.OpEqual, "True"), map[any]bool{missing: false, true: true, false: false}},
		{ast.Compare(ready, ast.OpNotEqual, "true"), map[any]bool{missing: true, true: false, false: true}},
		{ast.Compare(ready, ast.OpIn, "true", "false"), map[any]bool{missing: false, true: true, false: true}},
		{ast.Compare(ready, ast.OpNotIn, "true", "false"), map[any]bool{missing: true, true: false, false: false}},
		{ast.Compare(ready, ast.OpExists), map[any]bool{missing: false, true: true, false: true}},
		{ast.Compare(cores, ast.OpEqual, "1.0"), map[any]bool{missing: false, number("1"): true, number("1e0"): true, number("10E-1"): true, number("1.00000000000000000001"): false, number("-1"): false}},
		{ast.Compare(cores, ast.OpNotEqual, "1.0"), map[any]bool{missing: true, number("1"): false, number("1.5"): true}},
		{ast.Compare(cores, ast.OpEqual, "9007199254740993"), map[any]bool{number("9007199254740993"): true, number("9007199254740992"): false}},
		{ast.Compare(cores, ast.OpEqual, "0"), map[any]bool{missing: false, number("-0"): true, number("0e999999999"): true, number("0.000"): true, number("1e-999999999"): false}},
		{ast.Compare(cores, ast.OpLess, "1e400"), map[any]bool{missing: false, number("9.99e399"): true, number("1E+400"): false, number("-1e401"): true}},
		{ast.Compare(cores, ast.OpLessEqual, "-2"), map[any]bool{missing: false, number("-2.0"): true, number("-1.9"): false, number("-10"): true}},
		{ast.Compare(cores, ast.OpGreater, "-2"), map[any]bool{missing: false, number("-2.0"): false, number("-1.9"): true, number("0"): true}},
		{ast.Compare(cores, ast.OpGreaterEqual, "2"), map[any]bool{missing: false, number("2"): true, number("1.9999999999999999999999"): false}},
		{ast.Compare(cores, ast.OpIn, "1", "2.50"), map[any]bool{missing: false, number("2.5"): true, number("1e0"): true, number("2"): false}},
		{ast.Compare(cores, ast.OpNotIn, "1", "2.50"), map[any]bool{missing: true, number("2.5"): false, number("2"): true}},
		{&ast.Not{X: ast.Compare(cores, ast.OpLess, "1")}, map[any]bool{missing: true, number("0"): false, number("1"): true}},
		{ast.Compare(cores, ast.OpExists), map[any]bool{missing: false, number("0"): true}},
		{ast.Compare(bought, ast.OpEqual, "2026-01-31"), map[any]bool{missing: false, "2026-01-31": true, "2026-01-30": false}},
		{ast.Compare(bought, ast.OpNotEqual, "2026-01-31"), map[any]bool{missing: true, "2026-01-31": false, "2026-02-01": true}},
		{ast.Compare(bought, ast.OpLess, "2026-01-31"), map[any]bool{missing: false, "2026-01-31": false, "2026-01-30": true, "0000-01-01": true}},
		{ast.Compare(bought, ast.OpLessEqual, "2026-01-31"), map[any]bool{missing: false, "2026-01-31": true, "2026-02-01": false}},
		{ast.Compare(bought, ast.OpGreater, "2026-01-31"), map[any]bool{missing: false, "2026-01-31": false, "2026-02-01": true, "9999-12-31": true}},
		{ast.Compare(bought, ast.OpGreaterEqual, "2026-01-31"), map[any]bool{missing: false, "2026-01-31": true, "2026-01-30": false}},
		{ast.Compare(bought, ast.OpIn, "2026-01-30", "2026-01-31"), map[any]bool{missing: false, "2026-01-30": true, "2026-02-01": false}},
		{ast.Compare(bought, ast.OpExists), map[any]bool{missing: false, "2026-01-31": true}},
		{ast.Compare(roles, ast.OpEqual, "ab"), map[any]bool{missing: false, texts("ab"): true, texts("x", "ab"): true, texts("a", "b"): false, texts("AB"): false}},
		{ast.Compare(roles, ast.OpNotEqual, "ab"), map[any]bool{missing: true, texts("ab"): false, texts("x", "ab"): false, texts("x", "y"): true}},
		{ast.Compare(roles, ast.OpHasPrefix, "ab"), map[any]bool{missing: false, texts("x", "abc"): true, texts("ca", "b"): false}},
		{ast.Compare(roles, ast.OpContains, "ab"), map[any]bool{missing: false, texts("x", "cabc"): true, texts("a", "b"): false}},
		{ast.Compare(roles, ast.OpHasSuffix, "ab"), map[any]bool{missing: false, texts("x", "cab"): true, texts("abc"): false}},
		{ast.Compare(roles, ast.OpIn, "ab", "cd"), map[any]bool{missing: false, texts("cd"): true, texts("x"): false}},
		{ast.Compare(roles, ast.OpNotIn, "ab", "cd"), map[any]bool{missing: true, texts("x", "cd"): false, texts("x"): true}},
		{ast.Compare(roles, ast.OpExists), map[any]bool{missing: false, texts(""): true, texts(): false}},
		{ast.Compare(roles, ast.OpHasPrefix, ""), map[any]bool{missing: false, texts(""): true, texts(): false}},
		{tree.Fold(ast.Compare(roles, ast.OpEqual, "aB")), map[any]bool{missing: false, texts("x", "Ab"): true, texts("a"): false}},
		{tree.Fold(ast.Compare(roles, ast.OpNotIn, "aB", "1")), map[any]bool{missing: true, texts("x", "Ab"): false, texts("a"): true}},
		{ast.All(ast.Compare(roles, ast.OpEqual, "a"), ast.Compare(roles, ast.OpEqual, "b")), map[any]bool{missing: false, texts("a", "b"): true, texts("a"): false}},
		{ast.All(ast.Compare(roles, ast.OpEqual, "a"), ast.Compare(roles, ast.OpNotEqual, "b")), map[any]bool{texts("a", "b"): false, texts("a", "c"): true}},
	}
	for _, row := range others {
		t.Run(row.x.String(), func(t *testing.T) {
			for value, want := range row.want {
				r := Map{}
				for c := range ast.Comparisons(row.x) {
					switch v := value.(type) {
					case textList:
						r[c.Field.Name] = v.texts()
					default:
						if value != missing {
							r[c.Field.Name] = value
						}
					}
				}
				assert.Equal(t, want, compile(t, row.x)(mustRecord(hosts, r)), "Match(%v)", r)
				assert.Equal(t, want, compileFor(t, row.x, hostBinding)(hostOf(r)), "Match of the host %v", r)
				assert.Equal(t, want, compile(t, row.x)(document(t, r)), "Match of the document %v", r)
				assert.Equal(t, want, selects(row.x, r), "the meaning for %v", r)
			}
		})
	}
	for _, row := range slices.Concat(text, enum, times) {
		t.Run(row.x.String(), func(t *testing.T) {
			p := compile(t, row.x)
			own := compileFor(t, row.x, hostBinding)
			for value, want := range row.want {
				r := Map{}
				for c := range ast.Comparisons(row.x) {
					if value != missing {
						r[strings.ReplaceAll(c.Field.String(), `"`, "")] = textValue(c.Field, value)
					}
				}
				assert.Equal(t, want, p(record(r)), "Match(%v)", r)
				assert.Equal(t, want, own(hostOf(r)), "Match of the host %v", r)
			}
		})
	}
	t.Run("empty query", func(t *testing.T) {
		assert.True(t, compile(t, &ast.And{})(record(Map(nil))))
	})
	t.Run("another field or tag", func(t *testing.T) {
		r := record(Map{"name": "x", "tag:b": "x"})
		assert.False(t, compile(t, ast.Compare(ast.Tag("a"), ast.OpEqual, "x"))(r))
		assert.False(t, compile(t, ast.Compare(ast.Tag("B"), ast.OpEqual, "x"))(r))
		assert.True(t, compile(t, ast.Compare(ast.Name("NAME"), ast.OpEqual, "x"))(r))
	})
}

// TestTimes holds the forms of time that occur in records against one instant.
func TestTimes(t *testing.T) {
	p := compile(t, ast.Compare(ast.Name("booted"), ast.OpEqual, "2026-03-06T00:00:00.5Z"))
	for text, want := range map[string]bool{
		"2026-03-06T00:00:00.5Z":      true,
		"2026-03-06T00:00:00.500Z":    true,
		"2026-03-06T05:30:00.5+05:30": true,
		"2026-03-05T19:00:00.5-05:00": true,
		"1772755200.5":                true,
		"1772755200.500":              true,
		"1.7727552005e9":              true,
		"17727552005E-1":              true,
		"2026-03-06":                  false,
		"1772755200":                  false,
		"2026-03-06 00:00:00.5z":      true,
		"2026-03-06T05:30:00.5+0530":  true,
	} {
		assert.Equal(t, want, p(record(Map{"booted": textValue(ast.Name("booted"), text)})), "Match of %.40q", text)
	}
}

func TestCompile(t *testing.T) {
	t.Run("no query", func(t *testing.T) {
		for _, q := range []*schema.Resolved{nil, {}} {
			p := Compile(q)
			assert.True(t, p(record(Map(nil))))
			assert.True(t, p(record(Map{"name": "a"})))
		}
	})
	t.Run("now", func(t *testing.T) {
		now := time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC)
		p := Compile(resolve(t, ast.Compare(ast.Name("booted"), ast.OpGreater, "-7d"), hosts, schema.Options{Now: now}))
		assert.False(t, p(record(Map{"booted": "2026-03-01"})))
		assert.True(t, p(record(Map{"booted": "2026-03-01T00:00:00.000000001Z"})))
	})
	t.Run("now by default", func(t *testing.T) {
		p := compile(t, ast.Compare(ast.Name("booted"), ast.OpGreater, "-1d"))
		at := func(t time.Time) *Record { return record(Map{"booted": t}) }
		assert.True(t, p(at(time.Now())))
		assert.False(t, p(at(time.Now().AddDate(0, 0, -2))))
	})
	t.Run("a part of a query", func(t *testing.T) {
		now := time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC)
		x := ast.All(ast.Compare(ast.Name("booted"), ast.OpIn, "-7d", "-1d"), tree.Fold(ast.Compare(ast.Tag("x"), ast.OpEqual, "A")))
		q := resolve(t, x, hosts, schema.Options{Now: now})
		terms := q.Expr().(*ast.And).Terms
		times, tag := Compile(q.With(terms[0])), Compile(q.With(&ast.Not{X: terms[1]}))
		assert.True(t, times(record(Map{"booted": "2026-03-01"})))
		assert.True(t, times(record(Map{"booted": "2026-03-07"})))
		assert.False(t, times(record(Map{"booted": "2026-03-02"})))
		assert.False(t, tag(record(Map{"tag:x": "a"})))
		assert.True(t, tag(record(Map{"tag:x": "b"})))
	})
	t.Run("tree is left alone", func(t *testing.T) {
		x := ast.Any(ast.Compare(ast.Name("STATE"), ast.OpEqual, "UP"), ast.Compare(ast.Name("booted"), ast.OpLess, "-1d"), tree.Fold(ast.Compare(ast.Name("name"), ast.OpIn, "b", "A")))
		before := fmt.Sprint(x)
		q := resolve(t, x, hosts, schema.Options{})
		resolved := q.String()
		Compile(q)
		assert.Equal(t, before, x.String())
		assert.Equal(t, resolved, q.String())
	})
	t.Run("deepest and widest", func(t *testing.T) {
		for _, q := range deepestAndWidest(t) {
			p := Compile(q)
			assert.True(t, p(record(Map{"name": "x"})))
			assert.False(t, p(record(Map{"name": "y"})))
		}
	})
}

// deepestAndWidest returns a query that is nested as deep as one may be, and one with many
// values. Both select a record whose name is x, and none whose name is y.
func deepestAndWidest(t *testing.T) (list []*schema.Resolved) {
	name, deep := ast.Name("name"), ast.Expr(ast.Compare(ast.Name("name"), ast.OpEqual, "x"))
	for i := range limit.MaxDepth {
		if i%2 == 0 {
			deep = ast.All(ast.Compare(name, ast.OpExists), deep)
		} else {
			deep = ast.Any(ast.Compare(ast.Tag("t"), ast.OpExists), deep)
		}
	}
	values := make([]string, effort.Cases(20_000, 100_000))
	for i := range values {
		values[i] = fmt.Sprint(i)
	}
	limits := ast.Limits{Bytes: 1 << 30, Depth: limit.MaxDepth, Conditions: 200_000}
	for _, x := range []ast.Expr{deep, ast.Compare(name, ast.OpIn, append([]string{"x"}, values...)...)} {
		list = append(list, resolve(t, x, hosts, schema.Options{Limits: limits}))
	}
	return list
}

func TestCompileFor(t *testing.T) {
	text := func(*host) (string, bool) { return "up", true }
	instant := func(*host) (time.Time, bool) { return time.Time{}, true }
	tests := map[string]struct {
		x    ast.Expr
		b    Binding[*host]
		want string
	}{
		"field not bound": {ast.All(ast.Compare(ast.Name("name"), ast.OpExists), ast.Compare(ast.Name("state"), ast.OpEqual, "up")), Binding[*host]{
			Texts: map[string]func(*host) (string, bool){"name": text},
		}, `the query asks for the field "state", and the binding has no function for it`},
		"one of many fields not bound": {ast.Any(ast.Compare(ast.Name("name"), ast.OpEqual, "a"), ast.Compare(ast.Name("name"), ast.OpEqual, "b"), ast.Compare(ast.Name("name"), ast.OpEqual, "c"),
			ast.Compare(ast.Name("name"), ast.OpEqual, "d"), ast.Compare(ast.Name("name"), ast.OpEqual, "e"), ast.Compare(ast.Name("state"), ast.OpEqual, "up")), Binding[*host]{
			Texts: map[string]func(*host) (string, bool){"name": text},
		}, `the query asks for the field "state", and the binding has no function for it`},
		"time not bound": {ast.Compare(ast.Name("booted"), ast.OpLess, "2026-01-01"), Binding[*host]{},
			`the query asks for the field "booted"`},
		"nil function": {ast.Compare(ast.Name("name"), ast.OpExists), Binding[*host]{
			Texts: map[string]func(*host) (string, bool){"name": nil},
		}, `the query asks for the field "name"`},
		"tags not bound": {ast.Compare(ast.Tag("a b"), ast.OpExists), Binding[*host]{},
			`the query asks for tag:"a b", and the binding has no Tag`},
		"unknown field": {&ast.And{}, Binding[*host]{
			Texts: map[string]func(*host) (string, bool){"nam": text},
		}, `the binding has the field "nam", and the schema host has no such field`},
		"other spelling": {&ast.And{}, Binding[*host]{
			Texts: map[string]func(*host) (string, bool){"Name": text},
		}, `the binding has the field "Name", and the schema host spells it "name"`},
		"unknown time": {&ast.And{}, Binding[*host]{
			Times: map[string]func(*host) (time.Time, bool){"boot": instant},
		}, `the binding has the field "boot", and the schema host has no such field`},
		"no time field": {&ast.And{}, Binding[*host]{
			Times: map[string]func(*host) (time.Time, bool){"state": instant},
		}, `the binding has the field "state" among those of kind time, and the schema host says that its kind is enum`},
		"a time as a text": {&ast.And{}, Binding[*host]{
			Texts: map[string]func(*host) (string, bool){"booted": text},
		}, `the binding has the field "booted" among those of kind text, and the schema host says that its kind is time`},
		"a list as a bool": {&ast.And{}, Binding[*host]{
			Bools: map[string]func(*host) (bool, bool){"roles": func(*host) (bool, bool) { return true, true }},
		}, `the binding has the field "roles" among those of kind bool, and the schema host says that its kind is list`},
		"number not bound": {ast.Compare(ast.Name("cores"), ast.OpLess, "1"), Binding[*host]{}, `the query asks for the field "cores"`},
		"bool not bound":   {ast.Compare(ast.Name("ready"), ast.OpExists), Binding[*host]{}, `the query asks for the field "ready"`},
		"date not bound":   {ast.Compare(ast.Name("bought"), ast.OpExists), Binding[*host]{}, `the query asks for the field "bought"`},
		"list not bound":   {ast.Compare(ast.Name("roles"), ast.OpExists), Binding[*host]{}, `the query asks for the field "roles"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p, err := CompileFor(resolve(t, test.x, hosts, schema.Options{}), test.b)
			require.Error(t, err)
			assert.Contains(t, err.Error(), test.want)
			assert.NotErrorAs(t, err, new(ast.Diagnostics))
			assert.Nil(t, p)
		})
	}
	t.Run("binding of another schema", func(t *testing.T) {
		b := Binding[*host]{Texts: map[string]func(*host) (string, bool){"state": text}}
		p, err := CompileFor(resolve(t, ast.All(), schema.TestCase(), schema.Options{}), b)
		assert.ErrorContains(t, err, `the binding has the field "state", and the schema test case has no such field`)
		assert.Nil(t, p)
	})
	t.Run("no query", func(t *testing.T) {
		p, err := CompileFor(nil, Binding[*host]{})
		require.NoError(t, err)
		assert.True(t, p(&host{}))
		_, err = CompileFor(nil, Binding[*host]{Texts: map[string]func(*host) (string, bool){"state": text}})
		assert.Error(t, err, "the schema is that of test cases")
	})
	t.Run("what is not asked for need not be bound", func(t *testing.T) {
		b := Binding[*host]{Times: map[string]func(*host) (time.Time, bool){"booted": instant}}
		assert.True(t, compileFor(t, ast.Compare(ast.Name("booted"), ast.OpExists), b)(&host{}))
	})
	t.Run("zero time is an instant", func(t *testing.T) {
		b := Binding[*host]{Times: map[string]func(*host) (time.Time, bool){"booted": instant}}
		assert.True(t, compileFor(t, ast.Compare(ast.Name("booted"), ast.OpLess, "2026-03-06"), b)(&host{}))
	})
}

// The vocabularies are small, so that queries and records often meet.
var (
	someTexts = []string{"", "a", "b", "ab", "ba", "aba", "A", "aB"}
	someTimes = []string{"2026-01-01", "2026-01-01T00:00:00Z", "2026-01-02T01:00:00+01:00", "2026-01-03"}
	recorded  = []any{"2026-01-01", number("1767225600"), number("1.7673120e9"), "2026-01-02T23:59:59.9Z"}
	someField = []ast.Field{
		ast.Name("name"), ast.Name("state"), ast.Name("booted"), ast.Tag("x"), ast.Tag("y z"),
		ast.Name("ready"), ast.Name("cores"), ast.Name("bought"), ast.Name("roles"),
	}
	someNumbers = []string{"0", "-0.0", "1", "1.0", "10e-1", "2", "-1", "1e400", "9007199254740992", "9007199254740993"}
	someDates   = []string{"2026-01-31", "2026-02-01", "2024-02-29"}
)

func pick[T any](g *rand.Rand, list []T) T { return list[g.IntN(len(list))] }

// randomTree returns a query of hosts. Of its comparisons of texts, tags included,
// some ignore case and others do not.
func randomTree(g *rand.Rand, depth int) ast.Expr {
	switch n := g.IntN(6); {
	case depth == 0 || n < 2:
		return randomComparison(g)
	case n == 2:
		return &ast.Not{X: randomTree(g, depth-1)}
	default:
		terms := make([]ast.Expr, 2+g.IntN(2))
		for i := range terms {
			terms[i] = randomTree(g, depth-1)
		}
		if n%2 == 0 {
			return ast.All(terms...)
		}
		return ast.Any(terms[0], terms[1:]...)
	}
}

func randomComparison(g *rand.Rand) *ast.Comparison {
	f := pick(g, someField)
	kind := hosts.KindOf(f)
	c := &ast.Comparison{Field: f, Op: ast.Op(g.IntN(int(ast.OpExists) + 1))}
	for !kinds.Takes(kind, c.Op) {
		c.Op = ast.Op(g.IntN(int(ast.OpExists) + 1))
	}
	n := 1
	switch c.Op {
	case ast.OpExists:
		n = 0
	case ast.OpIn, ast.OpNotIn:
		n = 1 + g.IntN(3)
	}
	values := map[schema.Kind][]string{
		schema.Text: someTexts, schema.Enum: {"up", "down"}, schema.Time: someTimes, schema.Bool: {"true", "false"},
		schema.Number: someNumbers, schema.Date: someDates, schema.List: someTexts,
	}
	for range n {
		c.Values = append(c.Values, ast.Value{Text: pick(g, values[kind])})
	}
	c.Fold = kinds.Folds(kind) && n > 0 && g.IntN(2) == 0
	return c
}

// A foldCount counts comparisons by whether they ignore case.
type foldCount struct {
	folded, exact, tags int // tags are those of tags that ignore case
	mixed               int // queries with both, where case makes a difference
}

// add counts the comparisons of x.
func (n *foldCount) add(x ast.Expr) {
	var folded, exact bool
	for c := range ast.Comparisons(x) {
		switch {
		case c.Fold:
			folded = true
			n.folded++
			if c.Field.Tag {
				n.tags++
			}
		case kinds.Folds(hosts.KindOf(c.Field)) && c.Op != ast.OpExists:
			exact = true
			n.exact++
		}
	}
	if folded && exact {
		n.mixed++
	}
}

func (n foldCount) String() string {
	return fmt.Sprintf("%d comparisons ignore case, %d of them of tags, and %d do not; %d queries have both", n.folded, n.tags, n.exact, n.mixed)
}

// withFold returns x with all its comparisons of texts, tags included, ignoring
// case or not.
func withFold(x ast.Expr, fold bool) ast.Expr {
	return tree.Map(x, func(c *ast.Comparison) *ast.Comparison {
		d := *c
		d.Fold = fold && kinds.Folds(hosts.KindOf(c.Field)) && c.Op != ast.OpExists
		return &d
	})
}

func randomRecord(g *rand.Rand) Map {
	r := Map{}
	for _, f := range someField {
		if g.IntN(3) > 0 {
			r[strings.ReplaceAll(f.String(), `"`, "")] = randomValue(g, hosts.KindOf(f))
		}
	}
	return r
}

func randomValue(g *rand.Rand, kind schema.Kind) any {
	switch kind {
	case schema.Enum:
		return pick(g, []string{"up", "down"})
	case schema.Time:
		return pick(g, recorded)
	case schema.Bool:
		return g.IntN(2) == 0
	case schema.Number:
		return number(pick(g, someNumbers))
	case schema.Date:
		return pick(g, someDates)
	case schema.List:
		list := make([]string, 1+g.IntN(3))
		for i := range list {
			list[i] = pick(g, someTexts)
		}
		return list
	}
	return pick(g, someTexts)
}

// TestProperties holds programs for random queries against the interpreter
// above, for records and for a bound type, and by the way De Morgan's laws and
// the normal form.
func TestProperties(t *testing.T) {
	g := rand.New(rand.NewPCG(1, 2))
	const records = 20
	queries := effort.Cases(150, 2000)
	selected, split, byCase := 0, 0, 0
	var count foldCount
	for range queries {
		x, y := randomTree(g, 3), randomTree(g, 2)
		count.add(x)
		exactly, folded := withFold(x, false), withFold(x, true)
		p := compile(t, x)
		own := compileFor(t, x, hostBinding)
		normal := compile(t, ast.Normal(x))
		not := compile(t, &ast.Not{X: x})
		notAnd := compile(t, &ast.Not{X: ast.All(x, y)})
		orNot := compile(t, ast.Any(&ast.Not{X: x}, &ast.Not{X: y}))
		notOr := compile(t, &ast.Not{X: ast.Any(x, y)})
		andNot := compile(t, ast.All(&ast.Not{X: x}, &ast.Not{X: y}))
		n := 0
		for range records {
			m := randomRecord(g)
			r := record(m)
			wantX, wantY := selects(x, m), selects(y, m)
			if wantX {
				n++
			}
			if selects(exactly, m) != wantX || selects(folded, m) != wantX {
				byCase++
			}
			require.Equal(t, wantX, p(r), "%v of %v", x, r)
			require.Equal(t, wantX, own(hostOf(m)), "%v of the host %v", x, m)
			d := document(t, m)
			require.Equal(t, wantX, p(d), "%v of the Record %v", x, r)
			require.Equal(t, wantX, normal(r), "normal form of %v of %v", x, r)
			require.Equal(t, !wantX, not(r), "not (%v) of %v", x, r)
			require.Equal(t, !(wantX && wantY), notAnd(r), "not (%v and %v) of %v", x, y, r)
			require.Equal(t, !(wantX && wantY), orNot(r), "not %v or not %v of %v", x, y, r)
			require.Equal(t, !(wantX || wantY), notOr(r), "not (%v or %v) of %v", x, y, r)
			require.Equal(t, !(wantX || wantY), andNot(r), "not %v and not %v of %v", x, y, r)
		}
		selected += n
		if 0 < n && n < records {
			split++
		}
	}
	t.Logf("%d of %d records selected; %d of %d queries select some of their records and not others", selected, queries*records, split, queries)
	t.Logf("%v; whether comparisons ignore case decides %d", count, byCase)
	assert.Greater(t, split, queries/2)
	assert.Greater(t, count.mixed, queries/4)
	assert.Greater(t, count.tags, queries/4)
	assert.Greater(t, byCase, queries/3)
}

// hostile has values that are trouble to read.
var hostile = []Map{
	nil,
	{},
	{"name": "", "state": "", "tag:x": ""},
	{"name": "\xff\x00", "state": "\xff", "tag:x": "\xff"},
	{"cores": number(strings.Repeat("9", 1<<12)), "roles": []string{"", "\xff", strings.Repeat("é", 1<<12)}},
	{"cores": number("-1e999999999"), "ready": false, "bought": "0000-01-01"},
	{"booted": "2026-01-01T00:00:00." + strings.Repeat("9", 1<<12) + "Z"},
	{"booted": number("1.7e9"), "name": strings.Repeat("ab", 1<<12)},
	{"booted": "2026-01-01T00:00:00+05:30", "tag:" + longestKey: "v"},
}

var longestKey = strings.Repeat("é", 64)

// TestMatch runs every kind of record through a query that looks at all of it,
// and selects none of them.
func TestMatch(t *testing.T) {
	x := ast.Any(
		ast.All(ast.Compare(ast.Name("name"), ast.OpExists), &ast.Not{X: ast.Compare(ast.Name("name"), ast.OpContains, "ba")}, ast.Compare(ast.Name("name"), ast.OpHasSuffix, "q")),
		ast.All(ast.Compare(ast.Name("state"), ast.OpEqual, "up"), ast.Compare(ast.Name("state"), ast.OpNotEqual, "down")),
		ast.Compare(ast.Name("booted"), ast.OpLess, "1970-01-01"),
		ast.Compare(ast.Name("booted"), ast.OpEqual, "2026-01-01T00:00:00Z"),
		ast.Compare(ast.Name("booted"), ast.OpIn, "2026-01-02", "2026-01-03"),
		ast.Compare(ast.Tag(longestKey), ast.OpEqual, "w"),
		ast.Compare(ast.Tag("x"), ast.OpHasPrefix, "w"),
		ast.Compare(ast.Name("ready"), ast.OpEqual, "true"),
		ast.Compare(ast.Name("cores"), ast.OpIn, "1", "2.5"),
		ast.Compare(ast.Name("bought"), ast.OpGreater, "2026-01-01"),
		ast.All(tree.Fold(ast.Compare(ast.Name("roles"), ast.OpContains, "ÉA")), ast.Compare(ast.Name("roles"), ast.OpNotEqual, "a")),
		ast.Compare(ast.Name("roles"), ast.OpIn, "b", "c"),
	)
	p := compile(t, x)
	own := compileFor(t, x, hostBinding)

	t.Run("allocations", func(t *testing.T) {
		for i, m := range hostile {
			records := map[string]*Record{"record": record(m), "document": document(t, m), "zero Record": {}}
			for name, r := range records {
				assert.False(t, p(r), "Match of %s %d", name, i)
				assert.Zero(t, testing.AllocsPerRun(10, func() { p(r) }), "allocations for %s %d", name, i)
			}
			h := hostOf(m)
			assert.False(t, own(h), "Match of host %d", i)
			assert.Zero(t, testing.AllocsPerRun(10, func() { own(h) }), "allocations for host %d", i)
		}
	})
	t.Run("concurrently", func(t *testing.T) {
		d := document(t, Map{"name": "aq", "state": "down"})
		h := hostOf(Map{"name": "aq", "state": "down"})
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 200 {
					assert.True(t, p(d))
					assert.True(t, own(h))
					assert.False(t, p(record(hostile[3])))
				}
			})
		}
		wg.Wait()
	})
}

// TestCompile_schemas asks records of other schemas than the query's.
func TestCompile_schemas(t *testing.T) {
	x := ast.Any(ast.Compare(ast.Name("name"), ast.OpEqual, "a"), ast.Compare(ast.Tag("x"), ast.OpEqual, "b"), ast.Compare(ast.Name("booted"), ast.OpGreater, "2026-01-01"))
	p := compile(t, x)
	same := *hosts
	for _, s := range []*schema.Schema{hosts, &same} {
		for data, want := range map[string]bool{
			`{"Name": "a"}`: true, `{"Labels": {"x": "b"}}`: true, `{"Booted": 1.8e9}`: true, `{"Name": "b", "Labels": {"y": "b"}}`: false, `{}`: false,
		} {
			d, err := Decoder(s)([]byte(data))
			require.NoError(t, err)
			assert.Equal(t, want, p(d), "Match of %s", data)
			assert.Zero(t, testing.AllocsPerRun(10, func() { p(d) }), "allocations for %s", data)
		}
	}
	assert.False(t, p(new(Record)), "Match of the zero Record")
	assert.Nil(t, new(Record).Values(ast.Tag("x")), "a tag of the zero Record")

	const words = "eval: a record of the schema other is asked for "
	for want, s := range map[string]schema.Schema{
		words + "the time field booted of the schema host": {Fields: []schema.Field{{Name: "name"}, {Name: "booted"}}, Tags: "Labels"},
		words + "the text field name of the schema host":   {Fields: []schema.Field{{Name: "booted", Kind: schema.Time}}, Tags: "Labels"},
		words + "tag:x, and its schema has no tags":        {Fields: []schema.Field{{Name: "name"}, {Name: "booted", Kind: schema.Time}}},
	} {
		s.Name = "other"
		other := schema.MustNew(s)
		for _, r := range []*Record{mustRecord(other, Map{}), mustRecord(other, Map{s.Fields[0].Name: "2026-01-01"})} {
			for range 2 { // also when it was asked before
				assert.PanicsWithValue(t, want, func() { p(r) })
			}
			assert.PanicsWithValue(t, want, func() { Explain(resolve(t, x, hosts, schema.Options{}), r) })
		}
	}
	// Names in another case, and another order.
	other := schema.MustNew(schema.Schema{Name: "other", Fields: []schema.Field{{Name: "more"}, {Name: "Booted", Kind: schema.Time}, {Name: "NAME"}}, Tags: "Labels"})
	for want, m := range map[string]Map{
		"selected: name = a or tag:x = b or booted > 2026-01-01T23:59:59Z\n  name = a  yes: name is a\n":                                                                {"NAME": "a"},
		"selected: name = a or tag:x = b or booted > 2026-01-01T23:59:59Z\n  booted > 2026-01-01T23:59:59Z  yes: booted is 2026-02-01, which is 2026-02-01T00:00:00Z\n": {"Booted": "2026-02-01", "NAME": "b"},
	} {
		r := mustRecord(other, m)
		q := resolve(t, ast.Any(ast.Compare(ast.Name("name"), ast.OpEqual, "a"), ast.Compare(ast.Tag("x"), ast.OpEqual, "b"), ast.Compare(ast.Name("booted"), ast.OpGreater, "2026-01-01T23:59:59Z")), hosts, schema.Options{})
		assert.True(t, Compile(q)(r))
		assert.Equal(t, want, Explain(q, r).String())
	}
}

// The query of the language's first example.
var exampleQuery = ast.Any(
	ast.All(ast.Compare(ast.Name("name"), ast.OpHasPrefix, "smoke"), ast.Compare(ast.Name("status"), ast.OpEqual, "PUBLISHED")),
	ast.Compare(ast.Tag("BPO"), ast.OpEqual, "123"),
)

func BenchmarkMatch(b *testing.B) {
	type testCase struct {
		name, status string
		tags         map[string]string
	}
	s := schema.TestCase()
	q := resolve(b, exampleQuery, s, schema.Options{})
	p := Compile(q)
	own, err := CompileFor(q, Binding[*testCase]{
		Texts: map[string]func(*testCase) (string, bool){
			"name":   func(c *testCase) (string, bool) { return c.name, true },
			"status": func(c *testCase) (string, bool) { return c.status, true },
		},
		Tag: func(c *testCase, key string) (string, bool) { v, ok := c.tags[key]; return v, ok },
	})
	require.NoError(b, err)
	d, err := Decoder(s)([]byte(`{"Name":"smoke-1","Status":"SAVED","Tags":{"BPO":"123"}}`))
	require.NoError(b, err)
	for _, bench := range []struct {
		name string
		r    *Record
	}{{"record", mustRecord(s, Map{"name": "smoke-1", "status": "SAVED", "tag:BPO": "123"})}, {"document", d}} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if !p(bench.r) {
					b.Fatal("no match")
				}
			}
		})
	}
	b.Run("struct", func(b *testing.B) {
		b.ReportAllocs()
		c := &testCase{"smoke-1", "SAVED", map[string]string{"BPO": "123"}}
		for b.Loop() {
			if !own(c) {
				b.Fatal("no match")
			}
		}
	})
}

// TestBinding_numbers has numbers of each type, of which what is none is lacking.
func TestBinding_numbers(t *testing.T) {
	type load struct{ v any }
	of := func(l load) any { return l.v }
	s := schema.MustNew(schema.Schema{Name: "load", Fields: []schema.Field{{Name: "i", Kind: schema.Number}, {Name: "f", Kind: schema.Number}, {Name: "n", Kind: schema.Number}}})
	b := Binding[load]{
		Integers: map[string]func(load) (int64, bool){"i": func(l load) (int64, bool) { v, ok := of(l).(int64); return v, ok }},
		Floats:   map[string]func(load) (float64, bool){"f": func(l load) (float64, bool) { v, ok := of(l).(float64); return v, ok }},
		Numbers:  map[string]func(load) (json.Number, bool){"n": func(l load) (json.Number, bool) { v, ok := of(l).(json.Number); return v, ok }},
	}
	for _, test := range []struct {
		name string
		v    any
		want string // "" if it is none
	}{
		{"i", int64(-17), "-17"}, {"i", int64(math.MaxInt64), "9223372036854775807"}, {"f", 0.1, "0.1"}, {"f", -2.5e-9, "-2.5e-9"}, {"f", 1e21, "1e21"},
		{"n", json.Number("9007199254740993.25"), "9007199254740993.25"}, {"n", json.Number("1.0"), "1"},
		{"f", math.NaN(), ""}, {"f", math.Inf(-1), ""}, {"n", json.Number("0x1"), ""}, {"n", json.Number(""), ""}, {"i", nil, ""},
		{"n", json.Number("1e999999999"), "1e999999999"}, {"n", json.Number("1e1000000000"), ""}, {"n", json.Number("0e-1000000000"), ""},
	} {
		exists, err := CompileFor(resolve(t, ast.Compare(ast.Name(test.name), ast.OpExists), s, schema.Options{}), b)
		require.NoError(t, err)
		assert.Equal(t, test.want != "", exists(load{test.v}), "%v", test)
		if test.want != "" {
			equal, err := CompileFor(resolve(t, ast.Compare(ast.Name(test.name), ast.OpEqual, test.want), s, schema.Options{}), b)
			require.NoError(t, err)
			assert.True(t, equal(load{test.v}), "%v", test)
			l := load{test.v}
			assert.Zero(t, testing.AllocsPerRun(10, func() { equal(l) }), "%v", test)
		}
	}
	b.Integers["n"] = b.Integers["i"]
	_, err := CompileFor(resolve(t, ast.All(), s, schema.Options{}), b)
	assert.EqualError(t, err, `eval: the binding has the field "n" twice`)
}
