package chars_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/searchfilter/searchfilter/internal/chars"
)

func TestExcerpt(t *testing.T) {
	for s, want := range map[string]string{
		"":                            `""`,
		"smoke":                       `"smoke"`,
		"and":                         `"and"`,
		`a"b\`:                        `"a\"b\\"`,
		"a\nb\x00":                    `"a\nb\u0000"`,
		"\xff":                        "\"\ufffd\"",
		strings.Repeat("a", 40):       `"` + strings.Repeat("a", 40) + `"`,
		strings.Repeat("a", 41):       `"` + strings.Repeat("a", 40) + `…"`,
		strings.Repeat("\u5317", 41):  `"` + strings.Repeat("\u5317", 40) + `…"`,
		strings.Repeat("\xff", 1<<20): `"` + strings.Repeat("\ufffd", 40) + `…"`,
	} {
		assert.Equal(t, want, chars.Excerpt(s))
	}
}
