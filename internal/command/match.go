package command

import (
	"errors"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/logic"
)

type matchCommand struct {
	QueryArgs
	OutputFlags
	Files      []string
	Invert     bool
	Count      bool
	Names      bool
	Quiet      bool
	MaxCount   int
	WithFile   bool
	ExpectNone bool
	KeepGoing  bool
}

func (c *matchCommand) command(s *Streams) *cobra.Command {
	cmd := NewCommand("match", "Print the records that a query selects.", `The records are JSON: test cases, or those of the search that --target names, in
its response, an array, a single object, JSON Lines, or several of these one
after the other, all of it also compressed by gzip. Those that the query selects
are printed as they are read, in their order and unchanged.

    aws connect search-test-cases --instance-id $ID | searchfilter match 'modified > -7d'
    searchfilter match --output ids 'tag:BPO = 123' monday.json tuesday.json.gz
    searchfilter match --output csv --fields name,status,tag:BPO -f smoke.q cases.json
    searchfilter match --target queues 'status = DISABLED' queues.json

With --file all arguments are files with records. Times and numbers in csv, tsv
and table are as they are in the record. A list is a JSON array there, and all
tags are a JSON object; in a table a list has ", " between its texts. What a
record lacks is empty.

The exit status is 0 if a record matches, 1 if none does, and 2 after an error.
A file with an error is read up to there, and the next files are read all the
same. A gate for which no record may match says --expect-none: then the status
is 0 if none does, 1 if one does, and still 2 after an error, which a ! before
the command would take for none. It is 2, too, if none does and an input is
empty, or the last answer has a NextToken, whose pages were not read:

    searchfilter match --expect-none --output ids 'not tag:owner exists' cases.json

With --keep-going what is wrong is passed over and counted, and the status is 2:
a record that the query cannot be asked of, and with one record a line also what
is no JSON, up to the next line that begins with {. Damage in an array or in an
answer ends the file.

A summary, as a List operation returns, lacks some fields. It is refused for a
query that asks for these, but it is known by its answer alone: by the member
TestCaseSummaryList of that, for example. A summary without its answer is taken
for a record that lacks them.`, c.Validate, c.Run)
	c.QueryArgs.AddTo(s, cmd, Arg{"[<file> ...]", "Files with records, or - for standard input, the default.", &c.Files})
	c.AddAll(cmd)
	c.OutputFlags.AddTo(cmd, OutputForms, func() compile.Target { return c.About })
	f := cmd.Flags()
	f.BoolVarP(&c.Invert, "invert-match", "v", false, "Select the records that the query does not select.")
	f.BoolVarP(&c.Count, "count", "c", false, "Print how many records match in the place of these, of several files for each, as FILE:N.")
	f.BoolVarP(&c.Names, "files-with-matches", "l", false, "Print the names of the files in which a record matches in the place of these. A file is read up to the first.")
	f.BoolVarP(&c.Quiet, "quiet", "q", false, "Print nothing, and end at the first record that matches.")
	addInt(cmd, flag{name: "max-count", short: "m", placeholder: "N", help: "Stop reading a file after so many records that match."}, &c.MaxCount, 1)
	f.BoolVarP(&c.WithFile, "with-filename", "H", false, "Print the name of the file: before each Id or count, as FILE:ID, or as the first column.")
	f.BoolVar(&c.ExpectNone, "expect-none", false, "Have the exit status 0 if no record matches, and 1 if one does.")
	f.BoolVar(&c.KeepGoing, "keep-going", false, "Pass over records and lines that are wrong. They are counted, and the exit status is 2.")
	return cmd
}

// OutputForms lists the forms of --output, as OutputFlags.AddTo takes them.
const OutputForms = "json|jsonl|ids|csv|tsv|table"

// Validate checks the flags, and that standard input is read once.
func (c *matchCommand) Validate() error {
	if err := c.needRecords("match"); err != nil {
		return err
	}
	if err := c.OutputFlags.Resolve(c.About); err != nil {
		return err
	}
	instead := 0
	for _, set := range []bool{c.Count, c.Names, c.Quiet} {
		if set {
			instead++
		}
	}
	switch {
	case instead > 1:
		return errors.New("choose one of --count, --files-with-matches and --quiet")
	case instead == 1 && c.Output != "json":
		return errors.New("--output goes with none of --count, --files-with-matches and --quiet")
	case c.WithFile && !c.Count && c.Output != "ids" && !c.inColumns():
		return errors.New("--with-filename goes with --count and --output ids, csv, tsv and table")
	}
	if len(c.Files) == 0 || slices.Contains(c.Files, "-") {
		return c.needsFile("files")
	}
	return nil
}

// Run prints the records that match.
func (c *matchCommand) Run() error {
	q, err := c.Parse()
	if err != nil {
		if c.diagnostics == "text" && c.from == nil {
			c.unquoted()
		}
		return err
	}
	c.Report(logic.Warnings(q.Resolved(), logic.Options{AnyRecord: true}))
	files := c.Files
	if len(files) == 0 {
		files = []string{"-"}
	}
	p := c.NewPrinter(c.Streams, q.Resolved().Schema())
	r := &records{Streams: c.Streams, query: q.Resolved(), out: p.Writer, compact: c.Output == "jsonl", keepGoing: c.KeepGoing}
	var failed error
	total := 0
	for _, name := range files {
		n, err := c.file(r, p, q, name)
		total += n
		if flushed := p.Flush(); flushed != nil {
			return flushed
		}
		if err != nil {
			c.Complain(err)
			failed = Exit(Failed)
		}
		if c.Quiet && n > 0 {
			break
		}
	}
	if !c.Count && !c.Names && !c.Quiet {
		err = p.Close()
	}
	switch passed := r.end(); {
	case err != nil:
		return err
	case passed != nil:
		return passed
	case failed != nil:
		return failed
	case c.ExpectNone && total == 0 && r.morePages:
		return Exit(Failed) // a record that was not read may match
	case c.ExpectNone && total == 0 && r.empty != "":
		return errors.New(r.empty + " is empty: an answer without records is not, so whatever wrote it has most likely failed")
	case (total == 0) != c.ExpectNone:
		return Exit(NoMatch)
	}
	return nil
}

// file prints what the flags ask for about the records of one file, and returns how many
// match. The error names the file. The printer keeps errors of writing until it is flushed.
func (c *matchCommand) file(r *records, p *Printer, q searchfilter.Query, name string) (count int, err error) {
	shown := name
	if name == "-" {
		shown = "(standard input)"
	}
	if c.WithFile {
		p.inFile(shown)
	}
	instead := c.Count || c.Names || c.Quiet
	err = r.each(name, func(d *eval.Record, n int) error {
		if q.Match(d) == c.Invert {
			return nil
		}
		if !instead {
			if err := p.Print(d.Raw(), n); err != nil {
				return err
			}
		}
		if count++; count == c.MaxCount || c.Names || c.Quiet {
			return errEnough
		}
		return nil
	})
	switch {
	case c.Count && r.opened: // a file that could not be read has no count, not even 0
		if c.WithFile || len(c.Files) > 1 {
			p.WriteString(shown + ":")
		}
		p.WriteString(strconv.Itoa(count) + "\n")
	case c.Names && count > 0:
		p.WriteString(shown + "\n")
	}
	return count, err
}

// unquoted gives advice if the files seem to be the rest of the query.
func (c *matchCommand) unquoted() {
	const most = 30 // words, which is more than anybody types
	whole := c.QueryArgs
	for _, word := range c.Files[:min(len(c.Files), most)] {
		whole.text += " " + word
		if _, err := whole.parse(); err == nil {
			c.Complain("put the query in quotes: ", chars.Excerpt(whole.text))
			return
		}
	}
}
