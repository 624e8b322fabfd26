package command

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // for --tz on machines that have none

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/internal/tree"
)

// QueryArgs are the arguments of every command that takes a query.
type QueryArgs struct {
	Query string // as it stands in its file, with the comments before it
	Meaning
	Diagnostics string

	from      []string   // the files that --file names
	arguments []argument // for the placeholders
	guarded   bool       // the empty query must be asked for
	all       bool       // it is

	file     string     // that the query stands in; empty for the command line and standard input
	comments int        // how many bytes of Query stand before the query
	ending   string     // the line break behind Query, if there is one
	values   []any      // of the arguments
	limits   ast.Limits // of the query with the values in it
}

// Meaning is what the meaning of a query depends on besides its text.
type Meaning struct {
	IgnoreCase bool
	Zone       *time.Location
	Now        time.Time
}

func (m Meaning) options() searchfilter.Options {
	return searchfilter.Options{FoldCase: m.IgnoreCase, Now: m.Now, Zone: m.Zone}
}

// take gives the query and the arguments behind it what is given. It is what a command
// does with its arguments.
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

// readsOnce returns an error if two of what is to be read is standard input.
func (a *QueryArgs) readsOnce() error {
	inputs := 0
	for _, name := range a.from {
		if name == "-" {
			inputs++
		}
	}
	if len(a.from) == 0 && a.Query == "-" {
		inputs++
	}
	for _, arg := range a.arguments {
		if arg.isFile && arg.text == "-" {
			inputs++
		}
	}
	if inputs > 1 {
		return errors.New("standard input can be read only once")
	}
	return nil
}

// needsFile returns an error if what was to be said about records in standard input is
// asked about files, since the query or a value comes from there.
func (a *QueryArgs) needsFile(files string) error {
	if slices.Contains(a.arguments, argument{"-", true}) {
		return fmt.Errorf("the values of --arg-file come from standard input, so name the %s with the records", files)
	}
	if len(a.from) == 0 && a.Query == "-" || slices.Contains(a.from, "-") {
		return fmt.Errorf("the query comes from standard input, so name the %s with the records", files)
	}
	return nil
}

// read reads the query and the values, if they are in files.
func (a *QueryArgs) read(s *Streams) error {
	if err := a.readValues(s); err != nil {
		return err
	}
	switch {
	case len(a.from) > 0:
		return a.readFrom(s, a.from[0])
	case a.Query == "-":
		return a.readFrom(s, "-")
	}
	return nil
}

// readFrom makes what is in a file, or standard input for -, the query.
func (a *QueryArgs) readFrom(s *Streams, name string) error {
	// One byte more than is allowed is enough for the error that says so.
	text, err := readText(s, name, ast.Limits{}.WithDefaults().Bytes)
	if err != nil {
		return err
	}
	a.file = name
	if name == "-" {
		a.file = ""
	}
	query := strings.TrimSuffix(text, "\n")
	if query != text {
		query = strings.TrimSuffix(query, "\r")
	}
	a.Query, a.ending = query, text[len(query):]
	a.comments = min(commentsBefore(text), len(query))
	return nil
}

// commentsBefore returns how many bytes stand before the query in the text of a file:
// lines that begin with #, and empty ones among and below these.
func commentsBefore(text string) int {
	n, commented := 0, false
	for line := range strings.Lines(text) {
		if line[0] == '#' {
			commented = true
		} else if strings.TrimSpace(line) != "" {
			break
		}
		n += len(line)
	}
	if !commented {
		return 0
	}
	return n
}

// withoutComments returns text with blanks for its first n bytes, but for line breaks, so
// that what follows is at its place in the file.
func withoutComments(text string, n int) string {
	blank := []byte(text[:n])
	for i, c := range blank {
		if c != '\n' {
			blank[i] = ' '
		}
	}
	return string(blank) + text[n:]
}

// parse returns the query for the target, or ast.Diagnostics.
func (a *QueryArgs) parse(t compile.Target) (searchfilter.Query, error) {
	o := a.options()
	o.Limits = a.limits
	setTarget(&o, t)
	return o.Parse(withoutComments(a.Query, a.comments), a.values...)
}

func (a *QueryArgs) parseFor(s *Streams, t compile.Target) (searchfilter.Query, error) {
	if err := a.read(s); err != nil {
		return searchfilter.Query{}, err
	}
	if a.all && strings.TrimSpace(a.Query[a.comments:]) != "" {
		return searchfilter.Query{}, a.about(errors.New("--all goes with the empty query alone, which is '' in its place"))
	}
	q, err := a.parse(t)
	if err != nil {
		err = a.Fail(s, err)
		a.hintFile(s)
		return q, err
	}
	if a.guarded && shown.HasRecords(&t) && tree.IsEmpty(q.Resolved().Expr()) && !a.all {
		return q, a.about(errors.New("the query is empty, and so selects every record: add --all if that is meant"))
	}
	return q, nil
}

// about returns err with the file of the query, if there is one.
func (a *QueryArgs) about(err error) error {
	if a.file == "" {
		return err
	}
	return fmt.Errorf("%s: %w", a.file, err)
}

// Fail reports err, which is ast.Diagnostics, and returns the error with which to
// exit.
func (a *QueryArgs) Fail(s *Streams, err error) error {
	a.Report(s, err.(ast.Diagnostics))
	return Exit(Failed)
}

// hintFile says what to do if a query that is wrong is the name of a file.
func (a *QueryArgs) hintFile(s *Streams) {
	if a.Diagnostics != "text" || len(a.from) > 0 || a.Query == "" {
		return
	}
	if info, err := os.Stat(a.Query); err == nil && info.Mode().IsRegular() {
		s.Complain(chars.Excerpt(a.Query), " is a file: write --file before it if the query is in it")
	}
}

// Report writes diagnostics about the query, if there are any.
func (a *QueryArgs) Report(s *Streams, ds ast.Diagnostics) {
	_ = s.reportIn(s.Err, a.Diagnostics, a.file, a.Query, ds)
}

// report writes diagnostics about src in that form to w, if there are any.
func (s *Streams) report(w io.Writer, form, src string, ds ast.Diagnostics) error {
	return s.reportIn(w, form, "", src, ds)
}

// reportIn is report for what stands in a file, if it has a name.
func (s *Streams) reportIn(w io.Writer, form, file, src string, ds ast.Diagnostics) error {
	ds = shown.WithoutOptions(ds)
	switch {
	case len(ds) == 0:
		return nil
	case form == "json":
		return encode(w, jsonDiagnostics(file, src, ds))
	}
	_, err := io.WriteString(w, s.render(w, file, src, ds))
	return err
}

// encode writes v as JSON on one line.
func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// AddTo adds the query and more arguments, and the flags, to a command.
func (c *QueryArgs) AddTo(cmd *cobra.Command, more ...Arg) {
	f := cmd.Flags()
	args := append([]Arg{{"<query>", "The query, or - for standard input; left out with --file.", &c.Query}}, more...)
	Args(cmd, args...)
	cmd.Args = func(cmd *cobra.Command, given []string) error { return usageError(cmd, c.take(args, given)) }
	f.FuncP("file", "f", "Read the query from this file, or - for standard input. Lines before it that begin with # are comments.", func(s string) error {
		c.from = append(c.from, s)
		return nil
	})
	wrap(cmd, "file", value{placeholder: "FILE", may: isText(cmd), must: noFlag})
	c.addValues(cmd)
	Enum(cmd, &c.Diagnostics, "diagnostics", "text|json", "Write what is wrong with the query as text, which is the default, or as one JSON array.")
	section(f, generalFlags, "diagnostics")
	c.Meaning.addTo(cmd)
	completeQuery(cmd, 1, len(more) > 0, c.options)
}

// AddAll has a command refuse the empty query unless --all is given, since it selects
// every record.
func (c *QueryArgs) AddAll(cmd *cobra.Command) {
	c.guarded = true
	cmd.Flags().BoolVar(&c.all, "all", false, "Take the empty query, which selects every record. Without --all it is an error.")
}

func (c *Meaning) addTo(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVarP(&c.IgnoreCase, "ignore-case", "i", false, "Compare the text of fields, but not of tags, without regard to case: as if each such comparison ended in i.")
	zoneVar(cmd, &c.Zone, "tz", "ZONE", "The time zone of days, as in modified = 2026-01-31: UTC, the default, a name such as Europe/London, or Local.")
	timeVar(cmd, &c.Now, "now", "TIME", "The time from which -7d counts back, such as 2026-01-31T09:00:00Z, or a date, for its midnight in UTC. By default it is the present.")
	section(f, meaningFlags, "ignore-case", "tz", "now")
}
