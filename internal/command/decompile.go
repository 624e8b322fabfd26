package command

import (
	"fmt"
	"io"
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// jsonArgs are the arguments of the commands that read filter JSON.
type jsonArgs struct {
	File        string `arg:"[<file>]" default:"-" help:"The JSON, or - for standard input, which is the default."`
	Target      string `flag:"target" enum:"auto|test-cases|q-session|q-content-cfn" default:"auto" placeholder:"TARGET" help:"What the JSON is for: test-cases, a search; q-session, a session; or q-content-cfn, a ContentTagFilter of CloudFormation. By default that is recognised."`
	KeyOnly     bool   `flag:"key-without-value-exists" help:"A tag condition without a value in a search asks whether the tag exists."`
	FoldsCase   bool   `flag:"service-folds-case" help:"The service compares the text of fields without case, so that a search says name = a i."`
	Diagnostics string `flag:"diagnostics" enum:"text|json" default:"text" help:"Write what is wrong as text, which is the default, or as one JSON array."`

	text string
}

// read reads the document.
func (a *jsonArgs) read(s *Streams) (err error) {
	a.text, err = readFile(s, a.File)
	return err
}

// mostDocument is the most bytes that are decoded.
var mostDocument = decompile.DocumentFactor * ast.Limits{}.WithDefaults().Bytes

// A decoder is the target by which a document is read, and would be sent.
type decoder struct{ compile.Target }

// decoder returns the decoder for the document: that of the target, or the one
// that is recognised.
func (a *jsonArgs) decoder() (decoder, error) {
	target := connect.TestCases()
	target.Tags.KeyOnly, target.ServiceFoldsCase = a.KeyOnly, a.FoldsCase
	targets := []compile.Target{target, qconnect.Session(), qconnect.ContentCFN()}
	if i := slices.IndexFunc(targets, func(t compile.Target) bool { return t.Name == a.Target }); i >= 0 {
		return decoder{targets[i]}, nil
	}
	i, err := decompile.Recognize([]byte(a.text), targets, ast.Limits{})
	return decoder{targets[i]}, err
}

// decode returns the query that the document says, or ast.Diagnostics.
func (d decoder) decode(text string) (*schema.Resolved, error) {
	return decompile.Decode([]byte(text), d.Target, ast.Limits{})
}

// warnings returns what there is to say about q, which was decoded, when it is
// sent.
func (d decoder) warnings(q *schema.Resolved) ast.Diagnostics {
	r, err := compile.Compile(q, d.Target)
	if err != nil {
		return err.(ast.Diagnostics)
	}
	return r.Warnings
}

// report writes diagnostics about the document, if there are any.
func (a *jsonArgs) report(w io.Writer, ds ast.Diagnostics) error {
	return report(w, a.Diagnostics, a.text, ds)
}

type decompileCommand struct{ jsonArgs }

// Help returns what --help says below the first line.
func (decompileCommand) Help() string {
	return `
The JSON is a tagFilter, or what CreateSession or UpdateSession takes or
GetSession returns; or a SearchTestCases request, or its SearchFilter or
SearchCriteria; or a ContentTagFilter of CloudFormation. The query is printed in
its canonical form.

    aws qconnect get-session --assistant-id $A --session-id $S | searchfilter decompile
    searchfilter decompile search.json
`
}

// Run prints the query.
func (c *decompileCommand) Run(s *Streams) error {
	if err := c.read(s); err != nil {
		return err
	}
	d, err := c.decoder()
	var q *schema.Resolved
	if err == nil {
		q, err = d.decode(c.text)
	}
	if err != nil {
		_ = c.report(s.Err, err.(ast.Diagnostics))
		return Exit(Failed)
	}
	_, err = fmt.Fprintln(s.Out, q)
	return err
}
