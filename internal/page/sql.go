package page

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/sql"
)

type sqlParams struct {
	query
	Dialect string
	Table   string
	Params  bool
}

type sqlAnswer struct {
	Diagnostics []diagnostic `json:"diagnostics"`
	Statement   string       `json:"statement,omitempty"`
	Params      []any        `json:"params"`
	Residual    string       `json:"residual,omitempty"`
	Scan        bool         `json:"scan,omitempty"`
	Create      string       `json:"create,omitempty"`
}

func (p *Page) sql(q sqlParams) (a sqlAnswer, err error) {
	a.Params = []any{}
	r, err := q.parse()
	if err != nil {
		return a, err
	}
	d, ok := shown.Dialect(q.Dialect)
	path := shown.TablePath(q.Table, q.Target)
	switch {
	case !ok:
		return a, fmt.Errorf("there is no dialect %s", chars.Excerpt(q.Dialect))
	case slices.Contains(path, ""):
		return a, fmt.Errorf("the table %s has an empty part", chars.Excerpt(q.Table))
	}
	if err := finds(r.target, "table"); err != nil {
		return a, err
	}
	if create, err := sql.Create(r.target.Schema, d, path...); err == nil {
		a.Create = create
	}
	if r.wrong != nil {
		a.Diagnostics = r.wrong
		return a, nil
	}
	table := shown.UsualTable(r.target.Schema, d, path[len(path)-1])
	o := sql.Options{Literals: !q.Params, Partial: true}
	w, err := sql.Where(r.Resolved(), d, table, o)
	var ds ast.Diagnostics
	switch {
	case errors.As(err, &ds):
		a.Diagnostics = r.text.diagnostics(ds)
		return a, nil
	case err != nil:
		return a, err
	}
	a.Diagnostics = []diagnostic{}
	if w.Residual != nil {
		a.Residual = textOf(w.Residual)
		o.Partial = false
		if _, err := sql.Where(r.Resolved(), d, table, o); errors.As(err, &ds) {
			for i := range ds {
				ds[i].Warning = true
				if strings.HasPrefix(ds[i].Message, "the table has no column") { // a page cannot name one
					ds[i].Hint = fmt.Sprintf("%s has no default for tags and lists, so it is checked on the rows", d)
				}
			}
			a.Diagnostics = r.text.diagnostics(ds)
		}
	}
	a.Scan = w.Residual != nil && w.Text == "(1 = 1)"
	a.Statement = shown.Statement(d, table, path, w)
	a.Params = shown.Params(w.Args)
	return a, nil
}
