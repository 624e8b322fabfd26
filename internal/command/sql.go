package command

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/sql"
)

type sqlCommand struct {
	QueryArgs
	dialect, tableName, columns string
	params, ddl                 bool
}

func (c *sqlCommand) command(s *Streams) *cobra.Command {
	cmd := NewCommand("sql", "Print a query as SQL.", `The statement selects the rows of the records that the query selects, in a table
of an engine. Values are literals in it, or with --params parameters:

    searchfilter sql --dialect trino --table test_cases 'name ^= smoke'
    searchfilter sql --dialect postgresql --params 'tag:BPO = 123'

Unless --columns says otherwise, the table is the one that --ddl creates: each
field has a column, in whose name _ stands for -, and all tags are in one of
JSON. What a column holds is the record's value, and NULL if it has none; times
are in UTC, and those in SQLite count microseconds since the start of 1970.

    searchfilter sql --dialect duckdb --ddl | duckdb cases.db
    searchfilter sql --dialect trino --columns athena.json 'modified > 2026-01-31'

A file of columns is such as

    {"columns": {"name": {"name": "title"}, "modified": {"name": "ts", "type": "utc(3)"}},
     "tags": {"column": {"name": "labels", "type": "map"}}}

Tags may have a column for each key instead, or a table with a row for each tag,
as a list may have one for each text. In MySQL they must:

    {"tags": {"columns": {"team": {"name": "team"}}}}
    {"tags": {"rows": {"table": "tags", "id": "case_id", "of": "id", "key": "k", "value": "v"}}}
    {"columns": {"security-profile-ids": {"rows": {"table": "profiles", "id": "user_id", "of": "id", "value": "v"}}}}

The types are text and bool; for numbers int, double, decimal(38,9), and
scaled(2), integers that count hundredths; date; for times instant(6), with a
zone, utc(6), without one, epoch(3), integers that count milliseconds, and
timetext(3), texts such as 2026-01-31T09:00:00.000Z; for lists array and json;
and for tags json and map.

A query that asks for what has no column is an error. With --params, integers
beyond 2^53 are in quotes, and may be given to the engine as these texts.`, c.Validate, c.Run)
	c.QueryArgs.AddTo(s, cmd)
	c.AddAll(cmd)
	takeQuery := cmd.Args
	cmd.Args = func(cmd *cobra.Command, given []string) error {
		if c.ddl && len(given) == 0 {
			return nil
		}
		return takeQuery(cmd, given)
	}
	oneOf(cmd, &c.dialect, flag{
		name: "dialect", placeholder: "NAME", help: "The engine: sqlite, duckdb, postgresql, trino, as which Athena counts, or mysql, as which MariaDB does.",
	}, shown.Dialects())
	Text(cmd, &c.tableName, "table", "NAME", "The table, maybe behind its schema and a dot. By default it has the name that --columns gives, or the target's.")
	File(cmd, &c.columns, "columns", "FILE", "JSON that says which column has which field, as the library's sql.Table; - is standard input. By default the table is that of --ddl.")
	cmd.Flags().BoolVar(&c.params, "params", false, "Print JSON, with values as parameters: the statement as sql, and these as params.")
	cmd.Flags().BoolVar(&c.ddl, "ddl", false, "Print the statement that creates the table of the target's records.")
	return cmd
}

// path returns the parts of the table's name, such as a schema and a name.
func (c *sqlCommand) path() []string { return shown.TablePath(c.tableName, c.About.Name) }

// Validate checks the flags.
func (c *sqlCommand) Validate() error {
	c.inFlags = strings.NewReplacer("say which column has it", "say with --columns which column has it")
	switch {
	case c.dialect == "":
		return errors.New("--dialect is missing: it is one of " + strings.Join(shown.Dialects(), ", "))
	case c.ddl && (c.text != "" || len(c.from) > 0 || len(c.arguments) > 0 || c.all || c.params || c.columns != ""):
		return errors.New("--ddl takes no query, --params or --columns")
	case c.columns == "-" && c.inputs()+c.placeholders.inputs() > 0:
		return errInputTwice
	case slices.Contains(c.path(), ""):
		return fmt.Errorf("--table %s has an empty part", chars.Excerpt(c.tableName))
	}
	return c.needRecords("table")
}

// Run prints the statement.
func (c *sqlCommand) Run() error {
	path, s := c.path(), c.About.Schema
	d, _ := shown.Dialect(c.dialect)
	if c.ddl {
		statement, err := sql.Create(s, d, path...)
		if err != nil {
			return err
		}
		return c.print(statement + "\n")
	}
	q, err := c.Parse()
	if err != nil {
		return err
	}
	name := path[len(path)-1]
	table := shown.UsualTable(s, d, name)
	if c.columns != "" {
		if table, err = c.readColumns(); err != nil {
			return err
		}
		if c.tableName == "" && table.Name != "" {
			path = []string{table.Name}
		}
		table.Name = cmp.Or(table.Name, name)
	}
	w, err := sql.Where(q.Resolved(), d, table, sql.Options{Literals: !c.params})
	var ds ast.Diagnostics
	switch {
	case errors.As(err, &ds):
		return c.Fail(ds)
	case err != nil:
		return err
	}
	statement := shown.Statement(d, table, path, w)
	if !c.params {
		return c.print(statement + "\n")
	}
	return writeJSON(c.Out, struct {
		SQL    string `json:"sql"`
		Params []any  `json:"params"`
	}{statement, shown.Params(w.Args)}, true)
}

// readColumns reads the table from the file of --columns.
func (c *sqlCommand) readColumns() (t sql.Table, err error) {
	name := called(c.columns)
	text, err := c.readText(c.columns, mostDocument)
	switch {
	case err != nil:
		return t, err
	case len(text) > mostDocument:
		return t, fmt.Errorf("%s: it is larger than %d MiB", name, mostDocument>>20)
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&t); err != nil {
		return t, columnsError(name, text, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return t, fmt.Errorf("%s: there is more behind the JSON", name)
	}
	d = json.NewDecoder(strings.NewReader(text))
	if member, before := repeatedMember(d, false); member != "" {
		gap := len(text[before:]) - len(strings.TrimLeft(text[before:], ", \t\r\n"))
		return t, fmt.Errorf("%s: the member %s is there already", lineAndColumn(name, text, before+int64(gap)+1), chars.Excerpt(member))
	}
	return t, nil
}

// repeatedMember returns the first member that an object in the next value of d has twice, and an
// offset before its second name. The value must be the JSON of a table or a part of one, and isMap
// says that its names are keys. Others are the same in any case. A member without a name counts as
// none.
func repeatedMember(d *json.Decoder, isMap bool) (name string, before int64) {
	begin, _ := d.Token()
	if _, nested := begin.(json.Delim); !nested {
		return "", 0
	}
	seen := map[string]bool{}
	for d.More() {
		if begin == json.Delim('{') {
			before = d.InputOffset()
			member, _ := d.Token()
			name, _ = member.(string)
			key := name
			if !isMap {
				key = chars.Fold(name)
			}
			if seen[key] {
				return name, before
			}
			seen[key] = true
		}
		columns := !isMap && strings.EqualFold(name, "columns")
		if name, before := repeatedMember(d, columns); name != "" {
			return name, before
		}
	}
	_, _ = d.Token()
	return "", 0
}

// lineAndColumn returns the name of a file, and the line and the column of the character before an
// offset of its text.
func lineAndColumn(name, text string, offset int64) string {
	before := text[:min(int(offset), len(text))]
	line := strings.Count(before, "\n")
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
	return fmt.Sprintf("%s:%d:%d", name, line+1, max(column, 1))
}

// columnsError says why a file has no table, in plain words and with the place if that is known.
func columnsError(name, text string, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	member, unknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	switch {
	case errors.Is(err, io.EOF):
		return fmt.Errorf("%s: the file is empty", name)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%s: the JSON ends too soon", name)
	case errors.As(err, &syntax):
		return fmt.Errorf("%s: this is no JSON: %w", lineAndColumn(name, text, syntax.Offset), err)
	case errors.As(err, &kind):
		_, wrong := chars.WrongType(kind)
		return fmt.Errorf("%s: %s", lineAndColumn(name, text, kind.Offset), wrong)
	case unknown:
		return fmt.Errorf("%s: a table has no member %s: see searchfilter sql --help", name, member)
	}
	return fmt.Errorf("%s: %w", name, err)
}
