package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/bytedance/sonic"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/tidwall/gjson"
)

// The query that all answer.
const (
	query   = `name ^= smoke and tag:BPO = 123 and status = PUBLISHED`
	jqQuery = `select((.Name | startswith("smoke")) and .Tags.BPO == "123" and .Status == "PUBLISHED") | .Id`
)

// A testCase has what the query asks for.
type testCase struct {
	Id, Name, Status string
	Tags             tags
}

type tags struct{ BPO string }

func (c *testCase) matches() bool {
	return strings.HasPrefix(c.Name, "smoke") && c.Tags.BPO == "123" && c.Status == "PUBLISHED"
}

func (c *testCase) id() string { return c.Id }

// A taggedCase has all tags, as whoever does not know the query declares them.
type taggedCase struct {
	Id, Name, Status string
	Tags             map[string]string
}

func (c *taggedCase) matches() bool {
	return strings.HasPrefix(c.Name, "smoke") && c.Tags["BPO"] == "123" && c.Status == "PUBLISHED"
}

func (c *taggedCase) id() string { return c.Id }

// A matcher is a test case that can be read, and asked.
type matcher interface {
	matches() bool
	id() string
}

// A peer is a program that others would write for the same question. It reads from r and
// prints the Ids.
type peer struct {
	name   string
	module string // empty for the standard library
	checks string
	silent bool // it prints nothing
	answer func(r io.Reader, w *bufio.Writer) error
}

var peers = []peer{
	{name: "encoding/json", checks: "JSON", answer: encodingJSON(func() matcher { return new(testCase) })},
	{name: "encoding/json, tags as a map", checks: "JSON", answer: encodingJSON(func() matcher { return new(taggedCase) })},
	{name: "jsontext", module: "github.com/go-json-experiment/json", checks: "JSON, UTF-8, duplicates", answer: tokens},
	{name: "sonic", module: "github.com/bytedance/sonic", checks: "JSON", answer: eachLine(func(line []byte, c *testCase) error { return sonic.Unmarshal(line, c) })},
	{name: "gjson after Valid", module: "github.com/tidwall/gjson", checks: "JSON", answer: eachLine(searched)},
	{name: "lines and bytes.Contains", checks: "nothing", answer: contains},
	{name: "only reading the file", checks: "nothing", silent: true, answer: func(r io.Reader, _ *bufio.Writer) error {
		_, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{r}, make([]byte, 64<<10))
		return err
	}},
}

func (p *peer) version() string {
	if p.module == "" {
		return runtime.Version()
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == p.module {
				return m.Version
			}
		}
	}
	return ""
}

// encodingJSON decodes each record into what a function returns. It takes the list of an
// answer, too.
func encodingJSON(empty func() matcher) func(r io.Reader, w *bufio.Writer) error {
	return func(r io.Reader, w *bufio.Writer) error {
		in := bufio.NewReader(r)
		if err := toList(in); err != nil {
			return err
		}
		d := json.NewDecoder(in)
		if c, err := in.Peek(1); err == nil && c[0] == '[' {
			if _, err := d.Token(); err != nil {
				return err
			}
		}
		for d.More() {
			c := empty()
			if err := d.Decode(c); err != nil {
				return err
			}
			if c.matches() {
				fmt.Fprintln(w, c.id())
			}
		}
		return nil
	}
}

// toList reads up to the list if the input is an answer of the service.
func toList(in *bufio.Reader) error {
	start, err := in.Peek(len(pretty.begin))
	if err != nil || string(start) != pretty.begin {
		return nil // a short input will be read as it is
	}
	_, err = in.Discard(strings.IndexByte(pretty.begin, '['))
	return err
}

// tokens reads one token after the other, but for values that nobody asks for.
func tokens(r io.Reader, w *bufio.Writer) error {
	d := jsontext.NewDecoder(r)
	for {
		if _, err := d.ReadToken(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		var c testCase
		if err := eachMember(d, func(name string) error {
			switch name {
			case "Id":
				return text(d, &c.Id)
			case "Name":
				return text(d, &c.Name)
			case "Status":
				return text(d, &c.Status)
			case "Tags":
				if _, err := d.ReadToken(); err != nil {
					return err
				}
				return eachMember(d, func(key string) error {
					if key == "BPO" {
						return text(d, &c.Tags.BPO)
					}
					return d.SkipValue()
				})
			}
			return d.SkipValue()
		}); err != nil {
			return err
		}
		if c.matches() {
			fmt.Fprintln(w, c.Id)
		}
	}
}

// eachMember reads the members of an object, and its end.
func eachMember(d *jsontext.Decoder, value func(name string) error) error {
	for d.PeekKind() == '"' {
		t, err := d.ReadToken()
		if err == nil {
			err = value(t.String())
		}
		if err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

func text(d *jsontext.Decoder, s *string) error {
	t, err := d.ReadToken()
	*s = t.String()
	return err
}

// longestLine is more than any record has.
const longestLine = 1 << 20

func eachLine(read func([]byte, *testCase) error) func(io.Reader, *bufio.Writer) error {
	return func(r io.Reader, w *bufio.Writer) error {
		lines := bufio.NewScanner(r)
		lines.Buffer(make([]byte, 64<<10), longestLine)
		for lines.Scan() {
			var c testCase
			if err := read(lines.Bytes(), &c); err != nil {
				return err
			}
			if c.matches() {
				fmt.Fprintln(w, c.Id)
			}
		}
		return lines.Err()
	}
}

func searched(line []byte, c *testCase) error {
	if !gjson.ValidBytes(line) {
		return errors.New("a line is no JSON")
	}
	found := gjson.GetManyBytes(line, "Id", "Name", "Status", "Tags.BPO")
	c.Id, c.Name, c.Status, c.Tags.BPO = found[0].Str, found[1].Str, found[2].Str, found[3].Str
	return nil
}

// contains looks for what the service's own records have, and would be wrong about many
// others.
func contains(r io.Reader, w *bufio.Writer) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), longestLine)
	name, tag, status, id := []byte(`"Name":"smoke`), []byte(`"BPO":"123"`), []byte(`"Status":"PUBLISHED"`), []byte(`"Id":"`)
	for lines.Scan() {
		line := lines.Bytes()
		if bytes.Contains(line, name) && bytes.Contains(line, tag) && bytes.Contains(line, status) {
			_, rest, _ := bytes.Cut(line, id)
			value, _, _ := bytes.Cut(rest, []byte(`"`))
			w.Write(value)
			w.WriteByte('\n')
		}
	}
	return lines.Err()
}

// childArgument makes this program its own child, which reads as a peer does. The name of
// that follows, and that of the file.
const childArgument = "-child"

func child(name, file string) error {
	for _, p := range peers {
		if p.name == name {
			in, err := os.Open(file)
			if err != nil {
				return err
			}
			defer in.Close()
			w := bufio.NewWriter(os.Stdout)
			return errors.Join(p.answer(in, w), w.Flush())
		}
	}
	return fmt.Errorf("there is no peer %s", name)
}
