package fuzz

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// known are inputs with which languages, parsers, planners and tools for JSON of this
// kind are known to go wrong, by the fuzz targets that they are seeds of. Names
// say what goes wrong.
var known = []struct {
	targets string
	seeds   map[string]string
}{
	{"FuzzText", map[string]string{
		"stack-overflow-of-parentheses": strings.Repeat("(", 5000),
		"stack-overflow-of-nots":        strings.Repeat("not ", 5000) + "a = b",
		"deep-but-allowed":              strings.Repeat("(", 100) + "a = b" + strings.Repeat(")", 100),
		"quadratic-unquote":             `a = "` + strings.Repeat(`\\`, 4000) + `"`,
		"quadratic-list":                "a in (" + strings.Repeat("b,", 4000) + "c)",
		"unclosed-string-of-quotes":     strings.Repeat(`"'`, 2000),
		"surrogate-pair":                `a = "\ud83d\ude00"`,
		"half-surrogate":                `a = "\ud83d"`,
		"halves-in-the-wrong-order":     `a = "\ude00\ud83d"`,
		"raw-bytes":                     "a = \xff",
		"overlong-utf8":                 "a = \xc0\xaf",
		"cut-utf8":                      "a = \xe2\x82",
		"byte-order-mark-first":         "\ufeffa = b",
		"byte-order-mark-in-a-word":     "a = b\ufeff",
		"next-line-is-white-space":      "a\u0085=\u0085b",
		"no-break-space":                "a\u00a0=\u00a0b",
		"zero-width-space-is-none":      "a\u200b = b",
		"mongolian-vowel-separator":     "a\u180e = b",
		"dotless-i-is-no-i":             "a ın (b)",
		"kelvin-sign-is-no-k":           "a LI\u212aE b",
		"long-s-is-no-s":                "a exi\u017ft\u017f",
		"right-to-left-override":        "a = \u202eb",
		"nul-in-a-word":                 "a = b\x00c",
		"line-break-in-a-string":        "a = \"b\nc\"",
		"carriage-return-alone":         "a = b\rand c = d",
		"keyword-glued-to-a-string":     `a="b"and c='d'`,
		"keyword-glued-to-parentheses":  "not(a=b)and(c=d)or not(e=f)",
		"keyword-as-a-field":            "in in (in) and exists exists and contains contains contains",
		"reserved-word-as-a-value":      "a = and",
		"quoted-reserved-word":          `a = "and" or a in ("or", 'not')`,
		"word-that-begins-as-keyword":   "a = android or a = order or a = nothing",
		"operator-runs":                 "a ==! b <>= c",
		"minus-is-no-not":               "-a = b",
		"tag-without-key":               "tag: = b",
		"tag-key-of-colons":             "tag::: = b",
		"tag-key-in-quotes":             `tag:"a\"b" = c and TAG:'d' exists`,
		"placeholder-zero":              "a = $0",
		"placeholder-too-large":         "a = $99999999999999999999",
		"empty-list":                    "a in ()",
		"list-with-a-comma-too-many":    "a in (b,)",
		"precedence-of-not":             "not a = b and c = d or e = f",
		"not-not-in":                    "not a not in (b)",
	}},
	{"FuzzNormal FuzzEval FuzzPlan FuzzCompile", map[string]string{
		"or-of-tag-and-field-is-no-and": "name = a or tag:x = 1",
		"missing-is-unequal":            "description != a and not description *= b",
		"not-less-is-not-at-least":      "not modified < 2026-01-31 and not modified >= 2026-01-31",
		"de-morgan":                     "not (name = a or tag:x = 1 and not (description exists or id = b))",
		"empty-text-is-in-all":          `description *= "" and name ^= "" and tag:x $= ""`,
		"letters-that-fold":             "name *= \u212a or name ^= \u017fs or description = \u03c2",
		"fold-changes-length":           "name = \u0130 or name *= \u00df or name $= \u1e9e",
		"combining-is-another-letter":   "name = \u00e9 or name = e\u0301",
		"in-of-one-twice":               "name in (a, a) and status not in (SAVED, SAVED)",
		"one-value-per-field":           "tag:x = 1 and tag:x = 2 or name = a and name ^= b",
		"prefix-of-a-prefix":            "name ^= a or name ^= ab",
		"enum-complement":               "status != SAVED and tag:x = 1 or status = SAVED and tag:y = 1",
		"all-values-of-an-enum":         "status in (SAVED, PUBLISHED) and name = a",
		"three-requests-for-four-terms": "tag:b=1 or name*=aa and tag:c=1 or name*=aa and tag:d=1 or name*=cc and tag:a=1 or name*=cc and tag:d=1 or name*=aa and name*=dd and tag:a=1",
		"crown":                         "name*=aa and (tag:b=1 or tag:c=1) or name*=bb and (tag:a=1 or tag:c=1) or name*=cc and (tag:a=1 or tag:b=1)",
		"product-of-ors":                "(tag:a=1 or tag:b=1) and (tag:c=1 or tag:d=1) and (tag:e=1 or tag:f=1) and (name=a or name*=bb)",
		"longer-than-contains-takes":    "name *= abcdefghijklmnopqrstuvwxyzabcdef or name $= a",
		"reserved-key":                  "tag:aws:x = 1 or tag:AWS:x = 1",
		"key-with-a-space":              `tag:"cost center" = 42 and tag:"caf\u00e9" = 1`,
		"empty-value-of-a-tag":          `tag:x = "" or tag:y exists`,
		"instants-in-two-zones":         "modified = 2026-01-31T01:00:00+01:00 and modified <= 2026-01-31",
		"before-the-era":                "modified > 0000-01-01 and modified < 9999-12-31T23:59:59.999999999Z",
		"relative-time":                 "modified >= -7d and modified < -0m",
		"contradiction-in-an-or":        "name = a and name = b or tag:x = 1",
		"tautology":                     "name = a or name != a",
	}},
	{"FuzzDecode", map[string]string{
		"null-filter":                `{"tagFilter":null}`,
		"null-list":                  `{"SearchFilter":{"TagFilter":{"OrConditions":null}}}`,
		"null-row":                   `{"SearchFilter":{"TagFilter":{"OrConditions":[null]}}}`,
		"null-value":                 `{"tagCondition":{"key":"a","value":null}}`,
		"empty-object":               `{}`,
		"empty-row":                  `{"SearchFilter":{"TagFilter":{"OrConditions":[[],[]]}}}`,
		"list-of-one":                `{"SearchFilter":{"TagFilter":{"OrConditions":[[{"TagKey":"a","TagValue":"b"}]]}}}`,
		"two-members":                `{"tagCondition":{"key":"a"},"andConditions":[{"key":"b"}]}`,
		"member-twice":               `{"tagCondition":{"key":"a","key":"b"}}`,
		"member-in-another-case":     `{"TagCondition":{"Key":"a"}}`,
		"member-that-folds":          "{\"tagCondition\":{\"\u212aey\":\"a\"}}",
		"member-in-escapes":          `{"tagCondition":{"\u006bey":"a"}}`,
		"half-surrogate":             `{"tagCondition":{"key":"a","value":"\ud83d"}}`,
		"raw-bytes":                  "{\"tagCondition\":{\"key\":\"\xff\"}}",
		"byte-order-mark":            "\ufeff{\"tagCondition\":{\"key\":\"a\"}}",
		"more-behind":                `{"tagCondition":{"key":"a"}}{}`,
		"comma-too-many":             `{"andConditions":[{"key":"a"},{"key":"b"},]}`,
		"other-apis-spelling":        `{"andConditions":[{"TagKey":"a","TagValue":"b"}]}`,
		"deep-lists":                 strings.Repeat("[", 3000),
		"deep-criteria":              `{"SearchCriteria":` + strings.Repeat(`{"OrConditions":[`, 150) + `{"StatusCondition":"SAVED"}` + strings.Repeat("]}", 150) + "}",
		"and-of-or":                  `{"SearchCriteria":{"AndConditions":[{"OrConditions":[{"StatusCondition":"SAVED"},{"StatusCondition":"PUBLISHED"}]},{"StringCondition":{"FieldName":"name","Value":"","ComparisonType":"EXACT"}}]}}`,
		"empty-contains":             `{"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"","ComparisonType":"CONTAINS"}}}`,
		"field-name-in-another-case": `{"SearchCriteria":{"StringCondition":{"FieldName":"Name","Value":"a","ComparisonType":"EXACT"}}}`,
		"unknown-comparison":         `{"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"a","ComparisonType":"ENDS_WITH"}}}`,
		"key-without-value":          `{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a"}}}}`,
		"html-escapes":               `{"tagCondition":{"key":"a","value":"\u003c\u0026\u2028"}}`,
		"exponent-for-an-integer":    `{"MaxResults":1e1}`,
		"cloudformation-list":        `{"ContentTagFilter":{"OrConditions":[{"TagCondition":{"Key":"a","Value":"b"}},{"AndConditions":[{"Key":"c","Value":"d"},{"Key":"e","Value":""}]}]}}`,
		"session-in-a-response":      `{"session":{"tagFilter":{"orConditions":[{"tagCondition":{"key":"a"}},{"andConditions":[{"key":"b"},{"key":"c"}]}]}}}`,
		"member-an-sdk-did-not-know": `{"tagFilter":{"SDK_UNKNOWN_MEMBER":{"name":"notConditions"}}}`,
	}},
}

// TestCorpus holds the seeds in testdata/fuzz to the list above. Inputs on which
// fuzzing found something are there, too, under the names that go test gave them.
func TestCorpus(t *testing.T) {
	for _, list := range known {
		for _, target := range strings.Fields(list.targets) {
			for name, text := range list.seeds {
				path := filepath.Join("testdata", "fuzz", target, name)
				want := fmt.Sprintf("go test fuzz v1\nstring(%s)\n[]byte(\"\")\n", strconv.Quote(text))
				if *update {
					require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o777))
					require.NoError(t, os.WriteFile(path, []byte(want), 0o666))
				}
				got, err := os.ReadFile(path)
				require.NoError(t, err, "run go test ./fuzz -run TestCorpus -update")
				assert.Equal(t, want, string(got), "%s is stale: run go test ./fuzz -run TestCorpus -update", path)
			}
		}
	}
	files, err := filepath.Glob("testdata/fuzz/*/*")
	require.NoError(t, err)
	t.Logf("%d seeds", len(files))
	assert.Less(t, len(files), 300)
}
