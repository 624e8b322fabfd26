// Package command is the command line of the query language. Package main of
// cmd/searchfilter runs it as it is, and that of the module awsconnect with one
// command more, which needs the AWS SDK.
package command

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/searchfilter/searchfilter/schema"
)

// The exit statuses, which are those of grep.
const (
	done     = 0
	NoMatch  = 1 // of match and search
	problems = 1 // of lint, and of diff for a difference
	Failed   = 2
)

// An Exit is the error of a command that has already said all there is to say.
type Exit int

// Error returns the status as text, which nobody sees.
func (e Exit) Error() string { return "exit status " + strconv.Itoa(int(e)) }

// Streams are what a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Complain writes a message that is no diagnostic.
func (s *Streams) Complain(message ...any) {
	fmt.Fprintln(s.Err, "searchfilter: "+fmt.Sprint(message...))
}

type program struct {
	Plan      planCommand      `cmd:"" help:"Print the requests that answer a query."`
	Explain   explainCommand   `cmd:"" help:"Tell how a plan answers a query."`
	Compile   compileCommand   `cmd:"" help:"Print a query as one request."`
	Match     matchCommand     `cmd:"" help:"Print the records that a query selects."`
	Fmt       fmtCommand       `cmd:"" help:"Print a query in its canonical form."`
	Check     checkCommand     `cmd:"" help:"Say what is wrong with a query."`
	Decompile decompileCommand `cmd:"" help:"Print the query that filter JSON says."`
	Diff      diffCommand      `cmd:"" help:"Say whether two queries select the same."`
	Lint      lintCommand      `cmd:"" help:"Say what is wrong with filter JSON."`
	Serve     serveCommand     `cmd:"" help:"Serve test cases from memory, without an account."`

	Version kong.VersionFlag `help:"Print the version."`
}

// Help returns what --help says below the first line.
func (program) Help() string {
	var fields []string
	for _, f := range schema.TestCase().Fields {
		fields = append(fields, f.Name)
	}
	return `
The same query is sent as SearchTestCases requests or as the tagFilter of an Amazon Q in Connect session, and selects records in hand:

    searchfilter plan 'name ^= "smoke" and status = PUBLISHED or tag:BPO = 123'
    searchfilter compile 'name ^= "smoke" and status = PUBLISHED'
    searchfilter match 'tag:BPO = 123 or modified > -7d' test-cases.json

A query joins conditions with and, or, not and parentheses. The operators are = != ^= (begins with) *= (contains) $= (ends with) < <= > >= in, not in and exists. The fields are ` +
		strings.Join(fields, " ") + ` and tag:KEY.

Put a query in single quotes, so that the shell leaves it alone, and -- before one that begins with a hyphen. The exit status is 0, or 2 after an error; that of match is 1 if no record matches, that of lint 1 if there are problems, and that of diff 1 if there is a difference.
`
}

// Run is the program. It returns the exit status. More are commands besides its
// own, each a kong.DynamicCommand whose Run takes *Streams.
func Run(args []string, stdin io.Reader, stdout, stderr io.Writer, more ...kong.Option) int {
	s := &Streams{stdin, stdout, stderr}
	err := s.run(args, more)
	var status Exit
	switch {
	case err == nil, isClosedPipe(err):
		return done // nobody reads on; where there is SIGPIPE, that ends the program before
	case errors.As(err, &status):
		return int(status)
	}
	s.Complain(err)
	return Failed
}

func (s *Streams) run(args []string, more []kong.Option) error {
	var exited *Exit // by --help and --version
	options := append([]kong.Option{
		kong.Name("searchfilter"),
		kong.Description("Searchfilter filters the test cases of Amazon Connect."),
		kong.Vars{"version": "searchfilter " + version()},
		kong.Writers(s.Out, s.Err),
		kong.Exit(func(status int) { exited = (*Exit)(&status) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 80}),
	}, more...)
	ctx, err := kong.Must(new(program), options...).Parse(args)
	if exited != nil {
		return *exited
	}
	if err != nil {
		return usageError(err)
	}
	return ctx.Run(s)
}

// usageError returns a mistake on the command line with what to do about it.
func usageError(err error) error {
	command, hint := "searchfilter", ""
	var p *kong.ParseError
	if errors.As(err, &p) {
		if selected := p.Context.Selected(); selected != nil {
			command = selected.FullPath()
			if len(selected.Positional) > 0 && selected.Positional[0].Name == "query" && strings.HasPrefix(err.Error(), "unexpected argument") {
				hint = ": put the query in quotes, and files next to each other"
			}
		} else if len(p.Context.Args) > 0 && p.Context.Args[0] == "search" {
			hint = ": it needs the AWS SDK, and is in the program that `go install ./cmd/searchfilter` makes in the folder awsconnect"
		}
	}
	return fmt.Errorf("%w%s (see %s --help)", err, hint, command)
}

// isClosedPipe reports whether a write failed since nobody reads any more.
func isClosedPipe(err error) bool {
	const noData = syscall.Errno(232) // ERROR_NO_DATA of Windows; elsewhere there is no such number
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, noData)
}
