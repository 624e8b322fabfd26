package searchfilter

import (
	"cmp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/complete"
	"github.com/searchfilter/searchfilter/lexer"
	"github.com/searchfilter/searchfilter/schema"
)

// A Completion is a text that may stand in a query.
type Completion struct {
	// Start and End are the bytes of the query whose place Text takes: what stands
	// before the offset of the half-typed word, string or operator, and what of it follows.
	// They are the offset twice if there is none.
	Start, End int

	// Text is what to write there, with its quotes and escapes.
	Text string

	// Kind says what it is.
	Kind CompletionKind

	// Detail is a few words about it: "text, sent to SearchTestCases", "begins with".
	Detail string
}

// A CompletionKind says what a Completion is.
type CompletionKind string

// The kinds of completions.
const (
	CompletionField       CompletionKind = "field"
	CompletionTag         CompletionKind = "tag"         // tag:KEY, or tag: alone
	CompletionOperator    CompletionKind = "operator"    // ^= and startswith, in, not in, exists
	CompletionValue       CompletionKind = "value"       // or the mark that ends one
	CompletionKeyword     CompletionKind = "keyword"     // and, or, not, i
	CompletionPunctuation CompletionKind = "punctuation" // ( ) ,
)

// A Completer proposes what may stand in a query. The zero Completer knows what a query
// for test cases may have.
type Completer struct {
	// Options are those with which the query will be parsed. Those of a Target or a Schema
	// say which fields there are.
	Options Options

	// TagKeys are the keys of tags that are known, the best first.
	TagKeys []string

	// Values, if it is set, returns the values that are known of a text, a list or a tag,
	// the best first; of other fields those that are no value of its kind are left out.
	// It is called once at most for each completion.
	Values func(ast.Field) []string
}

// Complete returns what may stand at an offset of a query for test cases, as
// Completer.Complete does.
func Complete(src string, offset int) []Completion { return Options{}.Complete(src, offset) }

// Complete is the function Complete with options.
func (o Options) Complete(src string, offset int) []Completion {
	return Completer{Options: o}.Complete(src, offset)
}

// Complete returns what may stand at the offset, which is in bytes, of the text src: the
// best first, each with what it is. An offset in a character counts as that where the
// character begins, and one beyond src as the nearest in it.
//
// What stands directly before the offset may be half of a word, of a string or of an
// operator. Then it returns what begins with that half, in any case of ASCII letters, and
// next to these the fields, keys and values of which a part does, as group of
// hierarchy-group-id; but not what stands there already. If it may be a whole one, too, it
// also returns what may follow without white space. Else it returns all that may stand there:
//
//   - fields, tags with the keys that are known, and tag: for others;
//   - the operators that the field takes, with the words that some have beside symbols;
//   - values that are known: those of enums and bools, and what Values has. Of others it
//     returns one for an example, and a few for times, where none is typed. A mark that ends an open string is one.
//     It knows no placeholders;
//   - and, or, not, parentheses and commas, and an i where case may be ignored.
//
// Only what stands before the offset counts, and if that is the begin of a query, so it is
// with any of these. It may have mistakes, too: behind one it returns what is right
// where the parser goes on. In a string with a mistake, and behind half of an escape, there
// is nothing to return. Of an unknown field it knows the operators that all kinds take.
//
// It returns nothing for a text that is over the limits of the Options, where there is
// nothing to return within them, and for a Target that is wrong.
func (c Completer) Complete(src string, offset int) []Completion {
	o := &c.Options
	limits := o.Limits.WithDefaults()
	if len(src) > limits.Bytes || o.check() != nil {
		return nil
	}
	place, ok := complete.At(src, max(0, min(offset, len(src))), limits)
	if !ok {
		return nil
	}
	p := proposer{completer: &c, src: src, limits: limits, place: &place, target: o.target(), schema: o.Schema}
	if p.schema == nil {
		p.schema = p.target.Schema
	}
	p.propose()
	return append(p.list, p.parts...)
}

// A proposer collects what may stand at a place.
type proposer struct {
	completer *Completer
	src       string
	limits    ast.Limits
	place     *complete.Place
	target    *compile.Target // nil if there is none
	schema    *schema.Schema

	state  *complete.State // that of the place for which it proposes
	start  int             // of what is replaced
	typed  string          // what stands there before the offset; of a string what it says
	quote  byte            // of the string that is open
	isTag  bool            // which is that of a key
	behind bool            // a word ends directly before, with which another would be one

	list, parts []Completion // those that begin with what is typed, and those of which a part does
}

func (p *proposer) propose() {
	place := p.place
	isWord, isSymbol, isString := false, false, false
	if token := place.Token; token != "" {
		r, _ := utf8.DecodeRuneInString(token)
		isSymbol = strings.IndexByte("=!^*<>&|~", token[0]) >= 0 || token == "$" || token == "$="
		isWord = ast.IsWordRune(r) || r == '$' && !isSymbol
		isString = token[len(token)-1] == '"' || token[len(token)-1] == '\''
	}
	switch {
	case place.Quote != 0:
		if !place.Sound {
			return
		}
		p.quote, p.typed, p.isTag = place.Quote, place.Text(), isWord
		p.at(&place.Before, place.Start)
		return
	case place.Token == "" || isSymbol || isWord && !isString:
		p.typed = place.Token
		p.at(&place.Before, place.Start)
	}
	isEnd := !isWord || isString || complete.WordEnd(p.src, place.Offset) == place.Offset
	if isSymbol {
		isEnd = complete.OperatorEnd(p.src, place.Offset) == place.Offset
	}
	if place.Whole && isEnd && p.resolves() {
		p.typed, p.behind = "", isWord && !isString
		p.at(&place.After, place.Offset)
	}
}

// resolves reports whether the schema takes the token.
func (p *proposer) resolves() bool {
	token, before := p.place.Token, &p.place.Before
	switch p.place.Type {
	case lexer.Name:
		return p.schema.Lookup(token) >= 0
	case lexer.Tag:
		return p.schema.Tags != ""
	case lexer.Op:
		op, _ := lexer.Operator(token)
		return p.takes(before.Field, op)
	case lexer.Word:
		return p.isValue(before.Field, token)
	case lexer.String:
		return p.isValue(before.Field, lexer.Unquote(token))
	case lexer.Placeholder:
		return true
	case lexer.Fold:
		return p.folds(before.Field)
	}
	return true
}

// at adds what may stand in the state, in the place of what begins at start.
func (p *proposer) at(s *complete.State, start int) {
	p.state, p.start = s, start
	more := s.Conditions < p.limits.Conditions
	switch s.Want {
	case complete.Condition:
		if more {
			p.conditions()
		}
	case complete.Operator:
		if more && p.quote == 0 {
			p.operators()
		}
	case complete.In:
		p.word("in", CompletionOperator, opDetails[ast.OpNotIn])
	case complete.List:
		p.symbol("(", "opens the list")
	case complete.Value, complete.Item:
		if more {
			p.values()
		}
	case complete.Next:
		if more {
			p.symbol(",", "another value")
		}
		p.symbol(")", "closes the list")
	case complete.Fold, complete.More:
		if more {
			p.word("and", CompletionKeyword, "both must hold")
			p.word("or", CompletionKeyword, "one of both must hold")
		}
		if s.Parens > 0 {
			p.symbol(")", "closes a parenthesis")
		}
		if s.Want == complete.Fold && p.folds(s.Field) {
			p.word("i", CompletionKeyword, "ignores case")
		}
	}
}

// add adds a completion, if it is new and within the limit.
func (p *proposer) add(list *[]Completion, end int, text string, kind CompletionKind, detail string) {
	isLong := len(p.src)-(end-p.start)+len(text) > p.limits.Bytes
	if !isLong && p.src[p.start:end] != text {
		*list = append(*list, Completion{Start: p.start, End: end, Text: text, Kind: kind, Detail: detail})
	}
}

// symbol adds a parenthesis or a comma, of which nothing can be half typed.
func (p *proposer) symbol(text, detail string) {
	if p.typed == "" && p.quote == 0 {
		p.add(&p.list, p.start, text, CompletionPunctuation, detail)
	}
}

// word adds what is never quoted, if it begins with what is typed.
func (p *proposer) word(text string, kind CompletionKind, detail string) {
	if p.quote == 0 && !p.behind && hasPrefix(text, p.typed) {
		p.add(&p.list, p.wordEnd(), text, kind, detail)
	}
}

// operator adds an operator, if it begins with what is typed.
func (p *proposer) operator(text string, end int, detail string) {
	if !(p.behind && isAlphanumeric(text[0])) && hasPrefix(text, p.typed) {
		p.add(&p.list, end, text, CompletionOperator, detail)
	}
}

// wordEnd returns where the word ends that goes on at the offset.
func (p *proposer) wordEnd() int { return complete.FieldEnd(p.src, p.start, p.place.Offset) }

// known adds what has a name, if that or a part of it begins with what is typed.
func (p *proposer) known(name, text string, end int, kind CompletionKind, detail string) {
	switch r, _ := utf8.DecodeRuneInString(text); {
	case p.behind && ast.IsWordRune(r):
	case hasPrefix(name, p.typed):
		p.add(&p.list, end, text, kind, detail)
	case hasPart(name, p.typed):
		p.add(&p.parts, end, text, kind, detail)
	}
}

// hasPrefix reports whether s begins with prefix, in any case of ASCII letters.
func hasPrefix(s, prefix string) bool {
	return len(s) >= len(prefix) && ast.EqualFoldASCII(s[:len(prefix)], prefix)
}

// hasPart reports whether a part of s begins with prefix. A part is behind what is no
// letter and no digit.
func hasPart(s, prefix string) bool {
	for i := 1; i < len(s); i++ {
		if !isAlphanumeric(s[i-1]) && isAlphanumeric(s[i]) && hasPrefix(s[i:], prefix) {
			return true
		}
	}
	return false
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c >= utf8.RuneSelf
}

// conditions adds what may begin a condition.
func (p *proposer) conditions() {
	tagsFirst := p.target != nil && p.target.Criteria == nil && len(p.target.Nested.Keys) == 0
	if tagsFirst {
		p.tags()
	}
	if p.quote == 0 {
		end := p.wordEnd()
		for i := range p.schema.Fields {
			f := &p.schema.Fields[i]
			p.known(f.Name, f.Name, end, CompletionField, p.fieldDetail(f))
		}
	}
	if !tagsFirst {
		p.tags()
	}
	if p.state.Depth < p.limits.Depth {
		p.word("not", CompletionKeyword, "what follows must not hold")
		p.symbol("(", "opens a parenthesis")
	}
}

// fieldDetail says of what kind a field is, and what becomes of a condition on it.
func (p *proposer) fieldDetail(f *schema.Field) string {
	detail := f.Kind.String()
	if p.target == nil {
		return detail
	}
	_, sent := p.target.Leaf(f.Name)
	if p.target.Criteria == nil {
		_, sent = p.target.Nested.Keys[f.Name]
	}
	switch {
	case sent:
		return detail + ", sent to " + operation(p.target)
	case p.target.Criteria != nil:
		return detail + ", checked on what is found"
	}
	return detail + ", not for " + operation(p.target)
}

// operation returns what the target is called.
func operation(t *compile.Target) string { return cmp.Or(t.Operation, t.Name, "the service") }

// tags adds tags.
func (p *proposer) tags() {
	if p.schema.Tags == "" || p.quote != 0 && !p.isTag {
		return
	}
	end := p.valueEnd()
	if p.quote == 0 {
		end = p.wordEnd()
	}
	detail := "tag"
	if t := p.target; t != nil && len(t.Filter.Path)+len(t.Nested.Path) > 0 && len(t.Nested.Keys) == 0 {
		detail += ", sent to " + operation(t)
	}
	typed := p.typed
	if p.quote == 0 {
		switch {
		case hasPrefix(ast.TagPrefix, typed):
			p.typed = ""
		case ast.HasTagPrefix(typed):
			p.typed = typed[len(ast.TagPrefix):]
		}
	}
	for _, key := range p.completer.TagKeys {
		if key == "" || !utf8.ValidString(key) {
			continue
		}
		text := ast.Tag(key).String()
		if p.quote != 0 {
			text = ast.TagPrefix + quote(key, p.quote)
		}
		p.known(key, text, end, CompletionTag, detail)
	}
	p.typed = typed
	switch {
	case p.quote != 0:
		p.endQuote(end)
	case typed == "" || hasPrefix(ast.TagPrefix, typed):
		p.word(ast.TagPrefix, CompletionTag, "a tag, whose key follows")
	}
}

var opDetails = [...]string{
	ast.OpEqual:        "equals",
	ast.OpNotEqual:     "does not equal, or is lacking",
	ast.OpHasPrefix:    "begins with",
	ast.OpContains:     "contains",
	ast.OpHasSuffix:    "ends with",
	ast.OpLess:         "less than",
	ast.OpLessEqual:    "at most",
	ast.OpGreater:      "greater than",
	ast.OpGreaterEqual: "at least",
	ast.OpIn:           "is one of",
	ast.OpNotIn:        "is none of, or is lacking",
	ast.OpExists:       "is there",
}

// operators adds those that the field takes. Any takes the place of one that follows.
func (p *proposer) operators() {
	field, offset := p.state.Field, p.place.Offset
	symbolEnd, wordEnd := complete.OperatorEnd(p.src, offset), p.wordEnd()
	switch following := p.src[offset:wordEnd]; {
	case wordEnd == offset:
		wordEnd = symbolEnd
	case isOperator(following):
		symbolEnd = wordEnd
	}
	for op := ast.OpEqual; op <= ast.OpExists; op++ {
		end := symbolEnd
		if op >= ast.OpIn {
			end = wordEnd
		}
		if p.takes(field, op) {
			p.operator(op.String(), end, opDetails[op])
		}
	}
	for _, word := range [...]string{"startswith", "contains", "endswith"} {
		if op, _ := lexer.Operator(word); p.takes(field, op) {
			p.operator(word, wordEnd, "the same as "+op.String())
		}
	}
}

// isOperator reports whether a word is an operator.
func isOperator(word string) bool {
	_, ok := lexer.Operator(word)
	return ok || ast.EqualFoldASCII(word, "in") || ast.EqualFoldASCII(word, "exists")
}

// field returns the schema's field of that text, or nil for a tag and what is unknown.
func (p *proposer) field(text string) *schema.Field {
	if i := p.schema.Lookup(text); i >= 0 {
		return &p.schema.Fields[i]
	}
	return nil
}

// takes reports whether the field takes the operator.
func (p *proposer) takes(field string, op ast.Op) bool {
	f := p.field(field)
	switch {
	case f != nil:
		return f.Kind.Takes(op)
	case p.isTagField(field):
		return schema.Text.Takes(op)
	}
	return schema.Enum.Takes(op) // which all kinds take
}

func (p *proposer) isTagField(field string) bool {
	return ast.HasTagPrefix(field) && p.schema.Tags != ""
}

// folds reports whether the field takes an i.
func (p *proposer) folds(field string) bool {
	f := p.field(field)
	return f != nil && f.Kind.Folds() || p.isTagField(field)
}

// isValue reports whether v is a value of the field.
func (p *proposer) isValue(field, v string) bool {
	f := p.field(field)
	switch {
	case f == nil:
		return p.isTagField(field)
	case f.Kind.Folds():
		return true
	}
	o := &p.completer.Options
	x := &ast.Comparison{Field: ast.Field{Name: f.Name}, Op: ast.OpEqual, Values: []ast.Value{{Text: v}}}
	_, err := p.schema.Resolve(x, schema.Options{Limits: o.Limits, Now: o.Now, Zone: o.Zone})
	return err == nil
}

// valueEnd returns where the value ends that goes on at the offset.
func (p *proposer) valueEnd() int {
	offset := p.place.Offset
	switch {
	case p.quote != 0:
		return complete.StringEnd(p.src, offset, p.quote)
	case p.typed == "" && offset < len(p.src) && (p.src[offset] == '"' || p.src[offset] == '\''):
		return complete.StringEnd(p.src, offset+1, p.src[offset])
	}
	return complete.WordEnd(p.src, offset)
}

// values adds what the field may be compared with.
func (p *proposer) values() {
	text := p.state.Field
	f := p.field(text)
	if f == nil && !p.isTagField(text) || p.isTag {
		return
	}
	end := p.valueEnd()
	of := "value of "
	asked := ast.Field{}
	if f != nil {
		asked.Name = f.Name
		of += f.Name
	} else {
		asked = ast.Field{Tag: true, Name: lexer.Key(text)}
		of += asked.String()
	}
	before := len(p.list)
	if p.completer.Values != nil {
		for _, v := range p.completer.Values(asked) {
			if utf8.ValidString(v) && p.isValue(text, v) {
				p.aValue(v, end, of)
			}
		}
	}
	if f == nil || f.Kind.Folds() {
		if len(p.list) == before { // none is known
			p.example("", end, "any text, in quotes if it is no word")
		}
	} else {
		p.kindValues(f, end, of)
	}
	if p.quote != 0 && p.isValue(text, p.typed) {
		p.endQuote(end)
	}
}

// kindValues adds the values of the field's kind, which is none of texts.
func (p *proposer) kindValues(f *schema.Field, end int, of string) {
	switch f.Kind {
	case schema.Enum:
		for _, v := range f.Values {
			p.aValue(v, end, of)
		}
	case schema.Bool:
		p.aValue("true", end, of)
		p.aValue("false", end, of)
	case schema.Number:
		p.example("0", end, "a number, such as 17, -2.5 or 6.02e23")
	case schema.Time:
		p.ago(f, end, "hdwm", "an hour ago", "a day ago", "a week ago")
		p.today(f, end)
	case schema.Date:
		p.ago(f, end, "dw", "yesterday", "a week ago")
		p.today(f, end)
	}
}

// aValue adds a value.
func (p *proposer) aValue(v string, end int, detail string) {
	text := ast.Quote(v)
	switch {
	case p.quote != 0:
		text = quote(v, p.quote)
	case p.behind: // a word, which no other one follows directly
		text = quote(v, '"')
	}
	p.known(v, text, end, CompletionValue, detail)
}

// example adds a value for an example, where none is begun.
func (p *proposer) example(v string, end int, detail string) {
	if p.typed == "" && p.quote == 0 {
		p.aValue(v, end, detail)
	}
}

// unitNames are those of the units of relative times.
var unitNames = map[byte]string{'w': "weeks", 'd': "days", 'h': "hours", 'm': "minutes"}

// ago adds relative times, with the units: if a number is typed that number of each, and
// else one of the first few, of which details has what they are.
func (p *proposer) ago(f *schema.Field, end int, units string, details ...string) {
	number := "-1"
	isNumber := len(p.typed) > 1 && p.typed[0] == '-' && strings.Trim(p.typed[1:], "0123456789") == ""
	if isNumber {
		number = p.typed
	}
	for i, unit := range []byte(units) {
		detail := number[1:] + " " + unitNames[unit] + " ago"
		switch {
		case isNumber && number != "-1":
		case i < len(details):
			detail = details[i]
		case !isNumber:
			continue
		default:
			detail = "a minute ago"
		}
		if v := number + string(unit); p.isValue(f.Name, v) {
			p.aValue(v, end, detail)
		}
	}
}

// today adds the date of today.
func (p *proposer) today(f *schema.Field, end int) {
	o := &p.completer.Options
	now, zone := o.Now, o.Zone
	if now.IsZero() {
		now = time.Now()
	}
	if zone == nil {
		zone = time.UTC
	}
	if v := schema.DayOf(now.In(zone)).String(); p.isValue(f.Name, v) {
		p.aValue(v, end, "today")
	}
}

// endQuote adds the mark that ends an open string of which nothing follows, if no
// completion so far does the same. A tag's key is not empty.
func (p *proposer) endQuote(end int) {
	typed := p.src[p.place.Start:p.place.Offset]
	for _, c := range p.list {
		if c.Text[:len(c.Text)-1] == typed {
			return
		}
	}
	if end != p.place.Offset || p.isTag && p.typed == "" {
		return
	}
	kind, detail := CompletionValue, "ends the text"
	if p.isTag {
		kind, detail = CompletionTag, "ends the key"
	}
	p.start = p.place.Offset
	p.add(&p.list, end, string(p.quote), kind, detail)
	p.start = p.place.Start
}

// quote returns s as a string between such marks.
func quote(s string, mark byte) string {
	const space = " "
	text := ast.Quote(s + space) // which is no word
	text = text[:len(text)-len(space+`"`)]
	if mark == '"' {
		return text + `"`
	}
	b := append(make([]byte, 0, len(text)+1), '\'')
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\'':
			b = append(b, '\\', c)
		case c == '\\' && text[i+1] == '"':
		case c == '\\':
			b = append(b, c, text[i+1])
			i++
		default:
			b = append(b, c)
		}
	}
	return string(append(b, '\''))
}
