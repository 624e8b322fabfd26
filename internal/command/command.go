// Package command is the command line of the query language. Package main of
// cmd/searchfilter runs it as it is, and that of the module awsconnect with one
// command more, which needs the AWS SDK.
package command

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/spell"
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

// A Command is one of the program's.
type Command struct {
	Name    string
	Summary string // in a line
	Runner
}

// A Runner does what a command is for. It is a pointer to a struct with the flags
// and arguments, which are set as their tags say. It may have a method
// Validate() error, which checks them.
type Runner interface {
	// Help returns what --help says below the summary.
	Help() string
	// Run does it. The error is written to standard error, unless it is an Exit.
	Run(*Streams) error
}

func commands() []Command {
	return []Command{
		{"plan", "Print the requests that answer a query.", new(planCommand)},
		{"explain", "Tell how a plan answers a query.", new(explainCommand)},
		{"compile", "Print a query as one request.", new(compileCommand)},
		{"match", "Print the records that a query selects.", new(matchCommand)},
		{"fmt", "Print a query in its canonical form.", new(fmtCommand)},
		{"check", "Say what is wrong with a query.", new(checkCommand)},
		{"fields", "List what a query can be for, and the fields that it has.", new(fieldsCommand)},
		{"decompile", "Print the query that filter JSON says.", new(decompileCommand)},
		{"diff", "Say whether two queries select the same.", new(diffCommand)},
		{"lint", "Say what is wrong with filter JSON.", new(lintCommand)},
		{"serve", "Serve test cases from memory, without an account.", new(serveCommand)},
	}
}

// about is what --help says of the program.
const about = `Searchfilter has one query language for the searches of Amazon Connect, such as
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
of match is 1 if no record matches, that of lint 1 if there are problems, and
that of diff 1 if there is a difference.

Run "searchfilter <command> --help" for more information on a command.
`

// Run is the program. It returns the exit status. More are commands besides its
// own.
func Run(args []string, stdin io.Reader, stdout, stderr io.Writer, more ...Command) int {
	s := &Streams{stdin, stdout, stderr}
	err := s.run(args, append(commands(), more...))
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

// run runs the command that the arguments name.
func (s *Streams) run(args []string, commands []Command) error {
	l := newCommandLine("searchfilter", new(struct{}))
	l.SetInterspersed(false) // what follows its name is the command's
	if err := l.Parse(args); err != nil {
		return l.usageError(l.mistake(err))
	}
	var names []string
	var list []argument
	for _, c := range commands {
		if c.Name == l.Arg(0) {
			before := args[:len(args)-l.NArg()]
			return c.run(s, slices.Concat(before, l.Args()[1:]))
		}
		names = append(names, c.Name)
		list = append(list, argument{name: c.Name, help: c.Summary})
	}
	switch {
	case l.NArg() > 0:
		return l.usageError(unknownCommand(l.Arg(0), names))
	case l.Help:
		return s.print(l.help("searchfilter <command>", about, "Commands", list))
	case l.Version:
		return s.printVersion()
	}
	return l.usageError(errors.New("expected one of " + strings.Join(names, ", ")))
}

func unknownCommand(name string, names []string) error {
	hint := ""
	if near := spell.Near(name, names); near != "" {
		hint = fmt.Sprintf(", did you mean %q?", near)
	}
	if name == "search" {
		hint = ": it needs the AWS SDK, and is in the program that `go install ./cmd/searchfilter` makes in the folder awsconnect"
	}
	return fmt.Errorf("unknown command %s%s", ast.Excerpt(name), hint)
}

// run runs the command with its arguments.
func (c Command) run(s *Streams, args []string) error {
	l := newCommandLine("searchfilter "+c.Name, c.Runner)
	if err := l.parse(args); err != nil {
		return l.usageError(err)
	}
	switch {
	case l.Help:
		call := l.Name()
		for _, a := range l.args {
			call += " " + a.name
		}
		return s.print(l.help(call, c.Summary+"\n"+c.Help(), "Arguments", l.args))
	case l.Version:
		return s.printVersion()
	}
	if r, ok := c.Runner.(interface{ Validate() error }); ok {
		if err := r.Validate(); err != nil {
			return l.usageError(fmt.Errorf("%s: %w", c.Name, err))
		}
	}
	return c.Run(s)
}

func (s *Streams) print(text string) error {
	_, err := io.WriteString(s.Out, text)
	return err
}

func (s *Streams) printVersion() error { return s.print("searchfilter " + version() + "\n") }

// isClosedPipe reports whether a write failed since nobody reads any more.
func isClosedPipe(err error) bool {
	const noData = syscall.Errno(232) // ERROR_NO_DATA of Windows; elsewhere there is no such number
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, noData)
}
