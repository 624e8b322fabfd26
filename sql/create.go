package sql

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/searchfilter/searchfilter/schema"
)

// TableOf returns where records of the schema stand in the table that Create makes: each
// field in a column with its own name, in which _ stands for -, and all tags in the
// column tags. What the dialect has no type for has no column.
//
//	Text, Enum  Text
//	Bool        Bool
//	Number      Decimal(38, 9); Double in SQLite
//	Time        Instant(6); UTC(6) in Trino and MySQL; Epoch(6) in SQLite
//	Date        Date
//	List        Array; JSON in SQLite; none in MySQL
//	tags        JSON; none in MySQL
func TableOf(s *schema.Schema, d *Dialect, name string) Table {
	t := Table{Name: name, Columns: make(map[string]Column)}
	for _, f := range s.Fields {
		if of := d.typeOf(f.Kind); of.base != baseDefault {
			t.Columns[f.Name] = Column{Name: columnOf(f.Name), Type: of}
		}
	}
	if s.Tags != "" && d.has(baseJSON, false) {
		t.Tags.Column = &Column{Name: tagsColumn, Type: JSON}
	}
	return t
}

const tagsColumn = "tags"

func columnOf(field string) string { return strings.ReplaceAll(field, "-", "_") }

// typeOf returns the type that Create gives a column for the kind.
func (d *Dialect) typeOf(k schema.Kind) Type {
	switch k {
	case schema.Number:
		return d.number
	case schema.Time:
		return d.instant
	case schema.List:
		return d.list
	}
	return Type{base: ofKind[k][0]}
}

// Create returns the statement that makes a table for records of the schema, of which TableOf
// says what stands where. Its name is the last part, behind those of what it is in, if there
// are several. A column is NULL for what a record lacks.
//
// It is an error if the dialect has no type for a list or for tags, or if two columns
// would have one name.
func Create(s *schema.Schema, d *Dialect, name ...string) (string, error) {
	if len(name) == 0 || slices.ContainsFunc(name, func(part string) bool { return part == "" || strings.Contains(part, "\x00") }) {
		return "", fmt.Errorf("sql: %q is no name of a table", name)
	}
	t := TableOf(s, d, name[len(name)-1])
	seen := make(map[string]string)
	var lines []string
	add := func(field, column string, of Type) error {
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
		if err := add(f.Name, columnOf(f.Name), t.Columns[f.Name].Type); err != nil {
			return "", err
		}
	}
	if s.Tags != "" {
		var of Type
		if t.Tags.Column != nil {
			of = t.Tags.Column.Type
		}
		if err := add("tags", tagsColumn, of); err != nil {
			return "", err
		}
	}
	end := ")"
	if d.createEnd != "" {
		end += " " + d.createEnd
	}
	return "CREATE TABLE " + d.Quote(name...) + " (\n" + strings.Join(lines, ",\n") + "\n" + end, nil
}
