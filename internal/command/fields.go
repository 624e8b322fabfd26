package command

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/shown"
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
		Long: `Without an argument it lists the targets: the searches of Amazon Connect, its
listings, whose records are in no search, and the filters of Amazon Q in
Connect, which take tags alone.

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
	d := shown.Describe(&c.target)
	if c.JSON {
		return writeJSON(s, d, true)
	}
	if err := writeDescription(s, &d); err != nil || !shown.IsListing(&c.target) {
		return err
	}
	return s.print("\n" + unsendable(&c.target).Error() + "\n")
}

func (c *fieldsCommand) list(s *Streams) error {
	var list []shown.ListedTarget
	for _, t := range shown.AllTargets() {
		list = append(list, shown.ListedTarget{Target: t.Name, Operation: t.Operation})
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

// writeDescription writes a table.
func writeDescription(s *Streams, d *shown.Description) error {
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
