package command

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/limit"
)

// A source is the text of a query as it stands in a file, or on the command line.
type source struct {
	text     string // with the comments before the query, and without the line break behind it
	file     string // the name of the file; empty for the command line and standard input
	comments int    // how many bytes of text stand before the query
	ending   string // the line break behind the text, if there is one
}

// newSource returns the source for the text of a file, or of standard input if the name is -.
func newSource(name, text string) source {
	if name == "-" {
		name = ""
	}
	query := strings.TrimSuffix(text, "\n")
	if query != text {
		query = strings.TrimSuffix(query, "\r")
	}
	return source{query, name, min(commentsBefore(text), len(query)), text[len(query):]}
}

// commentsBefore returns the length of the comments before the query in the text of a file, in
// bytes. Comments are lines that begin with #, and the empty lines among and below them.
func commentsBefore(text string) int {
	n, commented := 0, false
	for line := range strings.Lines(text) {
		if line[0] == '#' {
			commented = true
		} else if strings.TrimSpace(line) != "" {
			break
		}
		n += len(line)
	}
	if !commented {
		return 0
	}
	return n
}

// query returns the text to parse. It has blanks in place of the comments, so that places in
// the query are places in the file.
func (s *source) query() string {
	blank := []byte(s.text[:s.comments])
	for i, c := range blank {
		if c != '\n' {
			blank[i] = ' '
		}
	}
	return string(blank) + s.text[s.comments:]
}

// mostDocument is the most bytes that a document may have. It is the limit of package
// decompile.
const mostDocument = 64 << 20

// input calls f with a file, or with standard input if the name is -, and with what errors
// call it. An error of f gets that before it.
func (s *Streams) input(name string, f func(in io.Reader, called string) error) error {
	in, called := s.In, called(name)
	switch name {
	case "-":
	case "": // of a variable of the shell that is not set, most likely
		return errors.New("the name of a file is empty")
	default:
		file, err := os.Open(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, bare(err))
		}
		defer file.Close()
		in = file
	}
	if err := f(in, called); err != nil {
		return fmt.Errorf("%s: %w", called, bare(err))
	}
	return nil
}

// called returns what errors call a file, or standard input if the name is -.
func called(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

// bare returns err without the name of the file, if it has one. The caller names the file.
func bare(err error) error {
	if p, ok := err.(*fs.PathError); ok {
		return p.Err
	}
	return err
}

// readText returns the text of a file, or of standard input if the name is -, without a byte order
// mark. Of one with more than most bytes it returns more than these, and the caller says so.
func (s *Streams) readText(name string, most int) (text string, err error) {
	err = s.input(name, func(in io.Reader, _ string) (err error) {
		text, err = readAll(in, most)
		return err
	})
	return text, err
}

func readAll(in io.Reader, most int) (string, error) {
	const mark = "\uFEFF"
	text, err := io.ReadAll(io.LimitReader(in, int64(len(mark)+most)+1))
	return strings.TrimPrefix(string(text), mark), err
}

// Placeholders holds the values of $1, $2 and so on in a query.
type placeholders struct {
	arguments []argument
	values    []any      // of the arguments, once they are read
	limits    ast.Limits // of a query with the values in it
}

// An argument is what a flag gives for a placeholder: a value, or a file of values.
type argument struct {
	text   string
	isFile bool
}

// mostValues is the most values that the files may have in all. The most bytes of one file is
// mostValueBytes.
const (
	mostValues     = 100_000
	mostValueBytes = 16 << 20
)

func (p *placeholders) addTo(cmd *cobra.Command) {
	flag{
		name: "arg", placeholder: "VALUE", help: "The value of the next placeholder: the first is that of $1. May be repeated.",
		set: func(s string) bool {
			p.arguments = append(p.arguments, argument{s, false})
			return true
		},
	}.addTo(cmd)
	addText(cmd, flag{
		name: "arg-file", placeholder: "FILE",
		help: "A file with the values of the next placeholder, as in id in ($1), one a line; - is standard input. May be repeated.",
	}, func(s string) { p.arguments = append(p.arguments, argument{s, true}) })
}

// inputs returns how many arguments are to be read from standard input.
func (p *placeholders) inputs() (n int) {
	for _, a := range p.arguments {
		if a == (argument{"-", true}) {
			n++
		}
	}
	return n
}

// read reads the values. It raises the limits by what they need, so that they leave a query as
// much room as it has without them.
func (p *placeholders) read(s *Streams) error {
	p.values = nil
	count, size := 0, 0
	for _, a := range p.arguments {
		if !a.isFile {
			p.values = append(p.values, a.text)
			continue
		}
		list, err := s.readList(a.text)
		if err != nil {
			return err
		}
		p.values = append(p.values, list)
		count += len(list)
		for _, v := range list {
			size += len("x = " + chars.Quote(v))
		}
	}
	switch {
	case count > mostValues:
		return fmt.Errorf("the files of --arg-file have %d values, and may have %d", count, mostValues)
	case count > 0:
		p.limits = ast.Limits{Bytes: limit.Bytes + size, Conditions: limit.Conditions + count}
	}
	return nil
}

// readList returns the values in a file, which has one on each line.
func (s *Streams) readList(name string) (lines []string, err error) {
	err = s.input(name, func(in io.Reader, _ string) error {
		text, err := readAll(in, mostValueBytes)
		switch {
		case err != nil:
			return err
		case len(text) > mostValueBytes:
			return fmt.Errorf("it is larger than %d MiB", mostValueBytes>>20)
		case text == "":
			return errors.New("there are no values in it")
		}
		lines = strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		for i := range lines {
			if lines[i] = strings.TrimSuffix(lines[i], "\r"); lines[i] == "" {
				return fmt.Errorf("line %d is empty: a value was probably left out, and for an empty one there is --arg ''", i+1)
			}
		}
		return nil
	})
	return lines, err
}
