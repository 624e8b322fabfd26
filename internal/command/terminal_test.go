package command

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestColor(t *testing.T) {
	run := func(args ...string) string {
		var out, stderr bytes.Buffer
		assert.NotEqual(t, done, Run(args, nil, &out, &stderr))
		assert.Empty(t, out.String())
		return stderr.String()
	}
	without := run("check", "stauts = SAVED")
	assert.NotContains(t, without, "\x1b")
	assert.Equal(t, without, run("--color", "never", "check", "stauts = SAVED"))
	assert.Equal(t, without, run("check", "--color=auto", "stauts = SAVED"))

	with := run("check", "--color", "always", "stauts = SAVED")
	assert.True(t, strings.HasPrefix(with, "\x1b[1m1:1:\x1b[m "), "%q", with)
	assert.Contains(t, with, "\n  stauts = SAVED\n\x1b[1;31m  ^^^^^^\x1b[m ")
	bare := strings.NewReplacer("\x1b[1m", "", "\x1b[1;31m", "", "\x1b[m", "").Replace(with)
	assert.Equal(t, without, bare, "the same text")

	t.Setenv("NO_COLOR", "1")
	assert.Equal(t, with, run("--color=always", "check", "stauts = SAVED"), "a flag counts for more than the environment")

	var stderr bytes.Buffer
	assert.Equal(t, done, Run([]string{"check", "--color", "always", "name = a and name = b"}, nil, nil, &stderr))
	assert.True(t, strings.HasPrefix(stderr.String(), "\x1b[1mwarning: 1:14:\x1b[m "), "%q", stderr.String())
	assert.Contains(t, stderr.String(), "\x1b[1;33m               ^^^^^^^^\x1b[m join")
	assert.Equal(t, Failed, Run([]string{"check", "--color", "red", "name = a"}, nil, nil, &stderr))
}

// TestColor_source has a query that looks like a line of carets.
func TestColor_source(t *testing.T) {
	var stderr bytes.Buffer
	assert.Equal(t, Failed, Run([]string{"check", "--color", "always", "^^ = a"}, nil, nil, &stderr))
	assert.Contains(t, stderr.String(), "\n  ^^ = a\n\x1b[1;31m  ^", "%q", stderr.String())
}

func TestCutLine(t *testing.T) {
	for _, test := range []struct {
		text    string
		columns int
		want    string
	}{
		{"abc", 4, "abc"},
		{"abcd", 4, "abcd"},
		{"abcde", 4, "abc…"},
		{"日本語", 6, "日本語"},
		{"日本語x", 6, "日本…"},
		{"日本語", 4, "日…"},
		{"ab日", 3, "ab…"},
		{"e\u0301e\u0301", 2, "e\u0301e\u0301"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…"},
		{"ab", 1, "…"},
		{"", 1, ""},
	} {
		assert.Equal(t, test.want, cutLine(test.text, test.columns), "cutLine(%q, %d)", test.text, test.columns)
	}
}

// TestTable writes to a file, which is no terminal.
func TestTable(t *testing.T) {
	f, err := os.Create(t.TempDir() + "/table")
	require.NoError(t, err)
	defer f.Close()
	long := strings.Repeat("x", 1000)
	s := &Streams{Out: f}
	require.NoError(t, s.table([][]string{{long}}))
	written, err := os.ReadFile(f.Name())
	require.NoError(t, err)
	assert.Equal(t, long+"\n", string(written))
	assert.False(t, s.colors(f))
}
