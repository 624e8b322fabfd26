// Command sqltest measures how long database engines take for queries of package sql, and how long
// a match of the same records takes:
//
//	go -C sqltest run . -records 1000000
//	sqltest/trino/run go -C sqltest run . -write ../bench/README.md
//
// The second writes the results into that file, between its lines <!-- sql --> and <!-- /sql -->.
// The command makes a table of test cases in each engine that it finds, and asks each query three
// times. It prints the least time and the number of rows. If that is not the number of records that
// match, it fails. The tables are those of sql.Create, without an index. A match reads the records
// as JSON in one goroutine, as searchfilter match does.
//
// The command starts the engines itself. Trino alone must run already, at the address in
// SQLTEST_TRINO: see trino/run.
//
// The tests of the module compare what the engines select with what package eval selects:
//
//	go -C sqltest test .
//	SQLTEST_QUERIES=5000 SQLTEST_SEED=2 go -C sqltest test -timeout 2h .
//
// An engine that is not found is left out. That is logged, and noted in the file that
// SQLTEST_NOTES names.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/cpuid/v2"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/schema"
	"github.com/searchfilter/searchfilter/sql"
)

func main() {
	records := flag.Int("records", 1_000_000, "how many records there are; thousands are filled up")
	file := flag.String("write", "", "write the table into this `file`, between its markers")
	flag.Parse()
	table, err := bench((*records + 999) / 1000)
	if err == nil {
		fmt.Print(table)
	}
	if err == nil && *file != "" {
		err = write(*file, table)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sqltest:", err)
		os.Exit(1)
	}
}

// benchQueries has the queries, from few rows to many.
var benchQueries = []string{
	`name = "smoke test 777"`,
	`name ^= "smoke test 77" and status = PUBLISHED`,
	`name *= "st 77" and modified >= 2026-01-08`,
	`name *= "TEST 77" i`,
	`tag:team = t-17 and not status = SAVED`,
	`not (tag:team in (t-1, t-2) or name $= "7")`,
}

// rowsOf has a query for each dialect. Its rows are the numbers i from 0, a given number of
// thousands.
var rowsOf = map[sql.Dialect]string{
	sql.SQLite:     "WITH RECURSIVE s(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM s WHERE i < %[1]d * 1000 - 1) SELECT i FROM s",
	sql.DuckDB:     "SELECT range AS i FROM range(%[1]d * 1000)",
	sql.PostgreSQL: "SELECT i FROM generate_series(0, %[1]d * 1000 - 1) AS s(i)",
	sql.Trino:      "SELECT a * 1000 + b AS i FROM UNNEST(sequence(0, %[1]d - 1)) AS s(a) CROSS JOIN UNNEST(sequence(0, 999)) AS t(b)",
}

// modifiedOf has the expression of each dialect for the time at which record i was modified.
var modifiedOf = map[sql.Dialect]string{
	sql.SQLite:     "(1767225600 + i) * 1000000",
	sql.DuckDB:     "to_timestamp(1767225600 + i)",
	sql.PostgreSQL: "to_timestamp(1767225600 + i)",
	sql.Trino:      "CAST(from_unixtime(1767225600 + i, 'UTC') AS timestamp(6))",
}

// fill makes the table.
func fill(e engine, thousands int) error {
	d := e.dialect()
	create, err := sql.Create(schema.TestCase(), d, "test_cases")
	if err != nil {
		return err
	}
	tags := `'{"team":"t-' || CAST(i %% 100 AS %s) || '"}'`
	text := map[sql.Dialect]string{sql.SQLite: "TEXT"}[d]
	if text == "" {
		text = "VARCHAR"
	}
	tags = fmt.Sprintf(tags, text)
	if d == sql.PostgreSQL {
		tags = "CAST(" + tags + " AS jsonb)"
	}
	insert := fmt.Sprintf("INSERT INTO test_cases (id, arn, name, status, modified, tags) SELECT 'id-' || CAST(i AS %[1]s), 'arn-' || CAST(i AS %[1]s), "+
		"'smoke test ' || CAST(i AS %[1]s), CASE WHEN i %% 3 = 0 THEN 'SAVED' ELSE 'PUBLISHED' END, %[2]s, %[3]s FROM (%[4]s) AS n",
		text, modifiedOf[d], tags, fmt.Sprintf(rowsOf[d], thousands))
	for _, s := range []string{"DROP TABLE IF EXISTS test_cases", create, insert} {
		if _, err := e.run(s); err != nil {
			return fmt.Errorf("%w\n%s", err, s)
		}
	}
	return nil
}

// jsonLines returns the records that fill makes as JSON Lines.
func jsonLines(thousands int) []byte {
	var b bytes.Buffer
	for i := range thousands * 1000 {
		status := "PUBLISHED"
		if i%3 == 0 {
			status = "SAVED"
		}
		fmt.Fprintf(&b, `{"Id":"id-%d","Arn":"arn-%d","Name":"smoke test %d","Status":"%s","LastModifiedTime":%d,"Tags":{"team":"t-%d"}}`+"\n",
			i, i, i, status, 1767225600+i, i%100)
	}
	return b.Bytes()
}

// least returns the least time of three runs of f.
func least(f func() error) (least time.Duration, err error) {
	for i := range 3 {
		start := time.Now()
		if err := f(); err != nil {
			return 0, err
		}
		if took := time.Since(start); i == 0 || took < least {
			least = took
		}
	}
	return least, nil
}

// bench returns a text with the machine and a table of what was measured.
func bench(thousands int) (string, error) {
	lines := jsonLines(thousands)
	counts := make([]int, len(benchQueries))
	heads := []string{fmt.Sprintf("%d records", thousands*1000), "rows", "match"}
	var took [][]time.Duration
	for i, text := range benchQueries {
		q, err := searchfilter.Parse(text)
		if err != nil {
			return "", err
		}
		t, err := least(func() error {
			counts[i] = 0
			return match(lines, q.Resolved(), &counts[i])
		})
		if err != nil {
			return "", err
		}
		took = append(took, []time.Duration{t})
	}
	for _, s := range engines {
		if s.name == "MariaDB" { // where tags would stand in a table of their own
			continue
		}
		e, err := s.start()
		if why := (absent{}); errors.As(err, &why) {
			fmt.Fprintf(os.Stderr, "without %s: %v\n", s.name, err)
			continue
		}
		if err != nil {
			return "", err
		}
		heads = append(heads, s.name)
		err = fill(e, thousands)
		for i, text := range benchQueries {
			if err != nil {
				break
			}
			var t time.Duration
			t, err = least(func() error { return count(e, text, counts[i]) })
			took[i] = append(took[i], t)
		}
		if err := errors.Join(err, e.close()); err != nil {
			return "", fmt.Errorf("%s: %w", s.name, err)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s/%s on %s, %d cores, %s; the least of three times.\n\n| %s |\n|%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH,
		cpuid.CPU.BrandName, runtime.NumCPU(), time.Now().UTC().Format("2 January 2006"), strings.Join(heads, " | "), strings.Repeat("---|", len(heads)))
	for i, text := range benchQueries {
		fmt.Fprintf(&b, "| `%s` | %d |", text, counts[i])
		for _, t := range took[i] {
			fmt.Fprintf(&b, " %d ms |", t.Milliseconds())
		}
		b.WriteByte('\n')
	}
	return b.String(), nil
}

// write puts the table into a file, between the markers.
func write(file, table string) error {
	const begin, end = "<!-- sql -->\n", "<!-- /sql -->\n"
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(text), begin)
	_, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		return fmt.Errorf("%s has no lines %s and %s", file, strings.TrimSpace(begin), strings.TrimSpace(end))
	}
	return os.WriteFile(file, []byte(before+begin+"\n"+table+"\n"+end+after), 0o644)
}

// match counts the records in lines that a query selects.
func match(lines []byte, q *schema.Resolved, n *int) error {
	p := eval.Compile(q)
	r := eval.NewReader(bytes.NewReader(lines), q.Schema(), q)
	r.ReuseRecord = true
	for {
		record, err := r.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if p(record) {
			*n++
		}
	}
}

// count returns an error if a query does not select want rows.
func count(e engine, text string, want int) error {
	q, err := searchfilter.Parse(text)
	if err != nil {
		return err
	}
	c, err := sql.Where(q.Resolved(), e.dialect(), sql.TableOf(schema.TestCase(), e.dialect(), "test_cases"), sql.Options{Literals: true})
	if err != nil {
		return err
	}
	rows, err := e.run("SELECT count(*) FROM test_cases WHERE " + c.Text)
	if err != nil {
		return err
	}
	if rows[0][0] != strconv.Itoa(want) {
		return fmt.Errorf("%s selects %s rows and %d records", text, rows[0][0], want)
	}
	return nil
}
