package command

import (
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/shown"
)

// addDiagnostics adds the flag --diagnostics.
func (s *Streams) addDiagnostics(cmd *cobra.Command, help string) {
	Enum(cmd, &s.diagnostics, "diagnostics", "text|json", help)
	section(cmd.Flags(), generalFlags, "diagnostics")
}

// report writes diagnostics about src to w, in the form that --diagnostics says. File is the
// name of the file with src; it may be empty. Without diagnostics, nothing is written.
func (s *Streams) report(w io.Writer, file, src string, ds ast.Diagnostics) error {
	if s.inFlags != nil {
		ds = slices.Clone(ds)
		for i := range ds {
			ds[i].Hint, ds[i].Params.Option = s.inFlags.Replace(ds[i].Hint), s.inFlags.Replace(ds[i].Params.Option)
		}
	}
	ds = shown.WithoutOptions(ds)
	switch {
	case len(ds) == 0:
		return nil
	case s.diagnostics == "json":
		return writeJSON(w, jsonDiagnostics(file, src, ds), true)
	}
	_, err := io.WriteString(w, s.render(w, file, src, ds))
	return err
}

// writeJSON writes v as JSON, indented or compact on one line, and a line break.
func writeJSON(w io.Writer, v any, compact bool) error {
	text, err := shown.JSON(v, compact)
	if err == nil {
		_, err = io.WriteString(w, text+"\n")
	}
	return err
}
