package command

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
)

type fmtCommand struct {
	QueryArgs
	Fix   bool
	Write bool
	Check bool
}

func (c *fmtCommand) command(s *Streams) *cobra.Command {
	cmd := NewCommand("fmt", "Print a query in its canonical form.", `The canonical form has one space between tokens, symbols for operators, names as
they are spelled here, and no quotes and parentheses that are not needed. Times
such as -7d stay as they are.

With --fix, what was mended is reported as well, each mistake in the text as it
was then; with --diagnostics json in the same array, before what is still wrong.

    searchfilter fmt 'NAME startswith "smoke" AND (status=published)'
    searchfilter fmt --fix 'name == smoke && stauts = SAVED'

With --write or --check, or behind --file, all arguments are files, each with
one query. Lines before it that begin with # are comments, and stay as they are.
The exit status of --check is 1 if there are files to change, and 2 after an
error.

    searchfilter fmt --write queries/*.q
    searchfilter fmt --check queries/*.q`, c.Validate, c.Run)
	c.QueryArgs.AddTo(s, cmd)
	c.addFiles(cmd, func() bool { return c.Write || c.Check })
	f := cmd.Flags()
	f.BoolVar(&c.Fix, "fix", false, "Mend the mistakes whose meaning is clear, such as == for =, and say on standard error which they were.")
	f.BoolVarP(&c.Write, "write", "w", false, "Write what would be printed to the files, and leave those alone that have it.")
	f.BoolVar(&c.Check, "check", false, "Print the names of the files that --write would change, and change none.")
	return cmd
}

// Validate checks the flags.
func (c *fmtCommand) Validate() error {
	switch {
	case c.Write && c.Check:
		return errors.New("choose one of --write and --check")
	case c.Write && slices.Contains(c.from, "-"):
		return errors.New("--write needs files, and standard input is none")
	case (c.Write || c.Check) && len(c.arguments) > 0:
		return errors.New("--write and --check take no --arg and --arg-file, whose values would stay in the files")
	}
	return nil
}

// Run prints or writes the canonical form.
func (c *fmtCommand) Run() error {
	return c.eachQuery(func() (ast.Diagnostics, error) {
		before := c.text + c.ending
		var ds ast.Diagnostics
		if c.Fix {
			ds = c.fix()
		}
		q, err := c.parse()
		var wrong ast.Diagnostics
		switch {
		case errors.As(err, &wrong):
			if c.Write && c.text+c.ending != before && c.diagnostics == "text" {
				c.Complain(c.file, ": left as it is, for this is wrong when the above is mended:")
			}
			return append(ds, wrong...), Exit(Failed)
		case err != nil:
			return ds, err
		}
		return ds, c.put(before, c.format(q))
	})
}

// format returns the canonical text of a query, with the comments before it.
func (c *fmtCommand) format(q searchfilter.Query) string {
	comments, ending := c.text[:c.comments], "\n"
	if c.file != "" {
		ending = cmp.Or(c.ending, ending)
	}
	if comments != "" && !strings.HasSuffix(comments, "\n") {
		comments += ending
	}
	text := q.String()
	if text != "" || comments == "" && c.file == "" {
		text += ending
	}
	return comments + text
}

// put prints the canonical text; or it writes the file, or prints the file's name, as the flags
// say. The argument before is the text that the file has now.
func (c *fmtCommand) put(before, text string) error {
	switch {
	case !c.Write && !c.Check:
		return c.print(text)
	case before == text:
		return nil
	case c.Write:
		if err := rewrite(c.file, text); err != nil {
			return fmt.Errorf("%s: %w", c.file, bare(err))
		}
		return nil
	}
	if err := c.print(cmp.Or(c.file, "-") + "\n"); err != nil {
		return err
	}
	return Exit(problems)
}

// fix mends the query as far as it can. It writes what it mends as text, or returns it for the
// JSON array.
func (c *fmtCommand) fix() (fixed ast.Diagnostics) {
	// A mistake can hide others, and one run reports a limited number.
	const rounds = 10
	for range rounds {
		_, err := c.parse()
		ds := fixable(err)
		switch {
		case len(ds) == 0:
			return fixed
		case c.diagnostics == "json":
			fixed = append(fixed, ds...)
		default:
			for _, d := range ds {
				fmt.Fprint(c.Err, "fixed: "+c.render(c.Err, c.file, c.text, ast.Diagnostics{d}))
			}
		}
		c.text = ds.Fixed(c.text)
	}
	return fixed
}

// fixable returns the diagnostics in err that have a fix. It leaves out fixes that overlap
// another, so that Fixed applies all that are returned.
func fixable(err error) ast.Diagnostics {
	all, _ := err.(ast.Diagnostics)
	var list ast.Diagnostics
	end := 0
	for _, d := range all {
		if d.Fix != nil && d.Fix.Span.Start.Offset >= end {
			list = append(list, d)
			end = d.Fix.Span.End.Offset
		}
	}
	return list
}
