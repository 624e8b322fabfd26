package main

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/searchfilter/searchfilter/internal/command"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// A printer prints records in a form of --output.
type printer struct {
	*command.Printer
	compact bool // a record is a line
	times   places
	count   int
	table   *tableOf // nil for other forms
}

// A tableOf is a table that is printed at the end.
type tableOf struct {
	table.Writer
	s     *command.Streams
	times []bool // the columns with times of which the minutes are enough
}

// newPrinter returns a printer for the flags, which are resolved.
func newPrinter(s *command.Streams, flags *command.OutputFlags, of *schema.Schema) *printer {
	p := &printer{Printer: flags.NewPrinter(s, of), compact: flags.Output == "jsonl", times: timesOf(of)}
	if flags.Output != "table" {
		return p
	}
	t := table.NewWriter()
	t.SetStyle(table.StyleDefault)
	t.Style().Options = table.OptionsNoBordersAndSeparators
	t.Style().Format.Header = text.FormatDefault
	names := p.Names()
	if !flags.NoHeaders {
		t.AppendHeader(row(names))
	}
	p.table = &tableOf{Writer: t, s: s, times: make([]bool, len(names))}
	if len(flags.Fields) == 0 {
		for i, name := range names {
			at := of.Lookup(name)
			p.table.times[i] = at >= 0 && of.Fields[at].Kind == schema.Time
		}
	}
	return p
}

// Places are where times stand in a record: in the members with these names. In one with
// places of its own they stand below.
type places map[string]places

// timesOf returns those of the schema's records.
func timesOf(s *schema.Schema) places {
	all := places{}
	for _, f := range s.Fields {
		if f.Kind != schema.Time {
			continue
		}
		for _, path := range f.JSON {
			at := all
			names := strings.Split(path, ".")
			for _, name := range names[:len(names)-1] {
				if at[name] == nil {
					at[name] = places{}
				}
				at = at[name]
			}
			at[names[len(names)-1]] = nil
		}
	}
	return all
}

// spell returns a record with times as the AWS command line has them, in RFC 3339, where the
// service sends seconds since 1970. All else is as it was.
func (at places) spell(raw json.RawMessage) json.RawMessage {
	d := json.NewDecoder(bytes.NewReader(raw))
	if begin, err := d.Token(); err != nil || begin != json.Delim('{') {
		return raw
	}
	var b json.RawMessage
	copied := 0
	for d.More() {
		var value json.RawMessage
		name, err := d.Token()
		if err != nil || d.Decode(&value) != nil {
			return raw // the printer says what is wrong
		}
		below, ok := at[name.(string)]
		if !ok {
			continue
		}
		end := int(d.InputOffset())
		b = append(b, raw[copied:end-len(value)]...)
		if seconds, ok := kinds.ParseSeconds(string(value)); ok && below == nil {
			b = strconv.AppendQuote(b, seconds.UTC().Format(time.RFC3339Nano))
		} else {
			b = append(b, below.spell(value)...)
		}
		copied = end
	}
	return append(b, raw[copied:]...)
}

// row returns texts as a row of a table.
func row(texts []string) (r table.Row) {
	for _, text := range texts {
		r = append(r, command.Visible(text))
	}
	return r
}

// print prints a record, or keeps it until close.
func (p *printer) print(raw json.RawMessage) error {
	raw = p.times.spell(raw)
	if p.compact {
		var b bytes.Buffer
		if err := json.Compact(&b, raw); err != nil {
			return err
		}
		raw = b.Bytes()
	}
	p.count++
	if p.table == nil {
		if err := p.Print(raw, p.count); err != nil {
			return err
		}
		return p.Flush()
	}
	texts, err := p.Row(raw)
	if err != nil {
		return err
	}
	for i, text := range texts {
		if at, ok := kinds.ParseRecordTime(text); ok && p.table.times[i] {
			texts[i] = at.UTC().Format("2006-01-02 15:04")
		}
	}
	p.table.AppendRow(row(texts))
	return nil
}

// close prints what is left to print.
func (p *printer) close() error {
	if p.table == nil {
		return p.Close()
	}
	if p.table.Length() == 0 {
		return nil
	}
	var text strings.Builder
	for line := range strings.Lines(p.table.Render() + "\n") {
		text.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return p.table.s.Table(text.String())
}
