package fuzz

import (
	"encoding/json"
	"errors"
	"math/rand"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/internal/wire"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// decode returns what the target's decoder says.
func decode(document string, t compile.Target) (ast.Expr, error) {
	q, err := decompile.Decode([]byte(document), t, ast.Limits{})
	return q.Expr(), err
}

// eachSpelling runs f for each way to write a request, with targets of the package
// compile and of other people.
func eachSpelling(t *testing.T, f func(*testing.T, string, compile.Target)) {
	for name, target := range targets() {
		if name == "silent" {
			continue // it has no tags to filter on
		}
		t.Run(name, func(t *testing.T) { f(t, name, target) })
		if target.Name == qconnect.Session().Name {
			t.Run(name+" in CloudFormation", func(t *testing.T) {
				target.Name = qconnect.ContentCFN().Name
				target.Filter = qconnect.ContentCFN().Filter
				target.Members = qconnect.ContentCFN().Members
				f(t, "CloudFormation", target)
			})
		}
	}
}

func TestRequests(t *testing.T) {
	eachSpelling(t, func(t *testing.T, name string, target compile.Target) {
		r := rand.New(rand.NewSource(1))
		reach := map[string]int{}
		for i := range 400 {
			size := i % 20
			if i%200 == 199 {
				size = 3000
			}
			document := requests(target)(r, size)
			x, err := decode(document, target)
			require.NoError(t, err, "%s", document)
			for what, is := range map[string]bool{
				"empty":       tree.IsEmpty(x),
				"one line":    !strings.Contains(document, "\n"),
				"white space": strings.Contains(document, "\t\r\n  "),
				"escape":      strings.Contains(document, `\u`),
				"surrogate":   strings.Contains(strings.ToLower(document), `\ud8`),
				"session":     strings.Contains(document, `"session"`),
				"alone":       !strings.Contains(document, "InstanceId") && !strings.Contains(document, "tagFilter"),
				"rows":        strings.Contains(document, "rConditions"),
				"status":      strings.Contains(document, "StatusCondition"),
				"both":        strings.Contains(document, "SearchFilter") && strings.Contains(document, "SearchCriteria"),
				"field name":  strings.Contains(document, "NAME"),
				"longest key": longestKey(x) == 128,
			} {
				if is {
					reach[what]++
				}
			}
		}
		t.Log(reach)
		want := map[string][]string{
			"test cases":     {"empty", "one line", "white space", "escape", "surrogate", "alone", "rows", "status", "both", "field name", "longest key"},
			"session":        {"one line", "white space", "escape", "session", "alone", "rows", "longest key"},
			"CloudFormation": {"one line", "white space", "escape", "rows"},
		}
		for _, what := range want[name] {
			assert.GreaterOrEqual(t, reach[what], 5, what)
		}
	})
}

// longestKey returns how many characters the longest key has.
func longestKey(x ast.Expr) (longest int) {
	for c := range ast.Comparisons(x) {
		if c.Field.Tag {
			longest = max(longest, utf8.RuneCountInString(c.Field.Name))
		}
	}
	return longest
}

// TestMutantRequests: a mutant is refused at the place of its edit, or says what the judge
// of package wire reads in it. Most are refused, for each reason that a document can be.
func TestMutantRequests(t *testing.T) {
	reach := map[ast.Code]int{}
	documents, refused, judged, both := 0, 0, 0, 0
	eachSpelling(t, func(t *testing.T, name string, target compile.Target) {
		r := rand.New(rand.NewSource(1))
		for i := range effort.Cases(300, 4000) {
			m := mutantRequests(target)(r, i%15)
			documents++
			x, err := decode(m.text, target)
			if err != nil {
				for _, code := range refusedAt(t, m, err) {
					reach[code]++
				}
				refused++
				continue
			}
			s, err := serviceOf(target)
			require.NoError(t, err)
			request, err := judge(m.text, s)
			if err != nil { // it has operators or tags that no service of AWS has
				others := name == "hosts" || target.Criteria == nil && !reflect.DeepEqual(target.Tags, qconnect.Session().Tags)
				require.True(t, others, "%v\n%s", err, m.text)
				continue
			}
			judged++
			found := map[bool]bool{}
			for range 20 {
				record := assumed(r, target, x, Records(answered(target), x)(r, 2))
				finds := meaning.Language{Schema: target.Schema}.Selects(x, record)
				item, err := s.item(r, record)
				require.NoError(t, err)
				require.Equal(t, request.Finds(item, s.read()), finds, "%v\n%s\n%v", x, m.text, record)
				found[finds] = true
			}
			if len(found) == 2 {
				both++
			}
		}
	})
	t.Logf("%d of %d are refused: %v", refused, documents, reach)
	t.Logf("%d are judged, %d of them with both answers", judged, both)
	assert.Greater(t, refused, documents*3/4)
	assert.Greater(t, both, judged/2)
	assert.Greater(t, both, documents/40)
	for _, code := range []ast.Code{
		codes.WrongType, codes.InvalidJSON, codes.InvalidEscape, codes.InvalidUTF8, codes.EmptyList, codes.OneMember, codes.UnknownMember,
		codes.DuplicateMember, codes.MissingMember, codes.ForbiddenTag, codes.UnknownValue, codes.UnknownField,
	} {
		assert.GreaterOrEqual(t, reach[code], 20, code)
	}
}

// refusedAt checks that a mistake is reported at the mutant's edit, and none outside of
// what that is in. It returns the codes.
func refusedAt(t *testing.T, m mutantRequest, err error) (list []ast.Code) {
	var ds ast.Diagnostics
	require.True(t, errors.As(err, &ds), "%v\n%s", err, m.text)
	at := false
	for _, d := range ds {
		list = append(list, d.Code)
		at = at || leads(d.Path, m.path) || leads(m.path, d.Path)
		if d.Code == codes.InvalidUTF8 || d.Code == codes.NoFilter { // which are about the whole
			require.Empty(t, d.Path)
			continue
		}
		require.True(t, leads(around(m.path), d.Path), "%s\n%s\n%s", m.path, m.text, ds.Render(m.text))
	}
	require.True(t, at, "%s\n%s\n%s", m.path, m.text, ds.Render(m.text))
	return list
}

// leads reports whether what stands at the path b is that at the path a, or in it.
func leads(a, b string) bool {
	rest, ok := strings.CutPrefix(b, a)
	return ok && (a == "" || rest == "" || rest[0] == '.' || rest[0] == '[')
}

// judge returns what the service finds by a document, as package wire reads it.
func judge(text string, s *service) (*wire.Program, error) {
	o := s.options()
	o.Strict, o.ContainsMin, o.ContainsMax = false, 0, 0
	n, _ := readJSON([]byte(text))
	plain(n, s.target)
	if s.target.Criteria != nil {
		return s.request(n.append(nil), o)
	}
	var filter *jsonNode
	document := &jsonNode{list: []*jsonNode{n}}
	document.below(func(v *jsonNode) bool {
		if i := slices.Index(v.names, strconv.Quote(s.target.Members[0])); i >= 0 {
			filter = v.list[i]
		}
		return filter == nil
	})
	if filter == nil {
		return new(wire.Program), nil // which lets everything through
	}
	return s.request(filter.append(nil), o)
}

// plain writes a document as package wire takes it: without null and a NextToken, which
// may be empty, and with the FieldNames of the target and the ComparisonTypes of package
// connect.
func plain(n *jsonNode, target compile.Target) {
	for i := len(n.list) - 1; i >= 0; i-- {
		v := n.list[i]
		plain(v, target)
		if n.delim != '{' {
			continue
		}
		var name, text string
		_ = json.Unmarshal([]byte(n.names[i]), &name) // it is JSON
		_ = json.Unmarshal([]byte(v.raw), &text)      // if it is a string
		n.names[i] = strconv.Quote(name)
		switch {
		case v.raw == "null", name == "NextToken":
			n.list, n.names = slices.Delete(n.list, i, i+1), slices.Delete(n.names, i, i+1)
		case name == "FieldName":
			for _, leaf := range target.Fields {
				if chars.EqualFold(leaf.FieldName, text) {
					v.raw = strconv.Quote(leaf.FieldName)
				}
			}
		case name == "ComparisonType":
			for op, theirs := range target.Comparisons {
				if ours := connect.TestCases().Comparisons[op]; theirs == text && ours != "" {
					v.raw = strconv.Quote(ours)
				}
			}
		}
	}
}

// TestMutantQueries: each mistake is made, and reported with its code.
func TestMutantQueries(t *testing.T) {
	made := map[string]int{}
	for name, s := range map[string]*schema.Schema{
		"test case": schema.TestCase(),
		"kinds":     cases.Kinds,
		"tags":      schema.MustNew(schema.Schema{Name: "page", Tags: "Tags"}),
		"fields":    schema.MustNew(schema.Schema{Name: "page", Fields: []schema.Field{{Name: "title"}}}),
	} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewSource(1))
			for i := range effort.Cases(1000, 4000) {
				m := mutantQueries(s)(r, i%15)
				_, err := searchfilter.Options{Schema: s}.Parse(m.text)
				require.ErrorIs(t, err, m.code, "%q", m.text)
				made[m.mistake]++
			}
		})
	}
	all := slices.Concat(mistakes, lastMistakes, tagMistakes, longMistakes)
	for _, list := range mistakesOf {
		all = append(all, list...)
	}
	for _, m := range all {
		for _, text := range m.texts {
			assert.Positive(t, made[text], "%.50q", text)
		}
	}
	t.Logf("%d mistakes", len(made))
}

// TestRequests_records: the records near a query that was decoded are found and not.
func TestRequests_records(t *testing.T) {
	target := connect.TestCases()
	r := rand.New(rand.NewSource(1))
	both := 0
	const documents = 300
	for range documents {
		x, err := decode(requests(target)(r, 4), target)
		require.NoError(t, err)
		y, err := parser.Parse(x.String())
		require.NoError(t, err)
		require.True(t, tree.Equal(x, y))
		found := map[bool]bool{}
		for range 20 {
			found[selects(x, Records(schema.TestCase(), x)(r, 2))] = true
		}
		if len(found) == 2 {
			both++
		}
	}
	t.Logf("both answers for %d of %d documents", both, documents)
	assert.Greater(t, both, documents/2)
}
