package command

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/shown"
)

func TestSQL(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	columns := file("columns.json", `{"columns": {"name": {"name": "title"}, "modified": {"name": "ts", "type": "utc(3)"}}, "tags": {"column": {"name": "labels", "type": "map"}}}`)
	named := file("named.json", `{"name": "cases", "columns": {"name": {"name": "title"}}}`)
	unknown := file("unknown.json", `{"collumns": {}}`)
	more := file("more.json", `{} {}`)
	syntax := file("syntax.json", "{\n columns: {}}")
	cut := file("cut.json", `{"columns": `)
	empty := file("empty.json", "")
	kind := file("kind.json", `{"name": 1}`)
	mark := file("mark.json", "\uFEFF"+`{"columns": {"name": {"name": "title"}}}`)
	twice := file("twice.json", "{\"columns\": {\"name\": {\"name\": \"a\"},\n \"name\": {\"name\": \"b\"}}}")
	otherCase := file("case.json", `{"columns":{"name":{"name":"a"}},"Columns":{"name":{"name":"b"}}}`)
	inColumn := file("column.json", `{"tags":{"columns":{"columns":{"name":"a","NAME":"b"}}}}`)
	keys := file("keys.json", `{"columns":{"name":{"name":"a"}},"tags":{"columns":{"team":{"name":"b"},"Team":{"name":"c"}}}}`)
	see := " (see searchfilter sql --help)\n"
	testAll(t, []call{
		{
			name: "literals", args: []string{"sql", "--dialect", "trino", "--table", "test_cases", `name ^= "10%" and tag:BPO = "it's"`},
			out: `SELECT * FROM "test_cases" WHERE ("name" LIKE '10!%%' ESCAPE '!' AND element_at(CAST(json_parse("tags") AS map(varchar, varchar)), 'BPO') = 'it''s')` + "\n",
		}, {
			name: "parameters", args: []string{"sql", "--dialect=postgresql", "--params", `name = "<a>" or tag:BPO = 123`},
			out: `{"sql":"SELECT * FROM \"test_cases\" WHERE (\"name\" = $1 OR \"tags\" @> jsonb_build_object(CAST($2 AS text), CAST($3 AS text)))","params":["<a>","BPO","123"]}` + "\n",
		}, {
			name: "large parameters", args: []string{"sql", "--dialect=sqlite", "--params", `modified > 2026-01-31T09:00Z or modified < 9999-01-01T00:00Z`},
			out: "{\"sql\":\"SELECT * FROM `test_cases` WHERE (`test_cases`.`modified` > CAST(? AS INTEGER) OR `test_cases`.`modified` < CAST(? AS INTEGER))\",\"params\":[1769850000000000,\"253370764800000000\"]}\n",
		}, {
			name: "large floats", args: []string{"sql", "--dialect=sqlite", "--params", "--target=queues", `max-contacts in (9007199254740992, 1234567890123456800, 0.5)`},
			out: "{\"sql\":\"SELECT * FROM `queues` WHERE (`queues`.`max_contacts` IN (?, ?, ?))\",\"params\":[9007199254740992,1.2345678901234568e+18,0.5]}\n",
		}, {
			name: "no parameters", args: []string{"sql", "--dialect=duckdb", "--params", "--all"},
			out: `{"sql":"SELECT * FROM \"test_cases\" WHERE (1 = 1)","params":[]}` + "\n",
		}, {
			name: "standard input and zone", args: []string{"sql", "--dialect=duckdb", "--tz=Europe/Berlin", "-"}, stdin: "modified < 2026-01-31\n",
			out: `SELECT * FROM "test_cases" WHERE ("modified" < CAST('2026-01-30 23:00:00.000000+00' AS TIMESTAMPTZ))` + "\n",
		}, {
			name: "case and placeholder", args: []string{"sql", "--dialect=sqlite", "-i", "--arg=a'", "name = $1"},
			out: "SELECT * FROM `test_cases` WHERE (replace(`test_cases`.`name`, 'a', 'A') = 'A''' COLLATE BINARY)\n",
		}, {
			name: "name with schema, of a target", args: []string{"sql", "--dialect=mysql", "--target=users", `--table=con"nect.us` + "`" + "ers", "auto-accept = true"},
			out: "SELECT * FROM `con\"nect`.`us``ers` WHERE (`auto_accept` = TRUE)\n",
		}, {
			name: "columns", args: []string{"sql", "--dialect=trino", "--columns", columns, "name = a and modified >= 2026-01-31 and not tag:x exists"},
			out: `SELECT * FROM "test_cases" WHERE ("test_cases"."title" = 'a' AND "test_cases"."ts" >= CAST('2026-01-31 00:00:00.000' AS timestamp(3)) AND element_at("test_cases"."labels", 'x') IS NULL)` + "\n",
		}, {
			name: "name in the columns", args: []string{"sql", "--dialect=postgresql", "--columns", named, "name = a"},
			out: `SELECT * FROM "cases" WHERE ("cases"."title" = 'a')` + "\n",
		}, {
			name: "name in the columns, as an alias", args: []string{"sql", "--dialect=postgresql", "--columns", named, "--table=connect.v2", "name = a"},
			out: `SELECT * FROM "connect"."v2" AS "cases" WHERE ("cases"."title" = 'a')` + "\n",
		}, {
			name: "columns behind a byte order mark", args: []string{"sql", "--dialect=trino", "--columns", mark, "name = a"},
			out: `SELECT * FROM "test_cases" WHERE ("test_cases"."title" = 'a')` + "\n",
		}, {
			name: "columns from standard input", args: []string{"sql", "--dialect=trino", "--columns=-", "name = a"}, stdin: `{"columns": {"name": {"name": "title"}}}`,
			out: `SELECT * FROM "test_cases" WHERE ("test_cases"."title" = 'a')` + "\n",
		}, {
			name: "columns and query from standard input", args: []string{"sql", "--dialect=trino", "--columns=-", "-"}, status: Failed,
			err: "searchfilter: sql: standard input can be read only once" + see,
		}, {
			name: "a column twice", args: []string{"sql", "--dialect=trino", "--columns", twice, "name = a"}, status: Failed,
			err: "searchfilter: " + twice + `:2:2: the member "name" is there already` + "\n",
		}, {
			name: "columns twice, in another case", args: []string{"sql", "--dialect=trino", "--columns", otherCase, "name = a"}, status: Failed,
			err: "searchfilter: " + otherCase + `:1:34: the member "Columns" is there already` + "\n",
		}, {
			name: "a name twice, in another case", args: []string{"sql", "--dialect=trino", "--columns", inColumn, "name = a"}, status: Failed,
			err: "searchfilter: " + inColumn + `:1:43: the member "NAME" is there already` + "\n",
		}, {
			name: "keys that differ in case alone", args: []string{"sql", "--dialect=trino", "--columns", keys, "tag:team = x and tag:Team = y"},
			out: `SELECT * FROM "test_cases" WHERE ("test_cases"."b" = 'x' AND "test_cases"."c" = 'y')` + "\n",
		}, {
			name: "broken columns from standard input", args: []string{"sql", "--dialect=trino", "--columns=-", "name = a"}, stdin: `{"columns": `, status: Failed,
			err: "searchfilter: standard input: the JSON ends too soon\n",
		}, {
			name: "another value from standard input", args: []string{"sql", "--dialect=trino", "--columns=-", "name = a"}, stdin: "{\n\"name\": 1}", status: Failed,
			err: "searchfilter: standard input:2:9: a text is wanted, not a number\n",
		}, {
			name: "no column", args: []string{"sql", "--dialect=trino", "--columns", columns, "name = a and status = SAVED"}, status: Failed,
			err: `1:14: the table has no column for status
  name = a and status = SAVED
               ^^^^^^ leave it out and match the records that are found with the whole query, or say with --columns which column has it
`,
		}, {
			name: "tags in MySQL", args: []string{"sql", "--dialect=mysql", "tag:a = b"}, status: Failed,
			err: `1:1: the table has no column for tag:a
  tag:a = b
  ^^^^^ leave it out and match the records that are found with the whole query, or say with --columns which column has it
`,
		}, {
			name: "mistake", args: []string{"sql", "--dialect=trino", `name ^= "smoke" and stauts = PUBLISHED`}, status: Failed, err: stauts,
		}, {
			name: "mistake in the columns", args: []string{"sql", "--dialect=sqlite", "--columns", columns, "name = a"}, status: Failed,
			err: "searchfilter: sql: the column for the field modified: SQLite has no type utc(3)\n",
		}, {
			name: "unknown member", args: []string{"sql", "--dialect=trino", "--columns", unknown, "name = a"}, status: Failed,
			err: "searchfilter: " + unknown + `: a table has no member "collumns": see searchfilter sql --help` + "\n",
		}, {
			name: "no JSON in the columns", args: []string{"sql", "--dialect=trino", "--columns", syntax, "name = a"}, status: Failed,
			err: "searchfilter: " + syntax + ":2:2: this is no JSON: invalid character 'c' looking for beginning of object key string\n",
		}, {
			name: "JSON that ends", args: []string{"sql", "--dialect=trino", "--columns", cut, "name = a"}, status: Failed,
			err: "searchfilter: " + cut + ": the JSON ends too soon\n",
		}, {
			name: "no JSON at all", args: []string{"sql", "--dialect=trino", "--columns", empty, "name = a"}, status: Failed,
			err: "searchfilter: " + empty + ": the file is empty\n",
		}, {
			name: "another value", args: []string{"sql", "--dialect=trino", "--columns", kind, "name = a"}, status: Failed,
			err: "searchfilter: " + kind + ":1:10: a text is wanted, not a number\n",
		}, {
			name: "more members", args: []string{"sql", "--dialect=trino", "--columns", more, "name = a"}, status: Failed,
			err: "searchfilter: " + more + ": there is more behind the JSON\n",
		}, {
			name: "no dialect", args: []string{"sql", "name = a"}, status: Failed,
			err: "searchfilter: sql: --dialect is missing: it is one of sqlite, duckdb, postgresql, trino, mysql" + see,
		}, {
			name: "unknown dialect", args: []string{"sql", "--dialect=oracle", "name = a"}, status: Failed,
			err: `searchfilter: --dialect must be one of "sqlite","duckdb","postgresql","trino","mysql" but got "oracle"` + see,
		}, {
			name: "no query", args: []string{"sql", "--dialect=trino"}, status: Failed,
			err: `searchfilter: expected "<query>"` + see,
		}, {
			name: "two queries", args: []string{"sql", "--dialect=trino", "name", "=", "a"}, status: Failed,
			err: `searchfilter: unexpected argument "=": put the query in quotes` + see,
		}, {
			name: "empty part", args: []string{"sql", "--dialect=trino", "--table=a..b", "name = a"}, status: Failed,
			err: `searchfilter: sql: --table "a..b" has an empty part` + see,
		}, {
			name: "no records", args: []string{"sql", "--dialect=trino", "--target=q-session", "tag:a = b"}, status: Failed,
			err: "searchfilter: sql: q-session has no records, so there is no table: searchfilter compile prints what is sent" + see,
		}, {
			name: "table and query", args: []string{"sql", "--dialect=trino", "--ddl", "name = a"}, status: Failed,
			err: "searchfilter: sql: --ddl takes no query, --params or --columns" + see,
		}, {
			name: "table and a value", args: []string{"sql", "--dialect=trino", "--ddl", "--arg=a"}, status: Failed,
			err: "searchfilter: sql: --ddl takes no query, --params or --columns" + see,
		}, {
			name: "no table", args: []string{"sql", "--dialect=mysql", "--ddl"}, status: Failed,
			err: "searchfilter: sql: MySQL has no column type for tags: let it stand in a table of its own\n",
		}, {
			name: "table", args: []string{"sql", "--dialect=postgresql", "--ddl", "--target=prompts", "--table", "connect.prompts"},
			out: `CREATE TABLE "connect"."prompts" (
  "id" text COLLATE "C",
  "arn" text COLLATE "C",
  "name" text COLLATE "C",
  "description" text COLLATE "C",
  "modified" timestamptz,
  "region" text COLLATE "C",
  "tags" jsonb
)
`,
		},
	})
}

// TestSQL_long has a table with more behind it than is read.
func TestSQL_long(t *testing.T) {
	for _, begin := range []string{`{"columns": {"name": {"name": "a"}}}`, "\uFEFF{}"}[:effort.Cases(1, 2)] {
		var out, errs bytes.Buffer
		in := io.MultiReader(strings.NewReader(begin), endless("        "))
		require.Equal(t, Failed, Run([]string{"sql", "--dialect=trino", "--columns=-", "name = a"}, in, &out, &errs))
		assert.Empty(t, out.String())
		assert.Equal(t, "searchfilter: standard input: it is larger than 64 MiB\n", errs.String())
	}
}

// TestSQLTables has for every target a table that its queries fit.
func TestSQLTables(t *testing.T) {
	tables := 0
	for _, target := range shown.AllTargets() {
		if !shown.HasRecords(&target) {
			continue
		}
		for _, dialect := range []string{"sqlite", "duckdb", "postgresql", "trino"} {
			var out, err bytes.Buffer
			require.Equal(t, done, Run([]string{"sql", "--ddl", "--dialect", dialect, "--target", target.Name}, strings.NewReader(""), &out, &err), "%s", &err)
			var query []string
			for _, f := range target.Schema.Fields {
				assert.Contains(t, out.String(), strings.ReplaceAll(f.Name, "-", "_"))
				query = append(query, f.Name+" exists")
			}
			var params bytes.Buffer
			all := strings.Join(query, " or ")
			require.Equal(t, done, Run([]string{"sql", "--params", "--dialect", dialect, "--target", target.Name, all}, strings.NewReader(""), &params, &err), "%s", &err)
			assert.True(t, json.Valid(params.Bytes()))
			tables++
		}
	}
	assert.Greater(t, tables, 50)
}

// TestSQL_help tries the files of columns that the help shows, with MySQL where it says so.
func TestSQL_help(t *testing.T) {
	help := new(sqlCommand).command(new(Streams)).Long
	_, inMySQL, found := strings.Cut(help, "In MySQL they must:\n")
	require.True(t, found)
	path := filepath.Join(t.TempDir(), "columns.json")
	tried := 0
	for line := range strings.Lines(inMySQL) {
		columns := strings.TrimSpace(line)
		if !strings.HasPrefix(columns, "{") {
			continue
		}
		query, target := "not tag:team = billing", "test-cases"
		if strings.Contains(columns, "security-profile-ids") {
			query, target = "security-profile-ids != a", "users"
		}
		require.NoError(t, os.WriteFile(path, []byte(columns), 0o600))
		var out, errs bytes.Buffer
		assert.Zero(t, Run([]string{"sql", "--dialect=mysql", "--target", target, "--columns", path, query}, strings.NewReader(""), &out, &errs), columns)
		assert.Regexp(t, "^SELECT \\* FROM `[a-z_]+` WHERE ", out.String(), columns)
		assert.Empty(t, errs.String(), columns)
		tried++
	}
	assert.Equal(t, 3, tried)
}
