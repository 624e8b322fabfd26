//go:build !cgo

package main

func startDuckDB() (engine, error) { return nil, absent{"this is built without cgo, which it needs"} }
