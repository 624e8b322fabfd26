// Package sql turns a query into the condition of a WHERE clause. With it, a database selects
// the rows of the records that package eval selects.
//
//	table := sql.Table{
//		Columns: map[string]sql.Column{
//			"name":     {Name: "name"},
//			"status":   {Name: "status"},
//			"modified": {Name: "modified", Type: "instant(6)"},
//		},
//		Tags: sql.Tags{Column: &sql.Column{Name: "tags", Type: "json"}},
//	}
//	w, err := sql.Where(q.Resolved(), sql.PostgreSQL, table, sql.Options{})
//	…
//	rows, err := db.Query("SELECT id FROM test_cases WHERE "+w.Text, w.Args...)
//
// A [Dialect] names the database engine. A [Table] says which columns hold a record. Only names
// of the table stand in the clause. All that comes from the query becomes an argument, even the
// keys of tags; with [Options].Literals it becomes a literal. The letters of a value whose case
// is ignored may be literals in any case.
//
// # Promise
//
// The engine selects a row if and only if the query selects the record that the row holds. NULL
// stands for what the record lacks. Texts are compared byte for byte, whatever the collation of
// the column; numbers are exact; and the time zone of the session does not matter. What cannot be
// said so is refused: [Where] returns ast.Diagnostics about it. With [Options].Partial it is left
// to a residual instead, which is to be checked on the records.
//
// The columns must hold what the record has:
//
//   - Text is UTF-8, in a type that neither pads nor folds: TEXT, VARCHAR or STRING, not
//     CHAR(n), citext or a type of enums. In PostgreSQL, a column whose collation is not
//     deterministic needs a Collate.
//   - In JSON, the values of tags and the texts of lists are strings, and no key is there twice.
//     In an array, a NULL is no text.
//   - A number, time or date is not rounded. NaN and infinities count as lacking, as NULL does.
//     A timestamp is not infinite.
//   - A timestamp without a time zone is in UTC.
//
// [Create] returns the statement for such a table, and [TableOf] the Table that describes it.
//
// # Which rows, and how fast
//
// A positive condition on a column uses an index of that column if the engine can: for = and in
// always, for ^= if the index is in the order of bytes, and for < and the like if the number or
// time has the column's own type. Negations, *=, $= and i look at every row, but for an i on a
// column with a Folded.
//
// The package needs the standard library alone.
package sql
