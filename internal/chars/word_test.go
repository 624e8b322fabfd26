package chars_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/searchfilter/searchfilter/internal/chars"
)

func TestIsWord(t *testing.T) {
	for s, want := range map[string]bool{
		"": false, "a": true, "and": true, "a b": false, "\xff": false, "a\xff": false, "\ufffd": true, "\u00e9": true,
	} {
		assert.Equal(t, want, chars.IsWord(s), "IsWord(%q)", s)
	}
}

func TestIsReserved(t *testing.T) {
	for _, s := range []string{"and", "AND", "aNd", "or", "Or", "not", "NOT"} {
		assert.True(t, chars.IsReserved(s), s)
	}
	for _, s := range []string{"", "in", "exists", "contains", "an", "ands", "nor", "\u017for"} {
		assert.False(t, chars.IsReserved(s), s)
	}
}

func TestHasTagPrefix(t *testing.T) {
	for _, s := range []string{"tag:", "TAG:x", "tAg::"} {
		assert.True(t, chars.HasTagPrefix(s), s)
	}
	for _, s := range []string{"", "tag", "tags:x", " tag:", "xtag:"} {
		assert.False(t, chars.HasTagPrefix(s), s)
	}
}

func TestEqualFold(t *testing.T) {
	for _, p := range [][2]string{{"", ""}, {"aZ", "Az"}, {"a-1", "A-1"}, {"\u00e9A", "\u00e9a"}} {
		assert.True(t, chars.EqualFold(p[0], p[1]), p)
	}
	for _, p := range [][2]string{
		{"a", ""}, {"a", "b"}, {"k", "\u212a"}, {"s", "\u017f"}, {"\u00e9", "\u00c9"},
		{"@", "`"}, {"[", "{"}, {"\x00", " "}, // bytes that differ as the cases of a letter do
	} {
		assert.False(t, chars.EqualFold(p[0], p[1]), p)
	}
}
