package command

import (
	"strings"
	"unicode"
)

// A shell is the name of a shell whose command lines can be read.
type shell string

const (
	bash       shell = "bash"
	zsh        shell = "zsh"
	fish       shell = "fish"
	powershell shell = "powershell"
)

var shells = []string{string(bash), string(zsh), string(fish), string(powershell)}

// A shellLine is the line before the cursor in a shell. It is never evaluated: a $ and what
// follows it is text like any other, and so is what stands between backquotes.
type shellLine struct {
	words   []string // of the last command, unquoted; without the one at the cursor
	word    string   // the word at the cursor, up to the cursor
	start   int      // where that word begins in the line, with its quotes
	ends    []int    // where each byte of that word ends in the line
	quote   byte     // the open quotation mark, ' or ", or 0
	isFile  bool     // the word is a file that < or > names
	unknown bool     // the line cannot be read, such as one with $'a'
}

// read reads a command line up to the cursor.
func (sh shell) read(line string) (l shellLine) {
	inWord := false
	var word strings.Builder
	begin := func(i int) {
		if !inWord {
			inWord, l.start = true, i
		}
	}
	add := func(i int, c byte) {
		begin(i)
		word.WriteByte(c)
		l.ends = append(l.ends, i+1)
	}
	end := func() {
		if inWord {
			if !l.isFile {
				l.words = append(l.words, word.String())
			}
			l.isFile = false
		}
		word.Reset()
		inWord, l.ends = false, nil
	}
	escape := byte('\\')
	if sh == powershell {
		escape = '`'
	}
	for i := 0; i < len(line); i++ {
		c := line[i]
		next := byte(0)
		if i+1 < len(line) {
			next = line[i+1]
		}
		switch {
		case l.quote != 0 && c == l.quote:
			if sh == powershell && next == c { // two of them stand for one
				i++
				add(i, c)
				continue
			}
			l.quote = 0
		case c == escape && sh.escapes(l.quote, next):
			begin(i)
			if i++; i < len(line) && next != '\n' {
				add(i, next)
			}
		case l.quote != 0:
			add(i, c)
		case c == '\'' || c == '"':
			l.quote = c
			begin(i)
			l.unknown = l.unknown || sh != powershell && strings.HasSuffix(line[:i], "$")
		case c == ' ' || c == '\t':
			end()
		case strings.IndexByte("\n;|&()", c) >= 0 || c == '`' && sh != powershell:
			word.Reset()
			l.words, l.ends, inWord, l.isFile = nil, nil, false, false
		case c == '<' || c == '>':
			if strings.Trim(word.String(), "0123456789") == "" {
				word.Reset() // it is the number of a file, as in 2>
				inWord, l.ends = false, nil
			}
			end()
			l.isFile = true
		default:
			add(i, c)
		}
	}
	if !inWord {
		l.start = len(line)
	}
	l.word = word.String()
	for len(l.words) > 0 && isAssignment(l.words[0]) {
		l.words = l.words[1:]
	}
	return l
}

// escapes reports whether the shell's escape character escapes c between quotes of that kind, or
// outside quotes if that is 0.
func (sh shell) escapes(quote, c byte) bool {
	switch {
	case quote == 0, sh == powershell && quote == '"':
		return true
	case sh == powershell:
		return false
	case quote == '"':
		return strings.IndexByte("$`\"\\\n", c) >= 0 && c != 0
	}
	return sh == fish && (c == '\'' || c == '\\')
}

func isAssignment(word string) bool {
	name, _, ok := strings.Cut(word, "=")
	return ok && name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

// quoted returns text as it is written between quotes of that kind, or outside quotes if mark
// is 0.
func (sh shell) quoted(text string, mark byte) string {
	var special, before string
	switch {
	case sh == powershell && mark == '\'':
		return strings.ReplaceAll(text, "'", "''")
	case mark == '\'' && sh == fish:
		special, before = `'\`, `\`
	case mark == '\'':
		return strings.ReplaceAll(text, "'", `'\''`)
	case sh == powershell:
		special, before = "\"$`", "`"
	case mark == '"':
		special, before = "\"$`\\", `\`
	}
	if mark == 0 && before == "" {
		before = `\`
	}
	var b strings.Builder
	for _, r := range text {
		if mark == 0 && !isPlain(string(r)) || strings.ContainsRune(special, r) {
			b.WriteString(before)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isPlain reports whether text needs no quotes.
func isPlain(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-./:,+=%@", r)
	})
}

// A proposal is a word that can replace the one at the cursor.
type proposal struct {
	text   string // the whole word, unquoted
	show   string // what a list of proposals shows
	detail string // about it, or ""
	open   bool   // the word may go on, as a query does
	query  bool   // the word is the beginning of a query
}

// written returns the text by which a proposal replaces the line behind start. It returns false
// if the line before start would have to change. What the user has typed stays, such as $name
// between double quotes, unless the proposal needs other quotes.
func (sh shell) written(p proposal, line string, start int) (string, bool) {
	l, before := sh.read(line), sh.read(line[:start])
	same := len(commonPrefix([]string{p.text, l.word}))
	kept := ""
	if same > len(before.word) && line[start:] != sh.quoted(l.word[len(before.word):], before.quote) {
		kept = line[start:l.ends[same-1]]
		before = sh.read(line[:start+len(kept)])
	}
	if len(p.text) < len(before.word) || !strings.EqualFold(p.text[:len(before.word)], before.word) {
		return "", false
	}
	rest := p.text[len(before.word):]
	switch {
	case before.quote != 0:
		if rest = sh.quoted(rest, before.quote); !p.open && sh != bash { // bash closes it itself
			rest += string(before.quote) + " "
		}
	case p.query:
		rest = "'" + sh.quoted(rest, '\'')
	default:
		if rest = sh.quoted(rest, 0); !p.open {
			rest += " "
		}
	}
	return kept + rest, true
}
