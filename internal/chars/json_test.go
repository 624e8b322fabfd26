package chars_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/searchfilter/searchfilter/internal/chars"
)

func TestJSON(t *testing.T) {
	b, err := chars.JSON(map[string]any{"a<b": []string{"&", ">", "\u2028"}})
	assert.NoError(t, err)
	assert.Equal(t, `{"a<b":["&",">","\u2028"]}`, string(b))
	_, err = chars.JSON(func() {})
	assert.Error(t, err)
}

func TestAppendJSON(t *testing.T) {
	for _, text := range []string{"", "a <b> & c", `"`, `\`, "\n", "\x00", "\x7f", "é", "\xff", "\U0001f600"} {
		want, err := chars.JSON(text)
		assert.NoError(t, err)
		assert.Equal(t, "["+string(want), string(chars.AppendJSON([]byte("["), text)), "%q", text)
	}
}

// TestWrongType has texts that are the same in every release of Go.
func TestWrongType(t *testing.T) {
	type inner struct{ Text string }
	for text, want := range map[string][2]string{
		`{"Text":1}`:            {"Text", "a text is wanted, not a number"},
		`{"Text":true}`:         {"Text", "a text is wanted, not true or false"},
		`{"List":"a"}`:          {"List", "a list is wanted, not a text"},
		`{"List":[{}]}`:         {"List", "a text is wanted, not an object"},
		`{"Map":[]}`:            {"Map", "an object is wanted, not a list"},
		`{"Map":{"a":[]}}`:      {"Map", "a text is wanted, not a list"},
		`{"Inner":1}`:           {"Inner", "an object is wanted, not a number"},
		`{"Inner":{"Text":{}}}`: {"Inner", "a text is wanted, not an object"},
		`{"Whole":1.5}`:         {"Whole", "a whole number is wanted, not 1.5"},
		`{"Whole":"1"}`:         {"Whole", "a whole number is wanted, not a text"},
		`{"Yes":1}`:             {"Yes", "true or false is wanted, not a number"},
		`[]`:                    {"", "an object is wanted, not a list"},
	} {
		var v struct {
			Text  string
			List  []string
			Map   map[string]string
			Inner inner
			Whole int
			Yes   bool
		}
		var kind *json.UnmarshalTypeError
		if assert.ErrorAs(t, json.Unmarshal([]byte(text), &v), &kind, text) {
			member, wrong := chars.WrongType(kind)
			assert.Equal(t, want, [2]string{member, wrong}, text)
		}
	}
	var kind *json.UnmarshalTypeError
	if assert.ErrorAs(t, json.Unmarshal([]byte(`[1]`), new([]string)), &kind) {
		member, wrong := chars.WrongType(kind)
		assert.Equal(t, [2]string{"", "a text is wanted, not a number"}, [2]string{member, wrong})
	}
}
