package chars_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

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

func TestQuote(t *testing.T) {
	for s, want := range map[string]string{
		"":                         `""`,
		"smoke":                    `smoke`,
		"smoke-test":               `smoke-test`,
		"a/b.c":                    `a/b.c`,
		"arn:aws:connect:x":        `arn:aws:connect:x`,
		"2026-01-31T00:00:00Z":     `2026-01-31T00:00:00Z`,
		"-7d":                      `-7d`,
		"a@b+c%_":                  `a@b+c%_`,
		"tag:x":                    `tag:x`,
		"and":                      `"and"`,
		"Or":                       `"Or"`,
		"NOT":                      `"NOT"`,
		"in":                       `in`,
		"exists":                   `exists`,
		"android":                  `android`,
		"a b":                      `"a b"`,
		" ":                        `" "`,
		`"`:                        `"\""`,
		`'`:                        `"'"`,
		`\`:                        `"\\"`,
		`C:\dir`:                   `"C:\\dir"`,
		"$1":                       `"$1"`,
		"a,b":                      `"a,b"`,
		"(":                        `"("`,
		"=":                        `"="`,
		"~":                        `"~"`,
		"\n\t\r":                   `"\n\t\r"`,
		"\x00":                     `"\u0000"`,
		"\x7f":                     `"\u007f"`,
		"\u0085":                   `"\u0085"`,
		"\u00a0":                   `"\u00a0"`,
		"\u2028":                   `"\u2028"`,
		"\u3000":                   `"\u3000"`,
		"\u5317\u4eac":             "\u5317\u4eac",
		"e\u0301":                  "e\u0301",
		"\u212a\u017f":             "\u212a\u017f",
		"\U0001f600":               "\U0001f600",
		"\u200b":                   `"\u200b"`,
		"\u0645\u06cc\u200c\u062e": "\"\u0645\u06cc\\u200c\u062e\"",
		"«smoke»":                  `"«smoke»"`,
		"5′":                       `"5′"`,
		"\U0001f600 x":             "\"\U0001f600 x\"",
		"\U000e0041 x":             `"\udb40\udc41 x"`,
		"\u200b x":                 `"\u200b x"`,
		"“smoke”":                  `"“smoke”"`,
		"Tom’s":                    "Tom’s",
		"\xff":                     "\"\ufffd\"",
	} {
		assert.Equal(t, want, chars.Quote(s), "Quote(%q)", s)
	}
	t.Run("ASCII", func(t *testing.T) {
		const bare = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./@+%:"
		for r := rune(0); r < utf8.RuneSelf; r++ {
			is := strings.ContainsRune(bare, r)
			assert.Equal(t, is, chars.IsWordRune(r), "IsWordRune(%q)", r)
			assert.Equal(t, is, chars.IsWord(string(r)), "IsWord(%q)", r)
			assert.Equal(t, is, chars.Quote(string(r)) == string(r), "Quote(%q)", r)
		}
	})
	t.Run("every rune", func(t *testing.T) {
		for r := rune(utf8.RuneSelf); r <= unicode.MaxRune; r++ {
			not := unicode.Is(unicode.White_Space, r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune("‘‚‛“”„‟«»′″", r)
			if utf8.ValidRune(r) && chars.IsWordRune(r) == not {
				t.Fatalf("IsWordRune(%U)", r)
			}
		}
		assert.False(t, chars.IsWordRune(-1))
	})
	t.Run("nothing unseen", func(t *testing.T) {
		for r := rune(0); r <= unicode.MaxRune; r++ {
			if !utf8.ValidRune(r) {
				continue
			}
			for _, c := range chars.Quote(string(r) + " ") {
				if c != ' ' && !unicode.IsPrint(c) {
					t.Fatalf("Quote(%U and a space) has %U unescaped", r, c)
				}
			}
		}
	})
}

func TestFirst(t *testing.T) {
	const s = "a北\xffb"
	for n, want := range []string{"", "a", "a北", "a北\xff", s, s} {
		assert.Equal(t, want, chars.First(s, n))
	}
	for n, want := range []string{"", "b", "\xffb", "北\xffb", s, s} {
		assert.Equal(t, want, chars.Last(s, n))
	}
	assert.Equal(t, "a\ufffdb", chars.Line("a\nb", 3))
	assert.Equal(t, "a\ufffd…", chars.Line("a\nb", 2))
	assert.Equal(t, "a\ufffd [...]", chars.Brief("a\nb", 2))
	assert.Equal(t, "`a`", chars.Clip("a"))
}
