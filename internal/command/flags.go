package command

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/spell"
	"github.com/searchfilter/searchfilter/schema"
)

// A commandLine is what a command takes.
type commandLine struct {
	*pflag.FlagSet
	args []argument
	general
}

// An argument is one that is no flag.
type argument struct {
	name string // as the help shows it: <needed>, [<optional>] or [<any number> ...]
	help string
	to   any // *string or *[]string
}

// general are the flags of all commands, and of the program.
type general struct {
	Help    bool `flag:"help" short:"h" help:"Show context-sensitive help."`
	Version bool `flag:"version" help:"Print the version."`
}

// newCommandLine returns what sets the fields of a struct, and of those embedded
// in it: those with the tag flag or arg, which is the name. The tag help says what
// it is for, placeholder what stands for a value there, and enum which there may
// be, separated by |. At first they have the value of the tag default, or none.
func newCommandLine(command string, fields any) *commandLine {
	l := &commandLine{FlagSet: pflag.NewFlagSet(command, pflag.ContinueOnError)}
	l.SortFlags = false
	l.add(reflect.ValueOf(&l.general).Elem())
	l.add(reflect.ValueOf(fields).Elem())
	return l
}

func (l *commandLine) add(fields reflect.Value) {
	for i := range fields.NumField() {
		field := fields.Type().Field(i)
		if name, ok := field.Tag.Lookup("flag"); ok {
			l.addFlag(name, field.Tag, fields.Field(i).Addr().Interface())
		} else if name, ok := field.Tag.Lookup("arg"); ok {
			to := fields.Field(i)
			if to.Kind() == reflect.String {
				to.SetString(field.Tag.Get("default"))
			}
			l.args = append(l.args, argument{name, field.Tag.Get("help"), to.Addr().Interface()})
		} else if field.Anonymous {
			l.add(fields.Field(i))
		}
	}
}

// A list is the value of a flag that takes several, with commas between them.
type list []string

func (l *commandLine) addFlag(name string, tag reflect.StructTag, to any) {
	help := tag.Get("help")
	v := value{placeholder: cmp.Or(tag.Get("placeholder"), tag.Get("enum"))}
	switch to := to.(type) {
	case *bool:
		l.BoolVarP(to, name, tag.Get("short"), false, help)
		v.placeholder, v.must = "bool", "true or false" // bool is not shown
	case *int:
		l.IntVar(to, name, 0, help)
		v.must = "a 64-bit integer"
	case *int32:
		l.Int32Var(to, name, 0, help)
		v.must = "a 32-bit integer"
	case *time.Duration:
		l.DurationVar(to, name, 0, help)
		v.must = "a duration such as 200ms"
	case *time.Time:
		*to = time.Time{}
		v.must = "a time such as 2026-01-31T09:00:00Z or a date"
		l.Func(name, help, func(s string) error {
			t, ok := schema.ParseTime(s)
			if !ok || t.IsZero() { // which would be the present
				return errors.New("no time")
			}
			*to = t
			return nil
		})
	case **time.Location:
		*to = nil
		v.must = "a time zone such as Europe/London"
		l.Func(name, help, func(s string) (err error) {
			if s == "" {
				return errors.New("no zone")
			}
			*to, err = time.LoadLocation(s)
			return err
		})
	case *compile.Target:
		*to = connect.TestCases()
		v.must, v.hint = "the name of a target", nearTarget
		l.Func(name, help, func(s string) (err error) { *to, err = targetOf(s); return err })
	case *string:
		l.StringVar(to, name, "", help)
		v.may, v.must = l.isText, noFlag
	case **string:
		*to = nil
		v.may, v.must = l.isText, noFlag
		l.Func(name, help, func(s string) error { *to = &s; return nil })
	case *[]string:
		*to = nil
		l.Func(name, help, func(s string) error { *to = append(*to, s); return nil })
	case *list:
		*to = nil
		v.may, v.must = l.isText, noFlag
		l.Func(name, help, func(s string) error { *to = append(*to, strings.Split(s, ",")...); return nil })
	}
	f := l.Lookup(name)
	v.Value = f.Value
	if enum, ok := tag.Lookup("enum"); ok {
		v.may = func(s string) bool { return slices.Contains(strings.Split(enum, "|"), s) }
		v.must = `one of "` + strings.ReplaceAll(enum, "|", `","`) + `"`
	}
	if first, ok := tag.Lookup("default"); ok {
		_ = v.Set(first)
	}
	f.Value, f.DefValue = v, "" // the help says what the default means
}

const noFlag = "a value, neither empty nor a flag,"

// isText refuses an empty value, such as that of a variable that is not set, and a
// flag in the place of a value that was forgotten.
func (l *commandLine) isText(s string) bool {
	name, _, _ := strings.Cut(strings.TrimLeft(s, "-"), "=")
	return s != "" && (s[0] != '-' || l.Lookup(name) == nil)
}

// A value is that of a flag.
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
		err := fmt.Errorf("must be %s but got %s", v.must, ast.Excerpt(s))
		if v.hint != nil {
			err = fmt.Errorf("%w%s", err, v.hint(s))
		}
		return err
	}
	return nil
}

// parse sets the fields. With --help or --version there need be no arguments.
func (l *commandLine) parse(args []string) error {
	if err := l.Parse(args); err != nil {
		return l.mistake(err)
	}
	if l.Help || l.Version {
		return nil
	}
	rest := l.Args()
	var missing []string
	for _, a := range l.args {
		switch to := a.to.(type) {
		case *[]string:
			*to, rest = rest, nil
		case *string:
			if len(rest) > 0 {
				*to, rest = rest[0], rest[1:]
			} else if a.name[0] != '[' {
				missing = append(missing, a.name)
			}
		}
	}
	switch {
	case len(missing) > 0:
		return fmt.Errorf("expected %q", strings.Join(missing, " "))
	case len(rest) > 0 && len(l.args) > 0 && l.args[0].name == "<query>":
		return fmt.Errorf("unexpected argument %s: put the query in quotes", ast.Excerpt(rest[0]))
	case len(rest) > 0:
		return fmt.Errorf("unexpected argument %s", ast.Excerpt(rest[0]))
	}
	return nil
}

// usageError returns a mistake on the command line with where to read on.
func (l *commandLine) usageError(err error) error {
	return fmt.Errorf("%w (see %s --help)", err, l.Name())
}

// mistake returns an error of Parse with what to do about it.
func (l *commandLine) mistake(err error) error {
	var written string
	switch err := err.(type) {
	case *pflag.ValueRequiredError:
		return fmt.Errorf("--%s: missing value", err.GetFlag().Name)
	case *pflag.InvalidValueError:
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
	l.VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	unknown := "unknown flag " + ast.Excerpt(written)
	if name := spell.Near(written, names); name != "" {
		return fmt.Errorf("%s, did you mean %q?", unknown, name)
	}
	if len(l.args) > 0 {
		return errors.New(unknown + ": put -- before a query or file that begins with a hyphen")
	}
	return errors.New(unknown)
}

// help returns what --help says: how to call it, what it is, and a list of what
// the call has besides flags, under its title.
func (l *commandLine) help(call, about, title string, list []argument) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Usage: %s [flags]\n\n%s", call, about)
	if len(list) > 0 {
		fmt.Fprintf(&b, "\n%s:\n", title)
	}
	width := 0
	for _, a := range list {
		width = max(width, len(a.name))
	}
	for _, a := range list {
		fmt.Fprintf(&b, "  %-*s    %s\n", width, a.name, a.help)
	}
	fmt.Fprintf(&b, "\nFlags:\n%s", l.FlagUsagesWrapped(80))
	return b.String()
}
