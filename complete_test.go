package searchfilter_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/scanner"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// allKinds is a schema with a field of each kind, whose names are hard to tell from other
// words while they are typed.
var allKinds = schema.MustNew(schema.Schema{
	Name: "thing",
	Fields: []schema.Field{
		{Name: "note"},
		{Name: "in", Kind: schema.Enum, Values: []string{"android", "Not-Yet", "x y"}},
		{Name: "i", Kind: schema.Bool},
		{Name: "or-size", Kind: schema.Number},
		{Name: "tag", Kind: schema.Time},
		{Name: "day", Kind: schema.Date},
		{Name: "roles", Kind: schema.List},
	},
	Tags: "Tags",
})

// at returns src without the | in it, and where that was.
func at(src string) (string, int) {
	before, after, _ := strings.Cut(src, "|")
	return before + after, len(before)
}

// texts returns what each completion makes of src.
func texts(src string, list []searchfilter.Completion) (all []string) {
	for _, c := range list {
		all = append(all, src[:c.Start]+c.Text+src[c.End:])
	}
	return all
}

// only returns the texts of the completions.
func only(list []searchfilter.Completion) (all []string) {
	for _, c := range list {
		all = append(all, c.Text)
	}
	return all
}

func TestComplete(t *testing.T) {
	c := searchfilter.Completer{
		Options: searchfilter.Options{Now: time.Date(2026, 1, 31, 23, 0, 0, 0, time.UTC), Zone: time.FixedZone("", 2*3600)},
		TagKeys: []string{"BPO", "cost center", `it's "x"`, "", "\xff"},
		Values: func(f ast.Field) []string {
			switch f {
			case ast.Field{Name: "name"}:
				return []string{"smoke", "smoke test", "and", "\xff", `it's "y"`}
			case ast.Field{Tag: true, Name: "cost center"}:
				return []string{"42"}
			case ast.Field{Name: "status"}, ast.Field{Name: "modified"}:
				return []string{"GONE", "-8d", "-1h"}
			}
			return nil
		},
	}
	for _, test := range []struct {
		name, src string
		want      []string
	}{
		{"a half-typed field", "st|", []string{"status"}},
		{"in any case", "nOT (sT|", []string{"nOT (status"}},
		{"what follows in the word is replaced", "name = a and st|uff = SAVED", []string{"name = a and status = SAVED"}},
		{"at the start of a word", "status |exist", []string{"status =exist", "status !=exist", "status in", "status not in", "status exists"}},
		{"a part of a name comes last", "d|", []string{"description", "destination-phone-number"}},
		{"a part of a name", "numb|", []string{"source-phone-number", "destination-phone-number"}},
		{"a whole one that others begin with", "content|", []string{"content=", "content!=", "content^=", "content*=", "content$="}},
		{"a tag", "t|", []string{"type", `tag:BPO`, `tag:"cost center"`, `tag:"it's \"x\""`, `tag:`}},
		{"the key of a tag", "tag:b|", []string{"tag:BPO", "tag:b=", "tag:b!=", "tag:b^=", "tag:b*=", "tag:b$="}},
		{"the key of a tag alone", "cen|", []string{`tag:"cost center"`}},
		{"in quotes", `tag:"co|`, []string{`tag:"cost center"`, `tag:"co"`}},
		{"in single quotes", `tag:'co|`, []string{`tag:'cost center'`, `tag:'co'`}},
		{"in quotes that end", `name = a or tag:"co|" = 42`, []string{`name = a or tag:"cost center" = 42`}},
		{"in quotes from the colon on", `tag:|"co" = 42`, []string{"tag:BPO = 42", `tag:"cost center" = 42`, `tag:"it's \"x\"" = 42`, "tag: = 42"}},
		{"a key with marks", `tag:'it|`, []string{`tag:'it\'s "x"'`, `tag:'it'`}},
		{"no key is empty", `tag:"|`, []string{`tag:"BPO"`, `tag:"cost center"`, `tag:"it's \"x\""`}},
		{"operators", "modified |", []string{"modified =", "modified !=", "modified <", "modified <=", "modified >", "modified >=", "modified in", "modified not in", "modified exists"}},
		{"of a text", "name |", []string{"name =", "name !=", "name ^=", "name *=", "name $=", "name in", "name not in", "name exists", "name startswith", "name contains", "name endswith"}},
		{"of a tag", "tag:k s|", []string{"tag:k startswith"}},
		{"of what is unknown", "stauts |", []string{"stauts =", "stauts !=", "stauts in", "stauts not in", "stauts exists"}},
		{"a half-typed operator", "name !|", []string{"name !="}},
		{"another one", "name $|", []string{"name $="}},
		{"one that is whole", "modified <|", []string{"modified <=", "modified <-8d", "modified <-1h", "modified <-1d", "modified <-1w", "modified <2026-02-01"}},
		{"what follows in it is replaced", "name ^|= a", nil},
		{"before one", "modified |<= -7d", []string{"modified = -7d", "modified != -7d", "modified < -7d", "modified > -7d", "modified >= -7d", "modified in -7d", "modified not in -7d", "modified exists -7d"}},
		{"any before another", "name |contains a", []string{"name = a", "name != a", "name ^= a", "name *= a", "name $= a", "name in a", "name not in a", "name exists a", "name startswith a", "name endswith a"}},
		{"not in", "name no|", []string{"name not in"}},
		{"the in of it", "name not |", []string{"name not in"}},
		{"and half of that", "name not i|", []string{"name not in"}},
		{"no operator in quotes", `name "|`, nil},
		{"a list", "name not in |", []string{"name not in ("}},
		{"its start may follow directly", "name in|", []string{"name in("}},
		{"a value", "name = |", []string{"name = smoke", `name = "smoke test"`, `name = "and"`, `name = "it's \"y\""`}},
		{"a half-typed one", "name = sm|", []string{"name = smoke", `name = "smoke test"`}},
		{"in quotes, closed", `name = "sm|`, []string{`name = "smoke"`, `name = "smoke test"`, `name = "sm"`}},
		{"in single ones", `name = 'IT|`, []string{`name = 'it\'s "y"'`, `name = 'IT'`}},
		{"of an enum", "status = |", []string{"status = PUBLISHED", "status = SAVED"}},
		{"of an enum in quotes", "status = 'sav|", []string{"status = 'SAVED'"}},
		{"of an enum that is whole", `status = "SAVED|`, []string{`status = "SAVED"`}},
		{"of an enum whose list is open", "status in (|", []string{"status in (PUBLISHED", "status in (SAVED"}},
		{"the next of a list", "status in (SAVED, p|", []string{"status in (SAVED, PUBLISHED"}},
		{"behind one of a list", "status in (SAVED |", []string{"status in (SAVED ,", "status in (SAVED )"}},
		{"directly behind it", "status in (SAVED|", []string{"status in (SAVED,", "status in (SAVED)"}},
		{"not behind half of it", "status in (SAVE|", []string{"status in (SAVED"}},
		{"of a time", "modified > -3|", []string{"modified > -3d", "modified > -3w", "modified > -3h", "modified > -3m"}},
		{"of a time in quotes, each once", "modified > '-|", []string{"modified > '-8d'", "modified > '-1h'", "modified > '-1d'", "modified > '-1w'"}},
		{"of a time, one", "modified > -1|", []string{"modified > -1h", "modified > -1d", "modified > -1w", "modified > -1m"}},
		{"not more than 100 years ago", "modified > -40000|", []string{"modified > -40000h", "modified > -40000m"}},
		{"today", "modified = 20|", []string{"modified = 2026-02-01"}},
		{"of a tag with a key in quotes", `tag:"cost center" = |`, []string{`tag:"cost center" = 42`}},
		{"any of a tag", "tag:k = |", []string{`tag:k = ""`}},
		{"of what is unknown there is none", "stauts = |", nil},
		{"behind a condition", "name = a |", []string{"name = a and", "name = a or", "name = a i"}},
		{"that ends in a quote", `name = "a"|`, []string{`name = "a"and`, `name = "a"or`, `name = "a"i`}},
		{"in a parenthesis", "(not name = a |", []string{"(not name = a and", "(not name = a or", "(not name = a )", "(not name = a i"}},
		{"directly behind it", "(name = b|", []string{"(name = b)"}},
		{"no i without case", "modified = -7d |", []string{"modified = -7d and", "modified = -7d or"}},
		{"an i behind a list", "name in (a) |", []string{"name in (a) and", "name in (a) or", "name in (a) i"}},
		{"one i", "name in (a) i |", []string{"name in (a) i and", "name in (a) i or"}},
		{"an i in the wrong case", "name = a I|", []string{"name = a i"}},
		{"no i directly behind a placeholder", "name = $1|", nil},
		{"an i behind a placeholder", "name = $1 |", []string{"name = $1 and", "name = $1 or", "name = $1 i"}},
		{"a placeholder goes on", "(name = $1|2", nil},
		{"a half-typed and", "name = a a|", []string{"name = a and"}},
		{"no field without one", "name = a st|", nil},
		{"behind exists", "name exists |", []string{"name exists and", "name exists or"}},
		{"no string where there is none", `name = a "|`, nil},
		{"nor a quoted field", `"na|`, nil},
		{"half of an escape", `name = "sm\|`, nil},
		{"half of another", `name = "sm\u00|`, nil},
		{"an escape", `name = "\u0073m|`, []string{`name = "smoke"`, `name = "smoke test"`, `name = "\u0073m"`}},
		{"a line is no string", "name = \"sm|\nand x = \"a\"", []string{"name = \"smoke\"\nand x = \"a\"", "name = \"smoke test\"\nand x = \"a\"", "name = \"sm\"\nand x = \"a\""}},
		{"another string is not its end", `name = "sm| and status = "SAVED"`, []string{`name = "smoke" and status = "SAVED"`, `name = "smoke test" and status = "SAVED"`, `name = "sm" and status = "SAVED"`}},
		{"the end of the word without the mark", `name = "sm|oky`, []string{`name = "smoke"`, `name = "smoke test"`}},
		{"a mistake before", "stauts == x && name st|", []string{"stauts == x && name startswith"}},
		{"a missing and", "name = a status = |", []string{"name = a status = PUBLISHED", "name = a status = SAVED"}},
		{"a value that is none", "status = NONE |", []string{"status = NONE and", "status = NONE or"}},
		{"one of other languages", "name == sm|", []string{"name == smoke", `name == "smoke test"`}},
		{"&&", "status = SAVED && st|", []string{"status = SAVED && status"}},
		{"a stray parenthesis", "name = a) and st|", []string{"name = a) and status"}},
		{"a list that is not closed", "name in (a, and status |", []string{"name in (a, and status ,", "name in (a, and status )"}},
		{"in a character", "name = é|", nil},
		{"what is no token", "name = a ; |", []string{"name = a ; and", "name = a ; or"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			src, offset := at(test.src)
			list := c.Complete(src, offset)
			var got []string
			for _, text := range texts(src, list) {
				got = append(got, strings.TrimSuffix(text, " "))
			}
			assert.Equal(t, test.want, got, "%s", test.src)
		})
	}
}

// TestComplete_offsets completes at an offset beyond the text, and inside a character.
func TestComplete_offsets(t *testing.T) {
	const src = "é name = a"
	assert.Equal(t, searchfilter.Completer{}.Complete(src, len(src)), searchfilter.Completer{}.Complete(src, len(src)+1))
	assert.Equal(t, searchfilter.Completer{}.Complete(src, 0), searchfilter.Completer{}.Complete(src, -1))
	assert.Equal(t, searchfilter.Completer{}.Complete(src, 0), searchfilter.Completer{}.Complete(src, 1))
	assert.NotEmpty(t, searchfilter.Completer{}.Complete(src, 1))
	assert.NotEmpty(t, searchfilter.Completer{}.Complete("", 0))
}

// TestComplete_limits checks that nothing over a limit is proposed.
func TestComplete_limits(t *testing.T) {
	complete := func(src string, l ast.Limits) []string {
		return only(searchfilter.Completer{Options: searchfilter.Options{Limits: l}}.Complete(src, len(src)))
	}
	assert.Empty(t, complete("name = ", ast.Limits{Bytes: 6}), "a text that is too long")
	assert.Empty(t, searchfilter.Completer{Options: searchfilter.Options{Limits: ast.Limits{Bytes: 6}}}.Complete("statuses", 1), "also if a shorter one is proposed")
	assert.Empty(t, complete("((name = a)) and ((", ast.Limits{Depth: 1}), "one that is too deep")
	assert.Empty(t, complete("name in (a, b, ", ast.Limits{Conditions: 1}), "one with too many conditions")
	assert.Equal(t, []string{"name", "not"}, complete("n", ast.Limits{Bytes: 4}))
	assert.Equal(t, []string{"not"}, complete("n", ast.Limits{Bytes: 3}))

	deep := ast.Limits{Depth: 2}
	assert.Contains(t, complete("not ", deep), "not")
	assert.Contains(t, complete("not ", deep), "(")
	assert.NotContains(t, complete("(not ", deep), "not")
	assert.NotContains(t, complete("(not ", deep), "(")
	assert.Contains(t, complete("(not name = a and ", deep), "not", "a not ends with its operand")
	assert.Contains(t, complete("not (name = a) and (", deep), "not", "and so where that is in parentheses")

	two := ast.Limits{Conditions: 2}
	assert.Contains(t, complete("name in (a ", two), ",")
	assert.Equal(t, []string{")"}, complete("name in (a, b ", two))
	assert.Equal(t, []string{"i"}, complete("name in (a, b) ", two))
	assert.Equal(t, []string{")"}, complete("(name = a or name exists ", two))
	assert.Empty(t, complete("name in (a, b) and ", two))
	assert.Empty(t, complete("name in (a, b) and name ", two))
	assert.Empty(t, complete("name in (a, b) and name = ", two))
}

// TestComplete_targets checks what is said of the fields of each target: whether they are sent.
func TestComplete_targets(t *testing.T) {
	details := func(o searchfilter.Options, src string) map[string]string {
		m := map[string]string{}
		for _, c := range (searchfilter.Completer{Options: o}).Complete(src, len(src)) {
			m[c.Text] = c.Detail
		}
		return m
	}
	for _, target := range connect.Targets() {
		m := details(searchfilter.Options{Target: target}, "")
		for _, f := range target.Schema.Fields {
			assert.Contains(t, m[f.Name], f.Kind.String(), "%s of %s", f.Name, target.Name)
		}
		_, tags := m["tag:"]
		assert.Equal(t, target.Schema.Tags != "", tags, target.Name)
	}
	session := searchfilter.Options{Target: qconnect.Session()}
	assert.Equal(t, "text, not for a session's tagFilter", details(session, "")["name"])
	assert.Equal(t, "tag:", searchfilter.Completer{Options: session}.Complete("", 0)[0].Text, "what it takes comes first")

	own := searchfilter.Options{Schema: allKinds}
	assert.Equal(t, map[string]string{"note": "text", "not": "what follows must not hold"}, details(own, "no"))

	wrong := connect.Users()
	wrong.Closed = []string{"salary"}
	assert.Empty(t, searchfilter.Completer{Options: searchfilter.Options{Target: wrong}}.Complete("", 0))
}

// balanced returns src with as many parentheses at its end as are open in it, of a text
// without quotes. It is not ok if more are closed.
func balanced(src string) (text string, ok bool) {
	n := strings.Count(src, "(") - strings.Count(src, ")")
	return src + strings.Repeat(" )", max(0, n)), n >= 0
}

// A judge says by the parser alone which texts may begin a query on the field, of the
// tokens of an alphabet.
type judge struct {
	field, value string
	completer    searchfilter.Completer
}

func (j *judge) isQuery(src string) bool {
	_, err := j.completer.Options.Parse(src)
	return err == nil
}

// mayBegin reports whether a query begins with src. That may need the rest of a condition,
// and what closes the parentheses.
func (j *judge) mayBegin(src string) bool {
	for _, rest := range []string{"", j.value, "( " + j.value, "in ( " + j.value, "exists", j.field + " exists"} {
		if text, ok := balanced(src + " " + rest); ok && j.isQuery(text) {
			return true
		}
	}
	return false
}

// words are the tokens that are words, of which each is a value of a text.
func words(alphabet []string) (list []string) {
	for _, token := range alphabet {
		if chars.IsWord(token) && !chars.IsReserved(token) {
			list = append(list, token)
		}
	}
	return list
}

// TestJudge checks that a text of two tokens that any three more make a query may begin one.
func TestJudge(t *testing.T) {
	j := judge{field: "name", value: "v"}
	alphabet := strings.Fields("name = v ( ) in not and exists")
	var becomes func(src string, more int) bool
	becomes = func(src string, more int) bool {
		if j.isQuery(src) {
			return true
		}
		return more > 0 && slices.ContainsFunc(alphabet, func(token string) bool { return becomes(src+" "+token, more-1) })
	}
	n := 0
	for _, a := range alphabet {
		for _, b := range append(alphabet, "") {
			src := a + " " + b
			if becomes(src, effort.Cases(2, 3)) {
				n++
				require.True(t, j.mayBegin(src), "%q", src)
			}
		}
	}
	t.Logf("%d of them", n)
	require.Greater(t, n, effort.Cases(5, 10))
	assert.False(t, j.mayBegin("name v"))
	assert.False(t, j.mayBegin("name = v )"))
}

// TestComplete_exhaustive holds what is proposed to the parser, behind each text of a few
// tokens that may begin a query: a token is proposed if and only if some text that goes on
// with it is a query.
func TestComplete_exhaustive(t *testing.T) {
	values := map[schema.Kind]string{
		schema.Text: "v", schema.Enum: "ANDROID", schema.Bool: "true", schema.Number: "1e3",
		schema.Time: "-7d", schema.Date: "2026-01-31", schema.List: "v",
	}
	const wrong = "zzz" // a value of texts alone
	short := strings.Fields("not ( ) , and in exists i =")
	long := strings.Fields("not ( ) , and or in exists i = != ^= *= $= < <= > >= startswith contains endswith")
	count := struct{ texts, proposed, not int }{}
	for _, f := range append([]schema.Field{{Name: "tag:k"}}, allKinds.Fields...) {
		s := schema.Schema{Name: "thing", Tags: "Tags"}
		if !chars.HasTagPrefix(f.Name) {
			s.Fields = []schema.Field{f}
		}
		j := judge{field: f.Name, value: values[f.Kind]}
		j.completer.Options.Schema = schema.MustNew(s)
		j.completer.TagKeys = []string{"k"}
		check := func(symbols []string, length int) {
			alphabet := append([]string{f.Name, j.value, wrong}, symbols...)
			j.completer.Values = func(ast.Field) []string { return words(alphabet) }
			for level := []string{""}; length > 0; length-- {
				var next []string
				for _, src := range level {
					count.texts++
					src += " "
					proposed := checkProposed(t, &j, src)
					for _, token := range alphabet {
						may := j.mayBegin(src + token)
						require.Equal(t, may, proposed[strings.ToLower(token)], "%q is proposed behind %q", token, src)
						if !may {
							count.not++
							continue
						}
						count.proposed++
						next = append(next, src+token)
					}
				}
				level = next
			}
		}
		check(long, effort.Cases(3, 4))
		if f.Kind == schema.Text || f.Kind == schema.Time {
			check(short, effort.Cases(5, 6))
		}
		if f.Kind == schema.Text {
			j.completer.Options.Limits = ast.Limits{Depth: 2, Conditions: 2}
			check(short, effort.Cases(4, 5))
		}
	}
	t.Logf("%+v", count)
	require.Greater(t, count.proposed, effort.Cases(1000, 3000))
	require.Greater(t, count.not, 3000)
}

// checkProposed returns the first words of what is proposed behind src, with each of which
// a query goes on.
func checkProposed(t *testing.T, j *judge, src string) map[string]bool {
	t.Helper()
	proposed := map[string]bool{}
	for _, p := range j.completer.Complete(src, len(src)) {
		first, _, _ := strings.Cut(p.Text, " ") // of not in
		proposed[strings.ToLower(first)] = true
		text := src + p.Text
		if p.Text == chars.TagPrefix {
			text += "k"
		}
		require.True(t, j.mayBegin(text), "%q is proposed behind %q", p.Text, src)
	}
	return proposed
}

// finish returns src, which may begin a query, as one: it goes on with what is proposed,
// and with what ends soonest where there is a choice.
func finish(c searchfilter.Completer, src string) (string, error) {
	for range 2 * limit.Depth {
		_, err := c.Options.Parse(src)
		if err == nil {
			return src, nil
		}
		if strings.HasSuffix(src, chars.TagPrefix) {
			src += "k"
		}
		src += " "
		list := c.Complete(src, len(src))
		if len(list) == 0 {
			return src, err
		}
		best := list[0]
		for _, p := range list {
			if p.Text == "exists" || p.Text == ")" {
				best = p
			}
		}
		src = src[:best.Start] + best.Text + src[best.End:]
	}
	return src, fmt.Errorf("%q does not end", src)
}

// A placed token is one of a text, with what it says.
type placed struct {
	start, end int
	isValue    bool
	says       string
}

// placedTokens returns the tokens of a text.
func placedTokens(src string) (list []placed) {
	l := scanner.New(src, ast.Limits{})
	for {
		t, _ := l.Next()
		says := t.Value
		switch t.Type {
		case scanner.EOF:
			return list
		case scanner.Tag:
			says = ast.Tag(scanner.Key(t.Value)).String()
		case scanner.String:
			says = scanner.Unquote(t.Value)
		case scanner.Illegal:
			return list
		}
		isValue := t.Type == scanner.String || t.Type == scanner.Word
		list = append(list, placed{t.Pos.Offset, t.Pos.Offset + len(t.Value), isValue, says})
	}
}

// TestComplete_queries cuts queries at each offset. What is proposed there leaves the
// tokens before as they are, and some query begins with it; and what stood there is proposed.
func TestComplete_queries(t *testing.T) {
	r := rand.New(rand.NewSource(7))
	cuts, proposals, found := 0, 0, 0
	for i := range effort.Cases(30, 100) {
		s := allKinds
		if i%2 == 0 {
			s = schema.TestCase()
		}
		tree := fuzz.Trees(s)(r, i%12)
		src := fuzz.Spellings(s, tree)(r, 0)
		if len(src) > 400 {
			continue
		}
		c := completerOf(s, tree)
		_, err := c.Options.Parse(src)
		require.NoError(t, err, "%q", src)
		tokens := placedTokens(src)
		for offset := range len(src) + 1 {
			if offset > 0 && offset < len(src) && !utf8.RuneStart(src[offset]) {
				continue
			}
			cuts++
			list := c.Complete(src, offset)
			proposals += len(list)
			for j, p := range list {
				checkSpan(t, src, offset, p)
				text := src[:p.Start] + p.Text
				after := placedTokens(text)
				for k, token := range tokens {
					if token.end > p.Start {
						break
					}
					require.Less(t, k, len(after), "%q of %q at %d", text, src, offset)
					require.Equal(t, token, after[k], "%q of %q at %d", text, src, offset)
				}
				if j > 2 && r.Intn(4) > 0 { // a few are enough, for there are many
					continue
				}
				query, err := finish(c, text)
				require.NoError(t, err, "%q, which goes on %q of %q at %d", query, text, src, offset)
			}
			found += checkFound(t, c, tokens, src, offset)
		}
	}
	t.Logf("%d offsets, %d completions, %d times what stood there", cuts, proposals, found)
	require.Greater(t, proposals, cuts)
	require.Greater(t, found, cuts/2)
}

// completerOf returns one that knows the tags and values of a tree.
func completerOf(s *schema.Schema, tree ast.Expr) searchfilter.Completer {
	c := searchfilter.Completer{Options: searchfilter.Options{Schema: s}}
	values := map[ast.Field][]string{}
	for x := range ast.Comparisons(tree) {
		f := ast.Field{Tag: x.Field.Tag, Name: x.Field.Name}
		if f.Tag && !slices.Contains(c.TagKeys, f.Name) {
			c.TagKeys = append(c.TagKeys, f.Name)
		}
		for _, v := range x.Values {
			values[f] = append(values[f], v.Text)
		}
	}
	c.Values = func(f ast.Field) []string { return values[f] }
	return c
}

// checkSpan holds a completion to what is promised of its place.
func checkSpan(t *testing.T, src string, offset int, p searchfilter.Completion) {
	t.Helper()
	ok := 0 <= p.Start && p.Start <= offset && p.Start <= p.End && p.End <= len(src)
	require.True(t, ok, "%+v of %q at %d", p, src, offset)
	require.LessOrEqual(t, offset-utf8.UTFMax, p.End, "%+v of %q at %d", p, src, offset)
	require.NotEqual(t, src[p.Start:p.End], p.Text, "it changes nothing of %q at %d", src, offset)
	require.NotEmpty(t, p.Kind)
	require.NotEmpty(t, p.Detail)
}

// checkFound cuts the text at the offset, and reports by 1 whether the token that stood
// there is proposed, if it should be.
func checkFound(t *testing.T, c searchfilter.Completer, tokens []placed, src string, offset int) int {
	t.Helper()
	k := slices.IndexFunc(tokens, func(p placed) bool { return p.start <= offset && offset < p.end })
	if k < 0 || strings.Contains(src[tokens[k].start:offset], `\`) {
		return 0
	}
	want := tokens[k]
	cut := src[:offset]
	for _, p := range c.Complete(cut, offset) {
		text := cut[:p.Start] + p.Text
		after := placedTokens(text)
		if len(after) <= k {
			continue
		}
		got := after[k]
		if got.start == want.start && got.isValue == want.isValue && chars.EqualFold(got.says, want.says) {
			return 1
		}
	}
	require.Fail(t, "what stood there is not proposed", "%q of %q at %d: %q", want.says, src, offset, only(c.Complete(cut, offset)))
	return 0
}

// FuzzComplete completes any text anywhere, also one that is no UTF-8 or over a limit.
func FuzzComplete(f *testing.F) {
	for _, src := range []string{readmeQuery, `not (tag:"cost center" in ('a', "b\u0000") i or modified <= -7d`, "name = \"\xff", "((((", "tag:'", "é = \U0001f600"} {
		f.Add(src, len(src)/2)
		f.Add(src, len(src))
	}
	f.Add("tag:\"cost cen\x8f\"", len(`tag:"cost cen`)) // what is replaced is no UTF-8
	known := func(ast.Field) []string { return []string{"smoke", "a b", "\xff", "-7d", "it's"} }
	f.Fuzz(func(t *testing.T, src string, offset int) {
		for _, c := range []searchfilter.Completer{
			{},
			{TagKeys: []string{"BPO", "cost center", "\xff", ""}, Values: known},
			{Options: searchfilter.Options{Schema: allKinds}, Values: known},
			{Options: searchfilter.Options{Limits: ast.Limits{Bytes: 40, Depth: 2, Conditions: 2}}},
		} {
			list := c.Complete(src, offset)
			limits := c.Options.Limits.WithDefaults()
			if len(src) > limits.Bytes {
				require.Empty(t, list)
			}
			for _, p := range list {
				checkSpan(t, src, max(0, min(offset, len(src))), p)
				text := src[:p.Start] + p.Text + src[p.End:]
				require.LessOrEqual(t, len(text), limits.Bytes)
				// What is replaced may be what was no UTF-8; what is put in its place never is.
				kept := utf8.ValidString(src[:p.Start]) && utf8.ValidString(src[p.End:])
				require.Equal(t, kept, utf8.ValidString(text), "%q of %q at %d", text, src, offset)
				before, after := placedTokens(src[:p.Start]), placedTokens(src[:p.Start]+p.Text)
				if len(p.Text) > 1 || p.Kind == "punctuation" { // no mark that ends a string
					require.GreaterOrEqual(t, len(after), len(before))
					require.True(t, slices.Equal(before, after[:len(before)]), "%q of %q at %d", text, src, offset)
				}
			}
		}
	})
}
