package command

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/shown"
)

type fieldsCommand struct {
	*Streams
	name string
	ServiceFlags
	json bool

	target compile.Target
}

func (c *fieldsCommand) command(s *Streams) *cobra.Command {
	c.Streams = s
	cmd := NewCommand("fields", "List what a query can be for, and the fields that it has.", `Without an argument it lists the targets: the searches of Amazon Connect, its
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
says how the service is asked for it: --closed and --try change that.`, c.Validate, c.Run)
	c.ServiceFlags.addTo(cmd, func() compile.Target {
		t, _ := targetOf(cmd.Flags().Arg(0)) // without an argument there are no fields
		return t
	})
	Args(cmd, Arg{"[<target>]", "The target, or all of them, without their fields.", &c.name})
	cmd.ValidArgsFunction = func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return targetNames(""), cobra.ShellCompDirectiveNoFileComp
	}
	cmd.Flags().BoolVar(&c.json, "json", false, "Print JSON, on one line.")
	return cmd
}

// Validate checks the flags, and finds the target.
func (c *fieldsCommand) Validate() (err error) {
	switch {
	case c.name != "":
	case len(c.Closed)+len(c.Try)+len(c.Unsent) > 0:
		return errors.New("--closed, --try and --unsent are about the fields of one target: name it")
	default:
		return nil
	}
	if c.target, err = targetOf(c.name); err == nil {
		c.target, err = c.apply(c.target)
	}
	return err
}

// Run prints the fields of the target, or all targets.
func (c *fieldsCommand) Run() error {
	if c.name == "" {
		return c.list()
	}
	d := shown.Describe(&c.target)
	if c.json {
		return writeJSON(c.Out, d, true)
	}
	if err := c.describe(&d); err != nil || !shown.IsListing(&c.target) {
		return err
	}
	return c.print("\n" + unsendable(&c.target).Error() + "\n")
}

func (c *fieldsCommand) list() error {
	var list []shown.ListedTarget
	var rows [][]string
	for _, t := range shown.AllTargets() {
		list = append(list, shown.ListedTarget{Target: t.Name, Operation: t.Operation})
		rows = append(rows, []string{t.Name, t.Operation})
	}
	if c.json {
		return writeJSON(c.Out, list, true)
	}
	return c.table(rows)
}

// describe prints a table of the target's fields, and notes below it.
func (c *fieldsCommand) describe(d *shown.Description) error {
	notSent := "CHECKED"
	if d.Record == "" {
		notSent = "REFUSED"
	}
	rows := [][]string{{"FIELD", "KIND", "ALWAYS", "EXACT", "WIDENED", notSent, "SENT AS"}}
	var off []string
	notes := ""
	for _, f := range d.Fields {
		always := ""
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
		row := []string{f.Name, f.Kind, always, operators(f.Exact), operators(f.Widened), operators(f.NotSent), how}
		for i := range row {
			row[i] = cmp.Or(row[i], "-")
		}
		rows = append(rows, row)
		if f.Values != nil {
			notes += f.Name + " is one of " + strings.Join(f.Values, " ") + "\n"
		}
	}
	if err := c.table(rows); err != nil {
		return err
	}
	if off != nil {
		notes += fmt.Sprintf("off since nobody says how %s is asked for it: --try %s has it sent as above\n", d.Operation, strings.Join(off, ","))
	}
	if notes == "" {
		return nil
	}
	return c.print("\n" + notes)
}

// operators returns operators as the table shows them. It leaves out not in, which is sent as !=
// is.
func operators(list []string) string {
	list = slices.DeleteFunc(slices.Clone(list), func(op string) bool { return op == ast.OpNotIn.String() })
	return strings.Join(list, " ")
}
