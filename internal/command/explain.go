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

// command returns the command line's command.
func (c *explainCommand) command(s *Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "explain",
		Short: "Tell how a plan answers a query.",
		Long: `It tells how a plan answers the query: what each request finds, and from where
in the query that is, what is checked after the requests and why, which parts
select nothing, and why there are no fewer requests.

With --record it tells of each record in a file which conditions decide that
the query selects it or does not. The file may have all that searchfilter match
reads.

    searchfilter explain 'name $= -prod and not tag:team = billing'
    searchfilter explain --record response.json 'status = PUBLISHED and tag:BPO = 123'`,
		PreRunE: Checked(c.Validate),
		RunE:    func(*cobra.Command, []string) error { return c.Run(s) },
	}
	c.PlanArgs.AddTo(cmd)
	c.AddAll(cmd)
	f := cmd.Flags()
	File(cmd, &c.Record, "record", "FILE", "Tell why the query selects the records in this file or does not, instead; - is standard input.")
	f.BoolVar(&c.JSON, "json", false, "Print the explanation as JSON, one object a record.")
	return cmd
}

// Validate checks that standard input is read once, and the numbers.
func (c *explainCommand) Validate() error {
	if c.Record == "-" {
		if err := c.needsFile("file"); err != nil {
			return err
		}
	}
	if c.Record != "" && shown.IsListing(&c.About) {
		return c.PlanFlags.validate(c.About)
	}
	return c.PlanArgs.Validate()
}

// Run prints the explanation.
func (c *explainCommand) Run(s *Streams) error {
	q, err := c.Parse(s)
	if err != nil {
		return err
	}
	if c.Record != "" {
		return c.records(s, q)
	}
	plan, err := c.plan(q)
	if err != nil {
		return c.Fail(s, err)
	}
	if c.JSON {
		return writeJSON(s, plan.Explain(), true)
	}
	_, err = fmt.Fprint(s.Out, plan.Explain())
	return err
}

// records prints an explanation for each record of the file.
func (c *explainCommand) records(s *Streams, q searchfilter.Query) error {
	r := &records{Streams: s, query: q.Resolved(), out: bufio.NewWriter(s.Out)}
	ids := newIDDecoder(q.Resolved().Schema())
	err := r.each(c.Record, func(d *eval.Record, n int) error {
		id, _ := ids.idOf(d) // or none: it is not what was asked for
		e := eval.Explain(q.Resolved(), d)
		if c.JSON {
			return encode(r.out, numbered{n, id, e})
		}
		if n > 1 {
			fmt.Fprintln(r.out)
		}
		fmt.Fprintf(r.out, "record %d%s\n%s", n, idText(id), e)
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

// A numbered explanation is that of one record of a file.
type numbered struct {
	Record int    `json:"record"` // from 1
	ID     string `json:"id,omitempty"`
	*eval.Explanation
}

// idText returns an Id as the line above an explanation shows it.
func idText(id string) string {
	if id == "" {
		return ""
	}
	return fmt.Sprintf(", Id %.100q", id)
}

// An idDecoder reads what some outputs show of a record, whatever the query asks for.
type idDecoder func([]byte) (*eval.Record, error)

// newIDDecoder returns one for the schema's records. Of those that have no field id it
// finds none.
func newIDDecoder(s *schema.Schema) idDecoder {
	q, err := s.Resolve(ast.Compare(ast.Name("id"), ast.OpExists), schema.Options{})
	if err != nil {
		return nil
	}
	return eval.Decoder(s, q)
}

// idOf returns a record's Id. The error says what is wrong with one that is there.
func (i idDecoder) idOf(r *eval.Record) (string, error) {
	if i == nil {
		return "", nil
	}
	d, err := i(r.Raw())
	if err != nil {
		return "", err
	}
	return strings.Join(d.Values(ast.Name("id")), ""), nil
}
