package meaning_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// TestLanguage_Selects has an answer of each kind, by hand: the judge has no other
// judge.
func TestLanguage_Selects(t *testing.T) {
	record := map[string]any{"name": "Smoke", "status": "SAVED", "tag:BPO": "Kl", "modified": "2026-01-31T00:00:00Z"}
	for query, want := range map[string]struct{ exactly, folded bool }{
		"":                                       {true, true},
		"name = Smoke":                           {true, true},
		"name = sMOKE":                           {false, true},
		"name != sMOKE":                          {true, false},
		"name = Smok":                            {false, false},
		"name = ſmo\u212ae":                      {false, true},
		"name ^= sm":                             {false, true},
		"name ^= moke":                           {false, false},
		"name *= MOK":                            {false, true},
		"name *= Smokes":                         {false, false},
		"name $= OKE":                            {false, true},
		"name $= oke":                            {true, true},
		"name $= Smoke":                          {true, true},
		"name $= aSmoke":                         {false, false},
		"name in (a, smoke)":                     {false, true},
		"name not in (a, smoke)":                 {true, false},
		"description = Smoke":                    {false, false},
		"description != Smoke":                   {true, true},
		"description not in (a, b)":              {true, true},
		"description exists":                     {false, false},
		"not description *= a":                   {true, true},
		"tag:BPO = kl":                           {false, false},
		"tag:BPO = Kl":                           {true, true},
		"tag:bpo exists":                         {false, false},
		"status in (SAVED, PUBLISHED)":           {true, true},
		"modified = 2026-01-31":                  {true, true},
		"modified < 2026-01-31":                  {false, false},
		"modified <= 2026-01-31":                 {true, true},
		"modified > 2026-01-30":                  {true, true},
		"modified >= 2026-02-01":                 {false, false},
		"name = sMOKE i":                         {true, true},
		"name = sMOK i":                          {false, false},
		"name != sMOKE i":                        {false, false},
		"name ^= sm i and name $= okE i":         {true, true},
		"name ^= sm i and name $= okE":           {false, true},
		"name ^= sm and name $= okE i":           {false, true},
		"name *= MOK i":                          {true, true},
		"name in (a, smoke) i":                   {true, true},
		"name not in (a, smoke) i":               {false, false},
		"tag:BPO = kl i":                         {true, true},
		"tag:BPO != kL i":                        {false, false},
		"tag:BPO in (x, \u212aL) i":              {true, true},
		"tag:BPO = k i":                          {false, false},
		"tag:bpo = kl i":                         {false, false},
		"tag:bpo != kl i":                        {true, true},
		"description != Smoke i":                 {true, true},
		"name = Smoke and status = PUBLISHED":    {false, false},
		"name = Smoke or status = PUBLISHED":     {true, true},
		"name = a or status = PUBLISHED":         {false, false},
		"not (name ^= S and tag:BPO = Kl)":       {false, false},
		"name ^= s and (tag:BPO = x or id = y)":  {false, false},
		"name ^= s and (tag:BPO = Kl or id = y)": {false, true},
	} {
		x, err := parser.Parse(query)
		require.NoError(t, err)
		for foldCase, want := range map[bool]bool{false: want.exactly, true: want.folded} {
			q, err := schema.TestCase().Resolve(x, schema.Options{FoldCase: foldCase})
			require.NoError(t, err)
			got := meaning.Language{Schema: schema.TestCase()}.Selects(q.Expr(), record)
			assert.Equal(t, want, got, "%s, FoldCase: %v", query, foldCase)
		}
		q, err := schema.TestCase().Resolve(x, schema.Options{})
		require.NoError(t, err)
		written := meaning.Language{Schema: schema.TestCase()}.Selects(x, record)
		assert.Equal(t, written, meaning.Language{Schema: schema.TestCase()}.Selects(q.Expr(), record), "%s, as it is written", query)
	}
}

// TestLanguage_Selects_kinds has answers of the kinds that are no texts, by hand.
func TestLanguage_Selects_kinds(t *testing.T) {
	s := schema.MustNew(schema.Schema{Name: "page", Fields: []schema.Field{
		{Name: "active", Kind: schema.Bool}, {Name: "size", Kind: schema.Number}, {Name: "created", Kind: schema.Time},
		{Name: "due", Kind: schema.Date}, {Name: "labels", Kind: schema.List},
	}})
	number := func(text string) map[string]any { return map[string]any{"size": json.Number(text)} }
	labels := func(texts ...string) map[string]any { return map[string]any{"labels": texts} }
	nothing := map[string]any{}
	for _, test := range []struct {
		query      string
		yes, other []map[string]any
	}{
		{"active = TRUE", []map[string]any{{"active": true}}, []map[string]any{{"active": false}, nothing}},
		{"active != true", []map[string]any{{"active": false}, nothing}, []map[string]any{{"active": true}}},
		{"active in (true, false)", []map[string]any{{"active": true}, {"active": false}}, []map[string]any{nothing}},
		{"active not in (false)", []map[string]any{{"active": true}, nothing}, []map[string]any{{"active": false}}},
		{"active exists", []map[string]any{{"active": false}}, []map[string]any{nothing}},

		{"size = 1.0", []map[string]any{number("1"), number("1e0"), number("10E-1")}, []map[string]any{number("1.01"), number("-1"), nothing}},
		{"size = -0", []map[string]any{number("0"), number("0.0"), number("-0e3")}, []map[string]any{number("1e-400")}},
		{"size != 1", []map[string]any{number("1.1"), nothing}, []map[string]any{number("1.0")}},
		{"size = 9007199254740993", []map[string]any{number("9007199254740993.0")}, []map[string]any{number("9007199254740992")}},
		{"size < 10", []map[string]any{number("9"), number("-1e400"), number("9.99999999999999999999")}, []map[string]any{number("10"), number("1e1"), number("11"), nothing}},
		{"size <= 10", []map[string]any{number("1e1"), number("9.5")}, []map[string]any{number("10.00000000000000000001"), nothing}},
		{"size > -2.5", []map[string]any{number("-2.4"), number("0"), number("1e999999999")}, []map[string]any{number("-2.50"), number("-3"), nothing}},
		{"size >= -2.5", []map[string]any{number("-2.50"), number("3")}, []map[string]any{number("-2.51"), nothing}},
		{"size > 1e999999998", []map[string]any{number("1e999999999"), number("1.1e999999998")}, []map[string]any{number("10e999999997"), number("-1e999999999")}},
		{"size in (1, 2.50)", []map[string]any{number("1.0"), number("2.5")}, []map[string]any{number("2"), nothing}},
		{"size not in (1, 2.50)", []map[string]any{number("2"), nothing}, []map[string]any{number("1"), number("25e-1")}},
		{"size exists", []map[string]any{number("0")}, []map[string]any{nothing}},

		{"created < 1970-01-02", []map[string]any{{"created": json.Number("86399.5")}, {"created": json.Number("0")}, {"created": "1970-01-01"}}, []map[string]any{{"created": json.Number("86400")}, nothing}},
		{"created = 2026-01-31T09:00Z", []map[string]any{{"created": json.Number("1769850000")}, {"created": "2026-01-31T10:00:00+01:00"}}, []map[string]any{{"created": "2026-01-31"}}},

		{"due = 2026-01-31", []map[string]any{{"due": "2026-01-31"}}, []map[string]any{{"due": "2026-01-30"}, nothing}},
		{"due != 2026-01-31", []map[string]any{{"due": "2026-02-01"}, nothing}, []map[string]any{{"due": "2026-01-31"}}},
		{"due < 2024-03-01", []map[string]any{{"due": "2024-02-29"}}, []map[string]any{{"due": "2024-03-01"}, nothing}},
		{"due <= 2024-02-29", []map[string]any{{"due": "2024-02-29"}}, []map[string]any{{"due": "2024-03-01"}, nothing}},
		{"due > 1999-12-31", []map[string]any{{"due": "2000-01-01"}}, []map[string]any{{"due": "1999-12-31"}, nothing}},
		{"due >= -1w", []map[string]any{{"due": "2026-01-24"}}, []map[string]any{{"due": "2026-01-23"}, nothing}},
		{"due in (-0d, 2026-02-01)", []map[string]any{{"due": "2026-01-31"}, {"due": "2026-02-01"}}, []map[string]any{{"due": "2026-01-30"}, nothing}},
		{"due not in (-0d)", []map[string]any{{"due": "2026-01-30"}, nothing}, []map[string]any{{"due": "2026-01-31"}}},
		{"due exists", []map[string]any{{"due": "0000-01-01"}}, []map[string]any{nothing}},

		{"labels = a", []map[string]any{labels("a"), labels("b", "a")}, []map[string]any{labels("ab"), labels("A"), nothing}},
		{"labels != a", []map[string]any{labels("b", "ab"), nothing}, []map[string]any{labels("a"), labels("b", "a")}},
		{"labels in (a, b)", []map[string]any{labels("b"), labels("c", "a")}, []map[string]any{labels("c"), nothing}},
		{"labels not in (a, b)", []map[string]any{labels("c"), nothing}, []map[string]any{labels("c", "b")}},
		{"labels ^= a and labels $= z", []map[string]any{labels("az"), labels("a", "z")}, []map[string]any{labels("za"), labels("a")}},
		{"labels *= m", []map[string]any{labels("x", "amb")}, []map[string]any{labels("x"), nothing}},
		{"labels = a and labels = b", []map[string]any{labels("a", "b")}, []map[string]any{labels("a", "a"), labels("ab")}},
		{"labels = a and not labels ^= a", nil, []map[string]any{labels("a"), labels("a", "b"), nothing}},
		{"not (labels = a or labels = b)", []map[string]any{labels("c"), nothing}, []map[string]any{labels("c", "a"), labels("b")}},
		{"not (labels = a and labels = b)", []map[string]any{labels("c", "a"), nothing}, []map[string]any{labels("b", "a")}},
		{"labels = \u212a i", []map[string]any{labels("x", "k")}, []map[string]any{labels("x"), nothing}},
		{"labels not in (A, B) i", []map[string]any{labels("c"), nothing}, []map[string]any{labels("c", "b")}},
		{"labels exists", []map[string]any{labels("")}, []map[string]any{nothing}},
		{`labels ^= ""`, []map[string]any{labels("a")}, []map[string]any{nothing}},
	} {
		x, err := parser.Parse(test.query)
		require.NoError(t, err)
		q, err := s.Resolve(x, schema.Options{Now: time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC)})
		require.NoError(t, err)
		for want, records := range map[bool][]map[string]any{true: test.yes, false: test.other} {
			for _, r := range records {
				assert.Equal(t, want, meaning.Language{Schema: s}.Selects(q.Expr(), r), "%s of %v", test.query, r)
			}
		}
	}
}

// TestSame has texts that are not UTF-8.
func TestSame(t *testing.T) {
	assert.Equal(t, []string{"a", "\xff", "\xe2", "\u212a"}, meaning.Units("a\xff\xe2\u212a"))
	assert.True(t, meaning.Same([]string{"k", "ſ"}, []string{"\u212a", "S"}))
	assert.False(t, meaning.Same([]string{"k"}, []string{"k", "k"}))
	assert.False(t, meaning.Same([]string{"\xff"}, []string{"\xff"}))
}
