package main

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/searchfilter/searchfilter/internal/command"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// A printer prints records of the service, with times as text.
type printer struct {
	*command.Printer
	compact bool // each record is on a line
	times   places
	count   int
}

// newPrinter returns a printer for the flags. They must be resolved. In a table with the usual
// columns, times are shown in minutes.
func newPrinter(s *command.Streams, flags *command.OutputFlags, of *schema.Schema) *printer {
	p := &printer{Printer: flags.NewPrinter(s, of), compact: flags.Output == "jsonl", times: timesOf(of)}
	if flags.Output == "table" && len(flags.Fields) == 0 {
		for _, name := range p.Names() {
			at := of.Lookup(name)
			p.Minutes = append(p.Minutes, at >= 0 && of.Fields[at].Kind == schema.Time)
		}
	}
	return p
}

// Places maps the names of members to the places of times in them. Where that is nil, the member
// itself is a time.
type places map[string]places

// timesOf returns the places of times in records of the schema.
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

// spell returns a record with times in RFC 3339, as the AWS command line prints them. The service
// sends seconds since 1970. All else stays as it was.
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

// print prints a record, or keeps it for the table.
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
	if err := p.Print(raw, p.count); err != nil {
		return err
	}
	return p.Flush()
}
