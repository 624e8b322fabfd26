package spell

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNear(t *testing.T) {
	names := []string{"--fix", "--ignore-case", "plan", "explain"}
	for written, want := range map[string]string{
		"--fix": "--fix", "--FIXX": "--fix", "--fxi": "--fix", "-fix": "--fix", "--ignore": "--ignore-case", "--ignroe-csae": "--ignore-case",
		"pla": "plan", "explained": "explain", "plain": "plan", "": "", "p": "", "--x": "", "nothing": "",
		"plan" + strings.Repeat("!", 1e6): "plan",
	} {
		assert.Equal(t, want, Near(written, names), "%.20s", written)
	}
}

func TestAllNear(t *testing.T) {
	names := []string{"plan", "plane", "explain", "planning", "pan", "other"}
	assert.Equal(t, []string{"plan", "plane", "pan", "planning"}, AllNear("plan", names))
	assert.Equal(t, []string{"pan", "plan"}, AllNear("pan", names), "no start of three letters but its own")
	assert.Empty(t, AllNear("xyz", names))
	for _, written := range []string{"unplan", "-plan", "NON_PLAN", "inplan"} {
		assert.NotContains(t, AllNear(written, names), "plan", written)
	}
	assert.Equal(t, "plan", Near("xplan", names))
}
