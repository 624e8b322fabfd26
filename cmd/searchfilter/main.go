// Searchfilter is the command line of the query language: it prints the
// requests that answer a query, selects records, formats and checks queries,
// reads requests back, and serves test cases to try it all with.
//
//	searchfilter plan 'name ^= smoke and status = PUBLISHED or tag:BPO = 123'
//	searchfilter explain 'name $= -prod and modified > -7d'
//	searchfilter compile 'name ^= smoke and status = PUBLISHED'
//	searchfilter match 'tag:BPO = 123' test-cases.json
//	searchfilter fmt 'NAME startswith "smoke"'
//	searchfilter check 'stauts = PUBLISHED'
//	searchfilter plan --target users 'username ^= jo'
//	searchfilter fields users
//	searchfilter decompile search.json
//	searchfilter lint search.json
//	searchfilter serve --sample
//
// searchfilter help says more, searchfilter help match all about a command, and
// searchfilter help language all about the language, which is that of package
// github.com/searchfilter/searchfilter. searchfilter completion has shells
// complete queries, and searchfilter man writes manual pages.
package main

import (
	"os"

	"github.com/searchfilter/searchfilter/internal/command"
)

func main() { os.Exit(command.Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
