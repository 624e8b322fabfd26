// Package command is the command line of the query language. The program cmd/searchfilter
// runs it as it is. The program of the module awsconnect adds the command search, which
// needs the AWS SDK.
package command

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/internal/spell"
)

// The exit statuses. They are those of grep.
const (
	done     = 0
	NoMatch  = 1 // of match and search
	problems = 1 // of lint, and of diff for a difference
	Failed   = 2
)

// An Exit is an error that has been reported. It is the exit status.
type Exit int

// Error returns a text that nobody sees.
func (e Exit) Error() string { return "exit status " + strconv.Itoa(int(e)) }

// Streams is what a command reads from and writes to.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	color    string // what --color says

	diagnostics string            // what --diagnostics says
	inFlags     *strings.Replacer // replaces what hints say of options in Go by flags; or nil
}

// Complain writes a message to Err. A diagnostic is written by report instead.
func (s *Streams) Complain(message ...any) {
	fmt.Fprintln(s.Err, "searchfilter: "+fmt.Sprint(message...))
}

// Run runs the program and returns its exit status. More makes commands that the program
// has besides its own.
func Run(args []string, stdin io.Reader, stdout, stderr io.Writer, more ...func(*Streams) *cobra.Command) int {
	s := &Streams{In: stdin, Out: stdout, Err: stderr}
	err := s.run(args, more)
	var status Exit
	switch {
	case err == nil, isClosedPipe(err):
		return done // nobody reads the output any more; where there is SIGPIPE, it has ended the program
	case errors.As(err, &status):
		return int(status)
	}
	s.Complain(err)
	return Failed
}

// run runs the command that args names.
func (s *Streams) run(args []string, more []func(*Streams) *cobra.Command) error {
	root := newProgram(s, more)
	if len(args) > 0 && args[0] == "--" { // Cobra would take the command for its value
		args = args[1:]
	}
	root.SetArgs(append([]string{}, args...)) // for nil, Cobra would take those of the process
	// Cobra drops the error of writing its help, so that is written here.
	var said bytes.Buffer
	root.SetOut(&said)
	root.SetErr(s.Err)
	if err := root.Execute(); err != nil {
		return err
	}
	_, err := said.WriteTo(s.Out)
	return err
}

func init() { cobra.EnableCommandSorting = false }

// The groups of commands in the help.
const (
	aboutQueries = "queries"
	aboutJSON    = "JSON"
	aboutRest    = "rest"
)

// newProgram returns the root command, with all others.
func newProgram(s *Streams, more []func(*Streams) *cobra.Command) *cobra.Command {
	root := &cobra.Command{
		Use:               "searchfilter <command>",
		Short:             "One query language for the searches of Amazon Connect and the filters of Amazon Q in Connect.",
		Long:              about,
		SilenceErrors:     true, // Run writes them
		SilenceUsage:      true,
		TraverseChildren:  true, // the flags behind the name of a command are its own
		DisableAutoGenTag: true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError(cmd, unknownCommand(args[0], commandNames(cmd)))
			}
			return nil
		},
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usageError(cmd, errors.New("expected one of "+strings.Join(commandNames(cmd), ", ")))
		},
	}
	root.Flags().SetInterspersed(false)
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { _, _ = io.WriteString(cmd.OutOrStdout(), helpOf(cmd)) })
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usageError(cmd, mistake(cmd, err)) })
	root.SetVersionTemplate("searchfilter {{.Version}}\n")

	root.AddGroup(&cobra.Group{ID: aboutQueries, Title: "Queries"}, &cobra.Group{ID: aboutJSON, Title: "Filter JSON"}, &cobra.Group{ID: aboutRest, Title: "Other commands"})
	add := func(group string, commands ...*cobra.Command) {
		for _, c := range commands {
			c.GroupID = group
		}
		root.AddCommand(commands...)
	}
	add(aboutQueries, new(planCommand).command(s), new(explainCommand).command(s), new(compileCommand).command(s), new(matchCommand).command(s), new(sqlCommand).command(s))
	for _, c := range more {
		add(aboutQueries, c(s))
	}
	add(aboutQueries, new(fmtCommand).command(s), new(checkCommand).command(s), new(diffCommand).command(s), new(fieldsCommand).command(s))
	add(aboutJSON, new(decompileCommand).command(s), new(lintCommand).command(s))
	add(aboutRest, new(serveCommand).command(s), newCompletion(s), newMan(s), newVersion(s))
	if len(more) == 0 {
		root.Long += "\n\n" + aboutSearch
	}
	root.AddCommand(newPropose(s, more))
	root.AddCommand(topics()...)
	root.SetHelpCommand(newHelp(s))
	root.SetHelpCommandGroupID(aboutRest)

	persistent := root.PersistentFlags()
	persistent.SortFlags = false
	Enum(root, &s.color, "color", "auto|always|never", "Colour what is wrong on a terminal, which is the default, always, or never. On a terminal, NO_COLOR in the environment says never.")
	persistent.AddFlag(root.Flags().Lookup("color"))
	persistent.BoolP("help", "h", false, "Show help.")
	persistent.Bool("version", false, "Print the version.")
	section(persistent, generalFlags, "color", "help", "version")
	for _, c := range append(root.Commands(), root) {
		c.Flags().SortFlags = false
		c.Version = version()
		if c.Args == nil {
			Args(c)
		}
	}
	return root
}

// commandNames returns the names of the commands that are not hidden.
func commandNames(root *cobra.Command) (list []string) {
	for _, c := range root.Commands() {
		if c.Runnable() && !c.Hidden {
			list = append(list, c.Name())
		}
	}
	return list
}

func unknownCommand(name string, names []string) error {
	return fmt.Errorf("unknown command %s%s", chars.Excerpt(name), meantCommand(name, names))
}

// meantCommand returns what to add to an error about a command that is unknown: where it is, the
// one that was probably meant, or nothing.
func meantCommand(name string, names []string) string {
	if name == "search" {
		return ": it " + whereSearch
	}
	return didYouMean(name, names)
}

// didYouMean returns what to add to an error about a name that is unknown: the name that was
// probably meant, or nothing.
func didYouMean(name string, names []string) string {
	if near := spell.Near(name, names); near != "" {
		return shown.DidYouMean(near)
	}
	return ""
}

// usageError returns an error about the command line, with the help to read. It returns nil
// if err is nil.
func usageError(cmd *cobra.Command, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w (see %s --help)", err, cmd.CommandPath())
}

// NewCommand returns a command. Check is called before run, and returns an error about the
// flags and arguments. It may be nil.
func NewCommand(name, short, long string, check, run func() error) *cobra.Command {
	cmd := &cobra.Command{Use: name, Short: short, Long: long, RunE: func(*cobra.Command, []string) error { return run() }}
	if check != nil {
		cmd.PreRunE = func(*cobra.Command, []string) error {
			if err := check(); err != nil {
				return usageError(cmd, fmt.Errorf("%s: %w", name, err))
			}
			return nil
		}
	}
	return cmd
}

func (s *Streams) print(text string) error {
	_, err := io.WriteString(s.Out, text)
	return err
}

// isClosedPipe reports whether a write failed because the reader has closed the pipe.
func isClosedPipe(err error) bool {
	const noData = syscall.Errno(232) // ERROR_NO_DATA of Windows; elsewhere there is no such number
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, noData)
}
