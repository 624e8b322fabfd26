// Searchfilter is the command line of the query language: it prints the
// requests that answer a query, selects records, formats and checks queries, and
// reads requests back.
//
//	searchfilter plan 'name ^= smoke and status = PUBLISHED or tag:BPO = 123'
//	searchfilter explain 'name $= -prod and modified > -7d'
//	searchfilter compile 'name ^= smoke and status = PUBLISHED'
//	searchfilter match 'tag:BPO = 123' test-cases.json
//	searchfilter fmt 'NAME startswith "smoke"'
//	searchfilter check 'stauts = PUBLISHED'
//	searchfilter decompile search.json
//	searchfilter lint search.json
//
// searchfilter --help says more, and searchfilter match --help all about a
// command. The language is that of package
// github.com/searchfilter/searchfilter.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/searchfilter/searchfilter/schema"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// The exit statuses, which are those of grep.
const (
	done     = 0
	noMatch  = 1 // of match alone
	problems = 1 // of lint, and of diff for a difference
	failed   = 2
)

// An exit is the error of a command that has already said all there is to say.
type exit int

func (e exit) Error() string { return "exit status " + strconv.Itoa(int(e)) }

// streams are what a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// complain writes a message that is no diagnostic.
func (s *streams) complain(message ...any) {
	fmt.Fprintln(s.err, "searchfilter: "+fmt.Sprint(message...))
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

// run is the program. It returns the exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	s := &streams{stdin, stdout, stderr}
	err := s.run(args)
	var status exit
	switch {
	case err == nil, isClosedPipe(err):
		return done // nobody reads on; where there is SIGPIPE, that ends the program before
	case errors.As(err, &status):
		return int(status)
	}
	s.complain(err)
	return failed
}

func (s *streams) run(args []string) error {
	var exited *exit // by --help and --version
	parser := kong.Must(new(program),
		kong.Name("searchfilter"),
		kong.Description("Searchfilter filters the test cases of Amazon Connect."),
		kong.Vars{"version": "searchfilter " + version()},
		kong.Writers(s.out, s.err),
		kong.Exit(func(status int) { exited = (*exit)(&status) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 80}),
	)
	ctx, err := parser.Parse(args)
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
	if errors.As(err, &p) && p.Context.Selected() != nil {
		selected := p.Context.Selected()
		command = selected.FullPath()
		if len(selected.Positional) > 0 && selected.Positional[0].Name == "query" && strings.HasPrefix(err.Error(), "unexpected argument") {
			hint = ": put the query in quotes, and files next to each other"
		}
	}
	return fmt.Errorf("%w%s (see %s --help)", err, hint, command)
}

// isClosedPipe reports whether a write failed since nobody reads any more.
func isClosedPipe(err error) bool {
	const noData = syscall.Errno(232) // ERROR_NO_DATA of Windows; elsewhere there is no such number
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, noData)
}
