package main

import (
	"fmt"
	"math/rand"
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
)

// fitted returns the nearest record that the table can hold.
func (s *setup) fitted(record map[string]value) map[string]value {
	fit := make(map[string]value)
	for name, v := range record {
		if s.noNUL && hasNUL(name, v) {
			continue
		}
		if strings.HasPrefix(name, chars.TagPrefix) {
			fit[name] = v
		}
	}
	for _, c := range s.columns {
		v, ok := record[c.field]
		if !ok || s.noNUL && hasNUL("", v) {
			continue
		}
		if v := c.fit(v); v != nil {
			fit[c.field] = v
		}
	}
	return fit
}

func hasNUL(name string, v value) bool {
	return strings.Contains(name, "\x00") || strings.Contains(fmt.Sprintf("%s", v), "\x00")
}

// names returns the names of the columns, in the order of the values in rows.
func (s *setup) names() []string {
	names := []string{"id"}
	for _, c := range s.columns {
		if c.of.Rows == nil {
			names = append(names, c.field)
		}
	}
	if s.folded {
		names = append(names, "note_folded")
	}
	if s.tagsDDL != "" {
		names = append(names, s.tags.Column.Name)
	}
	return names
}

// create returns the statements that make the tables, and drop old ones.
func (s *setup) create(q string) []string {
	drop := func(name string) string { return "DROP TABLE IF EXISTS " + name }
	columns := []string{"id INTEGER"}
	text := ""
	list := []string{drop("things")}
	for _, c := range s.columns {
		if c.field == "name" {
			text = strings.Fields(c.ddl)[0]
		}
		switch {
		case c.of.Rows == nil:
			columns = append(columns, q+c.field+q+" "+c.ddl)
		default:
			name := c.of.Rows.Table
			list = append(list, drop(name), "CREATE TABLE "+name+" (id INTEGER, v "+text+")")
		}
	}
	if s.folded {
		columns = append(columns, "note_folded "+text)
	}
	if s.tagsDDL != "" {
		columns = append(columns, q+s.tags.Column.Name+q+" "+s.tagsDDL)
	} else {
		list = append(list, drop("s_tags"), "CREATE TABLE s_tags (id INTEGER, k "+text+", v "+text+")")
	}
	return append(list, "CREATE TABLE things ("+strings.Join(columns, ", ")+")")
}

// insert returns the statements that insert the records. The id of a record is its index plus
// first.
func (s *setup) insert(q string, write func(string) string, records []map[string]value, first int, r *rand.Rand) []string {
	const most = 300_000 // bytes of a statement
	rows := make(map[string][]string)
	for i, record := range records {
		id := fmt.Sprint(first + i)
		row := []string{id}
		for _, c := range s.columns {
			v, ok := record[c.field]
			switch {
			case c.of.Rows != nil && ok:
				for _, e := range v.([]string) {
					rows[c.of.Rows.Table] = append(rows[c.of.Rows.Table], "("+id+", "+write(e)+")")
				}
			case c.of.Rows != nil:
			case ok:
				row = append(row, c.write(v))
			default:
				row = append(row, s.lacking(c, q, r))
			}
		}
		if s.folded {
			if note, ok := record["note"].(string); ok {
				row = append(row, write(chars.Fold(note)))
			} else {
				row = append(row, "NULL")
			}
		}
		tags := tagsOf(record)
		switch {
		case s.tagsDDL == "":
			for _, k := range sortedKeys(tags) {
				rows["s_tags"] = append(rows["s_tags"], "("+id+", "+write(k)+", "+write(tags[k])+")")
			}
		case len(tags) == 0 && r.Intn(2) == 0:
			row = append(row, "NULL")
		default:
			row = append(row, s.tagsSQL(tags))
		}
		rows["things"] = append(rows["things"], "("+strings.Join(row, ", ")+")")
	}
	var list []string
	for table, all := range rows {
		for len(all) > 0 {
			n, size := 0, 0
			for n < len(all) && (n == 0 || size+len(all[n]) < most) {
				size += len(all[n])
				n++
			}
			into := table
			if table == "things" {
				into += " (" + q + strings.Join(s.names(), q+", "+q) + q + ")"
			}
			list = append(list, "INSERT INTO "+into+" VALUES "+strings.Join(all[:n], ", "))
			all = all[n:]
		}
	}
	return list
}

// lacking returns what stands in a column for a missing value: most often NULL, but also an empty
// list, or NaN.
func (s *setup) lacking(c column, q string, r *rand.Rand) string {
	switch {
	case r.Intn(2) == 0:
	case c.of.Type == "array" || c.of.Type == "json":
		return c.write([]string{})
	case c.ddl == "DOUBLE" && q == "`": // MariaDB has none of these
	case c.of.Type == "double" && strings.ToLower(c.ddl) != "real":
		words := []string{"NaN", "Infinity", "-Infinity"}
		return cast(words[r.Intn(3)], c.ddl)
	case c.of.Type == "double":
		return []string{"9e999", "-9e999"}[r.Intn(2)]
	}
	return "NULL"
}
