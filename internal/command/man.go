package command

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
	"github.com/spf13/pflag"
)

// newMan returns the command that writes manual pages.
func newMan(s *Streams) *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "man",
		Short: "Write manual pages.",
		Long: `It writes searchfilter.1, a page for each command, such as searchfilter-plan.1,
and one for each topic, such as searchfilter-language.7, into a folder, which it
makes if it is missing. The pages have no date, but that of SOURCE_DATE_EPOCH if
the environment has it, so that the same program writes the same pages. If the
folder is called man1, the pages of topics go to man7 beside it.

    searchfilter man ~/.local/share/man/man1
    searchfilter man . && man ./searchfilter-plan.1`,
		RunE: func(cmd *cobra.Command, _ []string) error { return writePages(cmd.Root(), dir) },
	}
	Args(cmd, Arg{"<folder>", "Where to write the pages.", &dir})
	return cmd
}

// writePages writes the manual pages of the program.
func writePages(root *cobra.Command, dir string) error {
	folders := map[string]string{"1": dir, "7": dir}
	if filepath.Base(dir) == "man1" { // in which man looks for section 1 alone
		folders["7"] = filepath.Join(filepath.Dir(dir), "man7")
	}
	for _, folder := range folders {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	date, err := dateOfPages()
	if err != nil {
		return err
	}
	for _, c := range append(root.Commands(), root) {
		h := &doc.GenManHeader{Section: "1", Date: &date, Source: "searchfilter", Manual: "Searchfilter"}
		if c.IsAdditionalHelpTopicCommand() {
			h.Section = "7"
		} else if c.Hidden {
			continue
		}
		name := strings.ReplaceAll(c.CommandPath(), " ", "-") + "." + h.Section
		forMarkdown(c)
		var page bytes.Buffer
		if err := doc.GenMan(c, h, &page); err != nil {
			return err
		}
		text := strings.ReplaceAll(page.String(), "[=]", "") // Cobra writes it behind a flag without a value
		text = strings.ReplaceAll(text, "searchfilter(7)", "searchfilter(1)")
		if date.IsZero() {
			text = strings.Replace(text, `"Jan 0001"`, `""`, 1)
		}
		if err := os.WriteFile(filepath.Join(folders[h.Section], name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// dateOfPages returns the date in the environment, or the zero time.
func dateOfPages() (time.Time, error) {
	epoch := os.Getenv("SOURCE_DATE_EPOCH")
	if epoch == "" {
		return time.Time{}, nil
	}
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	return time.Unix(seconds, 0).UTC(), err
}

// forMarkdown changes the texts of a command to Markdown, from which Cobra makes pages.
func forMarkdown(c *cobra.Command) {
	c.Use, c.Short, c.Long = escaped(c.Use), escaped(c.Short), markdown(c.Long)
	c.InheritedFlags() // adds these to the command's flags
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Annotations[escapedKey] != nil { // a flag of all commands is changed once
			return
		}
		placeholder, usage := pflag.UnquoteUsage(f)
		f.Usage, f.DefValue = escaped(usage), escaped(placeholder)
		_ = c.Flags().SetAnnotation(f.Name, escapedKey, []string{})
	})
}

const escapedKey = "searchfilter escaped"

var special = regexp.MustCompile("[\\\\`*_{}\\[\\]()#+\\-!|&<>~]")

// escaped returns Markdown that shows text as it is.
func escaped(text string) string { return special.ReplaceAllString(text, `\$0`) }

// markdown returns a text of the help as Markdown. Indented lines stay as they are.
func markdown(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "    "):
			b.WriteString(line)
		case strings.HasPrefix(line, "  "):
			b.WriteString("    " + line)
		case strings.HasSuffix(line, ":\n") && len(line) < 20: // the heading of a list
			b.WriteString(escaped(line) + "\n")
		default:
			b.WriteString(escaped(line))
		}
	}
	return b.String()
}
