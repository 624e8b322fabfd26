package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/searchfilter/searchfilter/connecttest"
)

// recordSize is how many bytes a record of the sample has, about.
const recordSize = 830

// An input is a file that is read.
type input struct {
	name   string
	share  float64 // of the size that is asked for
	layout layout
	form   func(g *rand.Rand, r record) record // what becomes of a record; nil for nothing
	jsonl  bool                                // whole records are printed, and most of them
	peers  []string                            // apart from jq
}

var (
	allPeers   = []string{"encoding/json", "encoding/json, tags as a map", "jsontext", "sonic", "gjson after Valid", "lines and bytes.Contains", "only reading the file"}
	wholePeers = []string{"encoding/json", "jsontext"} // which take any member anywhere
)

var inputs = []input{
	{name: "JSON Lines", share: 1, layout: lines, peers: allPeers},
	{name: "one array in one line", share: 1, layout: oneArray, peers: []string{"encoding/json"}},
	{name: "a pretty-printed answer", share: 0.72, layout: pretty, peers: []string{"encoding/json"}},
	{name: "records of 64 kB, escapes everywhere", share: 0.5, layout: lines, form: large, peers: wholePeers},
	{name: "junk 100 deep before the members", share: 0.5, layout: lines, form: junk, peers: wholePeers},
	{name: "Japanese", share: 0.5, layout: lines, form: japanese, peers: wholePeers},
	{name: "Japanese in escapes", share: 0.5, layout: lines, form: func(g *rand.Rand, r record) record { return escaped(japanese(g, r)) }, peers: wholePeers},
	{name: "60 unknown members a record", share: 0.5, layout: lines, form: unknown, peers: wholePeers},
	{name: "members in random order", share: 0.5, layout: lines, form: shuffled, peers: wholePeers},
	{name: "most as JSON Lines, of a pretty-printed answer", share: 0.5, layout: pretty, jsonl: true},
}

// A layout is how records are put together.
type layout struct {
	begin, between, end string
	pretty              bool
	jq                  string // the records
}

var (
	lines    = layout{between: "\n", end: "\n", jq: "."}
	oneArray = layout{begin: "[", between: ",", end: "]\n", jq: ".[]"}
	pretty   = layout{begin: "{\n    \"TestCases\": [\n        ", between: ",\n        ", end: "\n    ]\n}\n", pretty: true, jq: ".TestCases[]"}
)

// args returns our command's arguments, but for the file.
func (in *input) args() []string {
	if in.jsonl {
		return []string{"match", "--output", "jsonl", "description exists"}
	}
	return []string{"match", "--output", "ids", query}
}

// jq returns those of jq.
func (in *input) jq() []string {
	if in.jsonl {
		return []string{"-c", in.layout.jq + " | select(.Description != null)"}
	}
	return []string{"-r", in.layout.jq + " | " + jqQuery}
}

// A record is an object, with its members in the order in which they stand.
type record []member

type member struct {
	name  string
	value []byte
}

// sample returns the records of the sample as the service writes them, but for Id and Arn.
// The first is one that the query selects, so that a small input has one.
func sample() ([]record, error) {
	var list []record
	all := connecttest.SampleRecords(500, 0, 1)["test-cases"]
	first := slices.IndexFunc(all, func(raw json.RawMessage) bool {
		var c testCase
		return json.Unmarshal(raw, &c) == nil && c.matches()
	})
	for _, raw := range append(all[first:], all[:first]...) {
		d := json.NewDecoder(bytes.NewReader(raw))
		if _, err := d.Token(); err != nil {
			return nil, err
		}
		r := record{{"Arn", []byte(`"-"`)}}
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			var value json.RawMessage
			if err := d.Decode(&value); err != nil {
				return nil, err
			}
			r = append(r, member{name.(string), value})
		}
		list = append(list, r)
	}
	return list, nil
}

// identified returns the record with an Id and an Arn of its own.
func identified(g *rand.Rand, r record) record {
	id := fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", g.Uint32(), g.Uint32N(1<<16), g.Uint32N(1<<12), g.Uint32N(1<<12), g.Uint64N(1<<48))
	with := make(record, len(r), len(r)+1)
	for i, m := range r {
		switch m.name {
		case "Id":
			m.value = strconv.AppendQuote(nil, id)
		case "Arn":
			m.value = strconv.AppendQuote(nil, "arn:aws:connect:eu-west-2:123456789012:instance/11111111-2222-4333-8444-555555555555/test-case/"+id)
		}
		with[i] = m
	}
	return with
}

func (r record) appendTo(b []byte) []byte {
	b = append(b, '{')
	for i, m := range r {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(strconv.AppendQuote(b, m.name), ':')
		b = append(b, m.value...)
	}
	return append(b, '}')
}

// writeInput writes the input with that name to a file, which will have some more bytes
// than size. It is always the same.
func writeInput(name string, size int, file string) (err error) {
	var in *input
	for i := range inputs {
		if inputs[i].name == name {
			in = &inputs[i]
		}
	}
	if in == nil {
		return fmt.Errorf("there is no input %s", name)
	}
	records, err := sample()
	if err != nil {
		return err
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriterSize(f, 1<<20)
	g := rand.New(rand.NewPCG(1, 2))
	written := 0
	write := func(s []byte) {
		n, _ := w.Write(s) // Flush has the error
		written += n
	}
	write([]byte(in.layout.begin))
	var text []byte
	var indented bytes.Buffer
	for i := 0; i == 0 || written < size; i++ {
		if i > 0 {
			write([]byte(in.layout.between))
		}
		r := identified(g, records[i%len(records)])
		if in.form != nil {
			r = in.form(g, r)
		}
		text = r.appendTo(text[:0])
		if in.layout.pretty {
			indented.Reset()
			if err := json.Indent(&indented, text, "        ", "    "); err != nil {
				return err
			}
			text = append(text[:0], indented.Bytes()...)
		}
		write(text)
	}
	write([]byte(in.layout.end))
	return w.Flush()
}

// quote returns s as JSON.
func quote(s string) []byte {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return b
}

// with returns the record with another value of a member.
func (r record) with(name string, value []byte) record {
	for i := range r {
		if r[i].name == name {
			r[i].value = value
			return r
		}
	}
	return append(r, member{name, value})
}

// flow is the Content of a large test case: pretty-printed JSON, as a string of JSON.
var flow = func() []byte {
	var b strings.Builder
	for i := 0; b.Len() < 53_000; i++ {
		fmt.Fprintf(&b, "\t\t{\n\t\t\t\"Identifier\": \"step-%d\",\n\t\t\t\"Type\": \"Say\",\n\t\t\t\"Text\": \"<speak>a \\\"b\\\"</speak>\"\n\t\t},\n", i)
	}
	return quote(b.String())
}()

func large(_ *rand.Rand, r record) record { return r.with("Content", flow) }

// junk puts a member before the others that is nested 100 deep.
func junk(g *rand.Rand, r record) record {
	const depth = 50
	value := strings.Repeat(`{"a":[1,`, depth) + strconv.Itoa(g.IntN(1000)) + strings.Repeat(`],"b":null}`, depth)
	return append(record{{"Junk", []byte(value)}}, r...)
}

// japanese gives the record texts without any ASCII.
func japanese(g *rand.Rand, r record) record {
	said := func(sentences int) []byte {
		var b strings.Builder
		b.WriteByte('"')
		for range sentences {
			b.WriteString(sentencesInJapanese[g.IntN(len(sentencesInJapanese))])
		}
		b.WriteByte('"')
		return []byte(b.String())
	}
	return r.with("Description", said(3)).with("Content", said(15)).with("InitializationData", said(5))
}

var sentencesInJapanese = []string{
	"お客様がカードで料金を支払います。", "注文の状況を確認する。", "担当者におつなぎしますので、少々お待ちください。",
	"営業時間外の場合は伝言を残す。", "パスワードを再設定する手順を案内します。", "解約の理由を一度だけ尋ねる。",
}

// escaped writes all that is not ASCII as escapes.
func escaped(r record) record {
	for i := range r {
		var b []byte
		for _, c := range string(r[i].value) {
			if c < 0x80 {
				b = append(b, byte(c))
			} else {
				b = fmt.Appendf(b, `\u%04x`, c)
			}
		}
		r[i].value = b
	}
	return r
}

// unknown puts 60 members before the others that no test case has.
func unknown(g *rand.Rand, r record) record {
	const count = 60
	all := make(record, count, count+len(r))
	for i := range all {
		value := []byte("true")
		switch i % 3 {
		case 0:
			value = quote(fmt.Sprintf("value %d", g.IntN(100_000)))
		case 1:
			value = strconv.AppendInt(nil, g.Int64N(1_000_000), 10)
		}
		all[i] = member{"Attribute" + strconv.Itoa(i), value}
	}
	return append(all, r...)
}

func shuffled(g *rand.Rand, r record) record {
	g.Shuffle(len(r), func(i, j int) { r[i], r[j] = r[j], r[i] })
	return r
}
