package command

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/searchfilter/searchfilter/internal/chars"
)

// about is the help for the program.
const about = `Searchfilter has one query language for the searches of Amazon Connect, such as
that of test cases, and for the filters of Amazon Q in Connect.

The same query is sent as requests, or as the tagFilter of a session, and
selects records in hand:

    searchfilter plan 'name ^= "smoke" and status = PUBLISHED or tag:BPO = 123'
    searchfilter compile 'name ^= "smoke" and status = PUBLISHED'
    searchfilter match 'tag:BPO = 123 or modified > -7d' test-cases.json
    searchfilter plan --target users 'username ^= jo and tag:team = billing'

A query joins conditions with and, or, not and parentheses. The operators are
= != ^= (begins with) *= (contains) $= (ends with) < <= > >= in, not in and
exists. The fields are name description status id arn region sha256 content
initialization flow type source-phone-number destination-phone-number modified
and tag:KEY. Those of other searches are listed by searchfilter fields.

Put a query in single quotes, so that the shell leaves it alone, and -- before
one that begins with a hyphen. The exit status is 0, or 2 after an error; that
of match and search is 1 if no record is found, that of lint 1 if there are
problems, that of diff 1 if there is a difference, and that of fmt --check 1 if
there are files to change.

The command help language tells all about the language, help quoting how to write
a query in other shells, and help plan, or plan --help, about a command.`

// These say where the command search is, which the program without the AWS SDK lacks.
const (
	whereSearch = "needs the AWS SDK, and is in the program that `go install ./cmd/searchfilter` makes in the folder awsconnect"
	aboutSearch = `The command search, which runs a plan against Amazon Connect, needs the AWS SDK:
it is in the program of the folder awsconnect.`
)

// helpOf returns the help for the program, a command or a topic.
func helpOf(cmd *cobra.Command) string {
	if cmd.IsAdditionalHelpTopicCommand() {
		return cmd.Long + "\n"
	}
	cmd.InheritedFlags() // adds these to the command's flags
	var b strings.Builder
	fmt.Fprintf(&b, "Usage: %s\n\n", cmd.UseLine())
	if cmd.HasParent() {
		fmt.Fprintf(&b, "%s\n\n", cmd.Short)
	}
	fmt.Fprintf(&b, "%s\n", cmd.Long)
	for _, g := range cmd.Groups() {
		var list []Arg
		for _, c := range cmd.Commands() {
			if c.GroupID == g.ID {
				list = append(list, Arg{Name: c.Name(), Help: c.Short})
			}
		}
		fmt.Fprintf(&b, "\n%s:\n%s\n", g.Title, rows(list))
	}
	var list []Arg
	for _, c := range cmd.Commands() {
		if c.IsAdditionalHelpTopicCommand() {
			list = append(list, Arg{Name: "help " + c.Name(), Help: c.Short})
		}
	}
	if list != nil {
		fmt.Fprintf(&b, "\nTopics:\n%s\n", rows(list))
	}
	for _, title := range []string{ownFlags, meaningFlags, serviceFlags, generalFlags} {
		f := pflag.NewFlagSet("", pflag.ContinueOnError)
		f.SortFlags = false
		cmd.Flags().VisitAll(func(flag *pflag.Flag) {
			if sectionOf(flag) == title {
				f.AddFlag(flag)
			}
		})
		if f.HasAvailableFlags() {
			fmt.Fprintf(&b, "\n%s:\n%s", title, f.FlagUsagesWrapped(80))
		}
	}
	return b.String()
}

func sectionOf(f *pflag.Flag) string {
	if in := f.Annotations[sectionKey]; in != nil {
		return in[0]
	}
	return ownFlags
}

// newHelp returns the command that shows help.
func newHelp(s *Streams) *cobra.Command {
	var about string
	cmd := &cobra.Command{
		Use:   "help",
		Short: "Show help about a command or a topic.",
		Long: `Without an argument it lists the commands and the topics.

    searchfilter help plan
    searchfilter help language`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			root := cmd.Root()
			if about == "" {
				return s.print(helpOf(root))
			}
			var names []string
			for _, c := range root.Commands() {
				if c.Name() == about {
					return s.print(helpOf(c))
				}
				names = append(names, c.Name())
			}
			return usageError(root, fmt.Errorf("there is no help about %s%s", chars.Excerpt(about), meantCommand(about, names)))
		},
	}
	cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, _ string) (list []string, _ cobra.ShellCompDirective) {
		for _, c := range cmd.Root().Commands() {
			if len(args) == 0 && !c.Hidden {
				list = append(list, cobra.CompletionWithDesc(c.Name(), c.Short))
			}
		}
		return list, cobra.ShellCompDirectiveNoFileComp
	}
	Args(cmd, Arg{"[<about>]", "A command, or a topic such as language.", &about})
	return cmd
}
