package page

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/schema"
)

type targetAnswer struct {
	Name      string        `json:"name"`
	Operation string        `json:"operation"`
	Record    string        `json:"record,omitempty"`
	Finds     bool          `json:"finds"`
	Sample    bool          `json:"sample"` // the page sets it: it has the files
	Instance  bool          `json:"instance"`
	Fields    []fieldAnswer `json:"fields"`
}

type fieldAnswer struct {
	shown.DescribedField
	Operators []string `json:"operators"`
}

func (p *Page) targets(nothing) (list []targetAnswer, err error) {
	for i := range all {
		t := &all[i]
		d := shown.Describe(t)
		a := targetAnswer{
			Name: t.Name, Operation: t.Operation, Record: d.Record, Finds: t.Criteria != nil,
			Instance: slices.Contains(t.Members, "InstanceId"), Fields: []fieldAnswer{},
		}
		for _, f := range d.Fields {
			to := fieldAnswer{f, []string{}}
			kind := schema.Text // the kind of tags
			if i := t.Schema.Lookup(f.Name); i >= 0 {
				kind = t.Schema.Fields[i].Kind
			}
			for op := ast.OpEqual; op <= ast.OpExists; op++ {
				if kinds.Takes(kind, op) {
					to.Operators = append(to.Operators, op.String())
				}
			}
			a.Fields = append(a.Fields, to)
		}
		list = append(list, a)
	}
	return list, nil
}
