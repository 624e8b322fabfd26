package command

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/schema"
)

type fieldsCommand struct {
	Name string
	ServiceFlags
	JSON bool

	target compile.Target
}

// command returns the command line's command.
func (c *fieldsCommand) command(s *Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fields",
		Short: "List what a query can be for, and the fields that it has.",
		Long: `Without an argument it lists the targets: the searches of Amazon Connect, and
the filters of Amazon Q in Connect, which take tags alone.

    searchfilter fields
    searchfilter fields users
    searchfilter fields email-addresses --try address

The name of a target, such as users, is what --target of other commands takes.
Unless that is set, a query is for test-cases.

Of a target it lists the fields, with the operators that each takes by how they
are sent. What is sent exactly finds what the condition selects. What is widened
may find more, and is checked; and what is not sent is checked on what other
conditions find: a plan says so, and compile refuses both. Some values are sent
less exactly, such as false, or one character in a contains. A field is closed
if what negates a condition on it is sent as the opposite, and off if nobody
says how the service is asked for it: --closed and --try change that.`,
		PreRunE: Checked(c.Validate),
		RunE:    func(*cobra.Command, []string) error { return c.Run(s) },
	}
	c.ServiceFlags.addTo(cmd, func() compile.Target {
		t, _ := targetOf(cmd.Flags().Arg(0)) // without one, it has no fields
		return t
	})
	cmd.ValidArgsFunction = func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return targetNames(""), cobra.ShellCompDirectiveNoFileComp
	}
	Args(cmd, Arg{"[<target>]", "The target, or all of them, without their fields.", &c.Name})
	f := cmd.Flags()
	f.BoolVar(&c.JSON, "json", false, "Print JSON, on one line.")
	return cmd
}

// Validate finds the target.
func (c *fieldsCommand) Validate() (err error) {
	switch {
	case c.Name != "":
	case len(c.Closed)+len(c.Try)+len(c.Unsent) > 0:
		return errors.New("--closed, --try and --unsent are about the fields of one target: name it")
	default:
		return nil
	}
	if c.target, err = targetOf(c.Name); err == nil {
		c.target, err = c.apply(c.target)
	}
	return err
}

// Run prints the fields, or the targets.
func (c *fieldsCommand) Run(s *Streams) error {
	if c.Name == "" {
		return c.list(s)
	}
	d := describe(&c.target)
	if c.JSON {
		return writeJSON(s, d, true)
	}
	return d.write(s)
}

// A listedTarget is what is said of one among all.
type listedTarget struct {
	Target    string `json:"target"`
	Operation string `json:"operation"`
}

func (c *fieldsCommand) list(s *Streams) error {
	var list []listedTarget
	for _, t := range targets() {
		list = append(list, listedTarget{t.Name, t.Operation})
	}
	if c.JSON {
		return writeJSON(s, list, true)
	}
	var table strings.Builder
	w := newColumns(&table)
	for _, t := range list {
		fmt.Fprintf(w, "%s\t%s\n", t.Target, t.Operation)
	}
	_ = w.Flush()
	return s.Table(table.String())
}

// A description is what is said of a target.
type description struct {
	listedTarget
	Record string           `json:"record,omitempty"` // what it finds, if anything comes back
	Fields []describedField `json:"fields"`
}

// A describedField is one of a target, or its tags, by the name tag:KEY. Each operator that
// it takes is in one of the three lists, but for exists if every record has the field.
type describedField struct {
	Name      string   `json:"name"`
	Kind      string   `json:"kind"`
	Values    []string `json:"values,omitempty"` // of an enum
	Always    bool     `json:"always"`           // every record has it
	Closed    bool     `json:"closed,omitempty"` // and what negates a condition on it is sent as the opposite
	Exact     []string `json:"exact"`
	Widened   []string `json:"widened"`
	NotSent   []string `json:"notSent"`
	Off       bool     `json:"off,omitempty"`       // nobody says whether the rest is so
	Condition string   `json:"condition,omitempty"` // the member
	FieldName string   `json:"fieldName,omitempty"`
}

// describe returns what is said of t.
func describe(t *compile.Target) description {
	d := description{listedTarget: listedTarget{t.Name, t.Operation}}
	if t.Criteria != nil {
		d.Record = t.Schema.Name
		for _, f := range t.Schema.Fields {
			leaf := t.Fields[f.Name]
			closed := slices.Contains(t.Closed, f.Name)
			field := describedField{
				Name: f.Name, Kind: f.Kind.String(), Values: f.Values, Always: f.Always || closed, Closed: closed,
				Off: leaf.Untried, Condition: leaf.Member, FieldName: leaf.FieldName,
			}
			field.sortOperators(t, ast.Name(f.Name), f.Kind)
			d.Fields = append(d.Fields, field)
		}
	}
	if path := slices.Concat(t.Filter.Path, t.Nested.Path); len(path) > 0 && len(t.Nested.Keys) == 0 {
		tag := describedField{Name: ast.TagPrefix + "KEY", Kind: schema.Text.String(), Condition: strings.Join(path, ".")}
		tag.sortOperators(t, ast.Tag("KEY"), schema.Text)
		d.Fields = append(d.Fields, tag)
	}
	return d
}

// sortOperators lists the operators that the field takes by how they are sent.
func (d *describedField) sortOperators(t *compile.Target, f ast.Field, kind schema.Kind) {
	lists := map[compile.Exactness]*[]string{compile.Exact: &d.Exact, compile.Widened: &d.Widened, compile.NotSent: &d.NotSent}
	for _, list := range lists {
		*list = []string{}
	}
	for op := ast.OpEqual; op <= ast.OpExists; op++ {
		if kind.Takes(op) && !(op == ast.OpExists && d.Always) { // which all records meet
			list := lists[t.Sends(f, op)]
			*list = append(*list, op.String())
		}
	}
}

// write writes a table.
func (d *description) write(s *Streams) error {
	notSent := "CHECKED"
	if d.Record == "" {
		notSent = "REFUSED"
	}
	var table strings.Builder
	w := newColumns(&table)
	fmt.Fprintf(w, "FIELD\tKIND\tALWAYS\tEXACT\tWIDENED\t%s\tSENT AS\n", notSent)
	var values, off []string
	for _, f := range d.Fields {
		always := "-"
		if f.Closed {
			always = "closed"
		} else if f.Always {
			always = "yes"
		}
		how := strings.TrimSpace(f.Condition + " " + f.FieldName)
		if f.Off {
			how = "off: " + how
			off = append(off, f.Name)
		}
		if how == "" {
			how = "-"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", f.Name, f.Kind, always, cell(f.Exact), cell(f.Widened), cell(f.NotSent), how)
		if f.Values != nil {
			values = append(values, fmt.Sprintf("%s is one of %s\n", f.Name, strings.Join(f.Values, " ")))
		}
	}
	_ = w.Flush()
	if err := s.Table(table.String()); err != nil {
		return err
	}
	notes := strings.Join(values, "")
	if off != nil {
		notes += fmt.Sprintf("off since nobody says how %s is asked for it: --try %s has it sent as above\n", d.Operation, strings.Join(off, ","))
	}
	if notes != "" {
		notes = "\n" + notes
	}
	return s.print(notes)
}

// newColumns returns a writer that aligns what stands between tabs.
func newColumns(out io.Writer) *tabwriter.Writer { return tabwriter.NewWriter(out, 0, 0, 2, ' ', 0) }

// cell returns operators as the table has them, where not in goes with !=.
func cell(operators []string) string {
	var list []string
	for _, op := range operators {
		if op != ast.OpNotIn.String() {
			list = append(list, op)
		}
	}
	if list == nil {
		return "-"
	}
	return strings.Join(list, " ")
}
