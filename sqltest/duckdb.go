//go:build cgo

package main

import (
	_ "github.com/duckdb/duckdb-go/v2"

	"github.com/searchfilter/searchfilter/sql"
)

func startDuckDB() (engine, error) { return newDatabase(sql.DuckDB, "duckdb", "", nothing) }
