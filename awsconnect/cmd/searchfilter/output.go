package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/command"
	"github.com/searchfilter/searchfilter/schema"
)

// A printer prints test cases in a form of --output.
type printer interface {
	// print prints one, or keeps it until close.
	print(tc *types.TestCase) error
	// close prints what is left to print.
	close() error
}

// newPrinter returns a printer for the flags, which are resolved.
func newPrinter(s *command.Streams, flags *command.OutputFlags, of *schema.Schema) printer {
	records := &recordPrinter{Printer: flags.NewPrinter(s, of), decoder: eval.NewDecoder(of, searchfilter.Query{}.Resolved())}
	if flags.Output != "table" {
		return records
	}
	t := table.NewWriter()
	t.SetStyle(table.StyleDefault)
	t.Style().Options = table.OptionsNoBordersAndSeparators
	t.Style().Format.Header = text.FormatDefault
	p := &tablePrinter{s: s, Writer: t}
	names := []string{"ID", "NAME", "STATUS", "MODIFIED", "TAGS"}
	if len(flags.Fields) > 0 {
		p.records, names = records, records.Names()
	}
	if !flags.NoHeaders {
		t.AppendHeader(row(names))
	}
	return p
}

// row returns texts as a row of a table.
func row(texts []string) (r table.Row) {
	for _, text := range texts {
		r = append(r, command.Visible(text))
	}
	return r
}

// A recordPrinter prints each test case as it comes.
type recordPrinter struct {
	*command.Printer
	decoder *eval.Decoder // of nothing: it makes records of JSON
	count   int
}

func (p *recordPrinter) print(tc *types.TestCase) error {
	d, err := p.record(tc)
	if err != nil {
		return err
	}
	p.count++
	if err := p.Print(d, p.count); err != nil {
		return err
	}
	return p.Flush()
}

// record returns a test case as the record that JSON has.
func (p *recordPrinter) record(tc *types.TestCase) (*eval.Record, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(wireForm(tc)); err != nil {
		return nil, err
	}
	return p.decoder.Decode(bytes.TrimSpace(b.Bytes()))
}

func (p *recordPrinter) close() error { return p.Close() }

type tablePrinter struct {
	s *command.Streams
	table.Writer
	records *recordPrinter // for the columns that --fields names, if it is there
}

func (p *tablePrinter) print(tc *types.TestCase) error {
	if p.records != nil {
		d, err := p.records.record(tc)
		if err != nil {
			return err
		}
		texts, err := p.records.Row(d)
		p.AppendRow(row(texts))
		return err
	}
	var modified string
	if at := tc.LastModifiedTime; at != nil {
		modified = at.UTC().Format("2006-01-02 15:04")
	}
	var tags []string
	for _, key := range slices.Sorted(maps.Keys(tc.Tags)) {
		tags = append(tags, key+"="+tc.Tags[key])
	}
	p.AppendRow(row([]string{*tc.Id, aws.ToString(tc.Name), string(tc.Status), modified, strings.Join(tags, " ")}))
	return nil
}

func (p *tablePrinter) close() error {
	if p.Length() == 0 {
		return nil
	}
	var text strings.Builder
	for line := range strings.Lines(p.Render() + "\n") {
		text.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return p.s.Table(text.String())
}

// A testCase has the members of a test case in the order and under the names of
// the API, without those that the service left out.
type testCase struct {
	Arn                *string           `json:",omitempty"`
	Id                 *string           `json:",omitempty"`
	Name               *string           `json:",omitempty"`
	Content            *string           `json:",omitempty"`
	EntryPoint         *entryPoint       `json:",omitempty"`
	InitializationData *string           `json:",omitempty"`
	Description        *string           `json:",omitempty"`
	Status             string            `json:",omitempty"`
	LastModifiedTime   *time.Time        `json:",omitempty"`
	LastModifiedRegion *string           `json:",omitempty"`
	Tags               map[string]string `json:",omitempty"`
	TestCaseSha256     *string           `json:",omitempty"`
}

type entryPoint struct {
	Type                          string           `json:",omitempty"`
	VoiceCallEntryPointParameters *voiceParameters `json:",omitempty"`
	ChatEntryPointParameters      *chatParameters  `json:",omitempty"`
}

type voiceParameters struct {
	SourcePhoneNumber      *string `json:",omitempty"`
	DestinationPhoneNumber *string `json:",omitempty"`
	FlowId                 *string `json:",omitempty"`
}

type chatParameters struct {
	FlowId *string `json:",omitempty"`
}

func wireForm(tc *types.TestCase) testCase {
	w := testCase{
		Arn: tc.Arn, Id: tc.Id, Name: tc.Name, Content: tc.Content, InitializationData: tc.InitializationData,
		Description: tc.Description, Status: string(tc.Status), LastModifiedTime: tc.LastModifiedTime,
		LastModifiedRegion: tc.LastModifiedRegion, Tags: tc.Tags, TestCaseSha256: tc.TestCaseSha256,
	}
	if e := tc.EntryPoint; e != nil {
		w.EntryPoint = &entryPoint{Type: string(e.Type)}
		if v := e.VoiceCallEntryPointParameters; v != nil {
			w.EntryPoint.VoiceCallEntryPointParameters = &voiceParameters{v.SourcePhoneNumber, v.DestinationPhoneNumber, v.FlowId}
		}
		if c := e.ChatEntryPointParameters; c != nil {
			w.EntryPoint.ChatEntryPointParameters = &chatParameters{c.FlowId}
		}
	}
	return w
}
