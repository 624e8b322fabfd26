package command

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/logic"
	"github.com/searchfilter/searchfilter/schema"
)

type matchCommand struct {
	targetQuery
	Files  []string
	Output string
}

// command returns the command line's command.
func (c *matchCommand) command(s *Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "match",
		Short: "Print the records that a query selects.",
		Long: `The records are JSON: test cases, or those of the search that --target names, in
its response, an array, a single object, JSON Lines, or several of these one
after the other. Those that the query selects are printed as they are read, in
their order and unchanged.

    aws connect search-test-cases --instance-id $ID | searchfilter match 'modified > -7d'
    searchfilter match --output ids 'tag:BPO = 123' monday.json tuesday.json
    searchfilter match --target queues 'status = DISABLED' queues.json

The exit status is 0 if a record matches, 1 if none does, and 2 after an error.
A file with an error is read up to there, and the next files are read all the
same.`,
		PreRunE: Checked(c.Validate),
		RunE:    func(*cobra.Command, []string) error { return c.Run(s) },
	}
	c.targetQuery.addTo(cmd, Arg{"[<file> ...]", "Files with records, or - for standard input, the default.", &c.Files})
	c.AddAll(cmd)
	Enum(cmd, &c.Output, "output", "json|jsonl|ids", "Print one JSON array, which is the default, one record a line, or one Id a line.")
	return cmd
}

// Validate checks that standard input is read once, and that there are records.
func (c *matchCommand) Validate() error {
	if err := c.needRecords("match"); err != nil {
		return err
	}
	if c.Output == "ids" && c.About.Schema.Lookup("id") < 0 {
		return fmt.Errorf("the records of %s have no Id to print", c.About.Name)
	}
	if len(c.Files) == 0 || slices.Contains(c.Files, "-") {
		return c.needsFile("files")
	}
	return nil
}

// Run prints the records that match.
func (c *matchCommand) Run(s *Streams) error {
	q, err := c.Parse(s)
	if err != nil {
		if c.Diagnostics == "text" && c.from == nil {
			c.unquoted(s)
		}
		return err
	}
	c.Report(s, logic.Warnings(q.Resolved(), logic.Options{AnyRecord: true}))
	files := c.Files
	if len(files) == 0 {
		files = []string{"-"}
	}
	p := &printer{Writer: bufio.NewWriter(s.Out), form: c.Output, ids: newIDDecoder(q.Schema())}
	var result error
	for _, name := range files {
		err := matchFile(q, name, s.In, p)
		if err := p.Flush(); err != nil {
			return err
		}
		if err != nil {
			s.Complain(err)
			result = Exit(Failed)
		}
	}
	if err := p.close(); err != nil {
		return err
	}
	if result == nil && p.count == 0 {
		result = Exit(NoMatch)
	}
	return result
}

// unquoted says what to do if the files seem to be the rest of the query.
func (c *matchCommand) unquoted(s *Streams) {
	const most = 30 // as many words as somebody would type
	whole := c.targetQuery
	for _, word := range c.Files[:min(len(c.Files), most)] {
		whole.Query += " " + word
		if _, err := whole.parse(); err == nil {
			s.Complain("put the query in quotes: ", ast.Excerpt(whole.Query))
			return
		}
	}
}

// matchFile prints the records in the file that match. Its error names the file.
// One of the printer's Writer shows again when that is flushed.
func matchFile(q searchfilter.Query, name string, stdin io.Reader, p *printer) error {
	return eachRecord(q.Resolved(), name, stdin, p.Writer, func(d *eval.Record, n int) error {
		if !q.Match(d) {
			return nil
		}
		return p.print(d, n)
	})
}

// eachRecord calls f with each record in the file, and its number from 1 on. They can
// be asked by the query. The error names the file. What was written to out is flushed
// before it waits for more input.
func eachRecord(q *schema.Resolved, name string, stdin io.Reader, out *bufio.Writer, f func(*eval.Record, int) error) error {
	in := stdin
	if name == "-" {
		name = "standard input"
	} else {
		file, err := os.Open(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, bare(err))
		}
		defer file.Close()
		in = file
	}
	if file, ok := in.(*os.File); ok {
		info, err := file.Stat()
		switch {
		case err == nil && info.IsDir():
			return fmt.Errorf("%s: is a directory", name)
		case err == nil && info.Mode().IsRegular():
			out = nil // what is printed need not appear before something is read
		}
	}
	r := eval.NewReader(flushingReader{in, out}, q.Schema(), q)
	r.ReuseRecord = true
	for n := 1; ; n++ {
		d, err := r.Next()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = f(d, n)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
}

// An idDecoder reads what some outputs show of a record, whatever the query asks for.
type idDecoder struct{ *eval.Decoder }

// newIDDecoder returns one for the schema's records. Of those that have no field id it
// finds none.
func newIDDecoder(s *schema.Schema) idDecoder {
	q, err := s.Resolve(ast.Name("id").Exists(), schema.Options{})
	if err != nil {
		return idDecoder{}
	}
	return idDecoder{eval.NewDecoder(s, q)}
}

// idOf returns a record's Id. The error says what is wrong with one that is there.
func (i idDecoder) idOf(r *eval.Record) (string, error) {
	if i.Decoder == nil {
		return "", nil
	}
	d, err := i.Decode(r.Raw())
	if err != nil {
		return "", err
	}
	id, _ := d.Field("id")
	return id.Text, nil
}

// bare returns err without the name of the file, which the message begins with.
func bare(err error) error {
	if p, ok := err.(*fs.PathError); ok {
		return p.Err
	}
	return err
}

// A flushingReader writes out what is printed before it waits for more input, if it has an
// out. So records appear as they come, and a closed pipe ends an endless input.
type flushingReader struct {
	io.Reader
	out *bufio.Writer
}

func (r flushingReader) Read(b []byte) (int, error) {
	if r.out != nil {
		if err := r.out.Flush(); err != nil {
			return 0, err
		}
	}
	n, err := r.Reader.Read(b)
	return n, bare(err)
}

// A printer prints records in a form that --output names.
type printer struct {
	*bufio.Writer
	form  string
	ids   idDecoder
	count int
}

// print prints the n-th record of its file. A failure to write is left to Flush.
func (p *printer) print(d *eval.Record, n int) error {
	switch p.form {
	case "ids":
		id, err := p.ids.idOf(d)
		switch {
		case err != nil:
			return fmt.Errorf("record %d: %w", n, err)
		case id == "":
			return fmt.Errorf("record %d has no Id to print", n)
		case strings.ContainsAny(id, "\n\r"):
			return fmt.Errorf("record %d has an Id with a line break, which --output ids cannot print", n)
		}
		fmt.Fprintln(p, id)
	case "jsonl":
		p.Write(append(d.AppendCompact(p.AvailableBuffer()), '\n'))
	default:
		before := ",\n"
		if p.count == 0 {
			before = "[\n"
		}
		fmt.Fprintf(p, "%s%s", before, d.Raw())
	}
	p.count++
	return nil
}

// close ends the output.
func (p *printer) close() error {
	switch {
	case p.form != "json":
	case p.count == 0:
		fmt.Fprintln(p, "[]")
	default:
		fmt.Fprint(p, "\n]\n")
	}
	return p.Flush()
}
