package sql

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/searchfilter/searchfilter/schema"
)

// TableOf returns the description of the table that Create makes for records of the schema. Each
// field has a column with its name, in which _ stands for -. All tags are in the column tags.
// What the dialect has no type for has no column.
//
//	Text, Enum  text
//	Bool        bool
//	Number      decimal(38,9); double in SQLite
//	Time        instant(6); utc(6) in Trino and MySQL; epoch(6) in SQLite
//	Date        date
//	List        array; json in SQLite; none in MySQL
//	tags        json; none in MySQL
//
// For an unknown dialect, the table has no columns.
func TableOf(s *schema.Schema, d Dialect, name string) Table {
	if of := dialects[d]; of != nil {
		return of.tableOf(s, name)
	}
	return Table{Name: name}
}

func (d *dialect) tableOf(s *schema.Schema, name string) Table {
	t := Table{Name: name, Columns: make(map[string]Column)}
	for _, f := range s.Fields {
		if of := d.typeOf(f.Kind); of.base != baseDefault {
			t.Columns[f.Name] = Column{Name: columnOf(f.Name), Type: of.String()}
		}
	}
	if s.Tags != "" && d.has(baseJSON, false) {
		t.Tags.Column = &Column{Name: tagsColumn, Type: typeNames[baseJSON]}
	}
	return t
}

const tagsColumn = "tags"

func columnOf(field string) string { return strings.ReplaceAll(field, "-", "_") }

// typeOf returns the type of the columns that Create makes for the kind.
func (d *dialect) typeOf(k schema.Kind) columnType {
	switch k {
	case schema.Number:
		return d.number
	case schema.Time:
		return d.instant
	case schema.List:
		return d.list
	}
	return columnType{base: ofKind[k][0]}
}

// Create returns the statement that makes a table for records of the schema. TableOf describes
// the table. The name may have several parts, such as a schema and a name. A column is NULL if a
// record lacks its field.
//
// It is an error if the dialect has no type for a list or for tags, or if two columns would have
// the same name.
func Create(s *schema.Schema, of Dialect, name ...string) (string, error) {
	d, err := dialectOf(of)
	if err != nil {
		return "", err
	}
	if len(name) == 0 || slices.ContainsFunc(name, func(part string) bool { return part == "" || strings.Contains(part, "\x00") }) {
		return "", fmt.Errorf("sql: %q is no name of a table", name)
	}
	t := d.tableOf(s, name[len(name)-1])
	seen := make(map[string]string)
	var lines []string
	add := func(field, column string, of columnType) error {
		if other, ok := seen[strings.ToLower(column)]; ok {
			return fmt.Errorf("sql: %s and %s would both stand in the column %s", other, field, column)
		}
		seen[strings.ToLower(column)] = field
		quotedName := quoted(column, d.quote)
		form, ok := d.create[of.base]
		if !ok {
			return fmt.Errorf("sql: %s has no column type for %s: let it stand in a table of its own", d, field)
		}
		lines = append(lines, "  "+quotedName+" "+fill(form, holes{
			"x": raw(quotedName), "p": raw(strconv.Itoa(of.precision)), "s": raw(strconv.Itoa(of.digits)),
		}).text)
		return nil
	}
	for _, f := range s.Fields {
		if err := add(f.Name, columnOf(f.Name), d.typeOf(f.Kind)); err != nil {
			return "", err
		}
	}
	if s.Tags != "" {
		var of columnType
		if t.Tags.Column != nil {
			of.base = baseJSON
		}
		if err := add("tags", tagsColumn, of); err != nil {
			return "", err
		}
	}
	end := ")"
	if d.createEnd != "" {
		end += " " + d.createEnd
	}
	path := make([]string, len(name))
	for i, part := range name {
		path[i] = quoted(part, d.quote)
	}
	return "CREATE TABLE " + strings.Join(path, ".") + " (\n" + strings.Join(lines, ",\n") + "\n" + end, nil
}
