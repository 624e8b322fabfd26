package shown

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/searchfilter/searchfilter/schema"
	"github.com/searchfilter/searchfilter/sql"
)

var dialects = []sql.Dialect{sql.SQLite, sql.DuckDB, sql.PostgreSQL, sql.Trino, sql.MySQL}

// Dialects returns the names of the dialects of SQL, in lower case.
func Dialects() (names []string) {
	for _, d := range dialects {
		names = append(names, strings.ToLower(string(d)))
	}
	return names
}

// Dialect returns the dialect of that name.
func Dialect(name string) (d sql.Dialect, ok bool) {
	for _, d := range dialects {
		if strings.EqualFold(string(d), name) {
			return d, true
		}
	}
	return "", false
}

// TablePath returns the parts of a table's name. An empty name stands for the target's.
func TablePath(table, target string) []string {
	if table == "" {
		return []string{strings.ReplaceAll(target, "-", "_")}
	}
	return strings.Split(table, ".")
}

// UsualTable returns where records stand in the table that sql.Create makes.
func UsualTable(s *schema.Schema, d sql.Dialect, name string) sql.Table {
	t := sql.TableOf(s, d, name)
	if d != sql.SQLite { // which needs it
		t.Name = ""
	}
	return t
}

// Statement returns the statement that selects the rows of a clause, in the table whose name
// has these parts.
func Statement(d sql.Dialect, t sql.Table, path []string, w sql.Clause) string {
	quote := `"`
	if d == sql.SQLite || d == sql.MySQL {
		quote = "`"
	}
	quoted := func(name string) string { return quote + strings.ReplaceAll(name, quote, quote+quote) + quote }
	parts := make([]string, len(path))
	for i, part := range path {
		parts[i] = quoted(part)
	}
	from := strings.Join(parts, ".")
	if t.Name != "" && t.Name != path[len(path)-1] {
		from += " AS " + quoted(t.Name)
	}
	return "SELECT * FROM " + from + " WHERE " + w.Text
}

// Params returns the arguments of a clause as values for JSON that every reader takes for
// what they are. Integers beyond 2^53 are texts.
func Params(args []any) []any {
	const most = 1 << 53
	params := make([]any, len(args))
	for i, v := range args {
		switch n := v.(type) {
		case int64:
			if n > most || n < -most {
				v = fmt.Sprint(n)
			}
		case float64:
			if n > most || n < -most { // without an exponent it would be read as another integer
				v = json.Number(strconv.FormatFloat(n, 'e', -1, 64))
			}
		}
		params[i] = v
	}
	return params
}
