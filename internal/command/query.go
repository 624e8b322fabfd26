package command

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
)

// QueryArgs are the arguments that every command takes.
type QueryArgs struct {
	Query       text   `arg:"" help:"The query, or - for standard input."`
	Arg         values `placeholder:"VALUE" help:"The value of the next placeholder: the first is that of $$1. May be repeated."`
	FoldCase    bool   `help:"Compare the text of fields, but not of tags, without regard to case."`
	Diagnostics string `enum:"text,json" default:"text" placeholder:"text|json" help:"Write what is wrong with the query as text, which is the default, or as one JSON array."`
}

// A text is an argument with its bytes as they are, be they UTF-8 or not.
type text string

// Decode takes the next argument as it is.
func (t *text) Decode(ctx *kong.DecodeContext) error {
	*t = text(fmt.Sprint(ctx.Scan.Pop().Value))
	return nil
}

// values are those of a flag that may be repeated.
type values []string

// Decode takes the next argument as it is: commas and hyphens are part of it.
func (v *values) Decode(ctx *kong.DecodeContext) error {
	t := ctx.Scan.Pop()
	if t.IsEOL() {
		return errors.New("missing value")
	}
	*v = append(*v, fmt.Sprint(t.Value))
	return nil
}

// read puts the text in the place of a query that is -.
func (a *QueryArgs) read(s *Streams) error {
	if a.Query != "-" {
		return nil
	}
	// One byte more than is allowed is enough for the error that says so.
	most := ast.Limits{}.WithDefaults().Bytes + 1
	input, err := io.ReadAll(io.LimitReader(s.In, int64(most)))
	if err != nil {
		return fmt.Errorf("standard input: %w", bare(err))
	}
	query := strings.TrimPrefix(string(input), "\uFEFF")
	if line, ok := strings.CutSuffix(query, "\n"); ok {
		query = strings.TrimSuffix(line, "\r")
	}
	a.Query = text(query)
	return nil
}

// parse returns the query, or ast.Diagnostics.
func (a *QueryArgs) parse() (searchfilter.Query, error) {
	args := make([]any, len(a.Arg))
	for i, v := range a.Arg {
		args[i] = v
	}
	return searchfilter.Options{FoldCase: a.FoldCase}.Parse(string(a.Query), args...)
}

// Parse returns the query, or the error with which to exit.
func (a *QueryArgs) Parse(s *Streams) (searchfilter.Query, error) {
	if err := a.read(s); err != nil {
		return searchfilter.Query{}, err
	}
	q, err := a.parse()
	if err != nil {
		return q, a.Fail(s, err)
	}
	return q, nil
}

// Fail reports err, which is ast.Diagnostics, and returns the error with which to
// exit.
func (a *QueryArgs) Fail(s *Streams, err error) error {
	a.Report(s, err.(ast.Diagnostics))
	return Exit(Failed)
}

// Report writes diagnostics about the query, if there are any.
func (a *QueryArgs) Report(s *Streams, ds ast.Diagnostics) {
	_ = report(s.Err, a.Diagnostics, string(a.Query), ds)
}

// report writes diagnostics about src in that form, if there are any.
func report(w io.Writer, form, src string, ds ast.Diagnostics) error {
	switch {
	case len(ds) == 0:
		return nil
	case form == "json":
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return e.Encode(ds)
	}
	_, err := io.WriteString(w, ds.Render(src))
	return err
}
