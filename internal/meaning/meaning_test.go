package meaning_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// TestLanguage_Selects has an answer of each kind, by hand: the judge has no other
// judge.
func TestLanguage_Selects(t *testing.T) {
	record := map[string]string{"name": "Smoke", "status": "SAVED", "tag:BPO": "Kl", "modified": "2026-01-31T00:00:00Z"}
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
			got := meaning.Language{Schema: schema.TestCase()}.Selects(q.Expr(), meaning.Map(record))
			assert.Equal(t, want, got, "%s, FoldCase: %v", query, foldCase)
		}
		q, err := schema.TestCase().Resolve(x, schema.Options{})
		require.NoError(t, err)
		written := meaning.Language{Schema: schema.TestCase()}.Selects(x, meaning.Map(record))
		assert.Equal(t, written, meaning.Language{Schema: schema.TestCase()}.Selects(q.Expr(), meaning.Map(record)), "%s, as it is written", query)
	}
	record["modified"] = "yesterday"
	x, err := parser.Parse("modified exists")
	require.NoError(t, err)
	q, err := schema.TestCase().Resolve(x, schema.Options{})
	require.NoError(t, err)
	assert.False(t, meaning.Language{Schema: schema.TestCase()}.Selects(q.Expr(), meaning.Map(record)), "what is no time is missing")
}

// TestSame has texts that are not UTF-8.
func TestSame(t *testing.T) {
	assert.Equal(t, []string{"a", "\xff", "\xe2", "\u212a"}, meaning.Units("a\xff\xe2\u212a"))
	assert.True(t, meaning.Same([]string{"k", "ſ"}, []string{"\u212a", "S"}))
	assert.False(t, meaning.Same([]string{"k"}, []string{"k", "k"}))
	assert.False(t, meaning.Same([]string{"\xff"}, []string{"\xff"}))
}
