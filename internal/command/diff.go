package command

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/internal/spell"
	"github.com/searchfilter/searchfilter/logic"
	"github.com/searchfilter/searchfilter/schema"
)

type diffCommand struct {
	*Streams
	Meaning
	placeholders
	service documentFlags
	a, b    string
	json    bool

	used int // the number of values for which a query has a placeholder
}

func (c *diffCommand) command(s *Streams) *cobra.Command {
	c.Streams = s
	cmd := NewCommand("diff", "Say whether two queries select the same.", `It says whether the two select the same records, whatever records the schema
allows. If they do not, it shows a record that only one of them selects. A file
with JSON may have all that searchfilter decompile takes. If there are several
filters in it, a path behind # says which, as searchfilter decompile prints it.
With -i its text is compared without case, too.

    searchfilter diff 'status != SAVED' 'status = PUBLISHED'
    searchfilter diff 'name ^= smoke and tag:BPO = 123' @search.json
    searchfilter diff 'tag:team = billing' @template.json#Resources.Agent
    searchfilter diff --arg smoke 'name = $1' 'name ^= $1'

The exit status is 0 if they select the same, 1 if they do not, and 2 after an
error and if it takes too long to say.`, c.Validate, c.Run)
	c.Meaning.addTo(cmd)
	Args(cmd, Arg{"<a>", "A query, or @FILE with a query or filter JSON; @- is standard input.", &c.a}, Arg{"<b>", "Another one.", &c.b})
	takeBoth := cmd.Args
	cmd.Args = func(cmd *cobra.Command, given []string) error {
		if len(given) == 1 {
			return usageError(cmd, errors.New(`expected "<b>", a query or @FILE with one, as "<a>" is`))
		}
		return takeBoth(cmd, given)
	}
	completeQuery(cmd, 2, false, c.options)
	c.placeholders.addTo(cmd)
	cmd.Flags().BoolVar(&c.json, "json", false, "Print the answer as JSON, on one line.")
	c.service.addTo(cmd)
	s.addDiagnostics(cmd, "Write what is wrong as text, which is the default, or as JSON, an array for each that is wrong.")
	return cmd
}

// Validate checks that standard input is read once.
func (c *diffCommand) Validate() error {
	inputs := c.placeholders.inputs()
	for _, arg := range []string{c.a, c.b} {
		if arg == "@-" || strings.HasPrefix(arg, "@-#") {
			inputs++
		}
	}
	if inputs > 1 {
		return errInputTwice
	}
	return nil
}

// Run prints the answer.
func (c *diffCommand) Run() error {
	if c.Now.IsZero() {
		c.Now = time.Now() // the same for both, so that -7d is
	}
	if err := c.placeholders.read(c.Streams); err != nil {
		return err
	}
	c.inFlags = byDocumentFlag
	var queries [2]*schema.Resolved
	var failure error
	for i, arg := range []string{c.a, c.b} {
		text, q, ds, err := c.read(arg)
		var wrong ast.Diagnostics
		if errors.As(err, &wrong) {
			ds, err = wrong, Exit(Failed)
			if c.diagnostics == "text" {
				c.Complain("the ", ordinals[i], " query is wrong")
			}
		}
		_ = c.report(c.Err, "", text, ds)
		if err != nil {
			failure = err
			c.hintName(arg, chars.Excerpt("@"+arg))
		}
		queries[i] = q
	}
	if failure != nil {
		return failure
	}
	if n := len(c.values); c.used < n {
		return fmt.Errorf("neither query has $%d, for which there is a value", n)
	}
	s0, s1 := queries[0].Schema(), queries[1].Schema()
	if s0 != s1 {
		return fmt.Errorf("the first query is about the fields of %s, and the second about those of %s", spell.One(s0.Name), spell.One(s1.Name))
	}
	a := answer{Version: answerVersion}
	var exit error
	said := ""
	switch same, witness, err := logic.Equivalent(queries[0], queries[1], logic.Options{}); {
	case err != nil:
		a.Verdict, said, exit = "unknown", "It takes too long to say whether they select the same.", Exit(Failed)
	case same:
		a.Verdict, said = "equivalent", "They select the same."
	default:
		a.Verdict, a.Selects, a.Record, exit = "different", ordinals[1], shown.Object(s0, witness), Exit(problems)
		r, err := eval.NewRecord(s0, witness)
		if err != nil {
			return err
		}
		if eval.Compile(queries[0])(r) {
			a.Selects = ordinals[0]
		}
		said = "Only the " + a.Selects + " selects this record:"
	}
	if c.json {
		return cmp.Or(writeJSON(c.Out, a, true), exit)
	}
	err := c.print(said + "\n")
	if err == nil && a.Record != nil {
		err = writeJSON(c.Out, a.Record, true)
	}
	return cmp.Or(err, exit)
}

var ordinals = [2]string{"first", "second"}

// answerVersion is the version of the JSON. It rises when a member goes or changes its meaning,
// and not when one is added.
const answerVersion = 1

// An answer is the output as JSON.
type answer struct {
	Version int            `json:"version"`
	Verdict string         `json:"verdict"`           // equivalent, different or unknown
	Selects string         `json:"selects,omitempty"` // the query that selects the record: first or second
	Record  map[string]any `json:"record,omitempty"`
}

// read returns the query that an argument gives: as text, as a file with a query, or as a file
// with filter JSON. It also returns the text with the query or the JSON, and warnings about it.
// If that is wrong, the error is ast.Diagnostics.
func (c *diffCommand) read(arg string) (text string, q *schema.Resolved, warnings ast.Diagnostics, err error) {
	name, isFile := strings.CutPrefix(arg, "@")
	if !isFile {
		q, err = c.parse(arg)
		return arg, q, nil, err
	}
	name, path := splitPath(name)
	if text, err = c.readText(name, mostDocument); err != nil {
		return "", nil, nil, err
	}
	if begin := strings.TrimLeft(text, " \t\r\n"); !strings.HasPrefix(begin, "{") && !strings.HasPrefix(begin, "[") {
		s := newSource(name, text)
		q, err = c.parse(s.query())
		return s.text, q, nil, err
	}
	if shown.IsListing(&c.About) {
		return text, nil, nil, fmt.Errorf("%s: %w", called(name), unsendable(&c.About))
	}
	all := c.service.targets()
	targets := slices.DeleteFunc(slices.Clone(all), func(t compile.Target) bool { // filters of tags alone may be for any records
		return t.Name != c.About.Name && (t.Criteria != nil || c.About.Schema != t.Schema)
	})
	filters, err := shown.FindFilters(text, targets, all, path)
	if err != nil {
		return text, nil, nil, err
	}
	f := filters[0]
	switch {
	case len(filters) > 1:
		return text, nil, nil, several(name, filters)
	case f.Says == nil:
		return text, nil, nil, f.Wrong
	case !c.IgnoreCase:
		return text, f.Says, f.Wrong, nil
	}
	folded, err := c.options().Resolve(f.Says.Expr()) // the document itself does not ignore case
	return text, folded.Resolved(), f.Wrong, err
}

// parse parses a query. The query may lack placeholders for the last values, which may be for
// the other query. The error is ast.Diagnostics.
func (c *diffCommand) parse(text string) (*schema.Resolved, error) {
	o := c.options()
	o.Limits = c.limits
	n := len(c.values)
	q, err := o.Parse(text, c.values...)
	for errors.Is(err, ast.Code(codes.UnusedArgument)) && n > 0 {
		n--
		if with, e := o.Parse(text, c.values[:n]...); e == nil {
			q, err = with, nil
		}
	}
	c.used = max(c.used, n)
	return q.Resolved(), err
}

// splitPath splits the name of a file from the path behind it. A # separates them, and the name
// may have some, too.
func splitPath(name string) (file, path string) {
	for file = name; ; {
		if _, err := os.Stat(file); err == nil || file == "-" {
			return file, strings.TrimPrefix(name[len(file):], "#")
		}
		i := strings.LastIndexByte(file, '#')
		if i < 0 {
			return name, ""
		}
		file = file[:i]
	}
}

// several returns the error for a file with several filters.
func several(name string, filters []shown.Filter) error {
	var paths []string
	for _, f := range filters {
		paths = append(paths, shown.Path(f.Place))
	}
	return fmt.Errorf("there are %d filters in %s: choose one, such as @%s#%s, from %s", len(filters), called(name), name, paths[0], shown.FirstOf(paths))
}
