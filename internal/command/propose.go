package command

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter"
)

// propose returns proposals for the cursor of a command line, the best first.
func propose(l shellLine, more []func(*Streams) *cobra.Command) []proposal {
	switch {
	case l.unknown || strings.ContainsFunc(l.word, unicode.IsControl):
		return nil
	case l.isFile:
		return fileProposals(l.word, "")
	case len(l.words) == 0: // the cursor is at the name of the program
		return nil
	}
	// Cobra completes commands and flags, and calls the functions for values and arguments.
	root := newProgram(&Streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard}, more)
	var said bytes.Buffer
	root.SetOut(&said)
	root.SetErr(io.Discard)
	root.SetArgs(append(append([]string{cobra.ShellCompRequestCmd}, l.words[1:]...), l.word))
	var list []proposal
	if err := root.ExecuteContext(context.WithValue(context.Background(), proposalsKey{}, &list)); err != nil || list != nil {
		return list
	}
	// For --output=json, Cobra returns the value alone.
	prefix := ""
	if name, _, ok := strings.Cut(l.word, "="); ok && strings.HasPrefix(name, "--") {
		prefix = name + "="
	}
	for line := range strings.Lines(said.String()) {
		line = strings.TrimSuffix(line, "\n")
		if number, ok := strings.CutPrefix(line, ":"); ok { // the last line, which says whether files may follow
			if directive, err := strconv.Atoi(number); err == nil && cobra.ShellCompDirective(directive) == cobra.ShellCompDirectiveDefault {
				list = append(list, fileProposals(strings.TrimPrefix(l.word, prefix), prefix)...)
			}
			break
		}
		text, detail, _ := strings.Cut(line, "\t")
		if text = prefix + text; strings.HasPrefix(text, l.word) {
			list = append(list, proposal{text: text, show: strings.TrimPrefix(text, prefix), detail: brief(detail), open: strings.HasSuffix(text, "=")})
		}
	}
	return list
}

// brief returns the first sentence of a text, cut if it is long.
func brief(text string) string {
	const most = 60
	text, _, _ = strings.Cut(text, ". ")
	return cutLine(strings.TrimSuffix(text, "."), most)
}

// fileProposals returns the files whose names begin with what is written. The text of each
// proposal begins with the prefix.
func fileProposals(written, prefix string) (list []proposal) {
	const most = 500
	dir, base := "", written
	if i := strings.LastIndexByte(written, '/'); i >= 0 {
		dir, base = written[:i+1], written[i+1:]
	}
	from := dir
	if home, err := os.UserHomeDir(); err == nil && strings.HasPrefix(dir, "~/") {
		from = filepath.Join(home, dir[2:])
	}
	if from == "" {
		from = "."
	}
	entries, _ := os.ReadDir(from)
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, base) || base == "" && name[0] == '.' || strings.ContainsFunc(name, unicode.IsControl) {
			continue
		}
		if len(list) == most {
			break
		}
		info, err := os.Stat(filepath.Join(from, name))
		isDir := err == nil && info.IsDir()
		if isDir {
			name += "/"
		}
		list = append(list, proposal{text: prefix + dir + name, show: name, open: isDir})
	}
	return list
}

// proposalsKey is the key of the context by which completeQuery returns proposals. Cobra itself
// passes words alone.
type proposalsKey struct{}

// completeQuery adds proposals for the first arguments of a command, which are queries. Files
// says whether files follow them.
func completeQuery(cmd *cobra.Command, queries int, files bool, options func() searchfilter.Options) {
	cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, written string) ([]string, cobra.ShellCompDirective) {
		if len(args) >= queries {
			if files {
				return nil, cobra.ShellCompDirectiveDefault
			}
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		if list, ok := cmd.Context().Value(proposalsKey{}).(*[]proposal); ok {
			if file, isFile := strings.CutPrefix(written, "@"); isFile && queries > 1 { // of diff
				*list = fileProposals(file, "@")
			} else {
				*list = queryProposals(options(), written)
			}
		}
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
}

// queryProposals returns what is written with each next token that fits. If only one fits, the
// tokens behind it are added, too.
func queryProposals(o searchfilter.Options, written string) []proposal {
	const most = 4 // tokens
	list := nextProposals(o, written)
	for range most {
		if len(list) != 1 {
			break
		}
		only := list[0]
		following := nextProposals(o, only.text)
		if len(following) == 0 {
			break
		}
		for i := range following {
			if p := &following[i]; strings.HasPrefix(p.text, only.text) {
				p.show = only.show + p.text[len(only.text):]
			}
		}
		list = following
	}
	return list
}

// nextProposals returns src with each next token that fits.
func nextProposals(o searchfilter.Options, src string) (list []proposal) {
	add := func(src string, c searchfilter.Completion) {
		// If no values are known, the completion is an example, which nobody wants to write.
		isExample := c.Text == `""` || c.Text == "0"
		if c.Kind != "value" || !isExample {
			list = append(list, proposal{text: src[:c.Start] + c.Text, show: c.Text, detail: c.Detail, open: true, query: true})
		}
	}
	isSpaced := src == "" || strings.HasSuffix(src, "(") || strings.TrimRightFunc(src, unicode.IsSpace) != src
	begun, follow := false, false
	for _, c := range (searchfilter.Completer{Options: o}).Complete(src, len(src)) {
		switch {
		case isSpaced || c.Start < len(src):
			begun = true
			add(src, c)
		case c.Text == `"` || c.Text == "'": // it ends a text
			begun = true
			add(src, c)
		default: // it follows a whole word, such as = behind a name
			follow = true
			if c.Text == ")" || c.Text == "," {
				add(src, c)
			}
		}
	}
	if isSpaced || begun && !follow {
		return list
	}
	// What follows a whole word stands behind a space.
	for _, c := range (searchfilter.Completer{Options: o}).Complete(src+" ", len(src)+1) {
		// No condition is followed by not, nor is tag:, which lacks its key.
		isNext := follow || c.Kind == "keyword" && c.Text != "not"
		if isNext && c.Start > len(src) && c.Text != ")" && c.Text != "," {
			add(src+" ", c)
		}
	}
	return list
}
