package command

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/internal/spell"
)

// An Arg is an argument that is no flag.
type Arg struct {
	Name string // as the help shows it: <needed>, [<optional>] or [<any number> ...]
	Help string
	To   any // *string or *[]string
}

// Args sets what arguments a command takes, and says so in its help.
func Args(cmd *cobra.Command, args ...Arg) {
	for _, a := range args {
		cmd.Use += " " + a.Name
	}
	if len(args) > 0 {
		cmd.Long += "\n\nArguments:\n" + rows(args)
	}
	if len(args) == 0 {
		cmd.ValidArgsFunction = cobra.NoFileCompletions
	}
	cmd.Args = func(cmd *cobra.Command, given []string) error {
		return usageError(cmd, take(args, given))
	}
}

// rows returns a line for each of the arguments.
func rows(args []Arg) string {
	width := 0
	for _, a := range args {
		width = max(width, len(a.Name))
	}
	var b strings.Builder
	for _, a := range args {
		fmt.Fprintf(&b, "  %-*s    %s\n", width, a.Name, a.Help)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// take gives each argument what is given.
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

// The sections of flags in the help. A flag that no section has is in the first.
const (
	meaningFlags = "Flags for what a query means"
	serviceFlags = "Flags for what is known of the service"
	generalFlags = "General flags"
)

const sectionKey = "searchfilter section"

// section puts flags in a section of the help.
func section(f *pflag.FlagSet, title string, names ...string) {
	for _, name := range names {
		_ = f.SetAnnotation(name, sectionKey, []string{title}) // there is such a flag
	}
}

// A value is that of a flag. It says how a wrong one must be instead.
type value struct {
	pflag.Value
	placeholder string
	may         func(string) bool // be, or nil if anything
	must        string            // be
	hint        func(string) string
}

// Type returns what stands for the value in the help.
func (v value) Type() string { return v.placeholder }

// Set sets the value.
func (v value) Set(s string) error {
	if v.may != nil && !v.may(s) || v.Value.Set(s) != nil {
		err := fmt.Errorf("must be %s but got %s", v.must, chars.Excerpt(s))
		if v.hint != nil {
			err = fmt.Errorf("%w%s", err, v.hint(s))
		}
		return err
	}
	return nil
}

// wrap has the flag of that name take what v says. The help says what its default means.
func wrap(cmd *cobra.Command, name string, v value) {
	f := cmd.Flags().Lookup(name)
	v.Value = f.Value
	f.Value, f.DefValue = v, ""
}

// parsed adds a flag whose value set parses.
func parsed(cmd *cobra.Command, name, help string, v value, set func(string) error) {
	cmd.Flags().Func(name, help, set)
	wrap(cmd, name, v)
}

// Text adds a flag that takes any text but none. Its default is what to has.
func Text(cmd *cobra.Command, to *string, name, placeholder, help string) {
	textVar(cmd, to, name, placeholder, help, nothing)
}

// File adds a flag that takes the name of a file.
func File(cmd *cobra.Command, to *string, name, placeholder, help string) {
	textVar(cmd, to, name, placeholder, help, nil)
}

// textVar adds a flag that takes any text but none. For it the shell proposes what that
// function returns, or files if there is none.
func textVar(cmd *cobra.Command, to *string, name, placeholder, help string, propose func(string) []string) {
	cmd.Flags().StringVar(to, name, *to, help)
	wrap(cmd, name, value{placeholder: placeholder, may: isText(cmd), must: noFlag})
	if propose != nil {
		complete(cmd, name, propose)
	}
}

// Enum adds a flag that takes one of several texts, which | separates. The first is its
// default.
func Enum(cmd *cobra.Command, to *string, name, enum, help string) {
	values := strings.Split(enum, "|")
	cmd.Flags().StringVar(to, name, values[0], help)
	wrap(cmd, name, value{
		placeholder: enum,
		may:         func(s string) bool { return slices.Contains(values, s) },
		must:        `one of "` + strings.Join(values, `","`) + `"`,
	})
	complete(cmd, name, func(string) []string { return values })
}

// Int adds a flag that takes a whole number, of 32 bits on every machine, so that a
// script means the same on all. Its default is what to has.
func Int(cmd *cobra.Command, to *int, name, placeholder, help string) {
	cmd.Flags().IntVar(to, name, *to, help)
	wrap(cmd, name, value{
		placeholder: placeholder,
		may: func(s string) bool {
			_, err := strconv.ParseInt(s, 0, 32)
			return err == nil
		},
		must: "a whole number of at most 2147483647",
	})
	complete(cmd, name, nothing)
}

// Files adds a flag that takes the name of a file, and may be repeated.
func Files(cmd *cobra.Command, to *[]string, name, placeholder, help string) {
	parsed(cmd, name, help, value{placeholder: placeholder, may: isText(cmd), must: noFlag}, func(s string) error {
		*to = append(*to, s)
		return nil
	})
}

// List adds a flag that takes several texts, with commas between them and maybe blanks
// around these, and may be repeated.
func List(cmd *cobra.Command, to *[]string, name, placeholder, help string) {
	listVar(cmd, to, name, placeholder, help, nothing)
}

// listVar adds a flag as List does. For it the shell proposes what the function returns.
func listVar(cmd *cobra.Command, to *[]string, name, placeholder, help string, propose func(string) []string) {
	parsed(cmd, name, help, value{placeholder: placeholder, may: isText(cmd), must: noFlag}, func(s string) error {
		for text := range strings.SplitSeq(s, ",") {
			*to = append(*to, strings.TrimSpace(text))
		}
		return nil
	})
	complete(cmd, name, propose)
}

func durationVar(cmd *cobra.Command, to *time.Duration, name, placeholder, help string) {
	cmd.Flags().DurationVar(to, name, 0, help)
	wrap(cmd, name, value{placeholder: placeholder, must: "a duration such as 200ms"})
	complete(cmd, name, nothing)
}

func timeVar(cmd *cobra.Command, to *time.Time, name, placeholder, help string) {
	parsed(cmd, name, help, value{placeholder: placeholder, must: "a time such as 2026-01-31T09:00:00Z or a date"}, func(s string) error {
		t, ok := kinds.ParseTime(s)
		if !ok || t.IsZero() { // which would be the present
			return errors.New("no time")
		}
		*to = t
		return nil
	})
	complete(cmd, name, nothing)
}

func zoneVar(cmd *cobra.Command, to **time.Location, name, placeholder, help string) {
	parsed(cmd, name, help, value{placeholder: placeholder, must: "a time zone such as Europe/London"}, func(s string) (err error) {
		if s == "" {
			return errors.New("no zone")
		}
		*to, err = time.LoadLocation(s)
		return err
	})
	complete(cmd, name, func(string) []string { return []string{"UTC", "Local"} })
}

func targetVar(cmd *cobra.Command, to *compile.Target, name, placeholder, help string) {
	*to = connect.TestCases()
	parsed(cmd, name, help, value{placeholder: placeholder, must: "the name of a target", hint: nearTarget}, func(s string) (err error) {
		*to, err = targetOf(s)
		return err
	})
	complete(cmd, name, targetNames)
}

// complete has the shell propose values of a flag.
func complete(cmd *cobra.Command, name string, propose func(written string) []string) {
	_ = cmd.RegisterFlagCompletionFunc(name, func(_ *cobra.Command, _ []string, written string) ([]string, cobra.ShellCompDirective) {
		return propose(written), cobra.ShellCompDirectiveNoFileComp
	}) // there is such a flag, without one
}

func nothing(string) []string { return nil }

const noFlag = "a value, neither empty nor a flag,"

// isText returns what refuses an empty value, such as that of a variable that is not set,
// and a flag in the place of a value that was forgotten.
func isText(cmd *cobra.Command) func(string) bool {
	return func(s string) bool {
		name, _, _ := strings.Cut(strings.TrimLeft(s, "-"), "=")
		return s != "" && (s[0] != '-' || cmd.Flags().Lookup(name) == nil)
	}
}

// mistake returns an error of parsing flags with what to do about it.
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
	unknown := "unknown flag " + chars.Excerpt(written)
	if name := spell.Near(written, names); name != "" {
		return errors.New(unknown + shown.DidYouMean(name))
	}
	if strings.Contains(cmd.Use, "<") && cmd.HasParent() {
		return errors.New(unknown + ": put -- before a query or file that begins with a hyphen")
	}
	return errors.New(unknown)
}
