package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/searchfilter/searchfilter/internal/command"
)

// A printer prints test cases in a form of --output.
type printer interface {
	// print prints one, or keeps it until close.
	print(tc *types.TestCase) error
	// close prints what is left to print.
	close() error
}

func newPrinter(s *command.Streams, form string) printer {
	switch form {
	case "ids":
		return &idPrinter{s.Out}
	case "json":
		return &jsonPrinter{w: bufio.NewWriter(s.Out)}
	}
	t := table.NewWriter()
	t.SetStyle(table.StyleDefault)
	t.Style().Options = table.OptionsNoBordersAndSeparators
	t.AppendHeader(table.Row{"ID", "Name", "Status", "Modified", "Tags"})
	return &tablePrinter{s, t}
}

// An idPrinter prints IDs as they are, for other programs to read.
type idPrinter struct{ w io.Writer }

func (p *idPrinter) print(tc *types.TestCase) error {
	id := *tc.Id
	if strings.ContainsAny(id, "\n\r") {
		return fmt.Errorf("there is an Id with a line break, %q, which --output ids cannot print", id)
	}
	if isTerminal(p.w) {
		id = visible(id)
	}
	_, err := fmt.Fprintln(p.w, id)
	return err
}

func (p *idPrinter) close() error { return nil }

// A jsonPrinter prints one array, each test case as it comes.
type jsonPrinter struct {
	w   *bufio.Writer
	any bool
}

func (p *jsonPrinter) print(tc *types.TestCase) error {
	before := ",\n"
	if !p.any {
		before = "[\n"
	}
	p.any = true
	p.w.WriteString(before)
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(wireForm(tc)); err != nil {
		return err
	}
	p.w.WriteString(strings.TrimSuffix(b.String(), "\n"))
	return p.w.Flush()
}

func (p *jsonPrinter) close() error {
	if p.any {
		p.w.WriteString("\n]\n")
	} else {
		p.w.WriteString("[]\n")
	}
	return p.w.Flush()
}

type tablePrinter struct {
	s *command.Streams
	table.Writer
}

func (p *tablePrinter) print(tc *types.TestCase) error {
	var modified string
	if at := tc.LastModifiedTime; at != nil {
		modified = at.UTC().Format("2006-01-02 15:04")
	}
	var tags []string
	for _, key := range slices.Sorted(maps.Keys(tc.Tags)) {
		tags = append(tags, key+"="+tc.Tags[key])
	}
	p.AppendRow(table.Row{
		visible(*tc.Id), visible(aws.ToString(tc.Name)), visible(string(tc.Status)), modified, visible(strings.Join(tags, " ")),
	})
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

// visible returns s with escapes for what would move a terminal's cursor, or not
// be seen.
func visible(s string) string {
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
