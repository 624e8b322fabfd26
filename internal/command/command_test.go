package command

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/schema"
)

// A call is one run of the program and what must come of it.
type call struct {
	name   string
	args   []string
	stdin  string
	status int
	out    string
	err    string
}

func (c call) test(t *testing.T) {
	t.Run(c.name, func(t *testing.T) {
		var out, err bytes.Buffer
		status := Run(c.args, strings.NewReader(c.stdin), &out, &err)
		said := described(c.args)
		assert.Equal(t, c.status, status, "exit status of %s", said)
		assert.Equal(t, c.out, out.String(), "standard output of %s", said)
		assert.Equal(t, c.err, err.String(), "standard error of %s", said)
	})
}

// described returns the arguments as a command line, for messages.
func described(args []string) string {
	quoted := make([]string, len(args))
	for i, a := range args {
		quoted[i] = strconv.Quote(a)
	}
	return "searchfilter " + strings.Join(quoted, " ")
}

func testAll(t *testing.T, calls []call) {
	for _, c := range calls {
		c.test(t)
	}
}

const programHelp = `Usage: searchfilter <command> [flags]

Searchfilter has one query language for the searches of Amazon Connect, such as
that of test cases, and for the filters of Amazon Q in Connect.

The same query is sent as requests, or as the tagFilter of a session, and
selects records in hand:

    searchfilter plan 'name ^= "smoke" and status = PUBLISHED or tag:BPO = 123'
    searchfilter compile 'name ^= "smoke" and status = PUBLISHED'
    searchfilter match 'tag:BPO = 123 or modified > -7d' test-cases.json
    searchfilter plan --target users 'username ^= jo and tag:team = billing'

A query joins conditions with and, or, not and parentheses. The operators are
= != ^= (begins with) *= (contains) $= (ends with) < <= > >= in, not in and
exists. The fields are name description status id arn region sha256 content
initialization flow type source-phone-number destination-phone-number modified
and tag:KEY. Those of other searches are listed by searchfilter fields.

Put a query in single quotes, so that the shell leaves it alone, and -- before
one that begins with a hyphen. The exit status is 0, or 2 after an error; that
of match and search is 1 if no record is found, that of lint 1 if there are
problems, that of diff 1 if there is a difference, and that of fmt --check 1 if
there are files to change.

The command help language tells all about the language, help quoting how to write
a query in other shells, and help plan, or plan --help, about a command.

The command search, which runs a plan against Amazon Connect, needs the AWS SDK:
it is in the program of the folder awsconnect.

Queries:
  plan       Print the requests that answer a query.
  explain    Tell how a plan answers a query.
  compile    Print a query as one request.
  match      Print the records that a query selects.
  sql        Print a query as SQL.
  fmt        Print a query in its canonical form.
  check      Say what is wrong with a query.
  diff       Say whether two queries select the same.
  fields     List what a query can be for, and the fields that it has.

Filter JSON:
  decompile    Print the query that filter JSON says.
  lint         Say what is wrong with filter JSON.

Other commands:
  serve         Serve searches and lists from memory, without an account.
  completion    Print the script by which a shell completes commands and queries.
  man           Write manual pages.
  version       Print the version.
  help          Show help about a command or a topic.

Topics:
  help language    The query language.
  help quoting     How to write a query in a shell.

General flags:
      --color auto|always|never   Colour what is wrong on a terminal,
                                  which is the default, always, or never.
                                  On a terminal, NO_COLOR in the
                                  environment says never.
  -h, --help                      Show help.
      --version                   Print the version.
`

func TestHelp(t *testing.T) {
	testAll(t, []call{
		{name: "program", args: []string{"--help"}, out: programHelp},
		{name: "short", args: []string{"-h"}, out: programHelp},
		{name: "command", args: []string{"help"}, out: programHelp},
		{name: "command behind hyphens", args: []string{"--", "help"}, out: programHelp},
		{name: "of a command before it", args: []string{"--help", "version"}, out: helpOf(child(t, "version"))},
		{name: "command about a command", args: []string{"help", "plan"}, out: helpOf(child(t, "plan"))},
		{name: "command about itself", args: []string{"help", "help"}, out: helpOf(child(t, "help"))},
		{name: "topic", args: []string{"help", "language"}, out: language + "\n"},
		{name: "topic as a command", args: []string{"quoting"}, out: quoting + "\n"},
		{
			name: "about nothing", args: []string{"help", "langauge"}, status: Failed,
			err: "searchfilter: there is no help about \"langauge\", did you mean \"language\"? (see searchfilter --help)\n",
		}, {
			name: "the command of another build", args: []string{"help", "search"}, status: Failed,
			err: "searchfilter: there is no help about \"search\": it needs the AWS SDK, and is in the program that `go install ./cmd/searchfilter` makes in the folder awsconnect (see searchfilter --help)\n",
		}, {
			name: "about two", args: []string{"help", "plan", "match"}, status: Failed,
			err: "searchfilter: unexpected argument \"match\" (see searchfilter help --help)\n",
		},
	})
	for _, f := range schema.TestCase().Fields {
		assert.Regexp(t, `The fields are [^.]*\b`+f.Name+`\b`, programHelp)
	}
	count := 0
	for _, c := range wholeProgram().Commands() {
		if c.IsAdditionalHelpTopicCommand() || c.Hidden {
			continue
		}
		count++
		t.Run(c.Name(), func(t *testing.T) {
			var out, stderr bytes.Buffer
			assert.Equal(t, done, Run([]string{c.Name(), "--help"}, nil, &out, &stderr))
			assert.Empty(t, stderr.String())
			help := out.String()
			for _, a := range regexp.MustCompile(`\[[^]]*\]|<[^>]*>`).FindAllString(c.Use, -1) {
				assert.Regexp(t, "\n  "+regexp.QuoteMeta(a)+" +[A-Z]", help)
			}
			assert.True(t, strings.HasPrefix(help, "Usage: searchfilter "+c.Use+" [flags]\n\n"+c.Short+"\n\n"), help)
			assert.Contains(t, help, "\n    searchfilter "+c.Name(), "an example")
			c.InheritedFlags()
			c.Flags().VisitAll(func(f *pflag.Flag) {
				assert.Regexp(t, "\n  (-[a-zA-Z],|   ) --"+f.Name+" .*  [A-Z]", help)
			})
			assert.Contains(t, strings.Join(strings.Fields(help), " "), c.Flags().Lookup("version").Usage)
			narrow(t, help)
		})
	}
	require.Greater(t, count, 12)
	narrow(t, language)
	narrow(t, quoting)
}

// wholeProgram returns all commands, without what they read and write.
func wholeProgram() *cobra.Command { return newProgram(&Streams{}, nil) }

// child returns a command of the program as it is when that runs.
func child(t *testing.T, name string) *cobra.Command {
	root := wholeProgram()
	root.InitDefaultHelpCmd()
	c, _, err := root.Find([]string{name})
	require.NoError(t, err)
	return c
}

// narrow holds the lines of help, but not those of examples, to what a terminal shows.
func narrow(t *testing.T, help string) {
	for line := range strings.Lines(help) {
		assert.True(t, strings.HasPrefix(line, "    ") && !strings.HasPrefix(line, "     ") || utf8.RuneCountInString(line) <= 81, line)
	}
}

func TestUsage(t *testing.T) {
	testAll(t, []call{
		{
			name: "no command", status: Failed,
			err: "searchfilter: expected one of plan, explain, compile, match, sql, fmt, check, diff, fields, decompile, lint, serve, completion, man, version, help (see searchfilter --help)\n",
		}, {
			name: "unknown command", args: []string{"compil", "name = a"}, status: Failed,
			err: "searchfilter: unknown command \"compil\", did you mean \"compile\"? (see searchfilter --help)\n",
		}, {
			name: "the command of another build", args: []string{"search", "name = a"}, status: Failed,
			err: "searchfilter: unknown command \"search\": it needs the AWS SDK, and is in the program that `go install ./cmd/searchfilter` makes in the folder awsconnect (see searchfilter --help)\n",
		}, {
			name: "no query", args: []string{"check"}, status: Failed,
			err: "searchfilter: expected \"<query>\" (see searchfilter check --help)\n",
		}, {
			name: "query without quotes", args: []string{"fmt", "name", "=", "a"}, status: Failed,
			err: "searchfilter: unexpected argument \"=\": put the query in quotes (see searchfilter fmt --help)\n",
		}, {
			name: "output of a command with --json", args: []string{"fields", "--output=json"}, status: Failed,
			err: "searchfilter: unknown flag \"--output\", did you mean \"--json\"? (see searchfilter fields --help)\n",
		}, {
			name: "unknown flag", args: []string{"fmt", "--fixx", "name = a"}, status: Failed,
			err: "searchfilter: unknown flag \"--fixx\", did you mean \"--fix\"? (see searchfilter fmt --help)\n",
		}, {
			name: "an argument as a flag", args: []string{"fields", "--target", "users"}, status: Failed,
			err: "searchfilter: unknown flag \"--target\": write it as an argument: searchfilter fields [<target>] (see searchfilter fields --help)\n",
		}, {
			name: "an argument as a flag, with a flag", args: []string{"fields", "--json", "--target=users"}, status: Failed,
			err: "searchfilter: unknown flag \"--target\": write it as an argument: searchfilter fields [<target>] (see searchfilter fields --help)\n",
		}, {
			name: "a query as a flag", args: []string{"check", "--query", "name = a"}, status: Failed,
			err: "searchfilter: unknown flag \"--query\": write it as an argument: searchfilter check <query> (see searchfilter check --help)\n",
		}, {
			name: "unknown target", args: []string{"compile", "--target", "cases", "name = a"}, status: Failed,
			err: "searchfilter: --target must be the name of a target but got \"cases\": searchfilter fields lists all (see searchfilter compile --help)\n",
		}, {
			name: "unknown output", args: []string{"match", "--output", "xml", "name = a"}, status: Failed,
			err: "searchfilter: --output must be one of \"json\",\"jsonl\",\"ids\",\"csv\",\"tsv\",\"table\" but got \"xml\" (see searchfilter match --help)\n",
		}, {
			name: "unknown form of diagnostics", args: []string{"check", "--diagnostics", "xml", "name = a"}, status: Failed,
			err: "searchfilter: --diagnostics must be one of \"text\",\"json\" but got \"xml\" (see searchfilter check --help)\n",
		}, {
			name: "argument without a value", args: []string{"check", "name = $1", "--arg"}, status: Failed,
			err: "searchfilter: --arg: missing value (see searchfilter check --help)\n",
		}, {
			name: "flag in the place of a value", args: []string{"compile", "--instance-id", "--compact", "name = a"}, status: Failed,
			err: "searchfilter: --instance-id must be a value, neither empty nor a flag, but got \"--compact\" (see searchfilter compile --help)\n",
		}, {
			name: "no number", args: []string{"plan", "--max-requests", "1.5", "name = a"}, status: Failed,
			err: "searchfilter: --max-requests must be a whole number from 1 to 2147483647 but got \"1.5\" (see searchfilter plan --help)\n",
		}, {
			name: "number that not every machine has", args: []string{"plan", "--max-requests", "2147483648", "name = a"}, status: Failed,
			err: "searchfilter: --max-requests must be a whole number from 1 to 2147483647 but got \"2147483648\" (see searchfilter plan --help)\n",
		}, {
			name: "no duration", args: []string{"serve", "--delay", "5"}, status: Failed,
			err: "searchfilter: --delay must be a duration such as 200ms but got \"5\" (see searchfilter serve --help)\n",
		}, {
			name: "neither true nor false", args: []string{"fmt", "--fix=perhaps", "name = a"}, status: Failed,
			err: "searchfilter: --fix must be true or false but got \"perhaps\" (see searchfilter fmt --help)\n",
		}, {
			name: "query that begins with a hyphen", args: []string{"check", "-x = a"}, status: Failed,
			err: "searchfilter: unknown flag \"-x = a\": put -- before a query or file that begins with a hyphen (see searchfilter check --help)\n",
		}, {
			name: "three hyphens", args: []string{"check", "---"}, status: Failed,
			err: "searchfilter: unknown flag \"---\": put -- before a query or file that begins with a hyphen (see searchfilter check --help)\n",
		}, {
			name: "flag of a command before it", args: []string{"--compact", "plan", "name = a"}, status: Failed,
			err: "searchfilter: unknown flag \"--compact\" (see searchfilter --help)\n",
		}, {
			name: "one query of two", args: []string{"diff", "name = a"}, status: Failed,
			err: "searchfilter: expected \"<b>\", a query or @FILE with one, as \"<a>\" is (see searchfilter diff --help)\n",
		}, {
			name: "argument of a command without any", args: []string{"serve", "x"}, status: Failed,
			err: "searchfilter: unexpected argument \"x\" (see searchfilter serve --help)\n",
		}, {
			name: "flags between files", args: []string{"match", "name = a", "-", "--output", "ids", "-", "--ignore-case=false"}, stdin: `{"Id":"1","Name":"a"}`,
			out: "1\n",
		},
	})
}

func TestVersion(t *testing.T) {
	testAll(t, []call{
		{name: "command", args: []string{"version"}, out: "searchfilter " + version() + "\n"},
		{name: "flag", args: []string{"--version"}, out: "searchfilter " + version() + "\n"},
		{name: "flag of a command", args: []string{"fmt", "--version"}, out: "searchfilter " + version() + "\n"},
		{name: "before a command", args: []string{"--version", "fmt"}, out: "searchfilter " + version() + "\n"},
	})
	for _, test := range []struct {
		name string
		info debug.BuildInfo
		want string
	}{
		{"release", debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}}, "v1.2.3"},
		{"no version", debug.BuildInfo{}, "(devel)"},
		{"revision", debug.BuildInfo{
			Main: debug.Module{Version: "v1.2.3"},
			Settings: []debug.BuildSetting{
				{Key: "vcs", Value: "git"},
				{Key: "vcs.revision", Value: "0123abcd"},
				{Key: "vcs.modified", Value: "false"},
			},
		}, "v1.2.3 git 0123abcd"},
		{"changed since", debug.BuildInfo{
			Main: debug.Module{Version: "(devel)"},
			Settings: []debug.BuildSetting{
				{Key: "vcs", Value: "git"},
				{Key: "vcs.revision", Value: "0123abcd"},
				{Key: "vcs.modified", Value: "true"},
			},
		}, "(devel) git 0123abcd modified"},
	} {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.want, versionOf(&test.info), "versionOf(%+v)", test.info)
		})
	}
}

// failing is a stream that cannot be read or written.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error)  { return 0, f.err }
func (f failing) Write([]byte) (int, error) { return 0, f.err }

// closedPipe returns the end for writing of a pipe whose reader has gone.
func closedPipe(t *testing.T) io.Writer {
	r, w, err := os.Pipe()
	require.NoError(t, err)
	require.NoError(t, r.Close())
	t.Cleanup(func() { _ = w.Close() })
	return w
}

// TestOutput is about a standard output that does not take everything.
func TestOutput(t *testing.T) {
	record := `{"Id":"1","Name":"a"}`
	for _, args := range [][]string{
		{"--help"},
		{"fmt", "--help"},
		{"--version"},
		{"compile", "name = a"},
		{"match", "name = a"},
		{"match", "name = b"},
		{"match", "--output", "jsonl", "name = a"},
		{"match", "--output", "ids", "name = a"},
		{"match", "--output", "csv", "name = a"},
		{"match", "--output", "tsv", "name = a"},
		{"match", "--output", "table", "name = a"},
		{"match", "--count", "name = a"},
		{"match", "--files-with-matches", "name = a"},
		{"fmt", "name = a"},
	} {
		said := described(args)
		t.Run("full/"+said, func(t *testing.T) {
			var stderr bytes.Buffer
			status := Run(args, strings.NewReader(record), failing{errors.New("disk full")}, &stderr)
			assert.Equal(t, Failed, status, "exit status of %s", said)
			assert.Equal(t, "searchfilter: disk full\n", stderr.String())
		})
		t.Run("closed/"+said, func(t *testing.T) {
			var stderr bytes.Buffer
			status := Run(args, strings.NewReader(record), closedPipe(t), &stderr)
			assert.Equal(t, done, status, "exit status of %s", said)
			assert.Empty(t, stderr.String())
		})
	}
}

// programDir is the folder of the program that tests run as a process, if one has.
var programDir string

// TestMain removes that folder.
func TestMain(m *testing.M) {
	status := m.Run()
	_ = os.RemoveAll(programDir)
	os.Exit(status)
}

var build = sync.OnceValues(func() (binary string, err error) {
	if programDir, err = os.MkdirTemp("", "searchfilter"); err != nil {
		return "", err
	}
	binary = filepath.Join(programDir, "searchfilter")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	out, err := exec.Command("go", "build", "-o", binary, "../../cmd/searchfilter").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("go build: %w\n%s", err, out)
	}
	return binary, err
})

// program returns the path of the program, which is built for the first test that asks.
func program(t testing.TB) string {
	t.Helper()
	binary, err := build()
	require.NoError(t, err)
	return binary
}

// TestBinary runs the program as a process.
func TestBinary(t *testing.T) {
	binary := program(t)
	for _, test := range []struct {
		query  string
		status int
		out    string
	}{
		{"name = a", done, "[\n{\"Id\":\"1\",\"Name\":\"a\"}\n]\n"},
		{"name = b", NoMatch, "[]\n"},
		{"name == b", Failed, ""},
	} {
		t.Run(test.query, func(t *testing.T) {
			c := exec.Command(binary, "match", test.query)
			c.Stdin = strings.NewReader(`{"Id":"1","Name":"a"}`)
			out, err := c.Output()
			var status *exec.ExitError
			if err != nil {
				require.ErrorAs(t, err, &status)
			}
			assert.Equal(t, test.status, c.ProcessState.ExitCode(), "exit status of match %q", test.query)
			assert.Equal(t, test.out, string(out))
		})
	}

	t.Run("closed pipe", func(t *testing.T) {
		var stderr bytes.Buffer
		c := exec.Command(binary, "match", "--output", "ids", "name = a")
		c.Stdin = endless(`{"Id":"1","Name":"a"}`)
		c.Stderr = &stderr
		out, err := c.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, c.Start())
		first := make([]byte, 2)
		_, err = io.ReadFull(out, first)
		require.NoError(t, err)
		assert.Equal(t, "1\n", string(first))
		require.NoError(t, out.Close())
		_ = c.Wait() // it returns: the input has no end
		assert.Empty(t, stderr.String())
	})
}

// endless is a text over and over again.
type endless string

func (s endless) Read(b []byte) (int, error) { return copy(b, s), nil }
