// Searchfilter is the command line of the query language with all that the
// program of that name in the library's own module has, and with search, which
// runs a plan against Amazon Connect:
//
//	searchfilter search --instance-id ID 'name ^= smoke and status = PUBLISHED or tag:BPO = 123'
//	searchfilter search --target users --instance-id ID 'username ^= jo and tag:team = billing'
//	searchfilter search --local test-cases.json 'name $= -prod and not tag:owner exists'
package main

import (
	"os"

	"github.com/searchfilter/searchfilter/internal/command"
)

func main() { os.Exit(command.Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, search)) }
