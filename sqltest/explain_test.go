package main

import (
	"fmt"
	"math"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/schema"
	"github.com/searchfilter/searchfilter/sql"
)

// indexed are queries of test cases, with what the plan of each engine must show: that it
// does not look at every row.
var indexed = []struct {
	query string
	shows map[string]string // by the engine
}{
	{`name = n-17`, map[string]string{"SQLite": "USING INDEX by_name (name=?)", "PostgreSQL": "Index Cond: (name = 'n-17'::text)"}},
	{`name in (n-17, n-18)`, map[string]string{"SQLite": "USING INDEX by_name (name=?)", "PostgreSQL": `Index Cond: (name = ANY ('{n-17,n-18}'::text[]))`}},
	{`name ^= n-17 and status = SAVED`, map[string]string{"SQLite": "USING INDEX by_name (name>? AND name<?)", "PostgreSQL": "Index Cond: ((name >= 'n-17'::text) AND (name < 'n-18'::text))"}},
	{`name ^= n-17 or name = n-2`, map[string]string{"PostgreSQL": "BitmapOr"}},
	{`modified > 2026-01-31`, map[string]string{"SQLite": "USING INDEX by_modified (modified>?)", "PostgreSQL": "Index Cond: (modified >= '2026-02-01 00:00:00+00'::timestamp with time zone)"}},
	{`tag:team = t-17`, map[string]string{"PostgreSQL": "Bitmap Index Scan on by_tags"}},
}

// TestIndex holds that conditions use the indexes of the table that Create makes, in SQLite
// and PostgreSQL.
func TestIndex(t *testing.T) {
	each(t, func(t *testing.T, e engine) {
		d := e.dialect()
		explain := map[sql.Dialect]string{sql.SQLite: "EXPLAIN QUERY PLAN ", sql.PostgreSQL: "EXPLAIN "}[d]
		create, err := sql.Create(schema.TestCase(), d, "test_cases")
		require.NoError(t, err)
		statements := []string{create, "CREATE INDEX by_name ON test_cases (name)", "CREATE INDEX by_modified ON test_cases (modified)"}
		if d == sql.PostgreSQL {
			statements = append(statements, "SET TimeZone = 'UTC'", "SET enable_seqscan = off", "CREATE INDEX by_tags ON test_cases USING gin (tags)")
		}
		for _, s := range statements {
			_, err := e.run(s)
			require.NoError(t, err, s)
		}
		var values []string
		for i := range 2000 {
			modified := fmt.Sprint(1_700_000_000_000_000 + i*86_400_000_000)
			if d == sql.PostgreSQL {
				modified = fmt.Sprintf("to_timestamp(%d)", 1_700_000_000+i*86_400)
			}
			values = append(values, fmt.Sprintf(`('n-%d', 'SAVED', %s, '{"team": "t-%d"}')`, i, modified, i))
		}
		_, err = e.run("INSERT INTO test_cases (name, status, modified, tags) VALUES " + strings.Join(values, ", "))
		require.NoError(t, err)
		if d == sql.PostgreSQL {
			_, err = e.run("ANALYZE")
			require.NoError(t, err)
		}
		checked := 0
		for _, test := range indexed {
			shows, ok := test.shows[string(d)]
			if !ok {
				continue
			}
			checked++
			w, err := sql.Where(searchfilter.MustParse(test.query).Resolved(), d, sql.TableOf(schema.TestCase(), d, "test_cases"), sql.Options{Literals: true})
			require.NoError(t, err)
			rows, err := e.run(explain + "SELECT * FROM test_cases WHERE " + w.Text)
			require.NoError(t, err)
			var plan []string
			for _, row := range rows {
				plan = append(plan, strings.Join(row, " "))
			}
			require.Contains(t, strings.Join(plan, "\n"), shows, "%s\n%s", test.query, w.Text)
		}
		require.GreaterOrEqual(t, checked, 4)
	}, "SQLite", "PostgreSQL")
}

// TestCreate holds that every engine takes the tables of Create, of all targets or in Trino of
// some, and queries on all of their fields.
func TestCreate(t *testing.T) {
	each(t, func(t *testing.T, e engine) {
		d, tables := e.dialect(), 0
		targets := connect.Targets()
		if d == sql.Trino {
			targets = targets[:3]
		}
		for _, target := range targets {
			create, err := sql.Create(target.Schema, d, target.Name)
			require.NoError(t, err)
			var conditions []ast.Expr
			for _, f := range target.Schema.Fields {
				conditions = append(conditions, ast.Compare(ast.Name(f.Name), ast.OpExists))
				if f.Kind == schema.Text || f.Kind == schema.List {
					conditions = append(conditions, ast.Compare(ast.Name(f.Name), ast.OpHasSuffix, "a"))
				}
			}
			if target.Schema.Tags != "" {
				conditions = append(conditions, ast.Compare(ast.Tag("a"), ast.OpNotEqual, "b"))
			}
			q, err := target.Schema.Resolve(ast.Any(conditions[0], conditions[1:]...), schema.Options{})
			require.NoError(t, err)
			w, err := sql.Where(q, d, sql.TableOf(target.Schema, d, target.Name), sql.Options{Literals: true})
			require.NoError(t, err)
			table := quoteOf(d) + target.Name + quoteOf(d)
			for _, statement := range []string{"DROP TABLE IF EXISTS " + table, create, "SELECT * FROM " + table + " WHERE " + w.Text} {
				_, err := e.run(statement)
				require.NoError(t, err, statement)
			}
			tables++
		}
		t.Logf("%d tables", tables)
		require.GreaterOrEqual(t, tables, 3)
	}, "SQLite", "DuckDB", "PostgreSQL", "Trino")
}

// TestPruning holds that Trino hands to a table the ranges that a query asks for.
func TestPruning(t *testing.T) {
	each(t, func(t *testing.T, e engine) {
		create, err := sql.Create(schema.TestCase(), sql.Trino, "pruned")
		require.NoError(t, err)
		for _, s := range []string{"DROP TABLE IF EXISTS pruned", create} {
			_, err := e.run(s)
			require.NoError(t, err, s)
		}
		for query, wants := range map[string][]string{
			`name = smoke`:                          {`"columnName" : "name"`, `"value" : "smoke"`, `"bound" : "EXACTLY"`},
			`status in (SAVED) and name ^= smoke`:   {`"columnName" : "name"`, `"value" : "smoke"`, `"value" : "smokf"`, `"columnName" : "status"`},
			`modified > 2026-01-31 and not name=a`:  {`"columnName" : "modified"`, `2026-02-01 00:00:00`},
			`name = a or name = b or name in (c,d)`: {`"columnName" : "name"`, `"value" : "a"`, `"value" : "d"`},
		} {
			w, err := sql.Where(searchfilter.MustParse(query).Resolved(), sql.Trino, sql.TableOf(schema.TestCase(), sql.Trino, "pruned"), sql.Options{Literals: true})
			require.NoError(t, err)
			rows, err := e.run("EXPLAIN (TYPE IO, FORMAT JSON) SELECT name FROM pruned WHERE " + w.Text)
			require.NoError(t, err)
			for _, want := range wants {
				require.Contains(t, rows[0][0], want, "%s\n%s", query, w.Text)
			}
		}
	}, "Trino")
}

// TestFloats holds that each float of a clause in literals is read as that float: of some
// decimals SQLite makes the one beside it.
func TestFloats(t *testing.T) {
	floats := schema.MustNew(schema.Schema{Name: "float", Fields: []schema.Field{{Name: "f", Kind: schema.Number}}})
	table := sql.Table{Columns: map[string]sql.Column{"f": {Name: "f", Type: "double"}}}
	list := []float64{math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, 0x1p-1022, 0x1.fffffffffffffp-1023, 0, -1, 1e22, 1e23, 1 << 53, 1<<53 - 1, 0.1}
	r := rand.New(rand.NewSource(1))
	for len(list) < 300 {
		if f := math.Float64frombits(r.Uint64()); !math.IsNaN(f) && !math.IsInf(f, 0) {
			list = append(list, f, float64(r.Intn(1e9))/1e4)
		}
	}
	each(t, func(t *testing.T, e engine) {
		var statements []string
		list := list
		if !e.takesArgs() {
			list = list[:100]
		}
		for i, f := range list {
			q, err := searchfilter.Options{Schema: floats}.Parse("f = $1", f)
			require.NoError(t, err)
			w, err := sql.Where(q.Resolved(), e.dialect(), table, sql.Options{Literals: true})
			require.NoError(t, err)
			statement := fmt.Sprintf("SELECT %d AS i FROM (SELECT %%s AS f) AS t WHERE %s", i, w.Text)
			if !e.takesArgs() {
				statements = append(statements, fmt.Sprintf(statement, fmt.Sprintf("from_ieee754_64(from_hex('%016x'))", math.Float64bits(f))))
				continue
			}
			cast := map[sql.Dialect]string{sql.SQLite: "?", sql.DuckDB: "CAST(? AS DOUBLE)", sql.PostgreSQL: "CAST($1 AS float8)", sql.MySQL: "(? + 0e0)"}[e.dialect()]
			rows, err := e.run(fmt.Sprintf(statement, cast), f)
			require.NoError(t, err)
			require.Len(t, rows, 1, "%v\n%s", f, w.Text)
		}
		for part := range slices.Chunk(statements, 100) {
			rows, err := e.run(strings.Join(part, " UNION ALL "))
			require.NoError(t, err)
			require.Len(t, rows, len(part))
		}
	})
}
