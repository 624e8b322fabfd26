// Package sql makes a query the condition of a WHERE clause, by which a database selects
// the rows of those records that package eval selects.
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
// A [Dialect] is how an engine spells that, and a [Table] is where a record stands: its
// names are the only ones in the clause. What is in the query, keys of tags too, becomes
// an argument, or a literal with [Options].Literals. The letters of a value
// whose case is ignored may be literals even so.
//
// # Promise
//
// The engine selects a row if and only if the query selects the record that it stands
// for: with NULL for what the record lacks, byte for byte where the column's collation
// does not compare so, with exact numbers, in any time zone of the session. What cannot
// be said so is refused: [Where] returns ast.Diagnostics that name the part or, with
// [Options].Partial, leaves it to a residual, which is checked on the records.
//
// A row stands for a record if the columns hold what the record has. That is for the
// table to keep:
//
//   - text is UTF-8, in a type that pads and folds nothing: TEXT, VARCHAR or STRING, not
//     CHAR(n), citext or a type of enums. In PostgreSQL, a collation that is not
//     deterministic is one of columns with a Collate alone;
//   - tags and the texts of lists in JSON are strings, and no key is there twice. A NULL
//     in an array is no text;
//   - a number, time or date is the record's, not a rounded one. Of floats, NaN and
//     infinities count as lacking, as do NULLs; a timestamp is not infinite;
//   - a timestamp without a time zone is in UTC.
//
// [Create] writes a table that does, and [TableOf] is where records stand in it.
//
// # Which rows, and how fast
//
// A positive condition on a column is written so that an index of that column is used
// where the engine has a form that does: = and in anywhere, prefixes where the order of the
// index is that of bytes, < and its like for numbers and times of the column's own type.
// Negations, *=, $= and an i (but of a column that is Folded) look at every row.
//
// The package needs the standard library alone.
package sql
