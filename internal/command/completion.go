package command

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// The scripts are our own. Those of Cobra evaluate the line before the cursor: they fail in an
// open quote, and run a $(rm x) in a query. Ours pass the line to the program, and take what it
// prints as it is.

const bashScript = `# The bash completion of searchfilter. What is typed is never evaluated.
_searchfilter() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(command searchfilter __propose bash "${COMP_LINE:0:COMP_POINT}" "$2" "${COMP_TYPE:-9}" 2>/dev/null)
}
complete -o nospace -o nosort -F _searchfilter searchfilter 2>/dev/null || complete -o nospace -F _searchfilter searchfilter
`

const zshScript = `#compdef searchfilter
# The zsh completion of searchfilter. What is typed is never evaluated.
_searchfilter() {
    local text show
    local -a texts shows
    # The words as they are written, the last one up to the cursor. An open quote is no part
    # of what zsh replaces.
    local word="${words[CURRENT]%"$SUFFIX$QISUFFIX"}"
    local line="${(j: :)words[1,CURRENT-1]} $word"
    while IFS=$'\t' read -r text show; do
        texts+=("$text")
        shows+=("$show")
    done < <(command searchfilter __propose zsh "$line" "${word#"$QIPREFIX"}" 2>/dev/null)
    (( $#texts )) && compadd -U -Q -S '' -l -V searchfilter -d shows -a texts
}
if [[ "${funcstack[1]}" = _searchfilter ]]; then
    _searchfilter
else
    compdef _searchfilter searchfilter
fi
`

const fishScript = `# The fish completion of searchfilter. What is typed is never evaluated.
function __searchfilter_propose
    command searchfilter __propose fish (commandline -cp | string collect) 2>/dev/null
end
complete -c searchfilter -e
complete -c searchfilter -f -k -a '(__searchfilter_propose)'
`

// Windows PowerShell loses double quotes on the way to a program, so the line is passed as
// Base64.
const powershellScript = `# The PowerShell completion of searchfilter. What is typed is never evaluated.
Register-ArgumentCompleter -Native -CommandName 'searchfilter', 'searchfilter.exe' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $length = $cursorPosition - $commandAst.Extent.StartOffset
    $line = $commandAst.ToString().PadRight($length, ' ').Substring(0, $length)
    $bytes = [System.Text.Encoding]::UTF8.GetBytes($line)
    searchfilter __propose powershell ([Convert]::ToBase64String($bytes)) 2>$null | ForEach-Object {
        $text, $show, $detail = $_ -split "` + "`" + `t", 3
        [System.Management.Automation.CompletionResult]::new($text, $show, 'ParameterValue', $detail)
    }
}
`

var scripts = map[shell]string{bash: bashScript, zsh: zshScript, fish: fishScript, powershell: powershellScript}

// newCompletion returns the command that prints the script of a shell.
func newCompletion(s *Streams) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "completion",
		Short: "Print the script by which a shell completes commands and queries.",
		Long: `With it a tab completes commands, flags and their values, files, and what stands
in a query: fields, operators, values and keywords. Nothing that is typed is
evaluated for that. Each line loads it in one shell, where searchfilter is found
by its name; put it where that shell starts:

    source <(searchfilter completion bash)
    source <(searchfilter completion zsh)
    searchfilter completion fish | source
    searchfilter completion powershell | Out-String | Invoke-Expression

In zsh it needs compinit before. At a tab zsh itself runs what $(…) has outside
single quotes, whatever is completed, unless bindkey '^I' complete-word is set.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			script, ok := scripts[shell(name)]
			if !ok {
				return usageError(cmd, fmt.Errorf(`<shell> must be one of "%s" but got %q`, strings.Join(shells, `","`), name))
			}
			return s.print(script)
		},
		ValidArgs: shells,
	}
	Args(cmd, Arg{"<shell>", "One of bash, zsh, fish and powershell.", &name})
	return cmd
}

// newPropose returns the hidden command that the scripts run. Its arguments are the shell and the
// line before the cursor. From bash and zsh it also has the part of the line that a proposal
// replaces, and from bash the kind of completion.
func newPropose(s *Streams, more []func(*Streams) *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:                "__propose",
		Hidden:             true,
		DisableFlagParsing: true, // a line may begin with a hyphen
		Args:               cobra.MinimumNArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			return s.print(proposed(shell(args[0]), args[1:], more))
		},
	}
}

// proposed returns what a script reads: a proposal on each line.
func proposed(sh shell, args []string, more []func(*Streams) *cobra.Command) string {
	line := args[0]
	if sh == powershell {
		decoded, err := base64.StdEncoding.DecodeString(line)
		if err != nil {
			return ""
		}
		line = string(decoded)
	}
	list := propose(sh.read(line), more)
	var b strings.Builder
	switch sh {
	case bash:
		if len(args) == 3 && strings.HasSuffix(line, args[1]) {
			for _, text := range bashReplies(list, line, args[1], args[2]) {
				fmt.Fprintln(&b, text)
			}
		}
	case zsh:
		if len(args) == 2 && strings.HasSuffix(line, args[1]) {
			texts, shown := zsh.replies(list, line, len(line)-len(args[1]))
			for i, text := range texts {
				fmt.Fprintf(&b, "%s\t%s\n", text, shown[i])
			}
		}
	case fish:
		for _, p := range list {
			fmt.Fprintf(&b, "%s\t%s\n", p.text, p.detail)
		}
	case powershell:
		// PowerShell replaces the whole word.
		start := sh.read(line).start
		for _, p := range list {
			if text, ok := sh.written(p, line, start); ok {
				fmt.Fprintf(&b, "%s\t%s\t%s\n", strings.TrimSuffix(text, " "), p.show, cmp.Or(p.detail, p.show))
			}
		}
	}
	return b.String()
}

// replies returns the texts that replace the line behind start, one for each proposal, and what
// a list shows of each. A shell writes at once what all texts begin with. If that is shorter
// than what is typed, only the proposals count that begin with what is typed.
func (sh shell) replies(list []proposal, line string, start int) (texts, shown []string) {
	width := 0
	for _, p := range list {
		width = max(width, len(p.show))
	}
	for _, p := range list {
		if text, ok := sh.written(p, line, start); ok {
			texts = append(texts, text)
			shown = append(shown, p.shown(min(width, 30)))
		}
	}
	typed := sh.read(line).word
	if len(texts) < 2 || len(sh.read(line[:start]+commonPrefix(texts)).word) >= len(typed) {
		return texts, shown
	}
	var going []proposal
	for _, p := range list {
		if len(p.text) >= len(typed) && strings.EqualFold(p.text[:len(typed)], typed) {
			going = append(going, p)
		}
	}
	if len(going) == len(list) {
		return nil, nil
	}
	return sh.replies(going, line, start)
}

// The kinds of completion that bash passes in COMP_TYPE.
const (
	listOnly      = "63" // nothing is written
	listAmbiguous = "33" // the common beginning is written, and all are listed
)

// bashReplies returns the elements of COMPREPLY. Bash replaces the typed word by their common
// beginning, or lists them as they are.
func bashReplies(list []proposal, line, typed, kind string) []string {
	replies, shown := bash.replies(list, line, len(line)-len(typed))
	switch {
	case len(replies) == 1 && list[0].query && kind != listOnly:
		// With a second one, bash does not close the quote.
		return append(replies, replies[0]+" ")
	case len(replies) > 1 && kind == listOnly:
		return shown
	case len(replies) > 1 && kind == listAmbiguous && len(commonPrefix(replies)) <= len(typed):
		if commonPrefix(shown) != "" { // which bash would write
			shown = append(shown, " ")
		}
		return shown
	}
	return replies
}

func commonPrefix(list []string) string {
	prefix := list[0]
	for _, s := range list[1:] {
		for !strings.HasPrefix(s, prefix) {
			prefix = prefix[:len(prefix)-1]
		}
	}
	return prefix
}

// shown returns the line for a proposal in a list. The details begin behind width characters.
func (p proposal) shown(width int) string {
	if p.detail == "" {
		return p.show
	}
	return fmt.Sprintf("%-*s  -- %s", width, p.show, p.detail)
}
