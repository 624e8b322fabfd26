package command

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/shown"
)

// documentFlags holds what is known of the service that a document is for.
type documentFlags struct{ keyOnly, foldsCase bool }

func (d *documentFlags) addTo(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&d.keyOnly, "key-without-value-exists", false, "A tag condition without a value in a search asks whether the tag exists.")
	f.BoolVar(&d.foldsCase, "service-folds-case", false, "The service compares the text of fields without case, so that a search in JSON says name = a i.")
	section(f, serviceFlags, "key-without-value-exists", "service-folds-case")
}

// byDocumentFlag puts flags into hints, and leaves out what only a target of one's own can do.
var byDocumentFlag = strings.NewReplacer(
	"say for which target it is", "say for which target it is, with --target",
	"unless it is said that it asks", "unless --key-without-value-exists says that it asks",
	"say that it does, if you know", "name the values that are wanted",
	"for other values, the target needs a schema and its Keys", "the values of tags are texts",
)

// targets returns the targets that a document can be for.
func (d *documentFlags) targets() []compile.Target { return shown.ReadTargets(d.keyOnly, d.foldsCase) }

// jsonArgs holds the arguments and flags of the commands that read filter JSON.
type jsonArgs struct {
	*Streams
	service            documentFlags
	file, target, path string
}

func (a *jsonArgs) addTo(s *Streams, cmd *cobra.Command) {
	a.Streams = s
	a.file, a.target = "-", "auto"
	Args(cmd, Arg{"[<file>]", "The JSON, or - for standard input, which is the default.", &a.file})
	addText(cmd, flag{
		name: "target", placeholder: "NAME", help: "What the JSON is for, such as users or q-session: searchfilter fields lists all. By default that is recognised.",
		propose: func(string) []string {
			names := []string{"auto"}
			for _, t := range shown.Targets() {
				names = append(names, t.Name)
			}
			return names
		},
	}, func(name string) { a.target = name })
	Text(cmd, &a.path, "path", "PATH", "Read the filter at this path alone, or those below it. Paths are shown where there are several, and $ is the whole document.")
	a.service.addTo(cmd)
	s.addDiagnostics(cmd, "Write what is wrong as text, which is the default, or as one JSON array.")
}

// read returns the document, and the filters in it that are asked for. It reports what is wrong
// with the document as a whole; the error is then an Exit.
func (a *jsonArgs) read() (text string, filters []shown.Filter, err error) {
	if text, err = a.readText(a.file, mostDocument); err != nil {
		return "", nil, err
	}
	a.inFlags = byDocumentFlag
	all := a.service.targets()
	targets := all
	if a.target != "auto" {
		i := shown.Index(all, a.target)
		if i < 0 {
			t, err := targetOf(a.target)
			if err == nil { // it is a listing
				err = unsendable(&t)
			}
			return "", nil, fmt.Errorf("--target: %w", err)
		}
		targets = all[i : i+1]
	}
	filters, err = shown.FindFilters(text, targets, all, a.path)
	var ds ast.Diagnostics
	if errors.As(err, &ds) {
		_ = a.report(a.Err, "", text, ds)
		err = Exit(Failed)
	}
	return text, filters, err
}
