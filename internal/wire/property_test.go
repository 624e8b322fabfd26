package wire_test

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/wire"
)

type object = map[string]any

func jsonTag(keyName, valueName, key string) string {
	b, err := json.Marshal(object{keyName: key, valueName: "1"})
	if err != nil {
		panic(err)
	}
	return string(b)
}

// A generator makes random requests as a strict judge takes them, and records,
// over few names and values, so that they often meet.
type generator struct{ *rand.Rand }

func pick[T any](g generator, list ...T) T { return list[g.IntN(len(list))] }

func many[T any](g generator, least int, element func() T) []T {
	list := make([]T, least+g.IntN(3))
	for i := range list {
		list[i] = element()
	}
	return list
}

func (g generator) value() string { return pick(g, "a", "ab", "b", "ba", "K", "k") }

func (g generator) request() object {
	r := object{}
	if g.IntN(3) > 0 {
		r["SearchCriteria"] = g.criteria(3)
	}
	if g.IntN(3) > 0 {
		r["SearchFilter"] = object{"TagFilter": g.tags()}
	}
	return r
}

func (g generator) tag() any { return object{"TagKey": pick(g, "x", "y", "z"), "TagValue": g.value()} }

func (g generator) tags() any {
	switch g.IntN(3) {
	case 0:
		return object{"TagCondition": g.tag()}
	case 1:
		return object{"AndConditions": many(g, 2, g.tag)}
	}
	return object{"OrConditions": many(g, 2, func() any { return many(g, 1, g.tag) })}
}

func (g generator) criteria(depth int) any {
	nested := func() any { return g.criteria(depth - 1) }
	switch n := g.IntN(6); {
	case n == 0:
		return object{"StatusCondition": pick(g, "SAVED", "PUBLISHED")}
	case n < 3 || depth == 0:
		return object{"StringCondition": object{
			"FieldName": pick(g, "name", "description"), "Value": g.value(), "ComparisonType": pick(g, "EXACT", "STARTS_WITH", "CONTAINS"),
		}}
	case n == 3:
		return object{"AndConditions": many(g, 2, nested)}
	}
	return object{"OrConditions": many(g, 2, nested)}
}

func (g generator) filter() object {
	tag := func() any {
		t := object{"key": pick(g, "x", "y", "z")}
		if g.IntN(4) > 0 {
			t["value"] = g.value()
		}
		return t
	}
	and := func() object {
		if g.IntN(2) == 0 {
			return object{"tagCondition": tag()}
		}
		return object{"andConditions": many(g, 2, tag)}
	}
	if g.IntN(3) == 0 {
		return and()
	}
	return object{"orConditions": many(g, 2, and)}
}

func (g generator) record() wire.Record {
	r := wire.Record{Fields: map[string]string{}, Tags: map[string]string{}, Status: pick(g, "SAVED", "PUBLISHED", "")}
	for _, field := range []string{"name", "description"} {
		if g.IntN(4) > 0 {
			r.Fields[field] = g.value()
		}
	}
	for _, key := range []string{"x", "y", "z"} {
		if g.IntN(4) > 0 {
			r.Tags[key] = g.value()
		}
	}
	return r
}

// finds says what a request finds, another way: it walks the JSON as it is.
func finds(node any, r wire.Record) bool {
	every, some := true, false
	if list, ok := node.([]any); ok { // an and, or a row of one
		for _, element := range list {
			every = finds(element, r) && every
		}
		return every
	}
	members := node.(object)
	for _, names := range [][2]string{{"TagKey", "TagValue"}, {"key", "value"}} {
		if key, ok := members[names[0]]; ok {
			value, has := r.Tags[key.(string)]
			want, ok := members[names[1]]
			return has && (!ok || value == want)
		}
	}
	for name, value := range members {
		switch strings.ToLower(name[:1]) + name[1:] {
		case "searchFilter", "tagFilter", "searchCriteria", "tagCondition", "andConditions":
			every = finds(value, r) && every
		case "orConditions":
			for _, element := range value.([]any) {
				some = finds(element, r) || some
			}
			every = every && some
		case "statusCondition":
			every = every && r.Status == value
		case "stringCondition":
			c := value.(object)
			field, has := r.Fields[c["FieldName"].(string)]
			before, after, contains := strings.Cut(field, c["Value"].(string))
			every = every && has && contains && map[any]bool{
				"CONTAINS": true, "STARTS_WITH": before == "", "EXACT": before == "" && after == "",
			}[c["ComparisonType"]]
		default:
			panic(name)
		}
	}
	return every
}

// TestMatch_random compares with another reading of the same JSON.
func TestMatch_random(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(1, 2))}
	count := map[string]int{}
	for range effort.Cases(1500, 4000) {
		request, form, name := g.request(), form(wire.Search), "Search"
		if g.IntN(2) == 0 {
			request, form, name = g.filter(), wire.Session, "Session"
		}
		body, err := json.Marshal(request)
		require.NoError(t, err)
		var tree any
		require.NoError(t, json.Unmarshal(body, &tree))
		p, err := form(body, wire.Options{Strict: true})
		require.NoError(t, err, "%s(%s)", name, body)
		for range 10 {
			r := g.record()
			want := finds(tree, r)
			count[fmt.Sprint(name, " ", want)]++
			require.Equal(t, want, p.Match(r), "%s(%s).Match(%v)", name, body, r)
		}
	}
	t.Logf("records: %v", count)
	for _, kind := range []string{"Search true", "Search false", "Session true", "Session false"} {
		require.Greater(t, count[kind], effort.Cases(1100, 3000), kind)
	}
}

// TestLanguage holds the requests of the shared cases to the records that stand
// beside them.
func TestLanguage(t *testing.T) {
	matched := map[bool]int{}
	for _, file := range cases.Load(t) {
		for _, c := range file.Cases {
			for section, form := range map[string]form{"test-cases.json": wire.Search, "q-session.json": wire.Session} {
				body, ok := c.Sections[section]
				if !ok {
					continue
				}
				p, err := form([]byte(body), wire.Options{Strict: true})
				require.NoError(t, err, "%s/%s", c.Name, section)
				for _, lines := range []string{"match", "other"} {
					for _, line := range c.Lines(lines) {
						matched[lines == "match"]++
						assert.Equal(t, lines == "match", p.Match(testCase(t, line)), "%s/%s: Match(%s)", c.Name, section, line)
					}
				}
			}
		}
	}
	t.Logf("%d records match, %d do not", matched[true], matched[false])
	require.Greater(t, matched[true], 30)
	require.Greater(t, matched[false], 30)
}

// testCase returns the record of a test case's JSON.
func testCase(t *testing.T, line string) wire.Record {
	var c struct {
		Name, Description *string
		Status            string
		Tags              map[string]string
	}
	require.NoError(t, json.Unmarshal([]byte(line), &c), line)
	r := wire.Record{Fields: map[string]string{}, Status: c.Status, Tags: c.Tags}
	for name, value := range map[string]*string{"name": c.Name, "description": c.Description} {
		if value != nil {
			r.Fields[name] = *value
		}
	}
	return r
}

// fuzz checks that what is strictly right is right, and means the same.
func fuzz(f *testing.F, form form, seeds ...string) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	g := generator{rand.New(rand.NewPCG(3, 4))}
	for range 50 {
		seed, err := json.Marshal(pick(g, g.request(), g.filter()))
		require.NoError(f, err)
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		strict, err := form(in, wire.Options{Strict: true, KeyOnly: true})
		p, lenient := form(in, wire.Options{KeyOnly: true})
		for _, err := range []error{err, lenient} {
			if wrong := new(wire.Error); err != nil {
				require.ErrorAs(t, err, &wrong)
				require.LessOrEqual(t, wrong.Offset, len(in))
				require.Less(t, len(err.Error()), 600)
			}
		}
		if lenient != nil {
			require.Error(t, err, "strict takes what lenient does not: %v", lenient)
			return
		}
		require.True(t, json.Valid(in))
		folded, foldErr := form(in, wire.Options{KeyOnly: true, FoldCase: true})
		require.NoError(t, foldErr)
		for _, r := range records(in) {
			if err == nil {
				require.Equal(t, p.Match(r), strict.Match(r), "Match(%v)", r)
			}
			if p.Match(r) {
				require.True(t, folded.Match(r), "Match(%v), folded", r)
			}
		}
	})
}

// records returns records with the texts that stand in a request.
func records(in []byte) (list []wire.Record) {
	texts := []string{"a"}
	for d := json.NewDecoder(strings.NewReader(string(in))); len(texts) < 30; {
		token, err := d.Token()
		if err == io.EOF || err != nil {
			break
		}
		if s, ok := token.(string); ok && !slices.Contains(texts, s) {
			texts = append(texts, s)
		}
	}
	for i, s := range texts {
		r := wire.Record{Fields: map[string]string{"name": s, "description": texts[len(texts)-1-i]}, Status: s, Tags: map[string]string{}}
		for j, key := range texts {
			r.Tags[key] = texts[(i+j)%len(texts)]
		}
		list = append(list, r)
	}
	return append(list, wire.Record{})
}

func FuzzSearch(f *testing.F) {
	fuzz(f, wire.Search, `{}`, `{"SearchFilter":{}}`, `{"MaxResults":1}`, criteria(`{"AndConditions":[{"StatusCondition":"SAVED"}]}`), filter(`{"TagCondition":{"TagKey":"\ud83d\ude00"}}`))
}

func FuzzSession(f *testing.F) {
	fuzz(f, wire.Session, `{}`, `{"andConditions":[{"key":"a"}]}`, `{"orConditions":[]}`)
}

func BenchmarkSearch(b *testing.B) {
	body := []byte(benchmarkRequest)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := wire.Search(body, wire.Options{Strict: true}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	p, err := wire.Search([]byte(benchmarkRequest), wire.Options{Strict: true})
	require.NoError(b, err)
	r := record("name=smoke-1", "status=PUBLISHED", "tag:BPO=123")
	b.ReportAllocs()
	for b.Loop() {
		if !p.Match(r) {
			b.Fatal("no match")
		}
	}
}

const benchmarkRequest = `{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"BPO","TagValue":"123"}}},"SearchCriteria":{"AndConditions":[{"StringCondition":{"FieldName":"name","Value":"smoke","ComparisonType":"STARTS_WITH"}},{"StatusCondition":"PUBLISHED"}]}}`
