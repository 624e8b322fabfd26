package fuzz_test

import (
	"encoding/json"
	"errors"
	"io"
	"math/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/schema"
)

// selects is what the language says.
func selects(x ast.Expr, record map[string]string) bool {
	return meaning.Language{Schema: schema.TestCase()}.Selects(x, meaning.Map(record))
}

// recordOf returns the values of a record that was decoded, of those keys alone
// that the record has.
func recordOf(s *schema.Schema, d *eval.Document, like map[string]string) map[string]string {
	record := map[string]string{}
	for _, f := range s.Fields {
		if v, ok := d.Field(f.Name); ok {
			record[f.Name] = v
		}
	}
	for name := range like {
		if key, ok := strings.CutPrefix(name, ast.TagPrefix); ok {
			if v, ok := d.Tag(key); ok {
				record[name] = v
			}
		}
	}
	return record
}

func documentSchemas() map[string]*schema.Schema {
	return map[string]*schema.Schema{
		"test case": schema.TestCase(),
		"host": schema.MustNew(schema.Schema{Name: "host", Tags: "labels", Fields: []schema.Field{
			{Name: "a.b"}, {Name: "state", Kind: schema.Enum, Values: []string{"up", "down"}, JSON: []string{"now.state", "was.state"}},
		}}),
		"tags": schema.MustNew(schema.Schema{Name: "page", Tags: "Tags"}),
	}
}

func TestDocuments(t *testing.T) {
	for name, s := range documentSchemas() {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewSource(1))
			reach := map[string]int{}
			for i := range 1000 {
				record := fuzz.Records(s, fuzz.Trees(s)(r, i%8))(r, 3)
				document := fuzz.Documents(s, record)(r, 0)
				require.True(t, json.Valid([]byte(document)), "%s", document)
				d, err := eval.Decode(s, []byte(document))
				require.NoError(t, err, "%s", document)
				require.Equal(t, record, recordOf(s, d, record), "%s", document)
				for what, part := range map[string]string{
					"null": "null", "escape": `\u`, "white space": "\t\r\n  ", "other member": "no field", "tags": `"Tags"`,
					"voice": "VoiceCallEntryPointParameters", "chat": "ChatEntryPointParameters",
				} {
					if strings.Contains(document, part) {
						reach[what]++
					}
				}
				if v, ok := record["modified"]; ok && strings.HasPrefix(v, "17") && !strings.Contains(document, `"`+v) {
					reach["number"]++
				}
			}
			t.Log(reach)
			if name == "test case" {
				for _, what := range []string{"null", "escape", "white space", "other member", "tags", "voice", "chat", "number"} {
					assert.GreaterOrEqual(t, reach[what], 20, what)
				}
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
			for i := range 400 {
				var records []map[string]string
				for range i % 12 {
					records = append(records, fuzz.Records(s, fuzz.Trees(s)(r, 4))(r, 3))
				}
				text := fuzz.Responses(s, records)(r, 0)
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
