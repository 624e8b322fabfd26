package command

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/schema"
)

// OutputFlags say how records are printed.
type OutputFlags struct {
	Output    string
	Fields    []string
	NoHeaders bool

	columns *shown.Columns // of the output; nil if records are printed as they are
}

// AddTo adds the flags to a command that prints records of the target that about returns.
// Forms are those of --output, which | separates. The first is the default.
func (f *OutputFlags) AddTo(cmd *cobra.Command, forms string, about func() compile.Target) {
	first, _, _ := strings.Cut(forms, "|")
	Enum(cmd, &f.Output, "output", forms, "What is printed: json is one JSON array, jsonl one record a line as JSON, ids one Id a line, csv fields as CSV, "+
		`tsv fields between tabs, in which \t, \n, \r and \\ stand for a tab, line breaks and a backslash, and table a table. The default is `+first+".")
	List(cmd, &f.Fields, "fields", "FIELD,...", "The columns of csv, tsv and table: fields, tag:KEY, and tags for all tags. Unless set, id, what every record has and says what it is, status, modified and tags.",
		proposeFields(about, shown.AllTags))
	cmd.Flags().BoolVar(&f.NoHeaders, "no-headers", false, "Leave out the line with the names of the columns.")
}

// inColumns reports whether the output has columns.
func (f *OutputFlags) inColumns() bool {
	return f.Output == "csv" || f.Output == "tsv" || f.Output == "table"
}

// Resolve checks the flags, and finds the columns for records of the target.
func (f *OutputFlags) Resolve(t compile.Target) error {
	switch {
	case f.Output == "ids" && t.Schema.Lookup("id") < 0:
		return fmt.Errorf("the records of %s have no Id to print", t.Name)
	case !f.inColumns() && (len(f.Fields) > 0 || f.NoHeaders):
		return errors.New("--fields and --no-headers go with --output csv, tsv and table")
	}
	names := f.Fields
	switch {
	case f.Output == "ids":
		names = []string{"id"}
	case !f.inColumns():
		f.columns = nil
		return nil
	case len(names) == 0:
		names = shown.UsualColumns(t.Schema)
	}
	columns, err := shown.NewColumns(&t, names)
	if err != nil {
		return fmt.Errorf("--fields: %w", listFields(&t, err))
	}
	f.columns = columns
	return nil
}

// A Printer prints records in the form that --output says. It buffers its output, and keeps the
// rows of a table until Close.
type Printer struct {
	*bufio.Writer
	Minutes []bool // the columns of a table whose times are shown in minutes

	s       *Streams
	flags   *OutputFlags
	decoder func([]byte) (*eval.Record, error) // of what the columns show
	file    string                             // in the first column, or before each Id
	named   bool                               // a file is shown
	csv     *csv.Writer                        // for CSV
	rows    [][]string                         // of a table
	row     []string                           // the last row; its memory is used again
	count   int
	headed  bool
	escape  bool // control characters, for a terminal
}

// NewPrinter returns a printer of records of the schema. Resolve must have been called.
func (f *OutputFlags) NewPrinter(s *Streams, of *schema.Schema) *Printer {
	p := &Printer{Writer: bufio.NewWriterSize(s.Out, 64<<10), s: s, flags: f, escape: terminal(s.Out) != nil}
	if f.columns != nil {
		p.decoder = eval.Decoder(of, f.columns.Asked())
	}
	p.csv = csv.NewWriter(p.Writer) // whose buffer is its own
	return p
}

// inFile says in which file the records are that are printed next. Its name is shown.
func (p *Printer) inFile(name string) { p.file, p.named = name, true }

// Print prints a record. Its number in its file, n, is for the error. For jsonl the record must
// be compact. Flush returns the errors of writing.
func (p *Printer) Print(raw json.RawMessage, n int) error {
	switch p.flags.Output {
	case "json":
		if p.count == 0 {
			p.WriteString("[\n")
		} else {
			p.WriteString(",\n")
		}
		p.Write(raw)
	case "jsonl":
		p.Write(raw)
		p.WriteByte('\n')
	default:
		asked, err := p.decoder(raw)
		if err != nil {
			return fmt.Errorf("record %d: %w", n, err)
		}
		if err := p.printRow(asked); err != nil {
			return fmt.Errorf("record %d %w", n, err)
		}
	}
	p.count++
	return nil
}

// printRow prints the columns of a record. The error says what is wrong with the record.
func (p *Printer) printRow(d *eval.Record) (err error) {
	p.row = p.row[:0]
	if p.named {
		p.row = append(p.row, p.file)
	}
	isTable := p.flags.Output == "table"
	if p.row, err = p.flags.columns.AppendRow(p.row, d, !isTable); err != nil {
		return err
	}
	if p.flags.Output == "ids" {
		return p.printID(p.row)
	}
	for i := range p.Minutes {
		if at, ok := kinds.ParseRecordTime(p.row[i]); ok && isTable && p.Minutes[i] {
			p.row[i] = at.UTC().Format("2006-01-02 15:04")
		}
	}
	p.headers()
	p.writeRow(p.row)
	return nil
}

// printID prints a row that ends in an Id.
func (p *Printer) printID(row []string) error {
	id := row[len(row)-1]
	switch {
	case id == "":
		return errors.New("has no Id to print")
	case strings.ContainsAny(id, "\n\r"):
		return errors.New("has an Id with a line break, which --output ids cannot print")
	case p.escape:
		row[len(row)-1] = Visible(id)
	}
	p.WriteString(strings.Join(row, ":"))
	p.WriteByte('\n')
	return nil
}

// headers prints the names of the columns before the first row.
func (p *Printer) headers() {
	if !p.headed && !p.flags.NoHeaders {
		p.headed = true
		p.writeRow(p.Names())
	}
}

// Names returns the names of the columns.
func (p *Printer) Names() (names []string) {
	if p.named {
		names = append(names, "file")
	}
	names = append(names, p.flags.columns.Names()...)
	for i := range names {
		if p.flags.Output == "table" && !strings.HasPrefix(names[i], chars.TagPrefix) {
			names[i] = strings.ToUpper(names[i])
		}
	}
	return names
}

var tabbed = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)

// writeRow writes a row, or keeps it for the table.
func (p *Printer) writeRow(row []string) {
	switch {
	case p.flags.Output == "table":
		var visible []string
		for _, text := range row {
			visible = append(visible, Visible(text))
		}
		p.rows = append(p.rows, visible)
	case p.flags.Output == "tsv":
		for i, text := range row {
			if i > 0 {
				p.WriteByte('\t')
			}
			_, _ = tabbed.WriteString(p, text)
		}
		p.WriteByte('\n')
	case len(row) == 1 && row[0] == "":
		p.WriteString("\"\"\n") // readers of CSV skip an empty line
	default:
		_ = p.csv.Write(row)
	}
}

// Close writes what is left, and flushes.
func (p *Printer) Close() error {
	switch {
	case p.flags.Output == "json" && p.count == 0:
		p.WriteString("[]\n")
	case p.flags.Output == "json":
		p.WriteString("\n]\n")
	case p.flags.Output == "table":
		return p.s.table(p.rows)
	case p.flags.inColumns():
		p.headers()
	}
	return p.Flush()
}

// Visible returns s with escapes for the characters that are invisible, or that would move the
// cursor of a terminal.
func Visible(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strconv.IsGraphic(r) {
			b.WriteRune(r)
		} else {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
	}
	return b.String()
}
