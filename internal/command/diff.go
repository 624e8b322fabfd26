package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/internal/spell"
	"github.com/searchfilter/searchfilter/logic"
	"github.com/searchfilter/searchfilter/schema"
)

type diffCommand struct {
	A    string
	B    string
	JSON bool
	Meaning
	targetFlag
	KeyOnly     bool
	FoldsCase   bool
	Diagnostics string
}

// command returns the command line's command.
func (c *diffCommand) command(s *Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "diff",
		Short: "Say whether two queries select the same.",
		Long: `It says whether the two select the same records, whatever records the schema
allows. If they do not, it shows a record that only one of them selects. A file
with JSON may have all that searchfilter decompile takes. If there are several
filters in it, a path behind # says which, as searchfilter decompile prints it.
With -i its text is compared without case, too.

    searchfilter diff 'status != SAVED' 'status = PUBLISHED'
    searchfilter diff 'name ^= smoke and tag:BPO = 123' @search.json
    searchfilter diff 'tag:team = billing' @template.json#Resources.Agent

The exit status is 0 if they select the same, 1 if they do not, and 2 after an
error and if it takes too long to say.`,
		PreRunE: Checked(c.Validate),
		RunE:    func(*cobra.Command, []string) error { return c.Run(s) },
	}
	c.Meaning.addTo(cmd)
	c.targetFlag.addTo(cmd)
	Args(cmd, Arg{"<a>", "A query, or @FILE with a query or filter JSON; @- is standard input.", &c.A}, Arg{"<b>", "Another one.", &c.B})
	completeQuery(cmd, 2, false, c.options)
	f := cmd.Flags()
	f.BoolVar(&c.JSON, "json", false, "Print the answer as JSON, on one line.")
	f.BoolVar(&c.KeyOnly, "key-without-value-exists", false, "A tag condition without a value in a search asks whether the tag exists.")
	f.BoolVar(&c.FoldsCase, "service-folds-case", false, "The service compares the text of fields without case, so that a search in JSON says name = a i.")
	Enum(cmd, &c.Diagnostics, "diagnostics", "text|json", "Write what is wrong as text, which is the default, or as JSON, an array for each that is wrong.")
	section(f, serviceFlags, "key-without-value-exists", "service-folds-case")
	section(f, generalFlags, "diagnostics")
	return cmd
}

// Validate checks that standard input is read once.
func (c *diffCommand) Validate() error {
	isInput := func(arg string) bool { return arg == "@-" || strings.HasPrefix(arg, "@-#") }
	if isInput(c.A) && isInput(c.B) {
		return errors.New("standard input can be read only once")
	}
	return nil
}

// Run prints the answer.
func (c *diffCommand) Run(s *Streams) error {
	if c.Now.IsZero() {
		c.Now = time.Now() // one for both, so that -7d is the same
	}
	var queries [2]*schema.Resolved
	var failure error
	for i, arg := range []string{c.A, c.B} {
		text, warnings, err := "", ast.Diagnostics(nil), error(nil)
		if name, isFile := strings.CutPrefix(arg, "@"); isFile {
			text, queries[i], warnings, err = c.file(s, name)
		} else {
			text = arg
			queries[i], err = c.parse(arg)
		}
		_ = s.report(s.Err, c.Diagnostics, text, warnings)
		var wrong ast.Diagnostics
		if errors.As(err, &wrong) {
			if c.Diagnostics == "text" {
				s.Complain("the ", ordinals[i], " query is wrong")
			}
			_ = s.report(s.Err, c.Diagnostics, text, wrong)
			err = Exit(Failed)
		}
		if err != nil {
			failure = err
		}
	}
	if failure != nil {
		return failure
	}
	s0, s1 := queries[0].Schema(), queries[1].Schema()
	if s0 != s1 {
		return fmt.Errorf("the first query is about the fields of %s, and the second about those of %s", spell.One(s0.Name), spell.One(s1.Name))
	}
	same, witness, err := logic.Equivalent(queries[0], queries[1], logic.Options{})
	a := answer{Version: answerVersion}
	var exit error
	switch {
	case err != nil:
		a.Verdict, exit = "unknown", Exit(Failed)
	case same:
		a.Verdict = "equivalent"
	default:
		a, exit = answer{answerVersion, "different", ordinals[1], shown.Object(s0, witness)}, Exit(problems)
		r, err := eval.NewRecord(s0, witness)
		if err != nil {
			return err
		}
		if eval.Compile(queries[0])(r) {
			a.Selects = ordinals[0]
		}
	}
	if err := c.print(s, a); err != nil {
		return err
	}
	return exit
}

var ordinals = [2]string{"first", "second"}

// answerVersion is that of the JSON. It is raised when whoever reads the old one would take
// the new one for something else: not for a new member.
const answerVersion = 1

// An answer is what the command prints.
type answer struct {
	Version int            `json:"version"`
	Verdict string         `json:"verdict"`           // equivalent, different or unknown
	Selects string         `json:"selects,omitempty"` // which of the two selects the record: first or second
	Record  map[string]any `json:"record,omitempty"`
}

func (c *diffCommand) print(s *Streams, a answer) error {
	if c.JSON {
		return writeJSON(s, a, true)
	}
	switch a.Verdict {
	case "equivalent":
		_, err := fmt.Fprintln(s.Out, "They select the same.")
		return err
	case "unknown":
		_, err := fmt.Fprintln(s.Out, "It takes too long to say whether they select the same.")
		return err
	}
	if _, err := fmt.Fprintf(s.Out, "Only the %s selects this record:\n", a.Selects); err != nil {
		return err
	}
	return writeJSON(s, a.Record, true)
}

func isJSON(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n")
	return strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")
}

// parse returns the query that a text is. The error is ast.Diagnostics.
func (c *diffCommand) parse(text string) (*schema.Resolved, error) {
	q, err := c.options().Parse(text)
	return q.Resolved(), err
}

// file returns the text of a file and the query that it is, or that the filter in it
// says. If that filter is wrong, the error is ast.Diagnostics.
func (c *diffCommand) file(s *Streams, name string) (text string, q *schema.Resolved, warnings ast.Diagnostics, err error) {
	name, path := splitPath(name)
	if text, err = readFile(s, name); err != nil {
		return "", nil, nil, err
	}
	if !isJSON(text) {
		comments := commentsBefore(text)
		text = strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
		q, err = c.parse(withoutComments(text, min(comments, len(text))))
		return text, q, nil, err
	}
	if shown.IsListing(&c.About) {
		return text, nil, nil, fmt.Errorf("%s: %w", name, unsendable(&c.About))
	}
	all := shown.ReadTargets(c.KeyOnly, c.FoldsCase)
	targets := slices.DeleteFunc(slices.Clone(all), func(t compile.Target) bool { // of tags alone, any records will do
		return t.Name != c.About.Name && (t.Criteria != nil || c.About.Schema != t.Schema)
	})
	filters, err := findFilters(text, targets, all, path)
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
	folded, err := c.options().Resolve(f.Says.Expr()) // the document itself minds the case
	return text, folded.Resolved(), f.Wrong, err
}

// splitPath returns the name of a file, and the path behind the last # that is not part
// of it.
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
	return fmt.Errorf("there are %d filters in %s: choose one, such as @%s#%s, from %s", len(filters), name, name, paths[0], shown.FirstOf(paths))
}

// readFile returns the text of a file, or of standard input for -.
func readFile(s *Streams, name string) (string, error) { return readText(s, name, mostDocument) }

// readText is readFile for so many bytes. Of a file that has more it returns one more, for
// the error that says so.
func readText(s *Streams, name string, most int) (string, error) {
	in := s.In
	if name == "-" {
		name = "standard input"
	} else {
		f, err := os.Open(name)
		if err != nil {
			return "", fmt.Errorf("%s: %w", name, bare(err))
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, int64(most)+1))
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, bare(err))
	}
	return strings.TrimPrefix(string(text), "\uFEFF"), nil
}

// options returns those of both queries.
func (c *diffCommand) options() searchfilter.Options {
	o := c.Meaning.options()
	setTarget(&o, c.About)
	return o
}
