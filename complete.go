package searchfilter

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/complete"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/scanner"
	"github.com/searchfilter/searchfilter/schema"
)

// A Completion is a text that may stand in a query.
type Completion struct {
	// Text takes the place of the bytes of the query from Start to End: the half-typed word,
	// string or operator, both before the offset and behind it. If there is none, both are
	// the offset.
	Start, End int

	// Text is what to write there, with its quotes and escapes.
	Text string

	// Kind is "field"; "tag" for tag:KEY and tag: alone; "operator", also for exists and in;
	// "value", also for the mark that ends one; "keyword" for and, or, not and i; or
	// "punctuation".
	Kind string

	// Detail is a few words about it: "text, sent to SearchTestCases", "begins with".
	Detail string
}

// A Completer proposes what may stand in a query. The zero Completer knows what a query
// for test cases may have.
type Completer struct {
	// Options are those with which the query will be parsed. Their Target or Schema says
	// which fields there are.
	Options Options

	// TagKeys are the keys of tags that are known, the best first.
	TagKeys []string

	// Values, if it is set, returns the values that are known of a field or a tag, the best
	// first. Complete leaves out those that are no value of the field's kind. It calls Values
	// at most once, and not for enums and bools.
	Values func(ast.Field) []string
}

// Complete returns what may stand at the offset of src, in bytes, the best first. An offset
// inside a character means where the character begins, and one beyond src the nearest in
// it.
//
// What stands directly before the offset may be half of a word, a string or an operator.
// Then Complete returns what begins with that half, in any case of ASCII letters, and behind
// these the fields, keys and values of which a part does, as group of hierarchy-group-id. It
// leaves out what stands there already. If that half may be a whole word, string or
// operator, it also returns what may follow without white space. Where there is none it
// returns all that may stand there:
//
//   - fields, tags with the keys that are known, and tag: for others;
//   - the operators that the field takes: symbols first, startswith and the like last;
//   - values of enums and bools, those that Values has, and some times. Of other values,
//     where none is known or typed, it returns one for an example. The mark that ends an open
//     string is a value, too;
//   - and, or, not, parentheses and commas, and an i where case may be ignored.
//
// It never returns a placeholder.
//
// Only what stands before the offset counts. If that is the start of a query, then it still
// is with each completion in its place, and with no other word, symbol or value of an enum.
// Behind a mistake Complete returns what the parser takes there. Behind an unknown field
// that is the operators that all kinds have, and no value. Inside a string with a mistake,
// and behind half of an escape, it is nothing.
//
// Complete returns nothing for a text over the limits of the Options and for Options that
// are wrong, and no completion that would be over a limit; but a day, which is two instants
// once a query is resolved, counts as one condition here. It takes about as long as the lexer.
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
	p := proposer{completer: &c, src: src, limits: limits, place: &place, target: o.target(), schema: o.schema()}
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
	before int             // so many completions were there for another state

	list, parts []Completion // those that begin with what is typed, and those of which a part does
}

func (p *proposer) propose() {
	place := p.place
	isWord, isSymbol, isString := false, false, false
	if token := place.Token; token != "" {
		r, _ := utf8.DecodeRuneInString(token)
		isSymbol = strings.IndexByte("=!^*<>&|~", token[0]) >= 0 || token == "$" || token == "$="
		isWord = chars.IsWordRune(r) || r == '$' && !isSymbol
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
	case scanner.Name:
		return p.schema.Lookup(token) >= 0
	case scanner.Tag:
		return p.schema.Tags != ""
	case scanner.Op:
		op, _ := scanner.Operator(token)
		return p.takes(before.Field, op)
	case scanner.Word:
		return p.isValue(before.Field, token)
	case scanner.String:
		return p.isValue(before.Field, scanner.Unquote(token))
	case scanner.Placeholder:
		return true
	case scanner.Fold:
		return p.folds(before.Field)
	}
	return true
}

// at adds what may stand in the state, in the place of what begins at start.
func (p *proposer) at(s *complete.State, start int) {
	p.state, p.start, p.before = s, start, len(p.list)
	switch more := s.Conditions < p.limits.Conditions; s.Want {
	case scanner.WantNext:
		if more {
			p.symbol(",", "another value")
		}
		p.symbol(")", "closes the list")
		return
	case scanner.WantFold, scanner.WantMore:
		if more {
			p.word("and", "keyword", "both must hold")
			p.word("or", "keyword", "one of both must hold")
		}
		if s.Parens > 0 {
			p.symbol(")", "closes a parenthesis")
		}
		if s.Want == scanner.WantFold && p.folds(s.Field) {
			p.word("i", "keyword", "ignores case")
		}
		return
	default:
		if !more {
			return
		}
	}
	switch s.Want {
	case scanner.WantCondition:
		p.conditions()
	case scanner.WantOperator:
		p.operators()
	case scanner.WantIn:
		p.word("in", "operator", opDetails[ast.OpNotIn])
	case scanner.WantList:
		p.symbol("(", "opens the list")
	case scanner.WantValue, scanner.WantItem:
		p.values()
	}
}

// add adds a completion, if it changes something and is within the limit.
func (p *proposer) add(list *[]Completion, end int, text string, kind string, detail string) {
	isLong := len(p.src)-(end-p.start)+len(text) > p.limits.Bytes
	if !isLong && p.src[p.start:end] != text {
		*list = append(*list, Completion{Start: p.start, End: end, Text: text, Kind: kind, Detail: detail})
	}
}

// symbol adds a parenthesis or a comma, of which nothing can be half typed.
func (p *proposer) symbol(text, detail string) {
	if p.typed == "" && p.quote == 0 {
		p.add(&p.list, p.start, text, "punctuation", detail)
	}
}

// word adds a keyword, or tag:, if it begins with what is typed.
func (p *proposer) word(text string, kind string, detail string) {
	if p.quote == 0 && !p.behind && hasPrefix(text, p.typed) {
		p.add(&p.list, p.wordEnd(), text, kind, detail)
	}
}

// wordEnd returns where the word ends that goes on at the offset.
func (p *proposer) wordEnd() int { return complete.FieldEnd(p.src, p.start, p.place.Offset) }

// listFor returns the list for what has that name: one if it begins with what is typed,
// another if a part of it does, or nil.
func (p *proposer) listFor(name string) *[]Completion {
	switch {
	case hasPrefix(name, p.typed):
		return &p.list
	case hasPart(name, p.typed):
		return &p.parts
	}
	return nil
}

// hasPrefix reports whether s begins with prefix, in any case of ASCII letters.
func hasPrefix(s, prefix string) bool {
	return len(s) >= len(prefix) && chars.EqualFold(s[:len(prefix)], prefix)
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
	if t := p.target; t != nil && t.Criteria == nil && len(t.Nested.Keys) == 0 { // it takes tags alone
		p.tags()
		p.fields()
	} else {
		p.fields()
		p.tags()
	}
	if p.state.Depth < p.limits.Depth {
		p.word("not", "keyword", "what follows must not hold")
		p.symbol("(", "opens a parenthesis")
	}
}

func (p *proposer) fields() {
	if p.quote != 0 || p.behind {
		return
	}
	end := p.wordEnd()
	for i := range p.schema.Fields {
		f := &p.schema.Fields[i]
		if list := p.listFor(f.Name); list != nil {
			p.add(list, end, f.Name, "field", p.fieldDetail(f))
		}
	}
}

// fieldDetail says of what kind a field is, and what becomes of a condition on it.
func (p *proposer) fieldDetail(f *schema.Field) string {
	detail, t := f.Kind.String(), p.target
	if t == nil {
		return detail
	}
	leaf, sent := t.Fields[f.Name]
	sent = sent && !leaf.Untried
	if t.Criteria == nil {
		_, sent = t.Nested.Keys[f.Name]
	}
	switch {
	case sent:
		return detail + ", sent to " + operation(t)
	case t.Criteria != nil:
		return detail + ", checked on what is found"
	}
	return detail + ", not for " + operation(t)
}

// operation returns what the target is called.
func operation(t *compile.Target) string { return cmp.Or(t.Operation, t.Name, "the service") }

// tags adds tags: those whose keys are known, and tag: alone or the end of an open key.
func (p *proposer) tags() {
	if p.schema.Tags == "" || p.quote != 0 && !p.isTag || p.behind {
		return
	}
	detail, end := "tag", p.wordEnd()
	if t := p.target; t != nil && len(t.Filter.Path)+len(t.Nested.Path) > 0 && len(t.Nested.Keys) == 0 {
		detail += ", sent to " + operation(t)
	}
	typed := p.typed
	switch {
	case p.quote != 0:
		end = p.stringEnd()
	case hasPrefix(chars.TagPrefix, typed):
		p.typed = ""
	case chars.HasTagPrefix(typed):
		p.typed = typed[len(chars.TagPrefix):]
	}
	for _, key := range p.completer.TagKeys {
		list := p.listFor(key)
		switch {
		case list == nil || key == "" || !utf8.ValidString(key):
		case p.quote != 0:
			p.add(list, end, chars.TagPrefix+quote(key, p.quote), "tag", detail)
		default:
			p.add(list, end, ast.Tag(key).String(), "tag", detail)
		}
	}
	p.typed = typed
	p.word(chars.TagPrefix, "tag", "a tag, whose key follows")
	if p.quote != 0 && typed != "" { // a key is not empty
		p.endString(end, "tag", "ends the key")
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
	ast.OpExists:       "is present",
}

// timeDetails are those of the operators that say something else of times and dates.
var timeDetails = map[ast.Op]string{
	ast.OpLess:         "before",
	ast.OpLessEqual:    "not after",
	ast.OpGreater:      "after",
	ast.OpGreaterEqual: "not before",
}

// operators adds those that the field takes. Each takes the place of one that follows.
func (p *proposer) operators() {
	if p.quote != 0 {
		return
	}
	field, offset := p.state.Field, p.place.Offset
	symbolEnd, wordEnd := complete.OperatorEnd(p.src, offset), p.wordEnd()
	switch following := p.src[offset:wordEnd]; {
	case wordEnd == offset:
		wordEnd = symbolEnd
	case isOperator(following):
		symbolEnd = wordEnd
	}
	add := func(text string, detail string) {
		end, isWord := symbolEnd, isAlphanumeric(text[0])
		if isWord {
			end = wordEnd
		}
		if !(isWord && p.behind) && hasPrefix(text, p.typed) {
			p.add(&p.list, end, text, "operator", detail)
		}
	}
	isTime := false
	if f := p.field(field); f != nil {
		isTime = f.Kind == schema.Time || f.Kind == schema.Date
	}
	for op := ast.OpEqual; op <= ast.OpExists; op++ {
		detail := opDetails[op]
		if isTime {
			detail = cmp.Or(timeDetails[op], detail)
		}
		if p.takes(field, op) {
			add(op.String(), detail)
		}
	}
	for _, word := range [...]string{"startswith", "contains", "endswith"} {
		if op, _ := scanner.Operator(word); p.takes(field, op) {
			add(word, "the same as "+op.String())
		}
	}
}

// isOperator reports whether a word is an operator.
func isOperator(word string) bool {
	_, ok := scanner.Operator(word)
	return ok || chars.EqualFold(word, "in") || chars.EqualFold(word, "exists")
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
		return kinds.Takes(f.Kind, op)
	case p.isTagField(field):
		return kinds.Takes(schema.Text, op)
	}
	return kinds.Takes(schema.Enum, op) // which all kinds take
}

func (p *proposer) isTagField(field string) bool {
	return chars.HasTagPrefix(field) && p.schema.Tags != ""
}

// folds reports whether the field takes an i.
func (p *proposer) folds(field string) bool {
	f := p.field(field)
	return f != nil && kinds.Folds(f.Kind) || p.isTagField(field)
}

// isValue reports whether v is a value of the field.
func (p *proposer) isValue(field, v string) bool {
	f := p.field(field)
	switch {
	case f == nil:
		return p.isTagField(field)
	case kinds.Folds(f.Kind):
		return true
	}
	o := &p.completer.Options
	_, err := p.schema.Resolve(ast.Compare(ast.Name(f.Name), ast.OpEqual, v), schema.Options{Limits: o.Limits, Now: o.Now, Zone: o.Zone})
	return err == nil
}

// stringEnd returns where the open string ends that goes on at the offset.
func (p *proposer) stringEnd() int { return complete.StringEnd(p.src, p.place.Offset, p.quote) }

// valueEnd returns where the value ends that goes on at the offset.
func (p *proposer) valueEnd() int {
	offset := p.place.Offset
	switch {
	case p.quote != 0:
		return p.stringEnd()
	case p.typed == "" && offset < len(p.src) && (p.src[offset] == '"' || p.src[offset] == '\''):
		return complete.StringEnd(p.src, offset+1, p.src[offset])
	}
	return complete.WordEnd(p.src, offset)
}

// values adds what the field may be compared with.
func (p *proposer) values() {
	name := p.state.Field
	f := p.field(name)
	if f == nil && !p.isTagField(name) {
		return
	}
	var asked ast.Field
	if f != nil {
		asked = ast.Name(f.Name)
	} else {
		asked = ast.Tag(scanner.Key(name))
	}
	end, detail := p.valueEnd(), "value of "+asked.String()
	switch {
	case f != nil && f.Kind == schema.Enum:
		for _, v := range f.Values {
			p.value(v, end, detail)
		}
	case f != nil && f.Kind == schema.Bool:
		p.value("true", end, detail)
		p.value("false", end, detail)
	case p.completer.Values != nil:
		for _, v := range p.completer.Values(asked) {
			if p.listFor(v) != nil && utf8.ValidString(v) && p.isValue(name, v) {
				p.value(v, end, detail)
			}
		}
	}
	if f != nil {
		p.times(f, end)
	}
	if kind := p.schema.KindOf(asked); p.typed == "" && p.quote == 0 && len(p.list) == p.before {
		switch {
		case kinds.Folds(kind):
			p.value("", end, "any text, in quotes if it is no word")
		case kind == schema.Number:
			p.value("0", end, "a number, such as 17, -2.5 or 6.02e23")
		}
	}
	if p.quote != 0 && p.isValue(name, p.typed) {
		p.endString(end, "value", "ends the value")
	}
}

// value adds a value.
func (p *proposer) value(v string, end int, detail string) {
	if list := p.listFor(v); list != nil {
		p.add(list, end, p.written(v), "value", detail)
	}
}

// written returns how a value is written here.
func (p *proposer) written(v string) string {
	switch {
	case p.quote != 0:
		return quote(v, p.quote)
	case p.behind: // a word, which no other one follows directly
		return quote(v, '"')
	}
	return chars.Quote(v)
}

// times adds some of the values that a time or a date may be compared with: so many of each
// unit ago if a number is typed, else a few, and today.
func (p *proposer) times(f *schema.Field, end int) {
	isTime := f.Kind == schema.Time
	if !isTime && f.Kind != schema.Date {
		return
	}
	known := p.list[p.before:]
	add := func(v, detail string) {
		text := p.written(v)
		isKnown := slices.ContainsFunc(known, func(c Completion) bool { return c.Text == text })
		if !isKnown && p.isValue(f.Name, v) {
			p.value(v, end, detail)
		}
	}
	if n, ok := strings.CutPrefix(p.typed, "-"); ok && n != "" && strings.Trim(n, "0123456789") == "" {
		for _, unit := range [...]string{"days", "weeks", "hours", "minutes"} {
			if isTime || unit == "days" || unit == "weeks" {
				v := "-" + n + unit[:1]
				if n == "1" {
					unit = strings.TrimSuffix(unit, "s")
				}
				add(v, n+" "+unit+" ago")
			}
		}
		return
	}
	if isTime {
		add("-1h", "an hour ago")
	}
	add("-1d", "a day ago")
	add("-1w", "a week ago")
	o := &p.completer.Options
	now := o.Now
	if now.IsZero() {
		now = time.Now()
	}
	add(now.In(cmp.Or(o.Zone, time.UTC)).Format(time.DateOnly), "today")
}

// endString adds the mark that ends an open string of which nothing follows, unless a
// completion does the same.
func (p *proposer) endString(end int, kind string, detail string) {
	typed := p.src[p.place.Start:p.place.Offset]
	same := func(c Completion) bool { return c.Text[:len(c.Text)-1] == typed }
	if end == p.place.Offset && !slices.ContainsFunc(p.list, same) {
		p.start = end
		p.add(&p.list, end, string(p.quote), kind, detail)
	}
}

// quote returns s as a string between such marks.
func quote(s string, mark byte) string {
	const space = " "
	text := chars.Quote(s + space) // which is no word
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
