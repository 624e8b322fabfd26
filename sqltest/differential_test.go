package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
	"github.com/searchfilter/searchfilter/sql"
)

// now is the instant from which relative times count back.
var now = time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC)

// An engine that is not there is no failure. What is left out so is logged, and added to
// the file that SQLTEST_NOTES names, for whoever runs the tests to say.
func note(t *testing.T, text string) {
	t.Helper()
	t.Log(text)
	name := os.Getenv("SQLTEST_NOTES")
	if name == "" {
		return
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	require.NoError(t, err)
	_, err = fmt.Fprintln(f, text)
	require.NoError(t, err)
	require.NoError(t, f.Close())
}

// each runs a test in each engine that is there: of all, or of those that are named.
func each(t *testing.T, test func(t *testing.T, e engine), names ...string) {
	for _, s := range engines {
		if len(names) > 0 && !slices.Contains(names, s.name) {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			e, err := s.start()
			if why := (absent{}); errors.As(err, &why) {
				note(t, fmt.Sprintf("without %s: %v", s.name, err))
				return
			}
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, e.close()) })
			test(t, e)
		})
	}
}

// number returns a variable of the environment that is a number.
func number(t *testing.T, name string, otherwise int) int {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err, name)
	require.Positive(t, n, name)
	return n
}

// queries is how many there are for an engine: of Trino, which takes seconds for what others
// do in milliseconds, a fifth.
func queries(t *testing.T, e engine) int {
	n := number(t, "SQLTEST_QUERIES", 500)
	if e.dialect() == sql.Trino {
		n = (n + 4) / 5
	}
	return n
}

const (
	perRound  = 10 // queries that are asked of the same records
	perRecord = 20 // records that are made for each
)

var zones = []string{"UTC", "UTC", "Europe/London", "America/Havana", "Pacific/Apia", "Asia/Kolkata"}

// Times and numbers at which columns end, or that floats do not tell apart.
var (
	nastyTimes = []string{
		"0000-01-01", "0000-01-01T00:00:00Z", "0000-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "0000-12-31T23:59:59.9999999Z", "1582-10-10T00:00:00Z",
		"1969-12-31T23:59:59.9999995Z", "1969-12-31T23:59:59.9995Z", "1970-01-01T00:00:00Z", "1677-09-21T00:12:43Z", "2262-04-11T23:47:16.854775807Z", "2262-04-12T00:00:00Z",
		"9999-12-31", "9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59-14:00", "2011-12-30", "2026-03-08",
	}
	nastyNumbers = []string{
		"1.7976931348623157e308", "1.7976931348623158e308", "-1.7976931348623157e308", "-1.8e308", "5e-324", "-5e-324", "2e-324", "4.9e-324", "2.2250738585072014e-308",
		"9223372036854775807.5", "-9223372036854775808", "-9223372036854775808.5", "-9223372036854775809", "9223372036.854775807", "9223372036.8547758075", "92233720368547758.07",
		"99999999999999999999999999999.999999999", "99999999999999999999999999999.9999999999", "-99999999999999999999999999999.9999999999", "100000000000000000000000000000",
		"9999999.99", "9999999.995", "-9999999.995", "0.0000000005", "-0.0000000005", "0.005", "-0.005", "0.1", "0.10000000000000001", "0.1000000000000000055511151231257827",
		"9007199254740993", "9007199254740992", "9007199254740991", "123456789012345680", "123456789012345678", "1e23", "99999999999999990000000", "8.41e21", "9.5367431640625e-7",
	}
)

// hostile are texts that end a literal, a name, a pattern or a statement somewhere.
var hostile = []string{
	"'", "''", `\'`, `\`, `\\'`, `"`, "`", "') OR 1=1 --", `\') OR 1=1 --`, "'; DROP TABLE things; --", "\x00'", "'\x00", "$1", "?", ":x", "%", "_", "!", "{v}", "\n--\n", "/*", "*/", "E'", "U&'\\0027'",
	"' || 'x", "\u0085'", "\u02bc", "\uff07", "[a]", "^a$", "a|b", "(?i)a", ".*", `\d`, "[[:<:]]", "***=a",
}

// query returns a query of things.
func query(r *rand.Rand, size int) (*schema.Resolved, error) {
	x := fuzz.Trees(things)(r, size)
	x = tree.Map(x, func(c *ast.Comparison) *ast.Comparison {
		list := hostile
		switch things.KindOf(c.Field) {
		case schema.Number:
			list = nastyNumbers
		case schema.Time:
			list = nastyTimes
		case schema.Text, schema.List:
		default:
			return c
		}
		y := *c
		if y.Field.Tag && r.Intn(6) == 0 {
			y.Field.Name = hostile[r.Intn(len(hostile))]
		}
		if len(c.Values) > 0 && r.Intn(3) == 0 {
			y.Values = slices.Clone(c.Values)
			y.Values[0].Text = list[r.Intn(len(list))]
		}
		return &y
	})
	zone, err := time.LoadLocation(zones[r.Intn(len(zones))])
	if err != nil {
		return nil, err
	}
	return things.Resolve(x, schema.Options{Now: now, Zone: zone})
}

// odd returns a record of fuzz's, or now and then one that has what that does not make.
func odd(r *rand.Rand, record map[string]value) map[string]value {
	if r.Intn(4) == 0 {
		for _, f := range []string{"seen", "local", "ticks", "logged"} {
			if r.Intn(2) == 0 {
				if text := nastyTimes[r.Intn(len(nastyTimes))]; len(text) > len("2006-01-02") {
					record[f] = text
				}
			}
		}
		for _, f := range []string{"count", "price", "cents", "ratio"} {
			if r.Intn(2) == 0 {
				record[f] = json.Number(nastyNumbers[r.Intn(len(nastyNumbers))])
			}
		}
	}
	if r.Intn(10) == 0 {
		record["state"] = []string{"open", "OPEN ", "UNKNOWN", ""}[r.Intn(4)]
	}
	if name, ok := record["name"].(string); ok && r.Intn(6) == 0 {
		record["name"] = name + strings.Repeat(" ", 1+r.Intn(2)) // what padding makes equal
	}
	return record
}

// A round is some queries, and records that are near to what they ask for.
type round struct {
	queries  []*schema.Resolved
	records  []map[string]value
	programs []*eval.Record
}

func (s *setup) round(t *testing.T, r *rand.Rand) *round {
	var made round
	for len(made.queries) < perRound {
		q, err := query(r, 1+r.Intn(12))
		if err != nil {
			continue // too long in all
		}
		made.queries = append(made.queries, q)
		near := fuzz.Records(things, q.Expr())
		for range perRecord {
			record := s.fitted(odd(r, near(r, 3)))
			made.records = append(made.records, record)
			read, err := eval.NewRecord(things, record)
			require.NoError(t, err, "%v", record)
			made.programs = append(made.programs, read)
		}
	}
	return &made
}

// selected returns the indices of the records that a query selects.
func (m *round) selected(q *schema.Resolved) []int {
	p := eval.Compile(q)
	list := []int{}
	for i, r := range m.programs {
		if p(r) {
			list = append(list, i)
		}
	}
	return list
}

// rows returns for each clause the rows that it selects. An engine that takes long for each
// statement is asked all at once.
func (s *setup) rows(e engine, clauses []sql.Clause) ([][]int, error) {
	statements := make([]string, len(clauses))
	for i, w := range clauses {
		statements[i] = fmt.Sprintf("SELECT %d AS n, id FROM things AS %s WHERE %s", i, s.aliasName(), w.Text)
	}
	selected := make([][]int, len(clauses))
	add := func(statement string, args ...any) error {
		rows, err := e.run(statement, args...)
		if err != nil {
			return fmt.Errorf("%w\n%s\n%q", err, statement, args)
		}
		for _, row := range rows {
			n, err1 := strconv.Atoi(row[0])
			id, err2 := strconv.Atoi(row[1])
			if err := errors.Join(err1, err2); err != nil {
				return err
			}
			selected[n] = append(selected[n], id)
		}
		return nil
	}
	if !e.takesArgs() {
		if err := add(strings.Join(statements, " UNION ALL ")); err != nil {
			return nil, err
		}
	} else {
		for i, w := range clauses {
			if err := add(statements[i], w.Args...); err != nil {
				return nil, err
			}
		}
	}
	for _, list := range selected {
		slices.Sort(list)
	}
	return selected, nil
}

// write returns how the setup writes a text.
func (s *setup) write(text string) string { return s.columns[0].write(text) }

func quoteOf(d sql.Dialect) string {
	if d == sql.SQLite || d == sql.MySQL {
		return "`"
	}
	return `"`
}

// TestDifferential holds the rows that an engine selects to the records that package eval
// selects: of queries, of their negations, and of what is left of those of which the table
// lacks columns.
func TestDifferential(t *testing.T) {
	each(t, func(t *testing.T, e engine) {
		tables := setups(e.dialect())
		require.NotEmpty(t, tables)
		for i, s := range tables {
			t.Run(s.name, func(t *testing.T) {
				s.differential(t, e, rand.New(rand.NewSource(int64(number(t, "SQLTEST_SEED", 1)+i))), (queries(t, e)+len(tables)-1)/len(tables))
			})
		}
	})
}

func (s *setup) differential(t *testing.T, e engine, r *rand.Rand, n int) {
	quote := quoteOf(e.dialect())
	for _, statement := range s.prepare {
		_, err := e.run(statement)
		require.NoError(t, err, statement)
	}
	asked, tells, planned, left := 0, 0, 0, 0
	for asked < n {
		for _, statement := range s.create(quote) {
			_, err := e.run(statement)
			require.NoError(t, err, statement)
		}
		m := s.round(t, r)
		for _, statement := range s.insert(quote, s.write, m.records, 0, r) {
			_, err := e.run(statement)
			require.NoError(t, err, "%.2000s", statement)
		}
		var questions []question
		for _, q := range m.queries {
			asked++
			negated := q.With(&ast.Not{X: q.Expr()})
			questions = append(questions, s.question(t, e, m, q)...)
			questions = append(questions, s.question(t, e, m, negated)...)
			if n := len(m.selected(q)); n > 0 && n < len(m.records) {
				tells++
			}
			if r.Intn(2) == 0 {
				planned++
				plan := s.plan(t, e, m, q, r)
				if plan.residual != nil {
					left++
				}
				questions = append(questions, plan)
			}
		}
		s.hold(t, e, m, questions)
	}
	t.Logf("%d queries and their negations of %d records each, %d of which select some and not all; %d plans, of which %d leave something", asked, perRound*perRecord, tells, planned, left)
	require.Greater(t, tells*3, asked, "too few of the queries select some records and not all")
}

func (s *setup) options(e engine) sql.Options {
	return sql.Options{Literals: s.literals || !e.takesArgs()}
}

// A question is what an engine is asked, and what must come of it.
type question struct {
	query    *schema.Resolved
	clause   sql.Clause
	residual *schema.Resolved // nil if nothing is left
	want     []int
}

// question returns the question of a query, if it can be asked.
func (s *setup) question(t *testing.T, e engine, m *round, q *schema.Resolved) []question {
	w, err := sql.Where(q, e.dialect(), s.table(), s.options(e))
	if isPointer(err) {
		return nil
	}
	require.NoError(t, err, "%s", q)
	return []question{{query: q, clause: w, want: m.selected(q)}}
}

// hold fails the test if an engine selects other rows than records.
func (s *setup) hold(t *testing.T, e engine, m *round, questions []question) {
	clauses := make([]sql.Clause, len(questions))
	for i, q := range questions {
		clauses[i] = q.clause
	}
	selected, err := s.rows(e, clauses)
	require.NoError(t, err)
	for i, q := range questions {
		got := selected[i]
		if q.residual != nil {
			found := m.selected(q.residual)
			got = slices.DeleteFunc(got, func(i int) bool { return !slices.Contains(found, i) })
		}
		if !slices.Equal(q.want, got) {
			t.Errorf("the query\n\t%s\nselects %s and not %s\nby %s\n%q\nand of these by %v",
				q.query, m.show(without(got, q.want)), m.show(without(q.want, got)), q.clause.Text, q.clause.Args, q.residual)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
}

// isPointer reports whether the error says that a key has a U+0000, which DuckDB does not
// find in JSON.
func isPointer(err error) bool {
	var ds ast.Diagnostics
	if !errors.As(err, &ds) {
		return false
	}
	return !slices.ContainsFunc(ds, func(d ast.Diagnostic) bool { return !strings.Contains(d.Message, "U+0000") })
}

// plan returns the question of a query's plan, by a table that lacks some columns.
func (s *setup) plan(t *testing.T, e engine, m *round, q *schema.Resolved, r *rand.Rand) question {
	table := s.table()
	for _, c := range s.columns {
		if r.Intn(3) == 0 {
			delete(table.Columns, c.field)
		}
	}
	if r.Intn(3) == 0 {
		table.Tags = sql.Tags{}
	}
	o := s.options(e)
	o.Partial = true
	p, err := sql.Where(q, e.dialect(), table, o)
	require.NoError(t, err, "%s", q)
	return question{q, p, p.Residual, m.selected(q)}
}

func without(list, others []int) []int {
	return slices.DeleteFunc(slices.Clone(list), func(i int) bool { return slices.Contains(others, i) })
}

// show returns the first of some records.
func (m *round) show(list []int) string {
	if len(list) == 0 {
		return "nothing"
	}
	return fmt.Sprintf("%d such as %q", len(list), fmt.Sprint(m.records[list[0]]))
}
