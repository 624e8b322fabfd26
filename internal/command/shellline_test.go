package command

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestShellLine(t *testing.T) {
	for _, test := range []struct {
		shell shell
		line  string
		want  shellLine // without ends
	}{
		{bash, "", shellLine{}},
		{bash, "x", shellLine{word: "x"}},
		{bash, "x ", shellLine{words: []string{"x"}, start: 2}},
		{bash, "x plan 'name = ", shellLine{words: []string{"x", "plan"}, word: "name = ", start: 7, quote: '\''}},
		{bash, `x plan "name = `, shellLine{words: []string{"x", "plan"}, word: "name = ", start: 7, quote: '"'}},
		{bash, `x '' "" a`, shellLine{words: []string{"x", "", ""}, word: "a", start: 8}},
		{bash, `x 'it'\''s'`, shellLine{words: []string{"x"}, word: "it's", start: 2}},
		{bash, `x "a \" \$ \\ \` + "`" + ` \n" b\ c`, shellLine{words: []string{"x", "a \" $ \\ ` \\n"}, word: "b c", start: 21}},
		{bash, "x a\\\nb", shellLine{words: []string{"x"}, word: "ab", start: 2}},
		{bash, `x 'a\' b`, shellLine{words: []string{"x", `a\`}, word: "b", start: 7}},
		{bash, `x "$(touch y) `, shellLine{words: []string{"x"}, word: "$(touch y) ", start: 2, quote: '"'}},
		{bash, "x '`touch y` ", shellLine{words: []string{"x"}, word: "`touch y` ", start: 2, quote: '\''}},
		{bash, "x $(y a", shellLine{words: []string{"y"}, word: "a", start: 6}},
		{bash, "x a; y | z b && w c", shellLine{words: []string{"w"}, word: "c", start: 18}},
		{bash, "A=1 B_2='x y' x c", shellLine{words: []string{"x"}, word: "c", start: 16}},
		{bash, "x a=b c", shellLine{words: []string{"x", "a=b"}, word: "c", start: 6}},
		{bash, "x a < b", shellLine{words: []string{"x", "a"}, word: "b", start: 6, isFile: true}},
		{bash, "x a 2>b c", shellLine{words: []string{"x", "a"}, word: "c", start: 8}},
		{bash, "x a >", shellLine{words: []string{"x", "a"}, start: 5, isFile: true}},
		{bash, "x $'a", shellLine{words: []string{"x"}, word: "$a", start: 2, quote: '\'', unknown: true}},
		{bash, `x a\`, shellLine{words: []string{"x"}, word: "a", start: 2}},
		{fish, `x 'it\'s \\ \n`, shellLine{words: []string{"x"}, word: `it's \ \n`, start: 2, quote: '\''}},
		{powershell, `x 'it''s `, shellLine{words: []string{"x"}, word: "it's ", start: 2, quote: '\''}},
		{powershell, "x \"a `\" `$x \"\" \\ ", shellLine{words: []string{"x"}, word: "a \" $x \" \\ ", start: 2, quote: '"'}},
		{powershell, "x 'a`' b", shellLine{words: []string{"x", "a`"}, word: "b", start: 7}},
	} {
		got := test.shell.read(test.line)
		got.ends = nil
		assert.Equal(t, test.want, got, "%s: %q", test.shell, test.line)
	}
}

// TestShellLine_quoted has every shell read what is written for it.
func TestShellLine_quoted(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	alphabet := []rune("ab =\"'\\$`;|&<>()é日\t~!-")
	count := 0
	for range 4000 {
		var text strings.Builder
		for range 1 + random.IntN(8) {
			text.WriteRune(alphabet[random.IntN(len(alphabet))])
		}
		for _, name := range shells {
			sh := shell(name)
			for _, mark := range []byte{'\'', '"'} {
				line := "x " + string(mark) + sh.quoted(text.String(), mark)
				l := sh.read(line)
				require.Equal(t, text.String(), l.word, "%s: %s", sh, line)
				require.Equal(t, mark, l.quote, "%s: %s", sh, line)
				require.Len(t, l.ends, len(l.word))
				count++
			}
			for _, open := range []bool{false, true} {
				p := proposal{text: text.String(), open: open, query: open}
				written, ok := sh.written(p, "x ", 2)
				require.True(t, ok)
				l := sh.read("x " + written)
				if !open {
					require.Equal(t, []string{"x", text.String()}, l.words, "%s: %s", sh, written)
				} else {
					require.Equal(t, text.String(), l.word, "%s: %s", sh, written)
				}
			}
		}
	}
	t.Logf("%d texts", count)
}

func TestWritten(t *testing.T) {
	for _, test := range []struct {
		line  string
		start int
		p     proposal
		want  string
	}{
		{"x 'sta", 3, proposal{text: "status =", open: true, query: true}, "status ="},
		{"x sta", 2, proposal{text: "status =", open: true, query: true}, "'status ="},
		{`x "a = $y and sta`, 3, proposal{text: "a = $y and status", open: true, query: true}, "a = $y and status"},
		{`x "a = \$y and sta`, 3, proposal{text: "a = $y and status", open: true, query: true}, `a = \$y and status`},
		{`x "a = $y and sta`, 3, proposal{text: "a = $y and \"b\"", open: true, query: true}, `a = $y and \"b\"`},
		{"x tag:te", 6, proposal{text: "tag:team = b", open: true, query: true}, "'team = b"},
		{"x TAG:te", 6, proposal{text: "tag:team", open: true, query: true}, "'team"},
		{"x --output=j", 11, proposal{text: "--output=json"}, "json "},
		{"x my", 2, proposal{text: "my file"}, `my\ file `},
		{"x 'my", 3, proposal{text: "my file"}, "my file"},
		{"x di", 2, proposal{text: "dir/", open: true}, "dir/"},
		{"x my", 2, proposal{text: "my dir/", open: true}, `my\ dir/`},
	} {
		got, ok := bash.written(test.p, test.line, test.start)
		assert.True(t, ok, test.line)
		assert.Equal(t, test.want, got, "%q from %d", test.line, test.start)
	}
	for sh, want := range map[shell]string{bash: "my file", zsh: "my file' ", powershell: "my file' "} {
		got, ok := sh.written(proposal{text: "my file"}, "x 'my", 3)
		assert.True(t, ok)
		assert.Equal(t, want, got, "%s", sh)
	}
	got, _ := zsh.written(proposal{text: "~/it's"}, "x ~/i", 2)
	assert.Equal(t, `~/it\'s `, got, "a home folder stays one")
	_, ok := bash.written(proposal{text: "other"}, "x tag:te", 6)
	assert.False(t, ok, "there is other text before what is replaced")
}
