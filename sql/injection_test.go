package sql_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
	"github.com/searchfilter/searchfilter/sql"
)

// words are all that a clause may have outside of quotes, besides numbers and what is no letter.
var words = strings.Fields(`
	AND OR NOT NULL IS IN TRUE FALSE BETWEEN LIKE ESCAPE COALESCE EXISTS SELECT FROM WHERE AS CAST COLLATE
	BINARY C BLOB TEXT REAL BIGINT bigint DOUBLE double DECIMAL decimal numeric float8 DATE date TIMESTAMP TIMESTAMPTZ
	timestamp timestamptz with time zone DATETIME INTEGER SIGNED text varchar array map ARRAY X E U _utf8mb4
	WITH folded0 folded1 folded2 folded3 folded4 folded5 folded6 folded7 folded8
	substr instr replace json_each e value type key v unnest contains prefix suffix list_contains list_has_any chr regexp_matches translate
	jsonb_build_object element_at json_parse any_match arrays_overlap strpos LOCATE LEFT RIGHT
`)

// outside returns what of a clause stands outside of quotes, with what stands between them as
// %, and the names between them.
func outside(text string, d sql.Dialect) (rest string, names []string, err error) {
	name := `"`
	if d == sql.SQLite || d == sql.MySQL {
		name = "`"
	}
	var b strings.Builder
	for text != "" {
		i := strings.IndexAny(text, "'\"`")
		if i < 0 {
			b.WriteString(text)
			break
		}
		quote := text[i : i+1]
		b.WriteString(text[:i] + "%")
		backslash := quote == "'" && strings.HasSuffix(text[:i], "E") && d == sql.PostgreSQL
		inside := ""
		text = text[i+1:]
		for {
			j := strings.Index(text, quote)
			if j < 0 {
				return "", nil, fmt.Errorf("a quotation mark is open")
			}
			if backslash {
				// A backslash and what follows it are two bytes of the text.
				for k := 0; k < j; k++ {
					if text[k] == '\\' {
						k++
						if k == j {
							return "", nil, fmt.Errorf("a backslash stands before the end")
						}
					}
				}
			}
			inside += text[:j]
			text = text[j+1:]
			if !strings.HasPrefix(text, quote) {
				break
			}
			inside += quote
			text = text[1:]
		}
		switch {
		case quote == name:
			names = append(names, inside)
		case quote != "'":
			return "", nil, fmt.Errorf("%s quotes nothing in %s", quote, d)
		}
	}
	return b.String(), names, nil
}

// tables are some for each dialect, with names that need quotes.
func tables(d sql.Dialect) []sql.Table {
	const odd = "a \"b`c'd) OR 1=1 --"
	rows := &sql.Rows{Table: odd, ID: odd, Of: odd, Key: odd, Value: odd}
	t := sql.TableOf(hosts, d, odd)
	for name, c := range t.Columns {
		c.Name = odd
		t.Columns[name] = c
	}
	if t.Tags.Column != nil {
		t.Tags.Column.Name = odd
	}
	u := t
	u.Columns = map[string]sql.Column{"mac-addresses": {Rows: &sql.Rows{Table: odd, ID: odd, Of: odd, Value: odd}}, "name": {Name: odd, Folded: odd}}
	u.Tags = sql.Tags{Rows: rows}
	list := []sql.Table{t, u}
	if d == sql.DuckDB || d == sql.Trino {
		w := t
		w.Tags = sql.Tags{Column: &sql.Column{Name: odd, Type: "map"}}
		list = append(list, w)
	}
	return list
}

// holdInside fails if a clause has something of a query outside of quotes.
func holdInside(t testing.TB, q *schema.Resolved) (clauses int) {
	for _, d := range dialects {
		for _, table := range tables(d) {
			for _, o := range []sql.Options{{Partial: true}, {Partial: true, Literals: true}} {
				p, err := sql.Where(q, d, table, o)
				if err != nil {
					continue // too long
				}
				clauses++
				text := p.Text
				require.True(t, utf8.ValidString(text))
				require.NotContains(t, text, "\x00")
				rest, names, err := outside(text, d)
				require.NoError(t, err, "%s: %s\n%s", d, q, text)
				for _, name := range names {
					if name == "C" && d == sql.PostgreSQL { // a collation
						continue
					}
					require.Equal(t, "a \"b`c'd) OR 1=1 --", name, "%s: %s\n%s", d, q, text)
				}
				for _, word := range strings.FieldsFunc(rest, func(r rune) bool {
					return !('a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9' || r == '_' || r > 0x7f)
				}) {
					if '0' <= word[0] && word[0] <= '9' || strings.HasPrefix(word, "e2") {
						continue
					}
					require.Contains(t, words, word, "%s: %s\n%s", d, q, text)
				}
				require.Equal(t, strings.Count(rest, "("), strings.Count(rest, ")"), rest)
				require.NotContains(t, rest, ";")
				require.NotContains(t, rest, "--")
				require.NotContains(t, rest, "/*")
				if o.Literals {
					require.Empty(t, p.Args)
					require.NotContains(t, rest, "?")
					continue
				}
				if d != sql.PostgreSQL {
					require.Equal(t, len(p.Args), strings.Count(text, "?"), text)
				}
			}
		}
	}
	return clauses
}

// hostile are texts that end a literal, a name or a clause in some engine.
var hostile = []string{
	`'`, `''`, `\'`, `\`, `"`, "`", `') OR 1=1 --`, `\') OR 1=1 --`, `"; DROP TABLE t; --`, "\x00'", "'\x00", `$1`, `?`, `:x`, `%`, `_`, `!`, `{x}`, `{v}`, `{`, `}`, "\n--\n", `/*`, `*/`, `E'`, `U&'\0027'`, `' || 'x`, "\u0085'", "ʼ", "＇", "%'", `]`, `[`, `)`, `(`,
}

func TestInjection(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	clauses := 0
	for range 150 {
		x := tree.Map(fuzz.Trees(hosts)(r, 6), func(c *ast.Comparison) *ast.Comparison {
			if hosts.KindOf(c.Field) != schema.Text && hosts.KindOf(c.Field) != schema.List {
				return c
			}
			y := *c
			y.Values = slices.Clone(c.Values)
			for i := range y.Values {
				if r.Intn(2) == 0 {
					y.Values[i].Text = hostile[r.Intn(len(hostile))] + hostile[r.Intn(len(hostile))]
				}
			}
			if y.Field.Tag && r.Intn(2) == 0 {
				y.Field.Name = hostile[r.Intn(len(hostile))]
			}
			return &y
		})
		q, err := hosts.Resolve(x, schema.Options{Now: now})
		if err != nil {
			continue
		}
		clauses += holdInside(t, q)
	}
	t.Logf("%d clauses", clauses)
	require.Greater(t, clauses, 2000)
}

func FuzzWhere(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Add("smoke")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || text == "" || len(text) > 1000 {
			return
		}
		q, err := searchfilter.Options{Schema: hosts}.Resolve(ast.Any(
			ast.Compare(ast.Name("name"), ast.OpEqual, text), tree.Fold(ast.Compare(ast.Name("name"), ast.OpHasPrefix, text)), ast.Compare(ast.Name("name"), ast.OpContains, text), ast.Compare(ast.Name("name"), ast.OpHasSuffix, text),
			ast.Compare(ast.Name("mac-addresses"), ast.OpIn, text, "b"), &ast.Not{X: tree.Fold(ast.Compare(ast.Name("mac-addresses"), ast.OpContains, text))},
			ast.Compare(ast.Tag(text), ast.OpNotIn, text, "b"), ast.Compare(ast.Tag(text), ast.OpExists), tree.Fold(ast.Compare(ast.Tag(text), ast.OpEqual, "a")),
		))
		require.NoError(t, err)
		require.Positive(t, holdInside(t, q.Resolved()))
	})
}
