package command

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/schema"
)

type explainCommand struct {
	PlanArgs
	Record string
	JSON   bool
}

func (c *explainCommand) command(s *Streams) *cobra.Command {
	cmd := NewCommand("explain", "Tell how a plan answers a query.", `It tells how a plan answers the query: what each request finds, and from where
in the query that is, what is checked after the requests and why, which parts
select nothing, and why there are no fewer requests.

With --record it tells of each record in a file which conditions decide that
the query selects it or does not. The file may have all that searchfilter match
reads.

    searchfilter explain 'name $= -prod and not tag:team = billing'
    searchfilter explain --record response.json 'status = PUBLISHED and tag:BPO = 123'`, c.Validate, c.Run)
	c.PlanArgs.AddTo(s, cmd)
	c.AddAll(cmd)
	f := cmd.Flags()
	File(cmd, &c.Record, "record", "FILE", "Tell why the query selects the records in this file or does not, instead; - is standard input.")
	f.BoolVar(&c.JSON, "json", false, "Print the explanation as JSON, one object a record.")
	return cmd
}

// Validate checks the flags, and that standard input is read once.
func (c *explainCommand) Validate() error {
	if c.Record == "-" {
		if err := c.needsFile("file"); err != nil {
			return err
		}
	}
	if c.Record != "" && shown.IsListing(&c.About) {
		_, err := c.apply(c.About)
		return err
	}
	return c.PlanArgs.Validate()
}

// Run prints the explanation.
func (c *explainCommand) Run() error {
	q, err := c.Parse()
	if err != nil {
		return err
	}
	if c.Record != "" {
		return c.records(q)
	}
	plan, err := c.plan(q)
	if err != nil {
		return c.Fail(err)
	}
	if c.JSON {
		return writeJSON(c.Out, plan.Explain(), true)
	}
	_, err = fmt.Fprint(c.Out, plan.Explain())
	return err
}

// records prints an explanation for each record of the file.
func (c *explainCommand) records(q searchfilter.Query) error {
	r := &records{Streams: c.Streams, query: q.Resolved(), out: bufio.NewWriter(c.Out)}
	idOf := newIDReader(q.Resolved().Schema())
	err := r.each(c.Record, func(d *eval.Record, n int) error {
		e, id := eval.Explain(q.Resolved(), d), idOf(d)
		if c.JSON {
			return writeJSON(r.out, numbered{n, id, e}, true)
		}
		if n > 1 {
			fmt.Fprintln(r.out)
		}
		fmt.Fprintf(r.out, "record %d", n)
		if id != "" {
			fmt.Fprintf(r.out, ", Id %.100q", id)
		}
		fmt.Fprintf(r.out, "\n%s", e)
		return nil
	})
	if flushed := r.out.Flush(); flushed != nil {
		return flushed
	}
	if err != nil {
		return err
	}
	return r.end()
}

// A numbered explanation is about one record of a file.
type numbered struct {
	Record int    `json:"record"` // from 1
	ID     string `json:"id,omitempty"`
	*eval.Explanation
}

// newIDReader returns a function that returns the Id of a record. It is empty for a record that
// has none, or a wrong one: nobody asked for it.
func newIDReader(s *schema.Schema) func(*eval.Record) string {
	q, err := s.Resolve(ast.Compare(ast.Name("id"), ast.OpExists), schema.Options{})
	if err != nil { // the schema has no such field
		return func(*eval.Record) string { return "" }
	}
	decode := eval.Decoder(s, q)
	return func(r *eval.Record) string {
		d, err := decode(r.Raw())
		if err != nil {
			return ""
		}
		return strings.Join(d.Values(ast.Name("id")), "")
	}
}
