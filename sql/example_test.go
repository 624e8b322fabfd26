package sql_test

import (
	"fmt"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/sql"
)

var testCases = sql.Table{
	Columns: map[string]sql.Column{
		"name":     {Name: "name", NotNull: true},
		"status":   {Name: "status", NotNull: true},
		"modified": {Name: "last modified", Type: "instant(6)"},
	},
	Tags: sql.Tags{Column: &sql.Column{Name: "tags", Type: "json"}},
}

func ExampleWhere() {
	q := searchfilter.MustParse(`name ^= "smoke_" and not status = SAVED or tag:BPO = 123`)
	w, err := sql.Where(q.Resolved(), sql.PostgreSQL, testCases, sql.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(w.Text)
	fmt.Printf("%q\n", w.Args)
	// Output:
	// (("name" LIKE $1 ESCAPE '!' AND "status" <> $2) OR "tags" @> jsonb_build_object(CAST($3 AS text), CAST($4 AS text)))
	// ["smoke!_%" "SAVED" "BPO" "123"]
}

func ExampleWhere_options() {
	q := searchfilter.MustParse(`modified > 2026-01-31 and tag:team = "O'Hara"`)

	// Behind an argument of one's own.
	w, err := sql.Where(q.Resolved(), sql.PostgreSQL, testCases, sql.Options{First: 2})
	fmt.Println("SELECT name FROM test_cases WHERE tenant = $1 AND "+w.Text, err)

	// Where an engine takes no arguments.
	table := sql.TableOf(q.Resolved().Schema(), sql.Trino, "")
	w, err = sql.Where(q.Resolved(), sql.Trino, table, sql.Options{Literals: true})
	fmt.Println(w.Text, err)
	// Output:
	// SELECT name FROM test_cases WHERE tenant = $1 AND ("last modified" >= CAST($2 AS timestamptz) AND "tags" @> jsonb_build_object(CAST($3 AS text), CAST($4 AS text))) <nil>
	// ("modified" >= CAST('2026-02-01 00:00:00.000000' AS timestamp(6)) AND element_at(CAST(json_parse("tags") AS map(varchar, varchar)), 'team') = 'O''Hara') <nil>
}

func ExampleWhere_partial() {
	q := searchfilter.MustParse(`status = SAVED and (name ^= a or content *= b)`)
	_, err := sql.Where(q.Resolved(), sql.DuckDB, testCases, sql.Options{})
	fmt.Println(err)
	p, err := sql.Where(q.Resolved(), sql.DuckDB, testCases, sql.Options{Partial: true})
	fmt.Println(p.Text, p.Args, err)
	fmt.Println(p.Residual)
	// Output:
	// 1:34: the table has no column for content; leave it out and match the records that are found with the whole query, or say which column has it
	// ("status" COLLATE C = ?) [SAVED] <nil>
	// name ^= a or content *= b
}

func ExampleCreate() {
	statement, err := sql.Create(hosts, sql.SQLite, "hosts")
	fmt.Println(statement)
	fmt.Println(err)
	// Output:
	// CREATE TABLE `hosts` (
	//   `name` TEXT,
	//   `state` TEXT,
	//   `up` INTEGER CHECK (`up` IN (0, 1)),
	//   `cores` REAL,
	//   `booted` INTEGER,
	//   `bought` TEXT,
	//   `mac_addresses` TEXT CHECK (`mac_addresses` IS NULL OR json_valid(`mac_addresses`)),
	//   `tags` TEXT CHECK (`tags` IS NULL OR json_valid(`tags`))
	// ) STRICT
	// <nil>
}
