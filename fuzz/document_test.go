package fuzz

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/schema"
)

// selects is what the language says.
func selects(x ast.Expr, record map[string]any) bool {
	return meaning.Language{Schema: schema.TestCase()}.Selects(x, record)
}

// recordOf returns the values of a record that was decoded, with the keys alone that
// the other record has, and with a time's number as one if it is one there.
func recordOf(s *schema.Schema, d *eval.Record, like map[string]any) map[string]any {
	record := map[string]any{}
	for _, f := range s.Fields {
		v := d.Values(ast.Name(f.Name))
		_, isNumber := like[f.Name].(json.Number)
		switch {
		case v == nil:
		case f.Kind == schema.List:
			record[f.Name] = v
		case f.Kind == schema.Bool:
			record[f.Name] = v[0] == "true"
		case f.Kind == schema.Number, isNumber:
			record[f.Name] = json.Number(v[0])
		default:
			record[f.Name] = v[0]
		}
	}
	for name := range like {
		if key, ok := strings.CutPrefix(name, chars.TagPrefix); ok {
			if v := d.Values(ast.Tag(key)); v != nil {
				record[name] = v[0]
			}
		}
	}
	return record
}

func documentSchemas() map[string]*schema.Schema {
	return map[string]*schema.Schema{
		"test case": schema.TestCase(),
		"kinds":     cases.Kinds,
		"host": schema.MustNew(schema.Schema{Name: "host", Tags: "labels", Fields: []schema.Field{
			{Name: "a.b"}, {Name: "state", Kind: schema.Enum, Values: []string{"up", "down"}, JSON: []string{"now.state", "was.state"}},
		}}),
		"tags": schema.MustNew(schema.Schema{Name: "page", Tags: "Tags"}),
		"apart": schema.MustNew(schema.Schema{Name: "hours", Fields: []schema.Field{
			{Name: "parents", Kind: schema.List, JSON: []string{"Parents[].Id", "Ids"}}, {Name: "parent-names", Kind: schema.List, JSON: []string{"Parents[].Name"}},
			{Name: "path", Kind: schema.List, JSON: []string{"Path.*.Id"}}, {Name: "path-names", Kind: schema.List, JSON: []string{"Path.*.Name"}},
			{Name: "texts", Kind: schema.List, JSON: []string{"Content.*", "Old.All[].At.Text"}},
		}}),
	}
}

func TestDocuments(t *testing.T) {
	for name, s := range documentSchemas() {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewSource(1))
			reach := map[string]int{}
			for i := range effort.Cases(500, 1000) {
				record := Records(s, Trees(s)(r, i%8))(r, 3)
				document := Documents(s, record)(r, 0)
				require.True(t, json.Valid([]byte(document)), "%s", document)
				d, err := eval.Decoder(s)([]byte(document))
				require.NoError(t, err, "%s", document)
				require.Equal(t, record, recordOf(s, d, record), "%s", document)
				var whole map[string]any
				decoder := json.NewDecoder(strings.NewReader(document))
				decoder.UseNumber()
				require.NoError(t, decoder.Decode(&whole))
				for member, field := range map[string]string{"LastModifiedTime": "modified", "Created": "created", "Size": "size"} {
					v, ok := record[field]
					if _, isNumber := v.(json.Number); ok {
						require.Equal(t, v, whole[member], "%s", document)
						reach[fmt.Sprintf("%s number %v", field, isNumber)]++
					}
				}
				for what, part := range map[string]string{
					"null": "null", "escape": `\u`, "white space": "\t\r\n  ", "other member": "no field", "tags": `"Tags"`,
					"voice": "VoiceCallEntryPointParameters", "chat": "ChatEntryPointParameters",
				} {
					if strings.Contains(document, part) {
						reach[what]++
					}
				}
				parents, _ := whole["Parents"].([]any)
				path, _ := whole["Path"].(map[string]any)
				for where, n := range map[string]int{"parents": len(parents), "path": len(path)} {
					if texts, ok := record[where].([]string); ok && n > len(texts) {
						reach["more than "+where]++
					}
				}
				list, first := whole["Labels"].([]any)
				_, isThere := record["labels"]
				switch {
				case first && len(list) == 0 && isThere:
					reach["empty array before the list"]++
				case first && len(list) == 0:
					reach["empty array"]++
				}
			}
			t.Log(reach)
			want := map[string][]string{
				"test case": {"null", "escape", "white space", "other member", "tags", "voice", "chat", "modified number true", "modified number false"},
				"apart":     {"null", "more than parents", "more than path"},
				"kinds":     {"null", "created number true", "created number false", "size number true", "empty array", "empty array before the list"},
			}
			for _, what := range want[name] {
				assert.GreaterOrEqual(t, reach[what], 20, what)
			}
		})
	}
}

func TestResponses(t *testing.T) {
	for name, s := range documentSchemas() {
		t.Run(name, func(t *testing.T) {
			if len(s.Fields) == 0 {
				return // a record without tags may have no member
			}
			r := rand.New(rand.NewSource(1))
			reach := map[string]int{}
			for i := range effort.Cases(150, 400) {
				var records []map[string]any
				for range i % 12 {
					records = append(records, Records(s, Trees(s)(r, 4))(r, 3))
				}
				text := responses(s, records)(r, 0)
				reader := eval.NewReader(strings.NewReader(text), s)
				for _, record := range records {
					d, err := reader.Next()
					require.NoError(t, err, "%s", text)
					require.Equal(t, record, recordOf(s, d, record), "%s", text)
				}
				_, err := reader.Next()
				require.True(t, errors.Is(err, io.EOF), "%v", err)
				for what, part := range map[string]string{
					"answer": `"TestCases"`, "one": `"TestCase"`, "token": "NextToken", "count": "ApproximateTotalCount",
				} {
					if strings.Contains(text, part) {
						reach[what]++
					}
				}
				switch {
				case strings.HasPrefix(strings.TrimSpace(text), "["):
					reach["array"]++
				case text == "":
					reach["nothing"]++
				}
			}
			t.Log(reach)
			if name == "test case" {
				for _, what := range []string{"answer", "one", "token", "count", "array", "nothing"} {
					assert.GreaterOrEqual(t, reach[what], 5, what)
				}
			}
		})
	}
}

// responses returns the generator of JSON texts of records in their order, in each
// of the forms that eval.NewReader reads: for test cases, an answer of
// SearchTestCases or several, an array, JSON Lines, an answer of DescribeTestCase
// for each. The size does not matter.
func responses(s *schema.Schema, records []map[string]any) Generator[string] {
	return func(r *rand.Rand, _ int) string {
		var b strings.Builder
		var open *list // what the next record may join
		flush := func(v any) {
			if open != nil {
				b.WriteString(jsonText(r, v) + "\n")
			}
			open = nil
		}
		var whole any
		for _, record := range records {
			d := document(r, s, record)
			if open != nil && !rarely(r, 8) {
				open.elements = append(open.elements, d)
				continue
			}
			flush(whole)
			form := r.Intn(4)
			switch {
			case form == 0 && len(wholeLists(s)) > 0:
				open = &list{[]any{d}}
				answer := members(pick(r, wholeLists(s)), open)
				for _, name := range s.Around {
					if oneIn(r, 2) {
						answer.add(name, pick(r, []any{"AAAA==", literal("17"), literal("null")}))
					}
				}
				whole = answer.shuffled(r)
			case form == 1 && len(s.Wraps) > 0:
				b.WriteString(jsonText(r, members(pick(r, s.Wraps), d)) + "\n")
			case form == 2:
				open = &list{[]any{d}}
				whole = open
			default:
				b.WriteString(jsonText(r, d) + "\n")
			}
		}
		flush(whole)
		if lists := wholeLists(s); len(records) == 0 && len(lists) > 0 && oneIn(r, 2) {
			return jsonText(r, members(pick(r, lists), &list{}))
		}
		return b.String()
	}
}

// wholeLists returns the members of answers in which no record lacks a field.
func wholeLists(s *schema.Schema) []string {
	return slices.DeleteFunc(slices.Clone(s.Lists), func(name string) bool { return len(s.Lacking[name]) > 0 })
}
