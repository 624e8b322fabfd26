package chars_test

import (
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
