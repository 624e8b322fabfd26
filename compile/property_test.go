package compile_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// A record is what queries and requests are asked about.
type record struct {
	fields map[string]string // those that have a text
	tags   map[string]string
	others map[string]any // the other fields
}

// values returns the record as package meaning has it.
func (r record) values() map[string]any {
	m := make(map[string]any, len(r.fields)+len(r.tags)+len(r.others))
	maps.Copy(m, r.others)
	for name, v := range r.fields {
		m[name] = v
	}
	for key, v := range r.tags {
		m[chars.TagPrefix+key] = v
	}
	return m
}

// selects is what the language says of test cases.
func selects(x ast.Expr, r record) bool {
	return meaning.Language{Schema: schema.TestCase()}.Selects(x, r.values())
}

// An interpreter says what a service finds, from the JSON alone and the words of
// the APIs, and reports JSON that is not as it should be.
type interpreter struct {
	t     *testing.T
	folds bool // the service ignores the case of the text of fields
	record
}

type object = map[string]any

// must is require.True without its cost, since it runs millions of times.
func (i interpreter) must(ok bool, what string, node any) {
	if !ok {
		require.Fail(i.t, what, "%v", node)
	}
}

// only returns the one member of a node.
func (i interpreter) only(node any) (name string, value any) {
	members := node.(object)
	i.must(len(members) == 1, "one member is wanted", node)
	for name, value = range members {
	}
	return name, value
}

// list returns the elements of a list of at least so many.
func (i interpreter) list(value any, least int) []any {
	list := value.([]any)
	i.must(len(list) >= least, "a list is too short", list)
	return list
}

func (i interpreter) request(node any) bool {
	finds := true
	for name, value := range node.(object) {
		switch name {
		case "SearchFilter":
			name, value := i.only(value)
			i.must(name == "TagFilter", "unknown member", node)
			finds = i.connectTags(value) && finds
		case "SearchCriteria":
			finds = i.criteria(value) && finds
		default:
			i.must(false, "unknown member", node)
		}
	}
	return finds
}

func (i interpreter) connectTags(node any) bool {
	and := func(v any) bool {
		return !slices.ContainsFunc(i.list(v, 1), func(v any) bool { return !i.tag(v, "TagKey", "TagValue") })
	}
	switch name, value := i.only(node); name {
	case "TagCondition":
		return i.tag(value, "TagKey", "TagValue")
	case "AndConditions":
		i.list(value, 2)
		return and(value)
	case "OrConditions":
		return slices.ContainsFunc(i.list(value, 2), and)
	default:
		i.must(false, "unknown member", node)
	}
	return false
}

func (i interpreter) sessionTags(node any, inOr bool) bool {
	switch name, value := i.only(node); {
	case name == "tagCondition":
		return i.tag(value, "key", "value")
	case name == "andConditions":
		return !slices.ContainsFunc(i.list(value, 2), func(v any) bool { return !i.tag(v, "key", "value") })
	case name == "orConditions" && !inOr:
		return slices.ContainsFunc(i.list(value, 2), func(v any) bool { return i.sessionTags(v, true) })
	default:
		i.must(false, "unknown member", node)
	}
	return false
}

func (i interpreter) tag(node any, keyName, valueName string) bool {
	members := node.(object)
	key := members[keyName].(string)
	value, has := i.tags[key]
	if want, ok := members[valueName]; ok {
		i.must(len(members) == 2, "two members are wanted", node)
		return has && value == want.(string)
	}
	i.must(len(members) == 1, "unknown member", node)
	return has
}

func (i interpreter) criteria(node any) bool {
	switch name, value := i.only(node); name {
	case "AndConditions":
		return !slices.ContainsFunc(i.list(value, 2), func(v any) bool { return !i.criteria(v) })
	case "OrConditions":
		return slices.ContainsFunc(i.list(value, 2), i.criteria)
	case "StatusCondition":
		return i.fields["status"] == value.(string)
	case "StringCondition":
		condition := value.(object)
		i.must(len(condition) == 3, "three members are wanted", node)
		field, has := i.fields[condition["FieldName"].(string)]
		operand := condition["Value"].(string)
		if i.folds { // as ASCII letters go, of which all the texts here are
			field, operand = strings.ToLower(field), strings.ToLower(operand)
		}
		switch condition["ComparisonType"].(string) {
		case "EXACT":
			return has && field == operand
		case "STARTS_WITH":
			return has && strings.HasPrefix(field, operand)
		case "CONTAINS":
			return has && strings.Contains(field, operand)
		}
	}
	i.must(false, "unknown member", node)
	return false
}

// A generator makes random queries and records over few names and values, so
// that they often meet. Some of the conditions ignore case, on fields and on tags.
type generator struct {
	*rand.Rand
	folds bool // the service that is asked ignores the case of the text of fields
}

func pick[T any](g generator, list ...T) T { return list[g.IntN(len(list))] }

var operands = []string{"a", "ab", "b", "ba", "abab"}

// operand returns one of the first n operands, now and then in another case, or a
// text that has no case.
func (g generator) operand(n int) string {
	if g.IntN(12) == 0 {
		return pick(g, "1", "12")
	}
	return g.anyCase(pick(g, operands[:n]...))
}

// anyCase returns s, now and then with some of its letters in another case.
func (g generator) anyCase(s string) string {
	if g.IntN(4) > 0 {
		return s
	}
	b := []byte(s)
	for i, c := range b {
		if g.IntN(2) == 0 && unicode.IsLetter(rune(c)) {
			b[i] = c ^ 0x20
		}
	}
	return string(b)
}

// sent returns x, which compares a text, with an i or without, such that a request
// says it: with an i if it is on a field and the service ignores case, else without,
// and either way if its values have no case.
func (g generator) sent(x *ast.Comparison) ast.Expr {
	fold := g.folds && !x.Field.Tag
	if !slices.ContainsFunc(x.Values, func(v ast.Value) bool { return chars.HasCase(v.Text) }) {
		fold = g.IntN(2) == 0
	}
	if fold {
		return tree.Fold(x)
	}
	return x
}

// eitherCase returns x with an i or without where it compares texts, be it as the
// service compares them or not.
func (g generator) eitherCase(x ast.Expr) ast.Expr {
	return tree.Map(x, func(c *ast.Comparison) *ast.Comparison {
		if len(c.Values) == 0 || schema.TestCase().KindOf(c.Field) != schema.Text || g.IntN(3) > 0 {
			return c
		}
		d := *c
		d.Fold = !c.Fold
		return &d
	})
}

// tree returns a tree whose leaves are what leaf returns.
func (g generator) tree(depth int, leaf func() ast.Expr) ast.Expr {
	if depth == 0 || g.IntN(4) == 0 {
		return leaf()
	}
	terms := make([]ast.Expr, 2+g.IntN(2))
	for i := range terms {
		terms[i] = g.tree(depth-1, leaf)
	}
	if g.IntN(2) == 0 {
		return ast.All(terms...)
	}
	return ast.Any(terms[0], terms[1:]...)
}

// tag returns a condition on a tag that both targets can say, but for exists.
func (g generator) tag(exists bool) ast.Expr {
	f := ast.Tag(pick(g, "k1", "k2", "k3"))
	switch g.IntN(6) {
	case 0:
		return g.sent(ast.Compare(f, ast.OpIn, g.operand(5), g.operand(5)))
	case 1:
		if exists {
			return ast.Compare(f, ast.OpExists)
		}
	}
	return g.sent(ast.Compare(f, ast.OpEqual, g.operand(3)))
}

// criterion returns a condition on a field that a search can say.
func (g generator) criterion() ast.Expr {
	f := ast.Name(pick(g, "name", "description"))
	status := ast.Name("status")
	switch g.IntN(7) {
	case 0:
		return ast.Compare(status, ast.OpEqual, pick(g, "SAVED", "PUBLISHED"))
	case 1:
		return &ast.Not{X: ast.Compare(status, ast.OpEqual, pick(g, "SAVED", "PUBLISHED"))}
	case 2:
		return ast.Compare(status, ast.OpNotIn, pick(g, "SAVED", "PUBLISHED"))
	case 3:
		return g.sent(ast.Compare(f, ast.OpHasPrefix, g.operand(5)))
	case 4:
		return g.sent(ast.Compare(f, ast.OpContains, g.operand(5)))
	}
	return g.sent(ast.Compare(f, ast.OpEqual, g.operand(5)))
}

// any returns a condition of any sort, with an i or without.
func (g generator) any() ast.Expr {
	if g.IntN(3) == 0 {
		return g.eitherCase(g.anyOfOneCase())
	}
	return g.anyOfOneCase()
}

func (g generator) anyOfOneCase() ast.Expr {
	var f = pick(g, ast.Name("name"), ast.Name("description"), ast.Tag("k1"), ast.Tag("k2"))
	switch g.IntN(12) {
	case 0:
		return ast.Compare(f, ast.OpHasSuffix, g.operand(5))
	case 1:
		return &ast.Not{X: ast.Compare(f, ast.OpEqual, g.operand(5))}
	case 2:
		return ast.Compare(f, ast.OpExists)
	case 3:
		return ast.Compare(f, ast.OpHasPrefix, "")
	case 4:
		return ast.Compare(ast.Name("id"), ast.OpEqual, "a")
	case 5, 6, 7:
		return &ast.Not{X: g.criterion()}
	case 8, 9:
		return g.criterion()
	}
	return g.tag(true)
}

func (g generator) record() record {
	r := record{fields: map[string]string{
		"name":   g.anyCase(pick(g, append(operands, "", "bab", "aba", "1", "12")...)),
		"id":     pick(g, "a", "b"),
		"arn":    "arn",
		"status": pick(g, "SAVED", "PUBLISHED"),
	}, tags: map[string]string{}}
	if g.IntN(3) > 0 {
		r.fields["description"] = g.anyCase(pick(g, append(operands, "", "aab", "12a")...))
	}
	for _, key := range []string{"k1", "k2", "k3"} {
		if g.IntN(4) > 0 {
			r.tags[key] = g.anyCase(pick(g, append(operands, "", "1")...))
		}
	}
	return r
}

// decode returns the JSON of a result, which must hold no null.
func decode(t *testing.T, result any) any {
	body, err := json.Marshal(result)
	require.NoError(t, err)
	require.NotContains(t, string(body), "null")
	var node any
	require.NoError(t, json.Unmarshal(body, &node))
	return node
}

// eachService runs f as two tests, for a service that minds the case of the text of
// fields and for one that ignores it.
func eachService(t *testing.T, name string, f func(t *testing.T, folds bool)) {
	t.Helper()
	for _, folds := range []bool{false, true} {
		t.Run(name+map[bool]string{false: ", with case", true: ", without case"}[folds], func(t *testing.T) { f(t, folds) })
	}
}

// TestMeaning holds the requests to the queries they come from: both select the
// same of many records. The JSON has one member in each node, and no list that
// is null, empty or of one element.
func TestMeaning(t *testing.T) {
	type finder = func(*testing.T, any, record) bool
	searches := func(folds bool) func(q *schema.Resolved) (any, finder, error) {
		target := connect.TestCases()
		target.MaxTagConditions = math.MaxInt
		target.ServiceFoldsCase = folds
		return func(q *schema.Resolved) (any, finder, error) {
			result, _, err := searchTestCases(q, target)
			return result, func(t *testing.T, node any, r record) bool { return interpreter{t, folds, r}.request(node) }, err
		}
	}
	sessions := func(folds bool) func(q *schema.Resolved) (any, finder, error) {
		target := qconnect.Session()
		target.ServiceFoldsCase = folds // which is about fields alone
		return func(q *schema.Resolved) (any, finder, error) {
			result, _, err := tagFilter(q, target)
			return result, func(t *testing.T, node any, r record) bool { return interpreter{t, folds, r}.sessionTags(node, false) }, err
		}
	}
	for _, test := range []struct {
		name    string
		compile func(folds bool) func(*schema.Resolved) (any, finder, error)
		query   func(generator) ast.Expr
		always  bool // the query can be sent
		fields  bool // it may ask for fields
	}{
		{"a search of tags and criteria", searches, func(g generator) ast.Expr {
			tags := g.tree(3, func() ast.Expr { return g.tag(false) })
			return ast.All(tags, g.tree(3, g.criterion))
		}, true, true},
		{"a search of tags", searches, func(g generator) ast.Expr {
			return g.tree(3, func() ast.Expr { return g.tag(false) })
		}, true, false},
		{"a search of anything", searches, func(g generator) ast.Expr { return g.tree(2, g.any) }, false, true},
		{"a session of tags", sessions, func(g generator) ast.Expr {
			return g.tree(3, func() ast.Expr { return g.tag(true) })
		}, true, false},
		{"a session of anything", sessions, func(g generator) ast.Expr { return g.tree(1, g.any) }, false, false},
	} {
		eachService(t, test.name, func(t *testing.T, folds bool) {
			g := generator{rand.New(rand.NewPCG(1, 2)), folds}
			compileQuery := test.compile(folds)
			const records = 40
			queries := effort.Cases(200, 2000)
			sent, telling, withFold, sentWithFold := 0, 0, 0, 0
			for range queries {
				q := resolve(t, test.query(g))
				x := q.Expr()
				if folded(x) > 0 {
					withFold++
				}
				result, finds, err := compileQuery(q)
				if test.always && !errors.Is(err, ast.Code(codes.TooManyTerms)) {
					require.NoError(t, err, "%v", x)
				}
				if err != nil {
					continue
				}
				sent++
				if folded(x) > 0 {
					sentWithFold++
				}
				node := decode(t, result)
				found := 0
				for range records {
					r := g.record()
					want := selects(x, r)
					if want {
						found++
					}
					if got := finds(t, node, r); got != want {
						require.Equal(t, want, got, "%v\n%v\n%v", x, r, node)
					}
				}
				if 0 < found && found < records {
					telling++
				}
			}
			t.Logf("%d queries, %d with an i; %d of them sent, %d with an i; %d of these found some records and not others",
				queries, withFold, sent, sentWithFold, telling)
			assert.Greater(t, telling, queries/20)
			if test.always {
				assert.Equal(t, withFold, sentWithFold, "what can be sent is")
			} else {
				assert.Greater(t, withFold, queries/8)
			}
			if folds && test.fields {
				assert.Greater(t, sentWithFold, sent/5)
			}
		})
	}
}

// rowsOf returns the rows of a session's filter, each a map from key to value,
// which is nil for a key alone, and how many of them have two values for a key.
func rowsOf(node any) (rows []map[string]any, impossible int) {
	row := func(conditions ...any) {
		m := map[string]any{}
		for _, c := range conditions {
			m[c.(object)["key"].(string)] = c.(object)["value"]
		}
		if len(m) < len(conditions) {
			impossible++
		}
		rows = append(rows, m)
	}
	var walk func(any)
	walk = func(node any) {
		for name, value := range node.(object) {
			switch name {
			case "tagCondition":
				row(value)
			case "andConditions":
				row(value.([]any)...)
			case "orConditions":
				for _, v := range value.([]any) {
					walk(v)
				}
			}
		}
	}
	walk(node)
	return rows, impossible
}

// TestMinimal checks that no row of a filter follows from another, and that
// either all rows can be met or none.
func TestMinimal(t *testing.T) {
	g := generator{Rand: rand.New(rand.NewPCG(3, 4))}
	const queries = 3000
	several, impossible := 0, 0
	for range queries {
		x := resolve(t, g.tree(3, func() ast.Expr { return g.tag(true) }))
		f, err := compile.Compile(x, qconnect.Session())
		if errors.Is(err, ast.Code(codes.TooManyTerms)) {
			continue
		}
		require.NoError(t, err)
		rows, n := rowsOf(decode(t, f.Member("tagFilter")))
		if n > 0 {
			impossible++
			require.Len(t, rows, n, "%v", x)
			require.NotEmpty(t, f.Warnings, "%v", x)
			continue
		}
		if len(rows) > 1 {
			several++
		}
		for i, r := range rows {
			for j, s := range rows {
				follows := i != j
				for key, value := range s {
					have, ok := r[key]
					follows = follows && ok && (value == nil || value == have)
				}
				require.False(t, follows, "%v: row %v follows from row %v", x, r, s)
			}
		}
	}
	t.Logf("%d queries, %d with several rows, %d that nothing meets", queries, several, impossible)
	assert.Greater(t, several, queries/3)
	assert.Positive(t, impossible)
}

// TestAgainstPairs compares the absorption of rows over many tags with that of
// all pairs.
func TestAgainstPairs(t *testing.T) {
	g := generator{Rand: rand.New(rand.NewPCG(5, 6))}
	absorbed := 0
	for range 200 {
		var rows [][]string
		var terms []ast.Expr
		for range 100 {
			var row []string
			var conditions []ast.Expr
			for range 1 + g.IntN(5) {
				key := fmt.Sprintf("k%d", g.IntN(120))
				if g.IntN(3) == 0 {
					key = fmt.Sprintf("k%d", g.IntN(4))
				}
				if !slices.Contains(row, key) {
					row = append(row, key)
					conditions = append(conditions, ast.Compare(ast.Tag(key), ast.OpEqual, "1"))
				}
			}
			rows = append(rows, row)
			terms = append(terms, ast.All(conditions...))
		}
		part := func(a, b []string) bool {
			return !slices.ContainsFunc(a, func(key string) bool { return !slices.Contains(b, key) })
		}
		var want []string
		for i, r := range rows {
			kept := true
			for j, s := range rows {
				if i != j && part(s, r) && (len(s) < len(r) || j < i) {
					kept = false
				}
			}
			if kept {
				want = append(want, strings.Join(r, " "))
			} else {
				absorbed++
			}
		}
		f, err := compile.Compile(resolve(t, ast.Any(terms[0], terms[1:]...)), qconnect.Session())
		require.NoError(t, err)
		type tag struct{ Key string }
		var filter struct {
			OrConditions []struct {
				TagCondition  *tag
				AndConditions []tag
			}
		}
		require.NoError(t, json.Unmarshal(f.Member("tagFilter"), &filter))
		var got []string
		for _, or := range filter.OrConditions {
			var keys []string
			if or.TagCondition != nil {
				keys = append(keys, or.TagCondition.Key)
			}
			for _, c := range or.AndConditions {
				keys = append(keys, c.Key)
			}
			got = append(got, strings.Join(keys, " "))
		}
		require.Equal(t, want, got)
	}
	t.Logf("%d rows were absorbed", absorbed)
	assert.Greater(t, absorbed, 1000)
}
