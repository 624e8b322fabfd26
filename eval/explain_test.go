package eval

import (
	"encoding/json"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

func explain(t testing.TB, x ast.Expr, r Map) *Explanation {
	t.Helper()
	return Explain(resolve(t, x, hosts, schema.Options{}), record(r))
}

func TestExplain(t *testing.T) {
	name, state, booted, x, y := ast.Name("name"), ast.Name("state"), ast.Name("booted"), ast.Tag("x"), ast.Tag("y z")
	a, b, c := ast.Compare(name, ast.OpEqual, "a"), ast.Compare(x, ast.OpEqual, "b"), ast.Compare(y, ast.OpEqual, "c")
	for _, test := range []struct {
		name string
		x    ast.Expr
		r    Map
		want string
	}{
		{"empty query", ast.All(), nil, `
selected: the query is empty
`},
		{"one condition", a, Map{"name": "a"}, `
selected: name = a
  name = a  yes: name is a
`},
		{"another value", a, Map{"name": "b"}, `
not selected: name = a
  name = a  no: name is b
`},
		{"lacking/field", ast.Compare(name, ast.OpHasPrefix, "a"), nil, `
not selected: name ^= a
  name ^= a  no: there is no name
`},
		{"lacking/tag", c, Map{"tag:x": "c"}, `
not selected: tag:"y z" = c
  tag:"y z" = c  no: there is no tag "y z"
`},
		{"lacking/negated", ast.Compare(name, ast.OpNotEqual, "a"), nil, `
selected: name != a
  name != a  yes: there is no name
`},
		{"lacking/exists", &ast.Not{X: ast.Compare(x, ast.OpExists)}, nil, `
selected: not tag:x exists
  tag:x exists  no: there is no tag x
`},
		{"empty value", ast.Compare(x, ast.OpHasPrefix, "a"), Map{"tag:x": ""}, `
not selected: tag:x ^= a
  tag:x ^= a  no: tag x is ""
`},
		{"in", ast.Compare(state, ast.OpIn, "up", "DOWN"), Map{"state": "gone"}, `
not selected: state in (up, down)
  state in (up, down)  no: state is gone
`},
		{"time/lacking", ast.Compare(booted, ast.OpExists), nil, `
not selected: booted exists
  booted exists  no: there is no booted
`},
		{"time/seconds", ast.Compare(booted, ast.OpLess, "2026-01-01"), Map{"booted": number("1.7727552005e9")}, `
not selected: booted < 2026-01-01T00:00:00Z
  booted < 2026-01-01T00:00:00Z  no: booted is 1.7727552005e9, which is 2026-03-06T00:00:00.5Z
`},
		{"time/zone", ast.Compare(booted, ast.OpGreater, "2026-01-01"), Map{"booted": "2026-03-06T05:30:00+05:30"}, `
selected: booted >= 2026-01-02T00:00:00Z
  booted >= 2026-01-02T00:00:00Z  yes: booted is 2026-03-06T05:30:00+05:30, which is 2026-03-06T00:00:00Z
`},
		{"time/UTC", ast.Compare(booted, ast.OpGreater, "2026-01-01"), Map{"booted": "2026-03-06T00:00:00Z"}, `
selected: booted >= 2026-01-02T00:00:00Z
  booted >= 2026-01-02T00:00:00Z  yes: booted is 2026-03-06T00:00:00Z
`},
		{"bool", ast.Compare(ast.Name("ready"), ast.OpEqual, "TRUE"), Map{"ready": false}, `
not selected: ready = true
  ready = true  no: ready is false
`},
		{"number", ast.Compare(ast.Name("cores"), ast.OpEqual, "1.0"), Map{"cores": 1}, `
selected: cores = 1.0
  cores = 1.0  yes: cores is 1
`},
		{"date", ast.Compare(ast.Name("bought"), ast.OpGreater, "2026-01-31"), Map{"bought": "2026-01-31"}, `
not selected: bought > 2026-01-31
  bought > 2026-01-31  no: bought is 2026-01-31
`},
		{"list", tree.Fold(ast.Compare(ast.Name("roles"), ast.OpEqual, "B")), Map{"roles": []string{"a", "b c", "or", "d", "e", "f", "b"}}, `
selected: roles = B i
  roles = B i  yes: roles has a, "b c", "or", d, e, and 2 more
`},
		{"list/lacking", ast.Compare(ast.Name("roles"), ast.OpNotEqual, "a"), Map{"roles": []string{}}, `
selected: roles != a
  roles != a  yes: there is no roles
`},
		{"and/holds", ast.All(a, b), Map{"name": "a", "tag:x": "b"}, `
selected: name = a and tag:x = b
  name = a   yes: name is a
  tag:x = b  yes: tag x is b
`},
		{"and/fails", ast.All(a, b, c), Map{"tag:x": "b", "tag:y z": "d"}, `
not selected: name = a and tag:x = b and tag:"y z" = c
  name = a       no: there is no name
  tag:"y z" = c  no: tag "y z" is d
`},
		{"or/holds by the first", ast.Any(a, b, c), Map{"tag:x": "b", "tag:y z": "c"}, `
selected: name = a or tag:x = b or tag:"y z" = c
  tag:x = b  yes: tag x is b
`},
		{"or/holds by the fewest", ast.Any(ast.All(a, b), c), Map{"name": "a", "tag:x": "b", "tag:y z": "c"}, `
selected: name = a and tag:x = b or tag:"y z" = c
  tag:"y z" = c  yes: tag "y z" is c
`},
		{"or/holds by the fewest/repeated", ast.Any(ast.All(a, ast.Any(b, a), &ast.Not{X: &ast.Not{X: a}}), ast.All(b, c)),
			Map{"name": "a", "tag:x": "d", "tag:y z": "c"}, `
selected: name = a and (tag:x = b or name = a) and not not name = a or tag:x = b and tag:"y z" = c
  name = a  yes: name is a
`},
		{"or/holds by the fewest/repeated in one of two", ast.Any(ast.All(b, c), ast.All(a, &ast.Not{X: &ast.Not{X: a}}, ast.Any(a, b))),
			Map{"name": "a", "tag:x": "b", "tag:y z": "c"}, `
selected: tag:x = b and tag:"y z" = c or name = a and not not name = a and (name = a or tag:x = b)
  name = a  yes: name is a
`},
		{"or/fails", ast.Any(ast.All(a, b), c), Map{"name": "a"}, `
not selected: name = a and tag:x = b or tag:"y z" = c
  tag:x = b      no: there is no tag x
  tag:"y z" = c  no: there is no tag "y z"
`},
		{"not/of a condition", &ast.Not{X: a}, Map{"name": "a"}, `
not selected: not name = a
  name = a  yes: name is a
`},
		{"not/of an and", &ast.Not{X: ast.All(a, b, c)}, Map{"name": "a", "tag:y z": "d"}, `
selected: not (name = a and tag:x = b and tag:"y z" = c)
  tag:x = b  no: there is no tag x
`},
		{"not/of an or", &ast.Not{X: ast.Any(a, b, c)}, Map{"name": "a", "tag:y z": "c"}, `
not selected: not (name = a or tag:x = b or tag:"y z" = c)
  name = a       yes: name is a
  tag:"y z" = c  yes: tag "y z" is c
`},
		{"not/of a not", &ast.Not{X: &ast.Not{X: ast.Any(a, b)}}, nil, `
not selected: not not (name = a or tag:x = b)
  name = a   no: there is no name
  tag:x = b  no: there is no tag x
`},
		{"one condition twice", ast.Any(ast.All(a, b), ast.All(a, c)), nil, `
not selected: name = a and tag:x = b or name = a and tag:"y z" = c
  name = a       no: there is no name
  tag:x = b      no: there is no tag x
  tag:"y z" = c  no: there is no tag "y z"
`},
		{"ignoring case", ast.All(tree.Fold(ast.Compare(name, ast.OpEqual, "a")), tree.Fold(ast.Compare(x, ast.OpIn, "b", "1")), c), Map{"name": "A", "tag:x": "C", "tag:y z": "c"}, `
not selected: name = a i and tag:x in (b, 1) i and tag:"y z" = c
  tag:x in (b, 1) i  no: tag x is C
`},
		{"ignoring case and not", ast.Any(tree.Fold(a), &ast.Not{X: a}), Map{"name": "A"}, `
selected: name = a i or not name = a
  name = a i  yes: name is A
`},
		{"ignoring case and not/fails", ast.All(&ast.Not{X: tree.Fold(a)}, a), Map{"name": "A"}, `
not selected: not name = a i and name = a
  name = a i  yes: name is A
  name = a    no: name is A
`},
		{"ignoring case where there is none", tree.Fold(ast.Compare(name, ast.OpEqual, "1")), Map{"name": "1"}, `
selected: name = 1
  name = 1  yes: name is 1
`},
		{"reserved and quoted", ast.Compare(name, ast.OpEqual, "and"), Map{"name": "or"}, `
not selected: name = "and"
  name = "and"  no: name is "or"
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.want, "\n"+explain(t, test.x, test.r).String(), "Explain(%v) of %v", test.x, test.r)
		})
	}
	t.Run("no query", func(t *testing.T) {
		for _, q := range []*schema.Resolved{nil, {}} {
			assert.Equal(t, &Explanation{Selected: true, Reasons: []Reason{}}, Explain(q, record(Map{})))
		}
	})
	t.Run("now", func(t *testing.T) {
		now := time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC)
		e := Explain(resolve(t, ast.Compare(booted, ast.OpGreater, "-7d"), hosts, schema.Options{Now: now}), record(Map{"booted": "2026-03-01"}))
		assert.Equal(t, `not selected: booted > 2026-03-01T00:00:00Z
  booted > 2026-03-01T00:00:00Z  no: booted is 2026-03-01, which is 2026-03-01T00:00:00Z
`, e.String())
		assert.True(t, explain(t, ast.Compare(booted, ast.OpGreater, "-1d"), Map{"booted": time.Now()}).Selected)
	})
	t.Run("option to ignore case", func(t *testing.T) {
		e := Explain(resolve(t, ast.Compare(name, ast.OpEqual, "a"), hosts, schema.Options{FoldCase: true}), record(Map{"name": "A"}))
		assert.True(t, e.Selected)
		assert.Equal(t, "name = a i", e.Query)
		assert.Equal(t, []Reason{{Condition: "name = a i", Holds: true, Field: "name", Has: true, Value: "A"}}, e.Reasons)
	})
	t.Run("tree is left alone", func(t *testing.T) {
		x := ast.Any(ast.Compare(ast.Name("STATE"), ast.OpEqual, "UP"), ast.Compare(ast.Name("booted"), ast.OpLess, "-1d"), tree.Fold(ast.Compare(name, ast.OpIn, "b", "A")))
		before := x.String()
		q := resolve(t, x, hosts, schema.Options{})
		resolved := q.String()
		Explain(q, record(Map{}))
		assert.Equal(t, before, x.String())
		assert.Equal(t, resolved, q.String())
	})
	t.Run("deepest and widest", func(t *testing.T) {
		for _, q := range deepestAndWidest(t) {
			for value, want := range map[string]bool{"x": true, "y": false} {
				assert.Equal(t, want, Explain(q, record(Map{"name": value})).Selected)
			}
		}
	})
}

func TestExplanation_JSON(t *testing.T) {
	at := ast.Span{Start: ast.Position{Offset: 4, Line: 1, Column: 5}, End: ast.Position{Offset: 19, Line: 1, Column: 20}}
	first := ast.Compare(ast.Name("booted"), ast.OpLess, "2026-01-01")
	first.At = at
	e := explain(t, ast.All(first, ast.Compare(ast.Tag("x"), ast.OpEqual, "1"), ast.Compare(ast.Name("name"), ast.OpEqual, "n"), ast.Compare(ast.Name("state"), ast.OpExists), ast.Compare(ast.Name("roles"), ast.OpEqual, "a")),
		Map{"booted": number("1.8e9"), "name": "", "state": "up", "roles": []string{"b", ""}})
	assert.Equal(t, at, e.Reasons[0].Span)
	e.Reasons[0].Span = ast.Span{}
	got, err := json.MarshalIndent(e, "", " ")
	require.NoError(t, err)
	span := `"span": {"start": {"offset": 0, "line": 0, "column": 0}, "end": {"offset": 0, "line": 0, "column": 0}},`
	assert.JSONEq(t, `{
		"selected": false,
		"query": "booted < 2026-01-01T00:00:00Z and tag:x = 1 and name = n and state exists and roles = a",
		"reasons": [
			{"condition": "booted < 2026-01-01T00:00:00Z", `+span+` "holds": false, "field": "booted", "has": true, "value": "1.8e9", "instant": "2027-01-15T08:00:00Z"},
			{"condition": "tag:x = 1", `+span+` "holds": false, "field": "tag:x", "has": false, "value": ""},
			{"condition": "name = n", `+span+` "holds": false, "field": "name", "has": true, "value": ""},
			{"condition": "roles = a", `+span+` "holds": false, "field": "roles", "has": true, "value": "", "values": ["b", ""]}
		]
	}`, string(got))
	got, err = json.Marshal(explain(t, ast.All(), Map{}))
	require.NoError(t, err)
	assert.JSONEq(t, `{"selected": true, "query": "", "reasons": []}`, string(got))
	e = explain(t, ast.Compare(ast.Name("booted"), ast.OpLess, "2026-01-01"), Map{"booted": number("0")})
	assert.Equal(t, "1970-01-01T00:00:00Z", e.Reasons[0].Instant)
}

// TestExplanation_String holds what is shown of hostile text to what a terminal
// can take.
func TestExplanation_String(t *testing.T) {
	bad := []string{"\x1b[31m", "\n", "\r", "\x00", "\u009b31m", "\u202e", "\u2028", "\u200b", "\xff", "\U000e0001", "\ufeff", "\t", strings.Repeat("\u202e", 1<<12), strings.Repeat("北", 1<<12)}
	checked := 0
	for _, s := range bad {
		for _, text := range []string{s, "a" + s + "b", s + s} {
			var terms []ast.Expr
			for i := range 30 {
				terms = append(terms, ast.Compare(ast.Tag(fmt.Sprint(strings.ToValidUTF8(text, "?"), i)), ast.OpEqual, strings.ToValidUTF8(text, "?")))
			}
			x := ast.All(append([]ast.Expr{ast.Compare(ast.Name("name"), ast.OpEqual, strings.ToValidUTF8(text, "?")+"!"), ast.Compare(ast.Name("roles"), ast.OpEqual, "!")}, terms...)...)
			q := resolve(t, x, hosts, schema.Options{Limits: ast.Limits{Bytes: 1 << 24}})
			e := Explain(q, record(Map{"name": text, "roles": []string{text, text, text, text, text, text}}))
			require.Len(t, e.Reasons, 32)
			require.Equal(t, text, e.Reasons[0].Value, "data is not cut")
			shown := e.String()
			require.True(t, utf8.ValidString(shown))
			require.True(t, strings.HasSuffix(shown, "\n  and 12 more\n"), "%s", shown)
			lines := strings.Split(strings.TrimSuffix(shown, "\n"), "\n")
			require.Len(t, lines, 22)
			for _, line := range lines {
				require.LessOrEqual(t, utf8.RuneCountInString(line), 700, "%q", line)
				for _, r := range line {
					require.True(t, unicode.IsPrint(r), "%U in %q", r, line)
				}
				checked++
			}
		}
	}
	t.Logf("%d lines", checked)
	require.Greater(t, checked, 900)
	t.Run("zero", func(t *testing.T) {
		assert.Equal(t, "not selected: the query is empty\n", new(Explanation).String())
	})
}

// holdsIf is what x says where its conditions hold if truth says so, by their text.
func holdsIf(x ast.Expr, truth func(c string) bool) bool {
	switch x := x.(type) {
	case *ast.And:
		for _, t := range x.Terms {
			if !holdsIf(t, truth) {
				return false
			}
		}
		return true
	case *ast.Or:
		for _, t := range x.Terms {
			if holdsIf(t, truth) {
				return true
			}
		}
		return false
	case *ast.Not:
		return !holdsIf(x.X, truth)
	}
	return truth(x.String())
}

// TestExplain_property checks that an explanation agrees with Match, says of each
// condition what is so, and decides whatever the other conditions are.
func TestExplain_property(t *testing.T) {
	g := rand.New(rand.NewPCG(5, 6))
	const records, worlds = 10, 20
	queries := effort.Cases(150, 3000)
	selected, partial, tried, would := 0, 0, 0, 0
	var count foldCount
	for range queries {
		x := randomTree(g, 4)
		q := resolve(t, x, hosts, schema.Options{FoldCase: g.IntN(3) == 0})
		p := Compile(q)
		resolved := q.Expr()
		count.add(resolved)
		conditions := map[string]*ast.Comparison{}
		for c := range ast.Comparisons(resolved) {
			conditions[c.String()] = c
		}
		for range records {
			m := randomRecord(g)
			r := record(m)
			e := Explain(q, r)
			require.Equal(t, p(r), e.Selected, "Explain(%v) of %v", x, r)
			require.NotEmpty(t, e.Reasons)
			if e.Selected {
				selected++
			}
			listed := map[string]bool{}
			for _, reason := range e.Reasons {
				c := conditions[reason.Condition]
				require.NotNil(t, c, "%s is a condition of %v", reason.Condition, x)
				require.Equal(t, Compile(q.With(c))(r), reason.Holds, "%v of %v", c, r)
				v, ok := m[strings.ReplaceAll(c.Field.String(), `"`, "")]
				require.Equal(t, ok, reason.Has)
				if list, isList := v.([]string); isList {
					require.Equal(t, list, reason.Values)
				} else if ok {
					require.Equal(t, fmt.Sprint(v), reason.Value)
				}
				require.Equal(t, ok && c.Field.Name == "booted", reason.Instant != "")
				_, twice := listed[reason.Condition]
				require.False(t, twice, "%s is listed twice", reason.Condition)
				listed[reason.Condition] = reason.Holds
			}
			if len(listed) == len(conditions) {
				continue
			}
			partial++
			for range worlds {
				others := map[string]bool{}
				if g.IntN(2) == 0 { // all of one mind are the hardest
					for c := range conditions {
						others[c] = true
					}
				} else if g.IntN(2) == 0 {
					for c := range conditions {
						others[c] = g.IntN(2) == 0
					}
				}
				tried++
				require.Equal(t, e.Selected, holdsIf(resolved, func(c string) bool {
					if holds, ok := listed[c]; ok {
						return holds
					}
					return others[c]
				}), "%v of %v, of which the reasons are\n%v", x, m, e)
				if holdsIf(resolved, func(c string) bool { return others[c] }) != e.Selected {
					would++
				}
			}
		}
	}
	t.Logf("%d of %d selected; in %d some conditions do not matter; of %d other worlds %d would decide differently without the reasons",
		selected, queries*records, partial, tried, would)
	t.Log(count)
	require.Greater(t, count.mixed, queries/4)
	require.Greater(t, count.tags, queries/4)
	require.Greater(t, selected, queries*records/4)
	require.Less(t, selected, queries*records*3/4)
	require.Greater(t, partial, queries*records/2)
	require.Greater(t, would, tried/5)
}

// TestExplain_least compares explanations with all sets of conditions that
// decide, in queries whose conditions are all different: for a record that is
// selected there is none smaller, and for another the reasons are those that are
// in one of the least sets, of which no part decides.
func TestExplain_least(t *testing.T) {
	g := rand.New(rand.NewPCG(7, 8))
	cases, selected, smaller, several := 0, 0, 0, 0
	for range 1500 {
		n := 0
		x := distinctTree(g, 3, &n)
		if n > 8 {
			continue
		}
		r := Map{}
		var had uint
		for i := range n {
			if g.IntN(2) == 0 {
				r["tag:t"+fmt.Sprint(i)] = ""
				had |= 1 << i
			}
		}
		holds := make([]bool, 1<<n) // by the set of conditions that hold
		for world := range holds {
			holds[world] = holdsIf(x, func(c string) bool {
				i := int(c[len("tag:t")] - '0')
				return world>>i&1 == 1
			})
		}
		decides := func(set uint) bool {
			for world := range uint(1 << n) {
				if (world^had)&set == 0 && holds[world] != holds[had] {
					return false
				}
			}
			return true
		}
		var deciding, inLeast uint
		fewest, sets := n, 0
		for set := range uint(1 << n) {
			if !decides(set) {
				continue
			}
			fewest = min(fewest, bits.OnesCount(set))
			least := true
			for i := range n {
				least = least && (set>>i&1 == 0 || !decides(set&^(1<<i)))
			}
			if least {
				inLeast |= set
				sets++
			}
		}
		e := explain(t, x, r)
		require.Equal(t, holds[had], e.Selected)
		for _, reason := range e.Reasons {
			deciding |= 1 << (reason.Condition[len("tag:t")] - '0')
		}
		require.True(t, decides(deciding))
		cases++
		if e.Selected {
			selected++
			require.Equal(t, fewest, bits.OnesCount(deciding), "%v of %v:\n%v", x, r, e)
		} else {
			require.Equal(t, inLeast, deciding, "%v of %v:\n%v", x, r, e)
		}
		if fewest < n {
			smaller++
		}
		if sets > 1 {
			several++
		}
	}
	t.Logf("%d queries, %d records selected; %d are decided by less than all conditions, %d in several ways", cases, selected, smaller, several)
	require.Greater(t, selected, 300)
	require.Greater(t, cases-selected, 300)
	require.Greater(t, smaller, 500)
	require.Greater(t, several, 300)
}

// TestExplain_repeated checks that a condition that is written several times counts
// as one.
func TestExplain_repeated(t *testing.T) {
	g := rand.New(rand.NewPCG(9, 10))
	partial := 0
	for range 3000 {
		n := 0
		x := distinctTree(g, 3, &n)
		r := Map{}
		for i := range n {
			if g.IntN(2) == 0 {
				r["tag:t"+fmt.Sprint(i)] = ""
			}
		}
		want, e := explain(t, x, r), explain(t, repeat(g, x), r)
		require.Equal(t, want.Selected, e.Selected)
		require.Equal(t, want.Reasons, e.Reasons, "reasons of %s of %v, and of %v", e.Query, r, x)
		if len(e.Reasons) < n {
			partial++
		}
	}
	t.Logf("in %d some conditions do not matter", partial)
	require.Greater(t, partial, 1000)
}

// TestExplain_fold checks that a text is folded once, however many conditions ask what
// it contains in any case: the conditions see a folded text that the test puts there.
func TestExplain_fold(t *testing.T) {
	r := record(Map{"name": "Smoke", "tag:x": "Smoke", "roles": []string{"db", "Smoke"}})
	const conditions = 50
	for _, f := range []ast.Field{ast.Name("name"), ast.Tag("x"), ast.Name("roles")} {
		for _, long := range []string{"", strings.Repeat("long", 10)} {
			var terms []ast.Expr
			for i := range conditions {
				terms = append(terms, tree.Fold(ast.Compare(f, ast.OpContains, fmt.Sprintf("%sz%02d", long, i))))
			}
			q := resolve(t, ast.Any(terms[0], terms[1:]...), hosts, schema.Options{})
			e := explainer{schema: hosts, record: r, folded: map[ast.Field][]string{}}
			selected, deciding := e.explain(q.Expr(), false)
			require.False(t, selected)
			require.Len(t, deciding, conditions)
			require.Len(t, e.folded, 1)

			for i, term := range terms {
				e.folded[f] = []string{fmt.Sprintf("%sZ%02d", strings.ToUpper(long), i)}
				selected, deciding = e.explain(q.Expr(), false)
				require.True(t, selected)
				require.Contains(t, deciding, term.String())
			}
		}
	}
}

// repeat returns x with each condition written one to three times.
func repeat(g *rand.Rand, x ast.Expr) ast.Expr {
	var terms []ast.Expr
	switch x := x.(type) {
	case *ast.And:
		for _, t := range x.Terms {
			terms = append(terms, repeat(g, t))
		}
		return ast.All(terms...)
	case *ast.Or:
		for _, t := range x.Terms {
			terms = append(terms, repeat(g, t))
		}
		return ast.Any(terms[0], terms[1:]...)
	case *ast.Not:
		return &ast.Not{X: repeat(g, x.X)}
	}
	for range 1 + g.IntN(3) {
		terms = append(terms, x)
	}
	if g.IntN(2) == 0 {
		return ast.All(terms...)
	}
	return ast.Any(terms[0], terms[1:]...)
}

// distinctTree returns a query of conditions tag:t0 exists, tag:t1 exists and so
// on, each of which is in it once.
func distinctTree(g *rand.Rand, depth int, n *int) ast.Expr {
	switch k := g.IntN(8); {
	case depth == 0 || k < 2:
		*n++
		return ast.Compare(ast.Tag(fmt.Sprint("t", *n-1)), ast.OpExists)
	case k < 4:
		return &ast.Not{X: distinctTree(g, depth-1, n)}
	default:
		terms := make([]ast.Expr, 2+g.IntN(2))
		for i := range terms {
			terms[i] = distinctTree(g, depth-1, n)
		}
		if k%2 == 0 {
			return ast.All(terms...)
		}
		return ast.Any(terms[0], terms[1:]...)
	}
}
