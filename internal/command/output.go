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

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/schema"
)

// OutputFlags say how records are printed.
type OutputFlags struct {
	Output    string
	Fields    []string
	NoHeaders bool

	columns *shown.Columns // what is printed of a record; nil if all of it is, as it is
}

// AddTo adds the flags to a command that prints records of that target. Forms are those of
// --output, of which the first is the default.
func (f *OutputFlags) AddTo(cmd *cobra.Command, forms string, about func() compile.Target) {
	first, _, _ := strings.Cut(forms, "|")
	help := map[string]string{
		"json":  "one JSON array",
		"jsonl": "one record a line as JSON",
		"ids":   "one Id a line",
		"csv":   "fields as CSV",
		"tsv":   `fields between tabs, in which \t, \n, \r and \\ stand for a tab, line breaks and a backslash`,
		"table": "a table",
	}
	var list []string
	for form := range strings.SplitSeq(forms, "|") {
		what := help[form]
		if form == first {
			what += ", which is the default"
		}
		list = append(list, what)
	}
	last := len(list) - 1
	Enum(cmd, &f.Output, "output", forms, "Print "+strings.Join(list[:last], ", ")+", or "+list[last]+".")
	listVar(cmd, &f.Fields, "fields", "FIELD,...", "The columns of csv, tsv and table: fields, tag:KEY, and tags for all tags. Unless set, id, what every record has and says what it is, status, modified and tags.",
		fieldNames(about, shown.AllTags))
	cmd.Flags().BoolVar(&f.NoHeaders, "no-headers", false, "Leave out the line with the names of the columns.")
}

// inColumns reports whether the output has columns.
func (f *OutputFlags) inColumns() bool {
	return f.Output == "csv" || f.Output == "tsv" || f.Output == "table"
}

// Resolve checks the flags, and finds the columns in the records of the target.
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

// A Printer prints records in a form that --output names. What is printed may be kept until
// Flush or Close.
type Printer struct {
	*bufio.Writer
	s       *Streams
	flags   *OutputFlags
	decoder func([]byte) (*eval.Record, error)
	prefix  string      // before each Id, or the first column, if there is one
	named   bool        // there is one
	csv     *csv.Writer // nil for other forms
	rows    [][]string  // of a table
	row     []string
	count   int
	headed  bool
	escape  bool // the terminal must not see some characters
}

// NewPrinter returns a printer of the schema's records. The flags are resolved.
func (f *OutputFlags) NewPrinter(s *Streams, of *schema.Schema) *Printer {
	p := &Printer{Writer: bufio.NewWriterSize(s.Out, 64<<10), s: s, flags: f, escape: terminal(s.Out) != nil}
	if f.columns != nil {
		p.decoder = eval.Decoder(of, f.columns.Asked())
	}
	if f.Output == "csv" {
		p.csv = csv.NewWriter(p.Writer)
	}
	return p
}

// inFile has what is printed from now on be of a file, which is shown.
func (p *Printer) inFile(name string) { p.prefix, p.named = name, true }

// Print prints the n-th record of its file, which is compact if it is printed on a line. A
// failure to write is left to Flush.
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
		if p.flags.Output == "ids" {
			err = p.printID(asked)
		} else {
			err = p.printRow(asked)
		}
		if err != nil {
			return fmt.Errorf("record %d %w", n, err)
		}
	}
	p.count++
	return nil
}

func (p *Printer) printID(d *eval.Record) error {
	id := strings.Join(d.Values(ast.Name("id")), "")
	switch {
	case id == "":
		return errors.New("has no Id to print")
	case strings.ContainsAny(id, "\n\r"):
		return errors.New("has an Id with a line break, which --output ids cannot print")
	case p.escape:
		id = Visible(id)
	}
	if p.named {
		p.WriteString(p.prefix)
		p.WriteByte(':')
	}
	p.WriteString(id)
	p.WriteByte('\n')
	return nil
}

func (p *Printer) printRow(d *eval.Record) error {
	p.headers()
	if err := p.fill(d); err != nil {
		return err
	}
	p.writeRow(p.row)
	return nil
}

// fill makes the row that of a record.
func (p *Printer) fill(d *eval.Record) error {
	p.row = p.row[:0]
	if p.named {
		p.row = append(p.row, p.prefix)
	}
	row, err := p.flags.columns.AppendRow(p.row, d, p.flags.Output != "table")
	p.row = row
	return err
}

// Row returns the row of a table that a record is, until the next one, for those who lay it
// out themselves. Names has what stands above it.
func (p *Printer) Row(raw json.RawMessage) ([]string, error) {
	asked, err := p.decoder(raw)
	if err == nil {
		err = p.fill(asked)
	}
	return p.row, err
}

// headers prints the names of the columns before the first row.
func (p *Printer) headers() {
	if p.headed || p.flags.NoHeaders {
		return
	}
	p.headed = true
	p.writeRow(p.Names())
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

// writeRow writes a row, or keeps that of a table.
func (p *Printer) writeRow(row []string) {
	switch {
	case p.flags.Output == "table":
		shown := make([]string, len(row))
		for i, text := range row {
			shown[i] = Visible(text)
		}
		p.rows = append(p.rows, shown)
	case p.csv == nil:
		for i, text := range row {
			if i > 0 {
				p.WriteByte('\t')
			}
			_, _ = tabbed.WriteString(p, text)
		}
		p.WriteByte('\n')
	case len(row) == 1 && row[0] == "":
		p.WriteString("\"\"\n") // an empty line is no row
	default:
		_ = p.csv.Write(row) // into the Writer, whose buffer is its own
	}
}

// Close ends the output.
func (p *Printer) Close() error {
	switch {
	case p.flags.Output == "json" && p.count == 0:
		p.WriteString("[]\n")
	case p.flags.Output == "json":
		p.WriteString("\n]\n")
	case p.flags.Output == "table":
		return p.s.Table(aligned(p.rows))
	case p.flags.inColumns():
		p.headers()
	}
	return p.Flush()
}

// aligned returns the rows as lines, with two blanks between the columns.
func aligned(rows [][]string) string {
	var widths []int
	for _, row := range rows {
		for i, text := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], columnsIn(text))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		var line strings.Builder
		for i, text := range row {
			line.WriteString(text + strings.Repeat(" ", widths[i]-columnsIn(text)+2))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}

// columnsIn returns how many columns of a terminal a text takes.
func columnsIn(text string) (n int) {
	if isPrintable(text) {
		return len(text)
	}
	for _, r := range text {
		n += columnsOf(r)
	}
	return n
}

// Visible returns s with escapes for what would move a terminal's cursor, or not be seen.
func Visible(s string) string {
	if isPrintable(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if strconv.IsGraphic(r) {
			b.WriteRune(r)
			continue
		}
		b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
	}
	return b.String()
}

// isPrintable reports whether a text is printable ASCII, as most are.
func isPrintable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
