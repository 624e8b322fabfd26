package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"
	_ "time/tzdata" // for --tz on machines that have none

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/internal/tree"
)

// Meaning holds what a query's meaning depends on besides its text.
type Meaning struct {
	About      compile.Target // what the query is for
	IgnoreCase bool
	Zone       *time.Location
	Now        time.Time
}

func (m *Meaning) options() searchfilter.Options {
	o := searchfilter.Options{FoldCase: m.IgnoreCase, Now: m.Now, Zone: m.Zone}
	if shown.IsListing(&m.About) {
		o.Schema = m.About.Schema
	} else {
		o.Target = m.About
	}
	return o
}

func (m *Meaning) addTo(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVarP(&m.IgnoreCase, "ignore-case", "i", false, "Compare the text of fields, but not of tags, without regard to case: as if each such comparison ended in i.")
	flag{
		name: "tz", placeholder: "ZONE", must: "a time zone such as Europe/London",
		help:    "The time zone of days, as in modified = 2026-01-31: UTC, the default, a name such as Europe/London, or Local.",
		propose: func(string) []string { return []string{"UTC", "Local"} },
		set: func(s string) bool {
			zone, err := time.LoadLocation(s)
			m.Zone = zone
			return err == nil && s != ""
		},
	}.addTo(cmd)
	flag{
		name: "now", placeholder: "TIME", must: "a time such as 2026-01-31T09:00:00Z or a date", propose: nothing,
		help: "The time from which -7d counts back, such as 2026-01-31T09:00:00Z, or a date, for its midnight in UTC. By default it is the present.",
		set: func(s string) (ok bool) {
			m.Now, ok = kinds.ParseTime(s)
			return ok && !m.Now.IsZero() // the zero time would stand for the present
		},
	}.addTo(cmd)
	section(f, meaningFlags, "ignore-case", "tz", "now")
	m.About = connect.TestCases()
	flag{
		name: "target", placeholder: "NAME", must: "the name of a target", hint: nearTarget, propose: targetNames,
		help: "What the query is for: test-cases, which is the default, or another name that searchfilter fields lists.",
		set: func(s string) bool {
			t, err := targetOf(s)
			m.About = t
			return err == nil
		},
	}.addTo(cmd)
}

// needRecords returns an error if the target has no records. What names the thing that there
// cannot be then, such as a match.
func (m *Meaning) needRecords(what string) error {
	if !shown.HasRecords(&m.About) {
		return fmt.Errorf("%s has no records, so there is no %s: searchfilter compile prints what is sent", m.About.Name, what)
	}
	return nil
}

// NeedSearch returns an error if no search finds records of the target. What is as for
// needRecords.
func (m *Meaning) NeedSearch(what string) error {
	if shown.IsListing(&m.About) {
		return unsendable(&m.About)
	}
	return m.needRecords(what)
}

// QueryArgs holds the arguments and flags of every command that takes a query.
type QueryArgs struct {
	*Streams
	source
	Meaning
	placeholders

	from    []string // the files that --file names
	guarded bool     // the empty query is an error unless --all is given
	all     bool     // --all is given
}

// take stores the query and the arguments behind it.
func (a *QueryArgs) take(args []Arg, given []string) error {
	switch more := args[1:]; {
	case len(a.from) > 1:
		return errors.New("--file may be given once: there is one query")
	case len(a.from) == 1 && len(more) == 0 && len(given) > 0:
		return fmt.Errorf("unexpected argument %s: --file says where the query is", chars.Excerpt(given[0]))
	case len(a.from) == 1:
		args = more
	case a.all && len(given) == 0:
		given = []string{""}
	}
	if err := take(args, given); err != nil {
		return err
	}
	return a.readsOnce()
}

// inputs returns how many queries are to be read from standard input.
func (a *QueryArgs) inputs() (n int) {
	names := a.from
	if len(names) == 0 {
		names = []string{a.text}
	}
	for _, name := range names {
		if name == "-" {
			n++
		}
	}
	return n
}

// readsOnce returns an error if standard input is to be read more than once.
func (a *QueryArgs) readsOnce() error {
	if a.inputs()+a.placeholders.inputs() > 1 {
		return errInputTwice
	}
	return nil
}

var errInputTwice = errors.New("standard input can be read only once")

// needsFile returns an error if standard input has the query or a value, so that it cannot
// have records, too.
func (a *QueryArgs) needsFile(files string) error {
	switch {
	case a.placeholders.inputs() > 0:
		return fmt.Errorf("the values of --arg-file come from standard input, so name the %s with the records", files)
	case a.inputs() > 0:
		return fmt.Errorf("the query comes from standard input, so name the %s with the records", files)
	}
	return nil
}

// read reads the query and the values, if they are in files.
func (a *QueryArgs) read() error {
	if err := a.placeholders.read(a.Streams); err != nil {
		return err
	}
	name := "-"
	if len(a.from) > 0 {
		name = a.from[0]
	} else if a.text != "-" {
		return nil
	}
	return a.readFrom(name)
}

// isQuery reports whether a text that names no file is a query.
func (a *QueryArgs) isQuery(text string) bool {
	_, err := a.Meaning.options().Parse(text, a.values...)
	return err == nil
}

// readFrom reads the query from a file, or from standard input for -.
func (a *QueryArgs) readFrom(name string) error {
	text, err := a.readText(name, limit.Bytes)
	if err == nil {
		a.source = newSource(name, text)
	}
	return err
}

// parse returns the query, or ast.Diagnostics.
func (a *QueryArgs) parse() (searchfilter.Query, error) {
	o := a.Meaning.options()
	o.Limits = a.limits
	return o.Parse(a.query(), a.values...)
}

// Parse reads and parses the query. It reports what is wrong with it; the error is then an
// Exit.
func (a *QueryArgs) Parse() (q searchfilter.Query, err error) {
	if err := a.read(); err != nil {
		return q, err
	}
	if a.all && strings.TrimSpace(a.text[a.comments:]) != "" {
		return q, a.about(errors.New("--all goes with the empty query alone, which is '' in its place"))
	}
	if q, err = a.parse(); err != nil {
		err = a.Fail(err)
		a.hintFile()
		return q, err
	}
	if a.guarded && shown.HasRecords(&a.About) && tree.IsEmpty(q.Resolved().Expr()) && !a.all {
		return q, a.about(errors.New("the query is empty, and so selects every record: add --all if that is meant"))
	}
	return q, nil
}

// about adds the name of the query's file to err, if there is one.
func (a *QueryArgs) about(err error) error {
	if a.file == "" {
		return err
	}
	return fmt.Errorf("%s: %w", a.file, err)
}

// Fail reports err, which must be ast.Diagnostics. It returns an Exit.
func (a *QueryArgs) Fail(err error) error {
	a.Report(err.(ast.Diagnostics))
	return Exit(Failed)
}

// Report writes diagnostics about the query, if there are any.
func (a *QueryArgs) Report(ds ast.Diagnostics) {
	_ = a.report(a.Err, a.file, a.text, ds)
}

// hintFile gives advice if the query, which is wrong, is the name of a file.
func (a *QueryArgs) hintFile() {
	if len(a.from) == 0 {
		a.hintName(a.text, "--file before it")
	}
}

// hintName says what to write instead if text, which is no query, is the name of a file.
func (s *Streams) hintName(text, write string) {
	if info, err := os.Stat(text); err == nil && info.Mode().IsRegular() && s.diagnostics == "text" {
		s.Complain(chars.Excerpt(text), " is a file: write ", write, " if the query is in it")
	}
}

// AddTo adds the query, more arguments and the flags to a command.
func (a *QueryArgs) AddTo(s *Streams, cmd *cobra.Command, more ...Arg) {
	a.Streams = s
	args := append([]Arg{{"<query>", "The query, or - for standard input; left out with --file.", &a.text}}, more...)
	Args(cmd, args...)
	cmd.Args = func(cmd *cobra.Command, given []string) error { return usageError(cmd, a.take(args, given)) }
	Files(cmd, &a.from, "file", "f", "FILE", "Read the query from this file, or - for standard input. Lines before it that begin with # are comments.")
	a.placeholders.addTo(cmd)
	s.addDiagnostics(cmd, "Write what is wrong with the query as text, which is the default, or as one JSON array.")
	a.Meaning.addTo(cmd)
	completeQuery(cmd, 1, len(more) > 0, a.Meaning.options)
}

// AddAll adds the flag --all. Without it, the command refuses the empty query, which selects
// every record.
func (a *QueryArgs) AddAll(cmd *cobra.Command) {
	a.guarded = true
	cmd.Flags().BoolVar(&a.all, "all", false, "Take the empty query, which selects every record. Without --all it is an error.")
}

// addFiles lets a command take several files with queries. Its arguments are files if --file
// is given, or if say returns true.
func (a *QueryArgs) addFiles(cmd *cobra.Command, say func() bool) {
	one := cmd.Args
	cmd.Args = func(cmd *cobra.Command, given []string) error {
		if len(a.from) == 0 && !say() {
			return one(cmd, given)
		}
		a.from = append(a.from, given...)
		if len(a.from) == 0 {
			return usageError(cmd, errors.New("expected files with queries"))
		}
		return usageError(cmd, a.readsOnce())
	}
}

// eachQuery reads the query and calls f; or it does so for each file in turn. It reports the
// diagnostics that f returns. As JSON they are one array. The error is the one with the
// highest status.
func (a *QueryArgs) eachQuery(f func() (ast.Diagnostics, error)) error {
	if len(a.from) == 0 {
		if err := a.read(); err != nil {
			return err
		}
		ds, err := f()
		a.Report(ds)
		if err == Exit(Failed) {
			a.hintFile()
		}
		return err
	}
	if err := a.placeholders.read(a.Streams); err != nil {
		return err
	}
	var all []jsonDiagnostic
	var status Exit
	for _, name := range a.from {
		var ds ast.Diagnostics
		err := a.readFrom(name)
		if errors.Is(err, fs.ErrNotExist) && a.isQuery(name) {
			err = fmt.Errorf("%w: all arguments are files here, and this is a query", err)
		}
		if err == nil {
			ds, err = f()
		}
		if a.diagnostics == "json" {
			all = append(all, jsonDiagnostics(a.file, a.text, ds)...)
		} else {
			a.Report(ds)
		}
		var exit Exit
		switch {
		case err == nil:
		case errors.As(err, &exit):
			status = max(status, exit)
		case isClosedPipe(err):
			return err
		default:
			a.Complain(err)
			status = Failed
		}
	}
	if all != nil {
		_ = writeJSON(a.Err, all, true)
	}
	if status != done {
		return status
	}
	return nil
}
