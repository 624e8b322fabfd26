package command

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/ast"
)

// An argument is what stands for a placeholder: a value, or a file with several.
type argument struct {
	text   string
	isFile bool
}

// mostValues is how many values the files may have in all, and mostValueBytes how large
// one may be.
const (
	mostValues     = 100_000
	mostValueBytes = 16 << 20
)

func (a *QueryArgs) addValues(cmd *cobra.Command) {
	add := func(isFile bool) func(string) error {
		return func(s string) error {
			a.arguments = append(a.arguments, argument{s, isFile})
			return nil
		}
	}
	parsed(cmd, "arg", "The value of the next placeholder: the first is that of $1. May be repeated.", value{placeholder: "VALUE"}, add(false))
	parsed(cmd, "arg-file", "A file with the values of the next placeholder, as in id in ($1), one a line; - is standard input. May be repeated.",
		value{placeholder: "FILE", may: isText(cmd), must: noFlag}, add(true))
}

// readValues reads the values of the placeholders, and sets the limits so that they have
// room beside what a query may have.
func (a *QueryArgs) readValues(s *Streams) error {
	a.values = nil
	count, size := 0, 0
	for _, arg := range a.arguments {
		if !arg.isFile {
			a.values = append(a.values, arg.text)
			continue
		}
		list, err := readList(s, arg.text)
		if err != nil {
			return err
		}
		a.values = append(a.values, list)
		count += len(list)
		for _, v := range list {
			size += len(ast.Compare(ast.Name("x"), ast.OpEqual, v).String())
		}
	}
	switch {
	case count > mostValues:
		return fmt.Errorf("the files of --arg-file have %d values, and may have %d", count, mostValues)
	case count > 0:
		a.limits = ast.Limits{}.WithDefaults()
		a.limits.Conditions += count
		a.limits.Bytes += size
	}
	return nil
}

// readList returns the values in a file, one a line.
func readList(s *Streams, name string) ([]string, error) {
	text, err := readText(s, name, mostValueBytes)
	if name == "-" {
		name = "standard input"
	}
	switch {
	case err != nil:
		return nil, err
	case len(text) > mostValueBytes:
		return nil, fmt.Errorf("%s: it is larger than %d MiB", name, mostValueBytes>>20)
	case text == "":
		return nil, fmt.Errorf("%s: there are no values in it", name)
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i := range lines {
		if lines[i] = strings.TrimSuffix(lines[i], "\r"); lines[i] == "" {
			return nil, fmt.Errorf("%s: line %d is empty: a value was probably left out, and for an empty one there is --arg ''", name, i+1)
		}
	}
	return lines, nil
}
