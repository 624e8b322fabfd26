package connecttest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/connecttest"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// recordsFile has the records that the requests in requestsFile are sent to: for each
// target as many as perTarget, in the order of their IDs. A service that has loaded it
// answers a request with those that the sample's Finds says.
const (
	recordsFile = "testdata/records.json"
	perTarget   = 16
)

// A writer makes the records of a target, of the values that the queries ask for and of
// others. It makes the same ones each time.
type writer struct{ *rand.Rand }

func writerOf(target string) writer {
	h := fnv.New64()
	_, _ = h.Write([]byte(target)) // never an error
	return writer{rand.New(rand.NewPCG(h.Sum64(), 1))}
}

func (w writer) oneOf(list ...any) any { return list[w.IntN(len(list))] }

// turn returns the elements of a list in turn.
func turn(i int, list ...any) any { return list[i%len(list)] }

// awkwardText is what awkward stands for.
const awkwardText = "\"ü\\ <&> '\u2028 😀"

// texts have each of the literals of conditionsOn.
var texts = []any{"x", awkwardText, "ab", "cd", "abcd", "b cd a", "Ab", "X", ""}

// seconds is a time as the protocol has it.
func seconds(text string) json.Number {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err) // it is a literal
	}
	return json.Number(strings.TrimRight(strings.TrimRight(fmt.Sprintf("%d.%03d", t.Unix(), t.Nanosecond()/1e6), "0"), "."))
}

var moments = []any{
	seconds("2026-01-30T23:00:00Z"), seconds("2026-01-31T09:00:00Z"), seconds("2026-02-01T00:00:00.5Z"),
	seconds("2026-02-07T09:30:00.25Z"), seconds("2026-02-07T09:30:00.251Z"), seconds("2026-12-31T00:00:00Z"),
}

// value returns the value of a field in the record with that number, or nil for none.
func (w writer) value(f schema.Field, member string, i int) any {
	if !f.Always && i > 1 && w.IntN(6) == 0 {
		return nil
	}
	switch f.Kind {
	case schema.Number:
		if member == "DecimalCondition" {
			return turn(i, 3, 79.5, -1000000000, 2.5, 100)
		}
		return turn(i, 3, -1000000000, 2, 4, 79, 80, -1000000001)
	case schema.Time:
		return turn(i, moments...)
	case schema.Date:
		return turn(i, "2026-01-31", "2026-02-07", "2026-01-30", "2026-02-01", "2026-12-31")
	case schema.Bool:
		return w.IntN(2) == 0
	case schema.Enum:
		return f.Values[i%len(f.Values)]
	case schema.List:
		list := []any{}
		if i < 2 {
			list = append(list, texts[i])
		}
		for range w.IntN(4 - len(list)) {
			list = append(list, w.oneOf(texts...))
		}
		return list
	}
	if i < 2 {
		return texts[i]
	}
	return w.oneOf(append([]any{"x", "x"}, texts...)...)
}

// tags returns those of a record, and all that are asked for of the first.
func (w writer) tags(i int) object {
	if i == 0 {
		return object{"a": "1", "b": "2", "c": "3"}
	}
	tags := object{}
	for _, tag := range []struct {
		key    string
		values []any
	}{
		{"a", []any{"1", "1", "2", "", "ab", "b cd", "abcd"}}, {"b", []any{"2", "2", "3"}}, {"c", []any{"3", "1"}},
		{"a:/_.-=+1", []any{awkwardText, "1"}},
	} {
		if w.IntN(4) > 0 {
			tags[tag.key] = w.oneOf(tag.values...)
		}
	}
	return tags
}

// identity has the fields by which records are told apart, where that is not id.
var identity = map[string]string{"predefined-attributes": "name", "workspace-associations": "resource-id"}

// record returns the record of a target with that number. In the first all text is x, and
// in the second what is awkward.
func (w writer) record(target compile.Target, i int) object {
	r := object{}
	if target.Schema.Tags != "" {
		r[target.Schema.Tags] = w.tags(i)
	}
	own, ok := identity[target.Name]
	if !ok {
		own = "id"
	}
	for _, f := range target.Schema.Fields {
		if f.Name == "arn" || strings.HasSuffix(f.Name, "-arn") {
			continue // which says of which instance the record is
		}
		value := w.value(f, target.Fields[f.Name].Member, i)
		if f.Name == own && i > 1 {
			value = fmt.Sprintf("%s-%02d", texts[2+i%4], i)
		}
		if value != nil {
			place := f.Name
			if len(f.JSON) > 0 {
				place = f.JSON[0]
			}
			set(r, strings.Split(place, "."), value)
		}
	}
	switch target.Name {
	case "hours-of-operation-overrides":
		r["HoursOfOperationId"] = w.oneOf("h", "i") // which ListHoursOfOperationOverrides asks for
	case "test-cases":
		if r["Name"] == "" {
			r["Name"] = "-" // for there is always one
		}
		r["Content"] = "{}"
	case "workspace-associations":
		if r["WorkspaceId"] == "" {
			r["WorkspaceId"] = "-"
		}
	}
	return r
}

// set sets the value at a place as schema.Field has it. The texts of a list that stand
// apart are set one by one.
func set(r object, place []string, value any) {
	name := place[0]
	list, isArray := strings.CutSuffix(name, "[]")
	switch {
	case isArray:
		elements, ok := r[list].([]any)
		if !ok {
			elements = []any{}
		}
		for k, text := range value.([]any) {
			if k == len(elements) {
				elements = append(elements, object{})
			}
			set(elements[k].(object), place[1:], text)
		}
		r[list] = elements
	case name == "*":
		for k, text := range value.([]any) {
			if key := []string{"en_US", "fr_FR", "de_DE"}[k]; len(place) == 1 {
				r[key] = text
			} else {
				set(member(r, []string{"LevelOne", "LevelTwo", "LevelThree"}[k]), place[1:], text)
			}
		}
	case len(place) == 1:
		r[name] = value
	default:
		set(member(r, name), place[1:], value)
	}
}

// member returns the object that is a member, which it makes if there is none.
func member(r object, name string) object {
	if r[name] == nil {
		r[name] = object{}
	}
	return r[name].(object)
}

// content returns content with that number, which Retrieve finds by its tags.
func (w writer) content(i int) object {
	return object{
		"associationId": association, "sourceId": fmt.Sprintf("s3://bucket/%02d", i), "referenceType": w.oneOf("WEB_CRAWLER", "KNOWLEDGE_BASE"),
		"contentText": w.oneOf(texts[:8]...), "tags": w.tags(i),
	}
}

// records returns the records of all targets, as a service answers with them once they
// were put in, and where it is that they stand in a file that a service reads.
func records(t *testing.T) (all map[string][]json.RawMessage, file []byte) {
	s := connecttest.New(connecttest.Options{})
	all = map[string][]json.RawMessage{}
	b := bytes.NewBufferString("{")
	list := func(name string, records []json.RawMessage) {
		fmt.Fprintf(b, "\n%q: [\n%s\n]", name, bytes.Join(asBytes(records), []byte(",\n")))
	}
	for _, target := range connect.Targets() {
		w := writerOf(target.Name)
		for i := range perTarget {
			require.NoError(t, s.Put(instance, target.Name, marshal(t, w.record(target, i))), target.Name)
		}
		all[target.Name] = s.Records(instance, target.Name)
		require.Len(t, all[target.Name], perTarget, target.Name)
		list(target.Schema.Lists[0], all[target.Name])
		b.WriteString(",")
	}
	w := writerOf("q-retrieve")
	for i := range perTarget {
		require.NoError(t, s.Put(assistant, "q-retrieve", marshal(t, w.content(i))))
	}
	all["q-retrieve"] = s.Records(assistant, "q-retrieve")
	list("results", all["q-retrieve"])
	b.WriteString("\n}\n")
	return all, b.Bytes()
}

func asBytes(records []json.RawMessage) (list [][]byte) {
	for _, r := range records {
		list = append(list, r)
	}
	return list
}

// finds returns which of the records a request finds: what its query selects or, if it is
// not all that the query says, what it says when it is read as one.
func finds(t *testing.T, target compile.Target, r *compile.Request, query string, exact bool, records []json.RawMessage) []int {
	read, err := decompile.Decode(marshal(t, r), target, ast.Limits{})
	require.NoError(t, err, query)
	said := selected(t, target, read, records)
	if !exact {
		return said
	}
	name, _, negated := strings.Cut(query, " != ")
	if !negated {
		require.Equal(t, selected(t, target, resolved(t, target, query), records), said, "%s: %s", target.Name, query)
		return said
	}
	// The service finds nothing that lacks what is negated, unless Options say so.
	return selected(t, target, resolved(t, target, query+" and "+name+" exists"), records)
}

// selected returns which of the records a query selects.
func selected(t *testing.T, target compile.Target, q *schema.Resolved, records []json.RawMessage) []int {
	d, program := eval.Decoder(target.Schema), eval.Compile(q)
	list := []int{}
	for i, raw := range records {
		if target.Criteria == nil { // tags alone, of records of any kind
			raw = bytes.Replace(raw, []byte(`"tags":`), fmt.Appendf(nil, "%q:", target.Schema.Tags), 1)
		}
		record, err := d(raw)
		require.NoError(t, err, "%s: %s", target.Name, raw)
		if program(record) {
			list = append(list, i)
		}
	}
	return list
}

// TestRequests_records holds a service that has loaded recordsFile to what the samples
// say that they find.
func TestRequests_records(t *testing.T) {
	all, file := records(t)
	if *update {
		require.NoError(t, os.WriteFile(recordsFile, file, 0o644))
	}
	data, err := os.ReadFile(recordsFile)
	require.NoError(t, err)
	have, want := strings.Split(string(file), "\n"), strings.Split(string(data), "\n")
	for i := range min(len(have), len(want)) {
		require.Equal(t, want[i], have[i], "%s, line %d; if this is as it should be: go test ./connecttest -run TestRequests -update", recordsFile, i+1)
	}
	require.Len(t, have, len(want), recordsFile)

	s, err := connecttest.Open(connecttest.Options{AllFieldNames: true}, connecttest.Source{Reader: bytes.NewReader(data)})
	require.NoError(t, err)
	total, some := 0, 0
	for _, target := range slices.Concat(connect.Targets(), qconnect.Targets()) {
		list := "results"
		if target.Name != "q-retrieve" && target.Criteria != nil {
			list = target.Schema.Lists[0]
		}
		for _, sample := range samplesOf(t, target, all[target.Name]) {
			if sample.Finds == nil {
				continue
			}
			path := "/search-" + target.Name
			if sample.Path != nil {
				path = retrieveURL
			}
			w := httptest.NewRecorder()
			s.ServeHTTP(w, httptest.NewRequest("POST", path, bytes.NewReader(sample.Body)))
			var answer map[string]json.RawMessage
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answer))
			var found []json.RawMessage
			require.NoError(t, json.Unmarshal(answer[list], &found), "%s: %s: %s", target.Name, sample.Query, w.Body)
			wanted := []string{}
			for _, i := range sample.Finds {
				r := all[target.Name][i]
				if target.Name == "q-retrieve" {
					r, _, _ = bytes.Cut(r, []byte(`,"tags":`))
					r = append(slices.Clone(r), '}')
				}
				wanted = append(wanted, string(r))
			}
			got := []string{}
			for _, r := range found {
				got = append(got, string(r))
			}
			require.Equal(t, wanted, got, "%s: %s: %s", target.Name, sample.Query, sample.Body)
			total++
			if len(found) > 0 && len(found) < perTarget {
				some++
			}
		}
	}
	t.Logf("%d of %d requests find some records but not all", some, total)
	require.Greater(t, some, 700)
}
