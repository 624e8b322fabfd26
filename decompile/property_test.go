package decompile_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/internal/wire"
	"github.com/searchfilter/searchfilter/logic"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// A dialect is one way to write a filter, in both directions.
type dialect struct {
	name   string
	target compile.Target
}

var dialects = []dialect{
	{"search", connect.TestCases()},
	{"session", qconnect.Session()},
	{"CloudFormation", qconnect.ContentCFN()},
	{"search without case", ignoringCase()},
}

// shapes are dialects that no service has.
var shapes = []dialect{
	{"rows of objects", shaped(connect.TestCases(), "Tags")},
	{"deep session", shaped(qconnect.Session(), "")},
	{"search of one member", oneMember()},
}

// shaped returns a target that says the same in another shape.
func shaped(t compile.Target, conditions string) compile.Target {
	t.Members = append(t.Members, "Outer", "Asked")
	t.Filter.Path = []string{"Outer", "Middle", "Filter"}
	t.Filter.One, t.Filter.And, t.Filter.Or = "Tag", "All", "Any"
	t.Filter.Key, t.Filter.Value = "K", "V"
	t.Filter.Unions, t.Filter.Conditions = false, conditions
	if t.Criteria != nil {
		t.Criteria = &compile.Criteria{Path: []string{"Asked", "For"}, And: "Both", Or: "Either"}
	}
	return t
}

// oneMember returns the target of a search with a filter that stands in no other member.
func oneMember() compile.Target {
	t := connect.TestCases()
	t.Members[3] = "Tags"
	t.Filter.Path = []string{"Tags"}
	return t
}

// targets are what a document may be for.
var targets = []compile.Target{connect.TestCases(), qconnect.Session(), qconnect.ContentCFN()}

// ignoringCase returns the target of searches by a service that ignores the case of the
// text of fields.
func ignoringCase() compile.Target {
	t := connect.TestCases()
	t.ServiceFoldsCase = true
	return t
}

func (d dialect) searches() bool { return d.target.Criteria != nil }

func (d dialect) compile(q *schema.Resolved) (any, error) {
	t := d.target
	t.MaxTagConditions = math.MaxInt
	return compile.Compile(q, t)
}

func (d dialect) decode(data []byte) (*schema.Resolved, error) {
	return decompile.Decode(data, d.target, ast.Limits{})
}

// TestDecode_compiled decodes what the compilers make of random queries. The
// result means the same, is a valid tree, and makes the same JSON again.
func TestDecode_compiled(t *testing.T) {
	for _, d := range append(shapes, dialects[0], dialects[1], dialects[3]) {
		t.Run(d.name, func(t *testing.T) {
			r := rand.New(rand.NewSource(7))
			const records = 60
			queries := effort.Cases(80, 3000)
			sent, telling, lists, withFold, decodedFold := 0, 0, 0, 0, 0
			for i := range queries {
				x := fuzz.Expressible(d.target)(r, 1+i%10)
				q := resolve(t, x)
				if folded(q.Expr()) > 0 {
					withFold++
				}
				result, err := d.compile(q)
				if errors.Is(err, ast.Code(codes.TooManyTerms)) || errors.Is(err, ast.Code(codes.EmptyFilter)) {
					continue
				}
				require.NoError(t, err, "%v", x)
				sent++
				body, err := json.Marshal(result)
				require.NoError(t, err)

				y, err := d.decode(body)
				if errors.Is(err, ast.Code(codes.TooManyConditions)) {
					continue
				}
				require.NoError(t, err, "%v\n%.1000s", x, body)
				again, err := d.compile(y)
				require.NoError(t, err, "%s\n%v", body, y)
				assert.Equal(t, string(body), encode(t, again), "%v", y)
				z, err := d.decode([]byte(encode(t, again)))
				require.NoError(t, err)
				assert.True(t, tree.Equal(y.Expr(), z.Expr()), "%v\n%v", y, z)
				same, witness, err := logic.Equivalent(q, y, logic.Options{})
				require.NoError(t, err)
				require.True(t, same, "%v\n%v\n%v", x, y, witness)
				assert.True(t, tree.Equal(parse(t, y.String()).Expr(), y.Expr()), "%v", y)
				if folded(y.Expr()) > 0 {
					decodedFold++
				}
				if strings.Contains(y.String(), " in (") {
					lists++
				}
				found := 0
				for range records {
					r := near(r, q.Expr(), d.target.ServiceFoldsCase)
					want := selects(q.Expr(), r)
					if want {
						found++
					}
					require.Equal(t, want, selects(y.Expr(), r), "%v\n%v\n%v", x, y, r)
				}
				if 0 < found && found < records {
					telling++
				}
			}
			t.Logf("%d queries, %d with an i, of which %d came back with one; %d sent, %d found some records and not others, %d came back with an in",
				queries, withFold, decodedFold, sent, telling, lists)
			assert.LessOrEqual(t, decodedFold, withFold)
			if d.target.ServiceFoldsCase {
				assert.Greater(t, decodedFold, queries/4)
			} else {
				assert.Zero(t, decodedFold)
			}
			assert.Greater(t, telling, queries/2)
			assert.Greater(t, lists, queries/10)
		})
	}
}

// wireProgram returns what the service finds by a request, or by a session's filter,
// that is what the project emits or, if lenient, what the models take. It does
// not know CloudFormation's spelling and a FieldName in another case, which are
// finds's to read.
func wireProgram(d dialect, document []byte, lenient bool) (func(record) bool, error) {
	o := wire.Options{Strict: !lenient, FoldCase: d.target.ServiceFoldsCase, MaxTagConditions: math.MaxInt, FieldNames: []string{"name", "description"}}
	read := wire.Session
	var around struct {
		TagFilter json.RawMessage `json:"tagFilter"`
		Session   struct {
			TagFilter json.RawMessage `json:"tagFilter"`
		} `json:"session"`
	}
	if d.searches() {
		read = wire.Search
	} else if err := json.Unmarshal(document, &around); err != nil {
		return nil, err
	}
	for _, filter := range []json.RawMessage{around.TagFilter, around.Session.TagFilter} {
		if filter != nil {
			document = filter
		}
	}
	p, err := read(document, o)
	if err != nil {
		return nil, err
	}
	return func(r record) bool {
		return p.Match(wire.Record{Fields: r.fields, Status: r.fields["status"], Tags: r.tags})
	}, nil
}

// finds says what a service, which ignores the case of the text of fields or minds
// it, finds by JSON with one-element lists, from the words of the APIs.
func finds(v any, folds bool, r record) bool {
	switch v := v.(type) {
	case []any: // a row of a search
		return !slices.ContainsFunc(v, func(v any) bool { return !finds(v, folds, r) })
	case object:
		ok := true
		for name, value := range v {
			switch strings.ToLower(name[:1]) + name[1:] {
			case "searchFilter", "searchCriteria", "tagFilter", "tagCondition", "session", "contentTagFilter",
				"knowledgeBaseAssociationConfigurationData", "associationConfigurationData":
				ok = finds(value, folds, r) && ok
			case "andConditions":
				ok = !slices.ContainsFunc(value.([]any), func(v any) bool { return !finds(v, folds, r) })
			case "orConditions":
				ok = slices.ContainsFunc(value.([]any), func(v any) bool { return finds(v, folds, r) })
			case "key", "tagKey":
				have, has := r.tags[value.(string)]
				ok = has
				for _, name := range []string{"value", "Value", "TagValue"} {
					if want, asks := v[name]; asks {
						ok = has && have == want.(string)
					}
				}
			case "statusCondition":
				ok = r.fields["status"] == value.(string)
			case "stringCondition":
				c := value.(object)
				have, has := r.fields[strings.ToLower(c["FieldName"].(string))]
				compare := map[string]func(s, t string) bool{
					"EXACT":       func(s, t string) bool { return s == t },
					"STARTS_WITH": strings.HasPrefix,
					"CONTAINS":    strings.Contains,
				}[c["ComparisonType"].(string)]
				want := c["Value"].(string)
				if folds {
					have, want = chars.Fold(have), chars.Fold(want)
				}
				ok = has && compare(have, want)
			}
		}
		return ok
	}
	panic(v)
}

// near returns a record near what x asks for, and with letters in other cases if it
// is for a service that ignores case.
func near(r *rand.Rand, x ast.Expr, folds bool) record {
	n := record{fields: map[string]string{}, tags: map[string]string{}}
	for name, v := range fuzz.Records(schema.TestCase(), x)(r, 3) {
		if key, ok := strings.CutPrefix(name, chars.TagPrefix); ok {
			n.tags[key] = v.(string)
		} else if text, ok := v.(string); ok {
			if folds && kinds.Folds(schema.TestCase().KindOf(ast.Name(name))) && r.Intn(2) == 0 {
				text = []func(string) string{strings.ToUpper, strings.ToLower}[r.Intn(2)](text)
			}
			n.fields[name] = text
		} // else it is a time, which no document asks for
	}
	return n
}

// vacuous reports whether a part of x asks no more than whether a field exists, which
// can be decoded and not sent.
func vacuous(x ast.Expr) bool {
	for c := range ast.Comparisons(x) {
		if (c.Op == ast.OpHasPrefix || c.Op == ast.OpContains) && c.Values[0].Text == "" {
			return true
		}
	}
	return false
}

// TestDecode_written decodes random JSON as a person may write it, and compiles
// the query: the result selects what the JSON did.
func TestDecode_written(t *testing.T) {
	for _, d := range dialects {
		t.Run(d.name, func(t *testing.T) {
			r := rand.New(rand.NewSource(9))
			const records = 30
			documents := effort.Cases(100, 3000)
			telling, judged, unsent, withFold := 0, 0, 0, 0
			for _, document := range documentsFor(t, d, documents+documents/2) {
				q, err := d.decode([]byte(document))
				if err != nil {
					continue // it is wrong in one place
				}
				x := q.Expr()
				if tree.IsEmpty(x) {
					continue
				}
				if folded(x) > 0 {
					withFold++
				}
				var before any
				require.NoError(t, json.Unmarshal([]byte(document), &before))
				finders := []func(record) bool{func(r record) bool { return finds(before, d.target.ServiceFoldsCase, r) }}
				wired, err := wireProgram(d, []byte(document), true)
				if err == nil {
					judged++
					finders = append(finders, wired)
				}
				sent := d
				if d.name == "CloudFormation" {
					sent = dialects[1] // whose JSON the judge reads
				}
				result, err := sent.compile(q)
				if vacuous(x) && errors.Is(err, ast.Code(codes.Inexpressible)) {
					unsent++
				} else {
					require.NoError(t, err, "%s\n%v", document, x)
					after, err := wireProgram(d, []byte(encode(t, result)), false)
					require.NoError(t, err, "%s\n%v", document, encode(t, result))
					finders = append(finders, after)
				}
				found := 0
				for range records {
					r := near(r, x, d.target.ServiceFoldsCase)
					want := selects(x, r)
					if want {
						found++
					}
					for i, f := range finders {
						require.Equal(t, want, f(r), "%d: %s\n%v\n%v\n%v", i, document, x, result, r)
					}
				}
				if 0 < found && found < records {
					telling++
				}
			}
			t.Logf("%d documents, %d are read with an i, %d found some records and not others, %d were judged as they are, %d ask what cannot be sent", documents, withFold, telling, judged, unsent)
			assert.Greater(t, telling, documents/2)
			assert.Less(t, unsent, documents/10)
			if d.target.ServiceFoldsCase {
				assert.Greater(t, withFold, documents/5)
			} else {
				assert.Zero(t, withFold)
			}
			if d.name != "CloudFormation" {
				assert.Greater(t, judged, documents/5)
			}
		})
	}
}

// TestDecode_cut decodes documents that end too early, and such that go on.
func TestDecode_cut(t *testing.T) {
	documents, cut := effort.Cases(12, 70), 0
	for _, d := range dialects {
		for _, document := range documentsFor(t, d, documents) {
			document = strings.TrimSpace(document)
			if _, err := d.decode([]byte(document)); err != nil {
				continue // it is wrong in one place
			}
			for i := range document {
				_, err := d.decode([]byte(document[:i]))
				if errors.Is(err, ast.Code(codes.InvalidEscape)) { // a surrogate pair is cut in two
					require.Regexp(t, `\\u[dD][89abAB][0-9a-fA-F]{2}(\\(u[0-9a-fA-F]{0,3})?)?$`, document[:i])
					continue
				}
				require.ErrorIs(t, err, ast.Code(codes.InvalidJSON), "%s", document[:i])
				cut++
			}
			_, err := d.decode([]byte(document + "\n "))
			require.NoError(t, err)
			_, err = d.decode([]byte(document + "\n ,"))
			require.ErrorIs(t, err, ast.Code(codes.InvalidJSON))
			require.Empty(t, err.(ast.Diagnostics)[0].Path)
		}
	}
	t.Logf("%d documents cut", cut)
	assert.Greater(t, cut, 200*documents)
}
