package wire

import "strings"

// A Condition is a line of the table, for tests.
type Condition struct {
	Member, FieldName, Kind string
	Values                  []string
	Paths                   []string
	Off                     bool
}

// Conditions returns the lines of a target.
func (t *Target) Conditions() (list []Condition) {
	for _, f := range t.fields {
		c := Condition{Member: f.member, FieldName: f.name, Values: f.values, Off: f.off}
		for name, kind := range kinds {
			if kind == f.kind {
				c.Kind = name
			}
		}
		for _, path := range f.paths {
			c.Paths = append(c.Paths, strings.Join(path, "."))
		}
		list = append(list, c)
	}
	return list
}
