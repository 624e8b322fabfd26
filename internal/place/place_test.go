package place

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	a, b, c := Part{Name: "A"}, Part{Name: "B"}, Part{Name: "C"}
	for s, want := range map[string]Path{
		"A":       {a},
		"A.B.C":   {a, b, c},
		"A[].B":   {a, {Step: Elements}, b},
		"A.B[].C": {a, b, {Step: Elements}, c},
		"A[].B.C": {a, {Step: Elements}, b, c},
		"A.*":     {a, {Step: Members}},
		"A.*.B":   {a, {Step: Members}, b},
		"A [.B]":  {{Name: "A ["}, {Name: "B]"}},
	} {
		got := Parse(s)
		assert.Equal(t, want, got, s)
		assert.NoError(t, got.Check(), s)
		assert.Equal(t, s, got.String())
		assert.Equal(t, s != "A" && s != "A.B.C" && s != "A [.B]", got.Several(), s)
	}
	for s, want := range map[string]string{
		"":          "has a member without a name",
		"A..B":      "has a member without a name",
		".A":        "has a member without a name",
		"A.":        "has a member without a name",
		"[]":        "has a member without a name",
		"A.[].B":    "has a member without a name",
		"A[]B":      "has a [] that is not behind a name",
		"[]A.B":     "has a [] that is not behind a name",
		"A[][].B":   "has a [] that is not behind a name",
		"A.B*":      "has a * that is not alone between dots",
		"A.**":      "has a * that is not alone between dots",
		"A.*[].B":   "has a * that is not alone between dots",
		"A[].B[].C": "has more than one * or []",
		"A.*.*":     "has more than one * or []",
		"A[].*":     "has more than one * or []",
		"*":         "begins with *, which is every member of a record",
		"*.A":       "begins with *, which is every member of a record",
		"A[]":       "ends in []: an array of strings is written without it",
		"A.B[]":     "ends in []: an array of strings is written without it",
	} {
		assert.EqualError(t, Parse(s).Check(), want, s)
		assert.Equal(t, s, Parse(s).String())
	}
}

func TestAll(t *testing.T) {
	assert.Equal(t, []Path{{{Name: "a.*"}}}, All("a.*", nil))
	assert.Equal(t, []Path{{{Name: "A"}}, {{Name: "B"}, {Step: Members}}}, All("a", []string{"A", "B.*"}))
}

// TestPath_Put puts values into one object, one after the other.
func TestPath_Put(t *testing.T) {
	type put struct {
		place string
		value any
	}
	for want, puts := range map[string][]put{
		`{"A":1,"B":{"C":[2],"D":null}}`:                            {{"A", 1}, {"B.C", []int{2}}, {"B.D", nil}},
		`{"A":["x","y"]}`:                                           {{"A", []string{"x", "y"}}},
		`{"A":[{"B":"x"},{"B":"y"}]}`:                               {{"A[].B", []string{"x", "y"}}},
		`{"A":[{"B":{"C":"x"}}]}`:                                   {{"A[].B.C", []string{"x"}}},
		`{"A":[{"B":"x","C":"1"},{"B":"y"}]}`:                       {{"A[].B", []string{"x", "y"}}, {"A[].C", []string{"1"}}},
		`{"A":[{"B":"x","C":"1"},{"C":"2"}]}`:                       {{"A[].B", []string{"x"}}, {"A[].C", []string{"1", "2"}}},
		`{"A":[]}`:                                                  {{"A[].B", []string(nil)}},
		`{"A":[{"B":"x"}]}`:                                         {{"A[].C", []string{}}, {"A[].B", []string{"x"}}, {"A[].C", []string{}}},
		`{"A":{"000001":"x","000002":"y"}}`:                         {{"A.*", []string{"x", "y"}}},
		`{"A":{}}`:                                                  {{"A.*", []string(nil)}},
		`{"A":{"000001":{"B":"x","C":"1"},"000002":{"C":"2"}}}`:     {{"A.*.B", []string{"x"}}, {"A.*.C", []string{"1", "2"}}},
		`{"A":{"B":{"C":[{"D":"x"}],"E":{"000001":"y"}},"F":true}}`: {{"A.B.C[].D", []string{"x"}}, {"A.B.E.*", []string{"y"}}, {"A.F", true}},
	} {
		object := map[string]any{}
		for _, p := range puts {
			Parse(p.place).Put(object, p.value)
		}
		got, err := json.Marshal(object)
		require.NoError(t, err)
		assert.Equal(t, want, string(got))
	}
}
