//go:build unix

package command

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A typed line is one before the cursor, with what a shell is to make of it.
type typedLine struct {
	line string
	word string   // what bash takes for the word at the cursor
	want []string // what may stand in its place
}

var typedLines = []typedLine{
	{"searchfilter pl", "pl", []string{"plan "}},
	{"searchfilter match --output ", "", []string{"json ", "jsonl ", "ids ", "csv ", "tsv ", "table "}},
	{"searchfilter plan --target=use", "use", []string{"user-hierarchy-groups ", "users "}},
	{"searchfilter plan 'status = ", "status = ", []string{"status = PUBLISHED", "status = SAVED"}},
	{`searchfilter plan "status = `, "status = ", []string{"status = PUBLISHED", "status = SAVED"}},
	{`searchfilter plan status\ =\ `, `status\ =\ `, []string{"'status = PUBLISHED", "'status = SAVED"}},
	{"searchfilter plan stat", "stat", []string{"'status =", "'status !=", "'status in", "'status not in", "'status exists"}},
	{"searchfilter plan 'name = \"$(touch X)\" and status = ", `name = "$(touch X)" and status = `, []string{`name = "$(touch X)" and status = PUBLISHED`, `name = "$(touch X)" and status = SAVED`}},
	{"searchfilter plan 'name = \"`touch X`\" and status = ", "name = \"`touch X`\" and status = ", []string{"name = \"`touch X`\" and status = PUBLISHED", "name = \"`touch X`\" and status = SAVED"}},
	{`searchfilter plan "name = '$(touch X)' and status = `, `name = '$(touch X)' and status = `, []string{`name = '$(touch X)' and status = PUBLISHED`, `name = '$(touch X)' and status = SAVED`}},
	{"searchfilter plan \"name = '`touch X`' and status = ", "name = '`touch X`' and status = ", []string{"name = '`touch X`' and status = PUBLISHED", "name = '`touch X`' and status = SAVED"}},
	{"searchfilter plan $(touch X)", "", nil},
	{"searchfilter plan `touch X`", "`", nil},
	{"searchfilter plan --target $(touch X) 'status = ", "status = ", nil},
	{"searchfilter plan --target \"$(touch X)\" 'status = ", "status = ", nil},
	{"searchfilter plan 'status = $((X[$(touch X)])) ", "status = $((X[$(touch X)])) ", []string{"status = $((X[$(touch X)])) and", "status = $((X[$(touch X)])) or"}},
	{"searchfilter plan <(touch X) ${X:=$(touch X)} 'a[$(touch X)]", "a[$(touch X)]", nil},
}

// runShell runs a script in a folder, in which the program is found by its name. It returns
// the lines that are printed.
func runShell(t *testing.T, binary, dir string, env []string, shell string, args ...string) []string {
	c := exec.Command(shell, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "PATH="+filepath.Dir(binary)+string(filepath.ListSeparator)+os.Getenv("PATH"), "LC_ALL=C.UTF-8", "HOME="+dir)
	c.Env = append(c.Env, env...)
	var stderr strings.Builder
	c.Stderr = &stderr
	out, err := c.Output()
	require.NoError(t, err, "%s", stderr.String())
	assert.Empty(t, stderr.String())
	if len(out) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
}

// isEmpty fails if something in a line was run.
func isEmpty(t *testing.T, dir, line string) {
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, files, "%s was run", line)
}

// TestCompletion_shells has each shell run its script on lines that must not be run.
func TestCompletion_shells(t *testing.T) {
	binary := program(t)
	t.Run("bash", func(t *testing.T) { testBash(t, binary) })
	for shell, test := range map[string]func(*testing.T, string){"zsh": testZsh, "fish": testFish} {
		t.Run(shell, func(t *testing.T) {
			if _, err := exec.LookPath(shell); err != nil {
				t.Logf("there is no %s here", shell)
				return
			}
			test(t, binary)
		})
	}
}

func testBash(t *testing.T, binary string) {
	for _, test := range typedLines {
		require.True(t, strings.HasSuffix(test.line, test.word), test.line)
		dir := t.TempDir()
		got := runShell(t, binary, dir, []string{"LINE=" + test.line, "WORD=" + test.word}, "bash", "--norc", "--noprofile", "-c", bashScript+`
			COMP_LINE=$LINE COMP_POINT=${#LINE} COMP_TYPE=9
			_searchfilter searchfilter "$WORD" ''
			for reply in "${COMPREPLY[@]}"; do printf '%s\n' "$reply"; done`)
		assert.Equal(t, test.want, got, "%s", test.line)
		isEmpty(t, dir, test.line)
	}

	// Text behind the cursor is left alone, and what is not ASCII is counted as bash does.
	dir := t.TempDir()
	got := runShell(t, binary, dir, nil, "bash", "--norc", "--noprofile", "-c", bashScript+`
		COMP_LINE="searchfilter plan 'name = é日 and status = ' --compact" COMP_POINT=42
		_searchfilter searchfilter 'name = é日 and status = ' ''
		printf '%s\n' "${COMPREPLY[@]}"`)
	assert.Equal(t, []string{"name = é日 and status = PUBLISHED", "name = é日 and status = SAVED"}, got)

	// The program must be found by its name, and bash must know the function.
	assert.Equal(t, []string{"complete -o nosort -o nospace -F _searchfilter searchfilter"},
		runShell(t, binary, dir, nil, "bash", "--norc", "--noprofile", "-c", bashScript+"complete -p searchfilter"))
}

func testZsh(t *testing.T, binary string) {
	count := 0
	for _, test := range typedLines {
		l := zsh.read(test.line)
		if len(test.want) == 0 || strings.Contains(test.line, "=use") || strings.Contains(test.word, `\`) {
			continue // zsh takes another part of these for the word
		}
		count++
		dir := t.TempDir()
		prefix := ""
		if l.quote != 0 {
			prefix = string(l.quote)
		}
		got := runShell(t, binary, dir, []string{"BEGIN=" + test.line[:l.start], "LAST=" + test.line[l.start:], "OPEN=" + prefix}, "zsh", "-f", "-c", `
			compdef() {}
			compadd() { for text in "${texts[@]}"; do print -r -- "$text"; done }
			`+zshScript+`
			words=(${(z)BEGIN} "$LAST") CURRENT=$#words QIPREFIX=$OPEN SUFFIX= QISUFFIX=
			_searchfilter`)
		assert.Equal(t, test.want, got, "%s", test.line)
		isEmpty(t, dir, test.line)
	}
	t.Logf("%d lines", count)
	require.Greater(t, count, 8)
}

func testFish(t *testing.T, binary string) {
	for line, want := range map[string][]string{
		"searchfilter match --output ":                            {"json", "jsonl", "ids", "csv", "tsv", "table"},
		"searchfilter plan 'status = ":                            {"status = PUBLISHED\tvalue of status", "status = SAVED\tvalue of status"},
		"searchfilter plan 'name = \"$(touch X)\" and status = ":  {"name = \"$(touch X)\" and status = PUBLISHED\tvalue of status", "name = \"$(touch X)\" and status = SAVED\tvalue of status"},
		"searchfilter plan \"name = '\\$(touch X)' and status = ": {"name = '$(touch X)' and status = PUBLISHED\tvalue of status", "name = '$(touch X)' and status = SAVED\tvalue of status"},
	} {
		dir, home := t.TempDir(), t.TempDir()
		got := runShell(t, binary, dir, []string{"HOME=" + home, "XDG_CONFIG_HOME=" + home, "XDG_DATA_HOME=" + home, "LINE=" + line}, "fish", "--private", "-c", fishScript+`complete -C "$LINE"`)
		assert.ElementsMatch(t, want, got, "%s", line)
		isEmpty(t, dir, line)
	}
}
