package command

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/shown"
)

// An Arg is a positional argument.
type Arg struct {
	Name string // as the help shows it: <required>, [<optional>] or [<any number> ...]
	Help string
	To   any // *string or *[]string
}

// Args sets the arguments that a command takes, and lists them in its help.
func Args(cmd *cobra.Command, args ...Arg) {
	for _, a := range args {
		cmd.Use += " " + a.Name
	}
	if len(args) > 0 {
		cmd.Long += "\n\nArguments:\n" + rows(args)
	} else {
		cmd.ValidArgsFunction = cobra.NoFileCompletions
	}
	cmd.Args = func(cmd *cobra.Command, given []string) error { return usageError(cmd, take(args, given)) }
}

// rows returns a line for each argument.
func rows(args []Arg) string {
	width := 0
	for _, a := range args {
		width = max(width, len(a.Name))
	}
	lines := make([]string, len(args))
	for i, a := range args {
		lines[i] = fmt.Sprintf("  %-*s    %s", width, a.Name, a.Help)
	}
	return strings.Join(lines, "\n")
}

// take stores the given arguments where args says.
func take(args []Arg, given []string) error {
	var missing []string
	for _, a := range args {
		switch to := a.To.(type) {
		case *[]string:
			*to, given = given, nil
		case *string:
			if len(given) > 0 {
				*to, given = given[0], given[1:]
			} else if a.Name[0] != '[' {
				missing = append(missing, a.Name)
			}
		}
	}
	switch {
	case len(missing) > 0:
		return fmt.Errorf("expected %q", strings.Join(missing, " "))
	case len(given) > 0 && len(args) > 0 && args[0].Name == "<query>":
		return fmt.Errorf("unexpected argument %s: put the query in quotes", chars.Excerpt(given[0]))
	case len(given) > 0:
		return fmt.Errorf("unexpected argument %s", chars.Excerpt(given[0]))
	}
	return nil
}

// The sections of flags in the help.
const (
	ownFlags     = "Flags" // those of no other section
	meaningFlags = "Flags for what a query means"
	serviceFlags = "Flags for what is known of the service"
	generalFlags = "General flags"
)

const sectionKey = "searchfilter section"

// section puts flags in a section of the help.
func section(f *pflag.FlagSet, title string, names ...string) {
	for _, name := range names {
		_ = f.SetAnnotation(name, sectionKey, []string{title}) // the flag exists
	}
}

// A flag is a flag with a value. Its error for a wrong value says what a right one is. It
// implements pflag.Value.
type flag struct {
	name, short string
	placeholder string // for the value, in the help
	help        string
	must        string                // what a value must be, as the error says
	set         func(string) bool     // sets the value; false if it is wrong
	hint        func(string) string   // what the error adds about a wrong value; or nil
	propose     func(string) []string // the values that a shell proposes; nil stands for files
}

// String returns no default. The help says in words what that is.
func (f *flag) String() string { return "" }

// Type returns the placeholder.
func (f *flag) Type() string { return f.placeholder }

// Set sets the value, or says what is wrong with it.
func (f *flag) Set(s string) error {
	if f.set(s) {
		return nil
	}
	hint := ""
	if f.hint != nil {
		hint = f.hint(s)
	}
	return fmt.Errorf("must be %s but got %s%s", f.must, chars.Excerpt(s), hint)
}

func (f flag) addTo(cmd *cobra.Command) {
	cmd.Flags().VarP(&f, f.name, f.short, f.help)
	if f.propose != nil {
		_ = cmd.RegisterFlagCompletionFunc(f.name, func(_ *cobra.Command, _ []string, written string) ([]string, cobra.ShellCompDirective) {
			return f.propose(written), cobra.ShellCompDirectiveNoFileComp
		}) // the flag exists, and has no function yet
	}
}

func nothing(string) []string { return nil }

// addText adds a flag that takes a text. Two texts are refused: the empty one, which is often
// that of a shell variable that is not set, and one that is a flag of the command, since the
// value was probably forgotten.
func addText(cmd *cobra.Command, f flag, set func(string)) {
	f.must = "a value, neither empty nor a flag,"
	f.set = func(s string) bool {
		name, _, _ := strings.Cut(strings.TrimLeft(s, "-"), "=")
		if s == "" || s[0] == '-' && cmd.Flags().Lookup(name) != nil {
			return false
		}
		set(s)
		return true
	}
	f.addTo(cmd)
}

// Text adds a flag that takes a text that is not empty. Its default is the value of to.
func Text(cmd *cobra.Command, to *string, name, placeholder, help string) {
	addText(cmd, flag{name: name, placeholder: placeholder, help: help, propose: nothing}, func(s string) { *to = s })
}

// File adds a flag that takes the name of a file.
func File(cmd *cobra.Command, to *string, name, placeholder, help string) {
	addText(cmd, flag{name: name, placeholder: placeholder, help: help}, func(s string) { *to = s })
}

// Files adds a flag that takes the name of a file and may be repeated. Short is its letter; it
// may be empty.
func Files(cmd *cobra.Command, to *[]string, name, short, placeholder, help string) {
	addText(cmd, flag{name: name, short: short, placeholder: placeholder, help: help}, func(s string) { *to = append(*to, s) })
}

// List adds a flag that takes texts with commas between them and may be repeated. Spaces
// around a text are dropped. Propose returns what a shell proposes; it may be nil.
func List(cmd *cobra.Command, to *[]string, name, placeholder, help string, propose func(string) []string) {
	if propose == nil {
		propose = nothing
	}
	addText(cmd, flag{name: name, placeholder: placeholder, help: help, propose: propose}, func(s string) {
		for text := range strings.SplitSeq(s, ",") {
			*to = append(*to, strings.TrimSpace(text))
		}
	})
}

// Enum adds a flag that takes one of the texts in enum, which | separates. The first is the
// default.
func Enum(cmd *cobra.Command, to *string, name, enum, help string) {
	oneOf(cmd, to, flag{name: name, placeholder: enum, help: help}, strings.Split(enum, "|"))
	*to, _, _ = strings.Cut(enum, "|")
}

// oneOf adds a flag that takes one of the values.
func oneOf(cmd *cobra.Command, to *string, f flag, values []string) {
	f.must = `one of "` + strings.Join(values, `","`) + `"`
	f.set = func(s string) bool {
		*to = s
		return slices.Contains(values, s)
	}
	f.propose = func(string) []string { return values }
	f.addTo(cmd)
}

// Int adds a flag that takes a whole number that is not less than least. Its default is the value
// of to. The number has 32 bits on every machine, so that a script means the same everywhere.
func Int(cmd *cobra.Command, to *int, least int, name, placeholder, help string) {
	addInt(cmd, flag{name: name, placeholder: placeholder, help: help}, to, least)
}

func addInt(cmd *cobra.Command, f flag, to *int, least int) {
	f.must, f.propose = fmt.Sprintf("a whole number from %d to 2147483647", least), nothing
	f.set = func(s string) bool {
		n, err := strconv.ParseInt(s, 0, 32)
		*to = int(n)
		return err == nil && *to >= least
	}
	f.addTo(cmd)
}

func addDuration(cmd *cobra.Command, to *time.Duration, name, placeholder, help string) {
	flag{name: name, placeholder: placeholder, help: help, must: "a duration such as 200ms", propose: nothing, set: func(s string) bool {
		d, err := time.ParseDuration(s)
		*to = d
		return err == nil && d >= 0
	}}.addTo(cmd)
}

// takesQueryOrFile matches the usage of a command with such an argument.
var takesQueryOrFile = regexp.MustCompile(`<(query|a|file|folder)\b`)

// mistake returns an error of parsing flags, with advice.
func mistake(cmd *cobra.Command, err error) error {
	var written string
	switch err := err.(type) {
	case *pflag.ValueRequiredError:
		return fmt.Errorf("--%s: missing value", err.GetFlag().Name)
	case *pflag.InvalidValueError:
		if err.GetFlag().Value.Type() == "bool" {
			return fmt.Errorf("--%s must be true or false but got %s", err.GetFlag().Name, chars.Excerpt(err.GetValue()))
		}
		return fmt.Errorf("--%s %w", err.GetFlag().Name, err.Unwrap())
	case *pflag.InvalidSyntaxError:
		written = err.GetSpecifiedFlag()
	case *pflag.NotExistError:
		written = "--" + err.GetSpecifiedName()
		if short := err.GetSpecifiedShortnames(); short != "" {
			written = "-" + short
		}
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	hint := didYouMean(written, names)
	switch {
	case written == "--output" && slices.Contains(names, "--json"):
		hint = shown.DidYouMean("--json")
	case cmd.HasParent() && strings.Contains(cmd.Use, "<"+strings.TrimPrefix(written, "--")+">"):
		hint = ": write it as an argument: " + cmd.Root().Name() + " " + cmd.Use
	case hint == "" && cmd.HasParent() && takesQueryOrFile.MatchString(cmd.Use):
		hint = ": put -- before a query or file that begins with a hyphen"
	}
	return errors.New("unknown flag " + chars.Excerpt(written) + hint)
}
