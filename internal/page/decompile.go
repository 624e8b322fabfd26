package page

import (
	"errors"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/shown"
)

type decompileParams struct {
	JSON   string
	Target string
}

type decompileAnswer struct {
	Diagnostics []diagnostic  `json:"diagnostics"`
	Filters     []foundFilter `json:"filters"`
}

type foundFilter struct {
	Path        string       `json:"path"`
	Span        *span        `json:"span"`
	Target      string       `json:"target,omitempty"`
	Others      []string     `json:"others"`
	Query       *string      `json:"query,omitempty"`
	Diagnostics []diagnostic `json:"diagnostics"`
}

func (p *Page) decompile(d decompileParams) (a decompileAnswer, err error) {
	a = decompileAnswer{[]diagnostic{}, []foundFilter{}}
	targets := all
	if d.Target != "" {
		t, err := targetOf(d.Target)
		if err != nil {
			return a, err
		}
		targets = append(targets[:0:0], *t)
	}
	document := strings.TrimPrefix(d.JSON, "\uFEFF")
	t := newText(document)
	if document != d.JSON {
		t.shift = 1
	}
	filters, err := shown.FindFilters(document, targets, all, "")
	var ds ast.Diagnostics
	if errors.As(err, &ds) {
		a.Diagnostics, err = t.diagnostics(ds), nil
	}
	for i := range filters {
		f := &filters[i]
		to := foundFilter{
			Path: shown.Path(f.Place), Span: t.span(f.Span), Target: f.Target.Name, Others: append([]string{}, f.Others...),
			Diagnostics: t.diagnostics(f.Findings()),
		}
		if to.Span == nil {
			to.Span = &span{t.at(0), t.at(len(document))}
		}
		if f.Says != nil {
			text := f.Says.String()
			to.Query = &text
		}
		a.Filters = append(a.Filters, to)
	}
	return a, err
}
