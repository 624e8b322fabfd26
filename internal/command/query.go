package command

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // for --tz on machines that have none

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
)

// QueryArgs are the arguments of every command that takes one query.
type QueryArgs struct {
	Query string
	Arg   []string
	Meaning
	Diagnostics string
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

// read puts the text in the place of a query that is -.
func (a *QueryArgs) read(s *Streams) error {
	if a.Query != "-" {
		return nil
	}
	// One byte more than is allowed is enough for the error that says so.
	most := ast.Limits{}.WithDefaults().Bytes + 1
	input, err := io.ReadAll(io.LimitReader(s.In, int64(most)))
	if err != nil {
		return fmt.Errorf("standard input: %w", bare(err))
	}
	query := strings.TrimPrefix(string(input), "\uFEFF")
	if line, ok := strings.CutSuffix(query, "\n"); ok {
		query = strings.TrimSuffix(line, "\r")
	}
	a.Query = query
	return nil
}

// parse returns the query for the target, or ast.Diagnostics.
func (a *QueryArgs) parse(t compile.Target) (searchfilter.Query, error) {
	args := make([]any, len(a.Arg))
	for i, v := range a.Arg {
		args[i] = v
	}
	o := a.options()
	o.Target = t
	return o.Parse(a.Query, args...)
}

// Parse returns the query for test cases, or the error with which to exit.
func (a *QueryArgs) Parse(s *Streams) (searchfilter.Query, error) {
	return a.parseFor(s, connect.TestCases())
}

func (a *QueryArgs) parseFor(s *Streams, t compile.Target) (searchfilter.Query, error) {
	if err := a.read(s); err != nil {
		return searchfilter.Query{}, err
	}
	q, err := a.parse(t)
	if err != nil {
		return q, a.Fail(s, err)
	}
	return q, nil
}

// Fail reports err, which is ast.Diagnostics, and returns the error with which to
// exit.
func (a *QueryArgs) Fail(s *Streams, err error) error {
	a.Report(s, err.(ast.Diagnostics))
	return Exit(Failed)
}

// Report writes diagnostics about the query, if there are any.
func (a *QueryArgs) Report(s *Streams, ds ast.Diagnostics) {
	_ = s.report(s.Err, a.Diagnostics, a.Query, ds)
}

// withoutOptions returns ds without what only an option in Go can do: the end of a hint
// that names one.
func withoutOptions(ds ast.Diagnostics) ast.Diagnostics {
	ds = slices.Clone(ds)
	for i := range ds {
		d := &ds[i]
		if d.Params.Option == "" || strings.HasPrefix(d.Params.Option, "--") {
			continue
		}
		if at := strings.LastIndex(d.Hint, ", or "); at >= 0 && strings.Contains(d.Hint[at:], d.Params.Option) {
			d.Hint = d.Hint[:at]
		}
		d.Params.Option = ""
	}
	return ds
}

// report writes diagnostics about src in that form to w, if there are any.
func (s *Streams) report(w io.Writer, form, src string, ds ast.Diagnostics) error {
	ds = withoutOptions(ds)
	switch {
	case len(ds) == 0:
		return nil
	case form == "json":
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return e.Encode(ds.Locate(src))
	}
	_, err := io.WriteString(w, s.render(w, src, ds))
	return err
}

// AddTo adds the query and more arguments, and the flags, to a command.
func (c *QueryArgs) AddTo(cmd *cobra.Command, more ...Arg) {
	f := cmd.Flags()
	Args(cmd, append([]Arg{{"<query>", "The query, or - for standard input.", &c.Query}}, more...)...)
	f.StringArrayVar(&c.Arg, "arg", nil, "The `VALUE` of the next placeholder: the first is that of $1. May be repeated.")
	Enum(cmd, &c.Diagnostics, "diagnostics", "text|json", "Write what is wrong with the query as text, which is the default, or as one JSON array.")
	section(f, generalFlags, "diagnostics")
	c.Meaning.addTo(cmd)
	completeQuery(cmd, 1, len(more) > 0, c.options)
}

func (c *Meaning) addTo(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVarP(&c.IgnoreCase, "ignore-case", "i", false, "Compare the text of fields, but not of tags, without regard to case: as if each such comparison ended in i.")
	zoneVar(cmd, &c.Zone, "tz", "ZONE", "The time zone of days, as in modified = 2026-01-31: UTC, the default, a name such as Europe/London, or Local.")
	timeVar(cmd, &c.Now, "now", "TIME", "The time from which -7d counts back, such as 2026-01-31T09:00:00Z, or a date, for its midnight in UTC. By default it is the present.")
	section(f, meaningFlags, "ignore-case", "tz", "now")
}
