package command

import (
	"io"
	"os"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/term"
	"golang.org/x/text/width"

	"github.com/searchfilter/searchfilter/ast"
)

// terminal returns w as a file if it is a terminal, and else nil.
func terminal(w io.Writer) *os.File {
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return f
	}
	return nil
}

// colors reports whether output to w is coloured.
func (s *Streams) colors(w io.Writer) bool {
	switch s.color {
	case "always":
		return true
	case "never":
		return false
	}
	f := terminal(w)
	return f != nil && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && takesEscapes(f)
}

// Escape sequences of ECMA-48 that begin and end a colour.
const (
	red    = "\x1b[1;31m"
	yellow = "\x1b[1;33m"
	bold   = "\x1b[1m"
	plain  = "\x1b[m"
)

var (
	position = regexp.MustCompile(`^(warning: )?(\d+:\d+:)?`)
	carets   = regexp.MustCompile(`(?m)^ +\^+`)
)

// render returns diagnostics about src as text for w. File is the name of the file with src; it
// may be empty.
func (s *Streams) render(w io.Writer, file, src string, ds ast.Diagnostics) string {
	colors := s.colors(w)
	if !colors && file == "" {
		return ds.Render(src)
	}
	var b strings.Builder
	for _, d := range ds {
		first, rest, _ := strings.Cut(ast.Diagnostics{d}.Render(src), "\n")
		at := position.FindString(first)
		message := first[len(at):]
		if file != "" {
			at, message = placeIn(file, at, message)
		}
		if !colors {
			b.WriteString(at + message + "\n" + rest)
			continue
		}
		color := red
		if d.Warning {
			color = yellow
		}
		if at != "" {
			b.WriteString(bold + at + plain)
		}
		b.WriteString(message + "\n")
		// The first line of the rest is a line of the query.
		line, rest, _ := strings.Cut(rest, "\n")
		if line != "" {
			b.WriteString(line + "\n")
		}
		b.WriteString(carets.ReplaceAllString(rest, color+"$0"+plain))
	}
	return b.String()
}

// placeIn returns the place and the message of a diagnostic about a file as compilers write
// them: a.q:1:24: warning: …
func placeIn(file, at, message string) (string, string) {
	at, isWarning := strings.CutPrefix(at, "warning: ")
	message = " " + strings.TrimPrefix(message, " ")
	if isWarning {
		message = " warning:" + message
	}
	return file + ":" + at, message
}

// table prints rows with aligned columns. On a terminal, lines are cut to its width.
func (s *Streams) table(rows [][]string) error {
	width := 0
	if f := terminal(s.Out); f != nil {
		width, _, _ = term.GetSize(int(f.Fd()))
	}
	var b strings.Builder
	for _, line := range aligned(rows) {
		if width > 0 {
			line = cutLine(line, width)
		}
		b.WriteString(line + "\n")
	}
	return s.print(b.String())
}

// aligned returns the rows as lines, with two blanks between their columns.
func aligned(rows [][]string) (lines []string) {
	var widths []int
	for _, row := range rows {
		for i, text := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], columnsIn(text))
		}
	}
	for _, row := range rows {
		line := ""
		for i, text := range row {
			line += text + strings.Repeat(" ", widths[i]-columnsIn(text)+2)
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

// columnsIn returns how many columns of a terminal a text takes.
func columnsIn(text string) (n int) {
	for _, r := range text {
		n += columnsOf(r)
	}
	return n
}

// cutLine returns a line. If it has more columns, it returns the beginning of the line and ….
func cutLine(line string, columns int) string {
	cut, used := 0, 0 // cut is where the line ends if it is too long
	for i, r := range line {
		if used <= columns-1 {
			cut = i
		}
		if used += columnsOf(r); used > columns {
			return line[:cut] + "…"
		}
	}
	return line
}

// columnsOf returns how many columns of a terminal a rune takes.
func columnsOf(r rune) int {
	if r < utf8.RuneSelf {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
