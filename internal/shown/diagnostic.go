package shown

import (
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
)

// WithoutOptions returns ds without the ends of hints that name an option in Go.
func WithoutOptions(ds ast.Diagnostics) ast.Diagnostics {
	ds = slices.Clone(ds)
	for i := range ds {
		d := &ds[i]
		if d.Params.Option == "" || strings.HasPrefix(d.Params.Option, "--") {
			continue
		}
		if at := strings.LastIndex(d.Hint, ", or "); at >= 0 && strings.Contains(d.Hint[at:], d.Params.Option) {
			d.Hint = d.Hint[:at]
		}
		d.Params.Option = ""
	}
	return ds
}
