package command

import (
	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/internal/shown"
)

// topics returns the topics of the help.
func topics() []*cobra.Command {
	return []*cobra.Command{
		{Use: "language", Short: "The query language.", Long: language, DisableFlagsInUseLine: true},
		{Use: "quoting", Short: "How to write a query in a shell.", Long: quoting, DisableFlagsInUseLine: true},
	}
}

const language = shown.Language

// quoting is the topic about shells.
const quoting = `How to write a query in a shell

A query is one argument. In bash, zsh, fish and other shells of Unix put it in
single quotes, in which they leave everything alone, and use double quotes in
the query:

    searchfilter check 'name = "smoke test" and tag:BPO = $1' --arg 123

For a single quote in such a query, write \u0027 in a text in double quotes, or
pass the text with --arg:

    searchfilter check 'name = "Jo\u0027s test"'
    searchfilter check 'name = $1' --arg "Jo's test"

In PowerShell, single quotes do, too. Before version 7.3 it drops double quotes
on the way to a program, so use single quotes in the query, doubled:

    searchfilter check 'name = ''smoke test'' and tag:BPO = $1' --arg 123

In cmd.exe put the query in double quotes, and use single quotes in the query.
Between the double quotes < > | & ^ are left alone. A name between two % is
that of a variable, and in a batch file % is written %%:

    searchfilter check "name = 'smoke test' and modified > -7d"

In any shell a query may come from a file, which --file names, or from another
program, with - in its place:

    searchfilter check - < query.txt

Put -- before a query or a file that begins with a hyphen:

    searchfilter match 'name exists' -- -cases.json

Tab completes commands, flags and their values, and what stands in a query, once
a shell has the script of searchfilter completion.`
