package sql_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
	"github.com/searchfilter/searchfilter/sql"
)

// now is the instant from which relative times count back.
var now = time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC)

var hosts = schema.MustNew(schema.Schema{
	Name: "host",
	Fields: []schema.Field{
		{Name: "name"},
		{Name: "state", Kind: schema.Enum, Values: []string{"on", "off"}},
		{Name: "up", Kind: schema.Bool},
		{Name: "cores", Kind: schema.Number},
		{Name: "booted", Kind: schema.Time},
		{Name: "bought", Kind: schema.Date},
		{Name: "mac-addresses", Kind: schema.List},
	},
	Tags: "labels",
})

func parse(t testing.TB, src string) *schema.Resolved {
	q, err := searchfilter.Options{Schema: hosts}.Parse(src)
	require.NoError(t, err, src)
	return q.Resolved()
}

// tableWith returns the table of Create with one column as it is given.
var dialects = []sql.Dialect{sql.SQLite, sql.DuckDB, sql.PostgreSQL, sql.Trino, sql.MySQL}

func tableWith(d sql.Dialect, field string, c sql.Column) sql.Table {
	t := sql.TableOf(hosts, d, "")
	t.Columns[field] = c
	return t
}

func where(t *testing.T, d sql.Dialect, table sql.Table, src string) string {
	w, err := sql.Where(parse(t, src), d, table, sql.Options{Literals: true})
	require.NoError(t, err, src)
	require.Empty(t, w.Args)
	return w.Text
}

func TestWhere(t *testing.T) {
	table := func(d sql.Dialect) sql.Table {
		t := sql.TableOf(hosts, d, "")
		if d == sql.SQLite {
			t.Name = "h"
		}
		return t
	}
	for _, test := range []struct {
		dialect    sql.Dialect
		query, sql string
	}{
		{sql.PostgreSQL, ``, `(1 = 1)`},
		{sql.PostgreSQL, `name = a`, `("name" = 'a')`},
		{sql.PostgreSQL, `name != a`, `("name" IS NULL OR "name" <> 'a')`},
		{sql.PostgreSQL, `not name != a`, `("name" = 'a')`},
		{sql.PostgreSQL, `name in (a, b)`, `("name" IN ('a', 'b'))`},
		{sql.PostgreSQL, `name not in (a, b)`, `("name" IS NULL OR "name" NOT IN ('a', 'b'))`},
		{sql.PostgreSQL, `name ^= "10%_!"`, `("name" LIKE '10!%!_!!%' ESCAPE '!')`},
		{sql.PostgreSQL, `name *= 'a\\b'`, `("name" LIKE  E'%a\\b%' ESCAPE '!')`},
		{sql.PostgreSQL, `not name $= "it's"`, `(NOT COALESCE("name" LIKE '%it''s' ESCAPE '!', FALSE))`},
		{sql.PostgreSQL, `name = "\u0000"`, `(1 = 0)`},
		{sql.PostgreSQL, `name != "\u0000" and tag:"\u0000" != b`, `((1 = 1) AND (1 = 1))`},
		{sql.PostgreSQL, `name in ("\u0000", b)`, `("name" = 'b')`},
		{sql.PostgreSQL, `name ^= "" and name exists`, `("name" IS NOT NULL AND "name" IS NOT NULL)`},
		{sql.PostgreSQL, `not name *= ""`, `("name" IS NULL)`},
		{sql.PostgreSQL, `name = Sa i`, `("name" COLLATE "C" ~ '^(?:[Ssſ][aA])$')`},
		{sql.PostgreSQL, `name *= "k.1" i`, `("name" COLLATE "C" ~  E'(?:[kKK]\\.1)')`},
		{sql.PostgreSQL, `up = true and up != false`, `("up" = TRUE AND ("up" IS NULL OR "up" <> FALSE))`},
		{sql.PostgreSQL, `up in (true, false) and not up in (true, true)`, `("up" IS NOT NULL AND ("up" IS NULL OR "up" <> TRUE))`},
		{sql.PostgreSQL, `cores = 2.50`, `("cores" = CAST('2.500000000' AS numeric))`},
		{sql.PostgreSQL, `cores < 1e-10 and cores > 1e40`, `("cores" <= CAST('0.000000000' AS numeric) AND (1 = 0))`},
		{sql.PostgreSQL, `cores < 1e40 and not cores >= -1e999999999`, `("cores" IS NOT NULL AND "cores" IS NULL)`},
		{sql.PostgreSQL, `booted < 0000-01-01T00:00:00Z`, `("booted" < CAST('0001-01-01 00:00:00.000000+00 BC' AS timestamptz))`},
		{sql.PostgreSQL, `bought >= 2026-01-31 and bought != 0000-02-03`, `("bought" >= CAST('2026-01-31' AS date) AND ("bought" IS NULL OR "bought" <> CAST('0001-02-03 BC' AS date)))`},
		{sql.PostgreSQL, `mac-addresses = a and mac-addresses in (a, b)`, `("mac_addresses" @> CAST(ARRAY['a'] AS text[]) AND "mac_addresses" && CAST(ARRAY['a', 'b'] AS text[]))`},
		{sql.PostgreSQL, `mac-addresses != a and not mac-addresses exists`, `(NOT COALESCE("mac_addresses" @> CAST(ARRAY['a'] AS text[]), FALSE) AND NOT COALESCE(EXISTS (SELECT 1 FROM unnest("mac_addresses") AS e(v) WHERE e.v IS NOT NULL), FALSE))`},
		{sql.PostgreSQL, `tag:a exists and tag:a ^= b`, `(("tags" ->> CAST('a' AS text)) IS NOT NULL AND ("tags" ->> CAST('a' AS text)) LIKE 'b%' ESCAPE '!')`},
		{sql.PostgreSQL, `name = a or name = b or name = c`, `("name" = 'a' OR "name" = 'b' OR "name" = 'c')`},
		{sql.PostgreSQL, `name = a or name = b or name = c or name = d`, `(("name" = 'a' OR "name" = 'b') OR ("name" = 'c' OR "name" = 'd'))`},
		{sql.PostgreSQL, `not (name = a and (up = true or state = on))`, `(("name" IS NULL OR "name" <> 'a') OR (("up" IS NULL OR "up" <> TRUE) AND ("state" IS NULL OR "state" <> 'on')))`},

		{sql.SQLite, `name ^= aé`, "(`h`.`name` >= 'aé' COLLATE BINARY AND `h`.`name` < 'aê' COLLATE BINARY)"},
		{sql.SQLite, `name ^= "a\udbff\udfff"`, "(`h`.`name` >= 'a\U0010ffff' COLLATE BINARY AND `h`.`name` < 'b' COLLATE BINARY)"},
		{sql.SQLite, `name ^= "\udbff\udfff"`, "(`h`.`name` >= '\U0010ffff' COLLATE BINARY)"},
		{sql.SQLite, `name ^= "\ud7ff"`, "(`h`.`name` >= '\ud7ff' COLLATE BINARY AND `h`.`name` < '\ue000' COLLATE BINARY)"},
		{sql.SQLite, `name $= aé`, "(substr(CAST(`h`.`name` AS BLOB), -3) = CAST('aé' AS BLOB))"},
		{sql.SQLite, `name = "a\u0000"`, "(`h`.`name` = CAST(X'6100' AS TEXT) COLLATE BINARY)"},
		{sql.SQLite, `name = b1 i`, "(replace(`h`.`name`, 'b', 'B') = 'B1' COLLATE BINARY)"},
		{sql.SQLite, `cores > 0.1`, "(`h`.`cores` > (CAST(3602879701896397 AS REAL) / 36028797018963968) AND `h`.`cores` < 9e999)"},
		{sql.SQLite, `cores = 0.10000000000000001`, "(1 = 0)"},
		{sql.SQLite, `cores <= -3`, "(`h`.`cores` <= -3 AND `h`.`cores` > -9e999)"},
		{sql.SQLite, `cores exists`, "(`h`.`cores` > -9e999 AND `h`.`cores` < 9e999)"},
		{sql.SQLite, `name = abcdefgh9i i`, "((WITH folded0(v) AS (SELECT replace(replace(replace(replace(replace(replace(replace(replace(`h`.`name`, 'a', 'A'), 'b', 'B'), 'c', 'C'), 'd', 'D'), 'e', 'E'), 'f', 'F'), 'g', 'G'), 'h', 'H'))," +
			" folded1(v) AS (SELECT replace(v, 'i', 'I') FROM folded0) SELECT v FROM folded1) = 'ABCDEFGH9I' COLLATE BINARY)"},
		{sql.SQLite, `booted > 1969-12-31T23:59:59.9999995Z`, "(`h`.`booted` > CAST(-1 AS INTEGER))"},
		{sql.SQLite, `bought in (2026-01-31, 2026-02-01)`, "(`h`.`bought` = '2026-01-31' COLLATE BINARY OR `h`.`bought` = '2026-02-01' COLLATE BINARY)"},
		{sql.SQLite, `mac-addresses != a`, "(NOT EXISTS (SELECT 1 FROM json_each(`h`.`mac_addresses`) AS e WHERE e.type = 'text' AND e.value = 'a' COLLATE BINARY))"},
		{sql.SQLite, `tag:a ^= b`, "(EXISTS (SELECT 1 FROM json_each(`h`.`tags`) AS e WHERE e.key = 'a' COLLATE BINARY AND e.type = 'text' AND substr(CAST(e.value AS BLOB), 1, 1) = CAST('b' AS BLOB)))"},

		{sql.DuckDB, `name = "a\u0000b" or name *= c`, `("name" COLLATE C = ('a' || chr(0) || 'b') OR contains("name" COLLATE C, 'c'))`},
		{sql.DuckDB, `tag:"a/b~c" = d`, `(("tags" ->> '/a~1b~0c') COLLATE C = 'd')`},
		{sql.DuckDB, `mac-addresses ^= a`, `(EXISTS (SELECT 1 FROM (SELECT unnest("mac_addresses")) AS e(v) WHERE prefix(e.v, 'a')))`},

		{sql.Trino, `name = "a\\\n'é"`, `("name" = U&'a\\\000A''é')`},
		{sql.Trino, `name *= k i`, "(strpos(translate(\"name\", 'k\u212a', 'KK'), 'K') > 0)"},
		{sql.Trino, `booted >= 2026-01-31T09:00:00.1234567+01:00`, `("booted" > CAST('2026-01-31 08:00:00.123456' AS timestamp(6)))`},
		{sql.Trino, `booted = 2026-01-31T09:00:00.1234567Z`, `(1 = 0)`},
		{sql.Trino, `mac-addresses not in (a, b) and mac-addresses $= "" `, `(NOT COALESCE(arrays_overlap("mac_addresses", ARRAY['a', 'b']), FALSE) AND any_match("mac_addresses", e -> e IS NOT NULL))`},
		{sql.Trino, `mac-addresses *= a`, `(any_match("mac_addresses", e -> strpos(e, 'a') > 0))`},

		{sql.MySQL, `name = a`, "(`name` = _utf8mb4 X'61' AND CAST(`name` AS BINARY) = CAST(_utf8mb4 X'61' AS BINARY))"},
		{sql.MySQL, `name in (a, b)`, "(`name` IN (_utf8mb4 X'61', _utf8mb4 X'62') AND CAST(`name` AS BINARY) IN (_utf8mb4 X'61', _utf8mb4 X'62'))"},
		{sql.MySQL, `booted < 2026-01-31`, "(`booted` < CAST(_utf8mb4 X'323032362d30312d33312030303a30303a30302e303030303030' AS DATETIME(6)))"},
	} {
		assert.Equal(t, test.sql, where(t, test.dialect, table(test.dialect), test.query), "%s: %s", test.dialect, test.query)
	}
}

// TestWhereColumns is for columns that are other than those of Create.
func TestWhereColumns(t *testing.T) {
	tags := func(tags sql.Tags) sql.Table { return sql.Table{Name: "h", Tags: tags} }
	rows := &sql.Rows{Table: "labels", ID: "host", Of: "id", Key: "k", Value: "v"}
	for _, test := range []struct {
		dialect    sql.Dialect
		table      sql.Table
		query, sql string
	}{
		{sql.PostgreSQL, tableWith(sql.PostgreSQL, "name", sql.Column{Name: `a"b`}), `name = x`, `("a""b" = 'x')`},
		{sql.PostgreSQL, tableWith(sql.PostgreSQL, "name", sql.Column{Expr: `lower(n)`}), `name != x`, `(NOT COALESCE((lower(n)) = 'x', FALSE))`},
		{sql.PostgreSQL, tableWith(sql.PostgreSQL, "name", sql.Column{Name: "n", NotNull: true}), `name != x and name exists`, `("n" <> 'x' AND (1 = 1))`},
		{sql.PostgreSQL, tableWith(sql.PostgreSQL, "name", sql.Column{Name: "n", NotNull: true}), `not name exists`, `(1 = 0)`},
		{sql.PostgreSQL, tableWith(sql.PostgreSQL, "name", sql.Column{Name: "n", Collate: "C"}), `name ^= a and name = b`, `(("n" COLLATE "C" >= 'a' AND "n" COLLATE "C" < 'b') AND "n" COLLATE "C" = 'b')`},
		{sql.PostgreSQL, tableWith(sql.PostgreSQL, "name", sql.Column{Name: "n", Folded: "f"}), `name ^= aß1 i and name = 1 i`, `("f" LIKE 'Aß1%' ESCAPE '!' AND "n" = '1')`},
		{sql.PostgreSQL, tableWith(sql.PostgreSQL, "name", sql.Column{Name: "n", Folded: "f"}), `not name = a i`, `(NOT COALESCE("f" = 'A', FALSE))`},
		{sql.PostgreSQL, tableWith(sql.PostgreSQL, "cores", sql.Column{Name: "n", Type: "int"}), `cores > 1.5 and cores in (1, 1.5, 2.0)`, `("n" > CAST(1 AS bigint) AND "n" IN (CAST(1 AS bigint), CAST(2 AS bigint)))`},
		{sql.PostgreSQL, tableWith(sql.PostgreSQL, "cores", sql.Column{Name: "n", Type: "scaled(2)"}), `cores = 1.5`, `("n" = CAST(150 AS bigint))`},
		{sql.PostgreSQL, tableWith(sql.PostgreSQL, "cores", sql.Column{Name: "n", Type: "double"}), `cores > 9007199254740993`, `("n" > CAST(9.007199254740992e+15 AS float8) AND "n" <= CAST(1.7976931348623157e+308 AS float8))`},
		{sql.PostgreSQL, tableWith(sql.PostgreSQL, "booted", sql.Column{Name: "n", Type: "epoch(3)"}), `booted < 1970-01-01T00:00:00.0005Z`, `("n" <= CAST(0 AS bigint))`},
		{sql.PostgreSQL, tableWith(sql.PostgreSQL, "booted", sql.Column{Name: "n", Type: "timetext(0)"}), `booted >= 2026-01-31`, `("n" COLLATE "C" >= '2026-01-31T00:00:00Z')`},
		{sql.Trino, tableWith(sql.Trino, "booted", sql.Column{Name: "n", Type: "instant(3)"}), `booted <= 2026-01-31T09:00:00.5Z`, `("n" <= CAST('2026-01-31 09:00:00.500 UTC' AS timestamp(3) with time zone))`},
		{sql.Trino, tableWith(sql.Trino, "cores", sql.Column{Name: "n", Type: "int"}), `cores >= -9223372036854775808`, `("n" >= CAST((-9223372036854775807 - 1) AS bigint))`},
		{sql.Trino, tags(sql.Tags{Column: &sql.Column{Name: "t", Type: "map"}}), `tag:a = b`, `(element_at("h"."t", 'a') = 'b')`},
		{sql.DuckDB, tags(sql.Tags{Column: &sql.Column{Name: "t", Type: "map"}}), `tag:a = b`, `("h"."t"['a'] COLLATE C = 'b')`},
		{sql.DuckDB, tags(sql.Tags{Columns: map[string]sql.Column{"a": {Name: "tag a"}}}), `tag:a != b`, `("h"."tag a" IS NULL OR "h"."tag a" COLLATE C <> 'b')`},
		{sql.PostgreSQL, tags(sql.Tags{Rows: rows}), `tag:a = b`, `(EXISTS (SELECT 1 FROM "labels" AS e WHERE e."host" = "h"."id" AND e."k" = 'a' AND e."v" = 'b'))`},
		{sql.PostgreSQL, tags(sql.Tags{Rows: rows}), `not tag:a exists`, `(NOT EXISTS (SELECT 1 FROM "labels" AS e WHERE e."host" = "h"."id" AND e."k" = 'a' AND e."v" IS NOT NULL))`},
		{sql.SQLite, tags(sql.Tags{Column: &sql.Column{Expr: "value", Type: "json"}}), `tag:a = b`, "(EXISTS (SELECT 1 FROM (SELECT (value) AS v) AS d, json_each(d.v) AS e WHERE e.key = 'a' COLLATE BINARY AND e.type = 'text' AND e.value = 'b' COLLATE BINARY))"},
		{sql.SQLite, sql.Table{Columns: map[string]sql.Column{"mac-addresses": {Expr: "json", Type: "json"}}}, `mac-addresses exists`, "(EXISTS (SELECT 1 FROM (SELECT (json) AS v) AS d, json_each(d.v) AS e WHERE e.type = 'text'))"},
		{sql.SQLite, sql.Table{Name: "E", Tags: sql.Tags{Rows: rows}}, `tag:a ^= b`, "(EXISTS (SELECT 1 FROM `labels` AS e2 WHERE e2.`host` = `E`.`id` AND e2.`k` = 'a' COLLATE BINARY AND (e2.`v` >= 'b' COLLATE BINARY AND e2.`v` < 'c' COLLATE BINARY)))"},
		{sql.SQLite, sql.Table{Name: "h", Columns: map[string]sql.Column{"mac-addresses": {Rows: &sql.Rows{Table: "macs", ID: "host", Of: "id", Value: "v"}}}}, `mac-addresses in (a, b)`, "(EXISTS (SELECT 1 FROM `macs` AS e WHERE e.`host` = `h`.`id` AND e.`v` COLLATE BINARY IN ('a', 'b')))"},
	} {
		assert.Equal(t, test.sql, where(t, test.dialect, test.table, test.query), "%s: %s", test.dialect, test.query)
	}
}

func TestOptions(t *testing.T) {
	q := parse(t, `name = a and not tag:b in (c, d) or cores < 2`)
	table := sql.Table{
		Columns: map[string]sql.Column{"name": {Name: "name"}, "cores": {Name: "cores", Type: "double"}},
		Tags:    sql.Tags{Columns: map[string]sql.Column{"b": {Name: "b"}}},
	}
	for _, d := range dialects {
		w, err := sql.Where(q, d, table, sql.Options{Placeholder: "?", First: 7})
		require.NoError(t, err, "%s", d)
		assert.Equal(t, len(w.Args), strings.Count(w.Text, "?"), w.Text)
		for _, a := range w.Args {
			switch a.(type) {
			case string, int64, float64:
			default:
				assert.Fail(t, "another argument", "%T", a)
			}
		}
		w, err = sql.Where(q, d, table, sql.Options{Placeholder: "$1", First: 7})
		require.NoError(t, err, "%s", d)
		text := w.Text
		for i := range w.Args {
			var ok bool
			_, text, ok = strings.Cut(text, "$"+strconv.Itoa(7+i))
			assert.True(t, ok, w.Text)
		}
		assert.NotContains(t, text, "$")
	}
}

// TestRefused has what is a mistake of the query's, or too much.
func TestRefused(t *testing.T) {
	bare := sql.Table{Columns: map[string]sql.Column{"name": {Name: "name"}}}
	var many []string
	for i := range 9_999 {
		many = append(many, "n"+strconv.Itoa(i))
	}
	long := strings.Repeat("x", 700_000)
	large, err := searchfilter.Options{Schema: hosts, Limits: ast.Limits{Bytes: 1 << 22, Conditions: 1 << 20}}.Parse("name in ($1)", append(many, slices.Repeat(many, 6)...))
	require.NoError(t, err)
	huge, err := searchfilter.Options{Schema: hosts, Limits: ast.Limits{Bytes: 1 << 22}}.Parse("name in ($1, $2)", long, long)
	require.NoError(t, err)
	alphabet := ""
	for r := rune(0x100); r < 0x250; r++ {
		alphabet += string(r)
	}
	deep := strings.Repeat("(name = a or not (name = b and ", 30) + "up = true" + strings.Repeat("))", 30)
	folded, err := searchfilter.Options{Schema: hosts}.Parse("name = $1 i", alphabet)
	require.NoError(t, err)
	for _, test := range []struct {
		name    string
		q       *schema.Resolved
		d       sql.Dialect
		table   sql.Table
		code    ast.Code
		message string
	}{
		{"field", parse(t, "name = a and cores = 1"), sql.Trino, bare, codes.Inexpressible, "1:14: the table has no column for cores"},
		{"tag", parse(t, "name = a and tag:x = 1"), sql.Trino, bare, codes.Inexpressible, "1:14: the table has no column for tag:x"},
		{"several", parse(t, "up = true and cores = 1 and cores = 2"), sql.Trino, bare, codes.Inexpressible, "(and 2 more errors)"},
		{"key", parse(t, `tag:"a\u0000" = 1`), sql.DuckDB, sql.TableOf(hosts, sql.DuckDB, ""), codes.Inexpressible, "1:1: DuckDB finds no key with a U+0000 in JSON"},
		{"arguments", large.Resolved(), sql.SQLite, bare, codes.Inexpressible, "the clause takes 69993 arguments, and SQLite takes 32766 in a statement"},
		{"bytes", huge.Resolved(), sql.Trino, bare, codes.Inexpressible, "bytes, and Trino takes 1000000 in a statement"},
		{"replacements", folded.Resolved(), sql.SQLite, bare, codes.Inexpressible, "SQLite ignores the case of 100 characters in a condition on name, and this has more"},
	} {
		o := sql.Options{Literals: test.name == "bytes"}
		_, err := sql.Where(test.q, test.d, test.table, o)
		assert.ErrorIs(t, err, test.code, test.name)
		assert.ErrorContains(t, err, test.message, test.name)
	}
	_, err = sql.Where(folded.Resolved(), sql.PostgreSQL, bare, sql.Options{})
	assert.NoError(t, err, "PostgreSQL translates any number")
	_, err = sql.Where(parse(t, deep), sql.SQLite, sql.TableOf(hosts, sql.SQLite, "h"), sql.Options{})
	assert.NoError(t, err, "within the limits of a query")

	x := ast.Expr(ast.Compare(ast.Name("name"), ast.OpEqual, "a"))
	for range 1000 {
		x = ast.Any(ast.Compare(ast.Name("up"), ast.OpExists), ast.All(ast.Compare(ast.Name("name"), ast.OpEqual, "b"), x))
	}
	deeper, err := hosts.Resolve(x, schema.Options{Limits: ast.Limits{Depth: 10_000}})
	require.NoError(t, err)
	_, err = sql.Where(deeper, sql.DuckDB, sql.TableOf(hosts, sql.DuckDB, ""), sql.Options{})
	assert.ErrorIs(t, err, ast.Code(codes.TooDeep))
}

// TestTable has mistakes in Go code.
func TestTable(t *testing.T) {
	name := func(c sql.Column) sql.Table { return sql.Table{Columns: map[string]sql.Column{"name": c}} }
	field := func(field string, of string) sql.Table {
		return sql.Table{Columns: map[string]sql.Column{field: {Name: "x", Type: of}}}
	}
	for _, test := range []struct {
		message string
		d       sql.Dialect
		table   sql.Table
	}{
		{"sql: the table has a column for the field \"nome\", which the schema host lacks", sql.Trino, sql.Table{Columns: map[string]sql.Column{"nome": {Name: "n"}}}},
		{"sql: the column for the field name: it needs a name or an expression, and not both", sql.Trino, name(sql.Column{})},
		{"sql: the column for the field name: it needs a name or an expression, and not both", sql.Trino, name(sql.Column{Name: "a", Expr: "b"})},
		{`sql: the column for the field name: the name "a\x00" has a U+0000`, sql.Trino, name(sql.Column{Name: "a\x00"})},
		{`sql: the table: the name "a?" has a question mark, which is a placeholder`, sql.Trino, sql.Table{Name: "a?", Columns: map[string]sql.Column{"name": {Name: "n"}}}},
		{`sql: the column for the field name: the name "a?" has a question mark, which is a placeholder`, sql.Trino, name(sql.Column{Name: "a?"})},
		{`sql: the column for the field name: the expression "a->>?" may have a placeholder`, sql.Trino, name(sql.Column{Expr: "a->>?"})},
		{`sql: the column for the field name: the expression "f($1)" may have a placeholder`, sql.PostgreSQL, name(sql.Column{Expr: "f($1)"})},
		{"sql: the column for the field name: its type is int, and must be one of text", sql.Trino, name(sql.Column{Name: "a", Type: "int"})},
		{"sql: the column for the field cores: its type is not said: one of int, decimal, scaled, double", sql.Trino, field("cores", "")},
		{"sql: the column for the field booted: its type is not said: one of instant, utc, epoch, timetext", sql.Trino, field("booted", "")},
		{"sql: the column for the field mac-addresses: its type is not said: one of array, json", sql.Trino, field("mac-addresses", "")},
		{"sql: the column for the field cores: SQLite has no type decimal(9,2)", sql.SQLite, field("cores", "decimal(9,2)")},
		{"sql: the column for the field cores: there is no type decimal(39,2) in Trino", sql.Trino, field("cores", "decimal(39,2)")},
		{"sql: the column for the field cores: there is no type decimal(2,3) in Trino", sql.Trino, field("cores", "decimal(2,3)")},
		{"sql: the column for the field booted: there is no type instant(9) in PostgreSQL", sql.PostgreSQL, field("booted", "instant(9)")},
		{"sql: the column for the field booted: there is no type epoch(10) in Trino", sql.Trino, field("booted", "epoch(10)")},
		{"sql: the column for the field booted: MySQL has no type instant(6)", sql.MySQL, field("booted", "instant(6)")},
		{"sql: the column for the field mac-addresses: SQLite has no type array", sql.SQLite, field("mac-addresses", "array")},
		{"sql: the column for the field mac-addresses: for json in SQLite the table needs a Name", sql.SQLite, field("mac-addresses", "json")},
		{"sql: the column for the field mac-addresses: PostgreSQL has no type json", sql.PostgreSQL, field("mac-addresses", "json")},
		{"sql: the column for the field name: Trino needs no Collate", sql.Trino, name(sql.Column{Name: "a", Collate: "C"})},
		{"sql: the column for the field cores: only a text has a Folded", sql.Trino, sql.Table{Columns: map[string]sql.Column{"cores": {Name: "a", Type: "int", Folded: "b"}}}},
		{"sql: the column for the field name: rows are for lists and tags", sql.Trino, name(sql.Column{Rows: &sql.Rows{}})},
		{"sql: the columns for tags: there are several places", sql.Trino, sql.Table{Tags: sql.Tags{Column: &sql.Column{Name: "a", Type: "map"}, Columns: map[string]sql.Column{}}}},
		{"sql: the columns for tags: PostgreSQL has no type map", sql.PostgreSQL, sql.Table{Tags: sql.Tags{Column: &sql.Column{Name: "a", Type: "map"}}}},
		{"sql: the columns for tags: its type is not said: one of json, map", sql.Trino, sql.Table{Tags: sql.Tags{Column: &sql.Column{Name: "a"}}}},
		{"sql: the columns for tags: for rows the table needs a Name", sql.Trino, sql.Table{Tags: sql.Tags{Rows: &sql.Rows{Table: "t", ID: "i", Of: "o", Key: "k", Value: "v"}}}},
		{"sql: the columns for tags: a name is missing", sql.Trino, sql.Table{Name: "h", Tags: sql.Tags{Rows: &sql.Rows{Table: "t", ID: "i", Of: "o", Value: "v"}}}},
	} {
		_, err := sql.Where(parse(t, ""), test.d, test.table, sql.Options{})
		assert.EqualError(t, err, test.message)
		var ds ast.Diagnostics
		assert.False(t, errors.As(err, &ds), "a mistake in Go code is no diagnostic")
		_, err = sql.Where(parse(t, ""), test.d, test.table, sql.Options{Partial: true})
		assert.EqualError(t, err, test.message)
	}
	_, err := sql.Where(parse(t, ""), "Oracle", sql.Table{}, sql.Options{})
	assert.EqualError(t, err, `sql: there is no dialect "Oracle"`)
	_, err = sql.Create(schema.TestCase(), "", "t")
	assert.EqualError(t, err, `sql: there is no dialect ""`)
	assert.Equal(t, sql.Table{Name: "t"}, sql.TableOf(schema.TestCase(), "Oracle", "t"))
	_, err = sql.Where(parse(t, ""), sql.Trino, sql.Table{}, sql.Options{Placeholder: ":1"})
	assert.EqualError(t, err, `sql: a placeholder is ? or $1, and not ":1"`)
	w, err := sql.Where(nil, sql.Trino, sql.Table{}, sql.Options{})
	assert.NoError(t, err)
	assert.Equal(t, "(1 = 1)", w.Text)
}

func TestTypes(t *testing.T) {
	text := `{"name":"h","columns":{"booted":{"name":"b","type":"instant(6)"},"cores":{"expr":"c + 1","type":"decimal(38,9)","not_null":true},` +
		`"mac-addresses":{"rows":{"table":"m","id":"h","of":"id","value":"v"}},"name":{"name":"n","collate":"C","folded":"f"}},"tags":{"column":{"name":"t","type":"json"}}}`
	var table sql.Table
	require.NoError(t, json.Unmarshal([]byte(text), &table))
	assert.Equal(t, "instant(6)", table.Columns["booted"].Type)
	again, err := json.Marshal(table)
	require.NoError(t, err)
	assert.JSONEq(t, text, string(again))
	for text, field := range map[string]string{
		"text": "name", "bool": "up", "int": "cores", "decimal(38,9)": "cores", "scaled(2)": "cores", "double": "cores", "date": "bought",
		"instant(3)": "booted", "utc(6)": "booted", "epoch(0)": "booted", "timetext(9)": "booted", "array": "mac-addresses",
	} {
		_, err := sql.Where(parse(t, ""), sql.DuckDB, sql.Table{Columns: map[string]sql.Column{field: {Name: "x", Type: text}}}, sql.Options{})
		assert.NoError(t, err, text)
	}
	for _, text := range []string{"TEXT", "text(3)", "decimal", "decimal(1)", "decimal(1, 2)", "instant", "instant(06)", "instant(6) ", "varchar"} {
		_, err := sql.Where(parse(t, ""), sql.DuckDB, sql.Table{Columns: map[string]sql.Column{"cores": {Name: "x", Type: text}}}, sql.Options{})
		assert.ErrorContains(t, err, "sql: the column for the field cores: there is no type", text)
	}
}

// TestGrid holds what a comparison with a number or a time says of each value near it to
// what the numbers are.
func TestGrid(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	numbers := []string{
		"0", "-0.5", "0.5", "1", "-1", "0.1", "0.10000000000000001", "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
		"1e400", "-1e400", "1e-400", "-1e-400", "1e999999999", "-1e-999999999", "1.7976931348623157e308", "1.7976931348623158e308", "5e-324", "2e-324", "99.994", "99.995", "-99.995", "99.99", "100", "1e23", "0.30000000000000004",
	}
	rat := func(s string) *big.Rat {
		d, ok := kinds.ParseNumber(s)
		require.True(t, ok, s)
		if _, _, e := d.Digits(); e > 1000 {
			s = strings.SplitN(s, "e", 2)[0] + "e1000"
		} else if e < -1000 {
			s = strings.SplitN(s, "e", 2)[0] + "e-1000"
		}
		x, ok := new(big.Rat).SetString(s)
		require.True(t, ok, s)
		return x
	}
	types := []string{"int", "decimal(4,2)", "decimal(38,9)", "scaled(3)", "double"}
	ops := []string{"=", "!=", "<", "<=", ">", ">=", "in"}
	told := map[bool]int{}
	for range 10_000 {
		c := numbers[r.Intn(len(numbers))]
		if r.Intn(2) == 0 {
			c = strconv.FormatFloat(math.Float64frombits(r.Uint64()&^(1<<62)), 'g', 1+r.Intn(20), 64)
			if _, ok := kinds.ParseNumber(c); !ok {
				continue
			}
		}
		of := types[r.Intn(len(types))]
		x := near(r, of, rat(c))
		if x == nil {
			continue
		}
		op := ops[r.Intn(len(ops))]
		value := c
		if op == "in" {
			value = "(" + c + ", " + numbers[r.Intn(len(numbers))] + ")"
		}
		q := parse(t, "cores "+op+" "+value)
		record, err := eval.NewRecord(hosts, map[string]any{"cores": json.Number(shown(of, x))})
		require.NoError(t, err)
		want := eval.Compile(q)(record)
		w, err := sql.Where(q, sql.Trino, sql.Table{Columns: map[string]sql.Column{"cores": {Name: "c", Type: of}}}, sql.Options{})
		require.NoError(t, err)
		got := holds(t, w, of, x, rat)
		require.Equal(t, want, got, "%s %s %s: %s %v of %s", of, op, value, w.Text, w.Args, shown(of, x))
		told[want]++
	}
	t.Logf("%v", told)
	require.Greater(t, told[true], 1000)
	require.Greater(t, told[false], 1000)
}

// shown returns the text of a value of a column.
func shown(of string, x *big.Rat) string {
	if of == "double" {
		f, _ := x.Float64()
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	return x.FloatString(9)
}

// near returns a value that a column can have and that is near x, or nil.
func near(r *rand.Rand, of string, x *big.Rat) *big.Rat {
	if of == "double" {
		f, _ := x.Float64()
		for range r.Intn(3) {
			f = math.Nextafter(f, math.Inf(r.Intn(2)*2-1))
		}
		if math.IsInf(f, 0) {
			f = math.Copysign(math.MaxFloat64, f)
		}
		return new(big.Rat).SetFloat64(f)
	}
	digits := map[string]int{"int": 0, "decimal(4,2)": 2, "decimal(38,9)": 9, "scaled(3)": 3}[of]
	most, _ := new(big.Int).SetString(map[string]string{
		"int": "9223372036854775807", "scaled(3)": "9223372036854775807", "decimal(4,2)": "9999", "decimal(38,9)": strings.Repeat("9", 38),
	}[of], 10)
	unit := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil))
	n := new(big.Rat).Quo(x, unit)
	whole := new(big.Int).Div(n.Num(), n.Denom())
	whole.Add(whole, big.NewInt(int64(r.Intn(4)-1)))
	if whole.CmpAbs(most) > 0 {
		whole.Set(most)
		if x.Sign() < 0 {
			whole.Neg(whole)
		}
	}
	return n.Mul(new(big.Rat).SetInt(whole), unit)
}

// holds says whether a clause on the column c holds for a value.
func holds(t *testing.T, w sql.Clause, of string, x *big.Rat, rat func(string) *big.Rat) bool {
	value := func(a any) *big.Rat {
		switch a := a.(type) {
		case int64:
			v := new(big.Rat).SetInt64(a)
			if of == "scaled(3)" {
				v.Quo(v, big.NewRat(1000, 1))
			}
			return v
		case float64:
			return new(big.Rat).SetFloat64(a)
		}
		return rat(a.(string))
	}
	text := strings.NewReplacer("CAST(? AS double)", "?", "CAST(? AS bigint)", "?", "CAST(? AS decimal(4, 2))", "?", "CAST(? AS decimal(38, 9))", "?").Replace(w.Text)
	text = strings.TrimSuffix(strings.TrimPrefix(text, "("), ")")
	text, _, _ = strings.Cut(text, " AND ") // what keeps infinities out
	var c int
	if len(w.Args) > 0 {
		c = x.Cmp(value(w.Args[0]))
	}
	switch text {
	case `1 = 0`:
		return false
	case `1 = 1`, `"c" IS NOT NULL`:
		return true
	case `"c" >= ?`:
		return c >= 0
	case `"c" = ?`:
		return c == 0
	case `"c" IS NULL OR "c" <> ?`, `NOT COALESCE("c" = ?, FALSE)`:
		return c != 0
	case `"c" < ?`:
		return c < 0
	case `"c" <= ?`:
		return c <= 0
	case `"c" > ?`:
		return c > 0
	case `"c" IN (?, ?)`:
		return c == 0 || x.Cmp(value(w.Args[1])) == 0
	}
	require.Fail(t, "unknown clause", "%s", w.Text)
	return false
}

func TestWhere_partial(t *testing.T) {
	bare := sql.Table{Columns: map[string]sql.Column{"name": {Name: "n"}}}
	for _, test := range []struct{ query, sql, residual string }{
		{`name = a`, `("n" = 'a')`, ``},
		{`up = true`, `(1 = 1)`, `up = true`},
		{`name = a and up = true and name != b`, `("n" = 'a' AND ("n" IS NULL OR "n" <> 'b'))`, `up = true`},
		{`name = a or up = true`, `(1 = 1)`, `name = a or up = true`},
		{`name = a and (name = b or up = true and name = c)`, `("n" = 'a' AND ("n" = 'b' OR "n" = 'c'))`, `name = b or up = true and name = c`},
		{`not (name = a or up = true or not not state = on)`, `("n" IS NULL OR "n" <> 'a')`, `not up = true and not state = on`},
		{`not (name = a and up = true)`, `(1 = 1)`, `not (name = a and up = true)`},
		{`not not (up = true and name = a)`, `("n" = 'a')`, `up = true`},
	} {
		p, err := sql.Where(parse(t, test.query), sql.Trino, bare, sql.Options{Literals: true, Partial: true})
		require.NoError(t, err)
		assert.Equal(t, test.sql, p.Text, test.query)
		if test.residual == "" {
			assert.Nil(t, p.Residual)
			continue
		}
		if assert.NotNil(t, p.Residual, test.query) {
			assert.Equal(t, test.residual, p.Residual.String(), test.query)
		}
	}
}

// TestPlan holds a plan to its promise, by the meaning of what the clause is made of: a query in
// which each condition that cannot be said is taken as true must be implied by the whole, and
// must be the whole together with the residual.
func TestPlan(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	left, gone := 0, 0
	for range 600 {
		q, err := hosts.Resolve(fuzz.Trees(hosts)(r, 8), schema.Options{Now: now})
		if err != nil {
			continue
		}
		table := sql.TableOf(hosts, sql.Trino, "")
		for name := range table.Columns {
			if r.Intn(3) == 0 {
				delete(table.Columns, name)
			}
		}
		p, err := sql.Where(q, sql.Trino, table, sql.Options{Partial: true})
		require.NoError(t, err)
		_, err = sql.Where(q, sql.Trino, table, sql.Options{})
		if p.Residual == nil {
			gone++
			require.NoError(t, err, "%s", q)
			w, _ := sql.Where(q, sql.Trino, table, sql.Options{})
			require.Equal(t, w.Text, p.Text)
			continue
		}
		left++
		require.ErrorIs(t, err, ast.Code(codes.Inexpressible), "%s", q)
		near := fuzz.Records(hosts, q.Expr())
		program, residual := eval.Compile(q), eval.Compile(p.Residual)
		for range 20 {
			record, err := eval.NewRecord(hosts, near(r, 3))
			require.NoError(t, err)
			if program(record) {
				require.True(t, residual(record), "%s leaves %s", q, p.Residual)
			}
		}
	}
	t.Logf("%d plans leave something, and %d nothing", left, gone)
	require.Greater(t, left, 100)
	require.Greater(t, gone, 100)
}

func TestCreate(t *testing.T) {
	for _, d := range dialects {
		statement, err := sql.Create(schema.TestCase(), d, "test cases")
		if d == sql.MySQL {
			assert.EqualError(t, err, "sql: MySQL has no column type for tags: let it stand in a table of its own")
			continue
		}
		require.NoError(t, err)
		assert.Contains(t, statement, "test cases")
		for _, f := range schema.TestCase().Fields {
			assert.Contains(t, statement, strings.ReplaceAll(f.Name, "-", "_"))
		}
		table := sql.TableOf(schema.TestCase(), d, "t")
		assert.Len(t, table.Columns, len(schema.TestCase().Fields))
		_, err = sql.Where(searchfilter.MustParse("modified < 2026-01-31 and tag:a = b").Resolved(), d, table, sql.Options{})
		assert.NoError(t, err)
	}
	twins := schema.MustNew(schema.Schema{Name: "twin", Fields: []schema.Field{{Name: "a-b"}, {Name: "A_B"}}})
	_, err := sql.Create(twins, sql.Trino, "t")
	assert.EqualError(t, err, "sql: a-b and A_B would both stand in the column A_B")
	_, err = sql.Create(hosts, sql.Trino, "")
	assert.EqualError(t, err, `sql: [""] is no name of a table`)
	_, err = sql.Create(hosts, sql.Trino)
	assert.EqualError(t, err, `sql: [] is no name of a table`)
	statement, err := sql.Create(hosts, sql.Trino, "db", `a"b`)
	assert.NoError(t, err)
	assert.True(t, strings.HasPrefix(statement, `CREATE TABLE "db"."a""b" (`), statement)
}

// TestTimes compares times with the points of columns of so many digits.
func TestTimes(t *testing.T) {
	for _, test := range []struct {
		of       string
		op, time string
		text     string
		arg      any
	}{
		{"epoch(9)", "<", "2262-04-11T23:47:16.854775807Z", `("b" < CAST(? AS bigint))`, int64(math.MaxInt64)},
		{"epoch(9)", "<", "2262-04-11T23:47:16.854775808Z", `("b" IS NOT NULL)`, nil},
		{"epoch(9)", "<", "1677-09-21T00:12:43Z", `(1 = 0)`, nil},
		{"epoch(0)", ">=", "1969-12-31T23:59:59.5Z", `("b" > CAST(? AS bigint))`, int64(-1)},
		{"timetext(3)", "<=", "2026-01-31T09:00:00.1239Z", `("b" <= ?)`, "2026-01-31T09:00:00.123Z"},
		{"timetext(0)", "<", "9999-12-31T23:59:59-14:00", `("b" IS NOT NULL)`, nil},
		{"timetext(0)", "<", "0000-01-01T00:00:00+14:00", `(1 = 0)`, nil},
		{"utc(0)", "<", "0000-01-01T00:00:00+14:00", `("b" < CAST(? AS timestamp(0)))`, "-0001-12-31 10:00:00"},
		{"utc(2)", "<", "9999-12-31T23:59:59-14:00", `("b" < CAST(? AS timestamp(2)))`, "10000-01-01 13:59:59.00"},
	} {
		w, err := sql.Where(parse(t, fmt.Sprintf("booted %s %s", test.op, test.time)), sql.Trino, sql.Table{Columns: map[string]sql.Column{"booted": {Name: "b", Type: test.of}}}, sql.Options{})
		require.NoError(t, err)
		assert.Equal(t, test.text, w.Text)
		if test.arg == nil {
			assert.Empty(t, w.Args)
			continue
		}
		assert.Equal(t, []any{test.arg}, w.Args)
	}
	zone := time.FixedZone("", 3600)
	q, err := searchfilter.Options{Schema: hosts, Zone: zone}.Parse("booted = 2026-01-31")
	require.NoError(t, err)
	w, err := sql.Where(q.Resolved(), sql.Trino, sql.TableOf(hosts, sql.Trino, ""), sql.Options{})
	require.NoError(t, err)
	assert.Equal(t, []any{"2026-01-30 23:00:00.000000", "2026-01-31 23:00:00.000000"}, w.Args)
}
