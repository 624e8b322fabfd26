// Package searchfilter is one query language for the searches of Amazon Connect
// and the filters of Amazon Q in Connect. A query is written once. It is sent as a
// request, it matches records in hand, and it means the same everywhere.
//
//	q := searchfilter.MustParse(`name ^= "smoke" and status = PUBLISHED`)
//	req, err := q.Request()    // one request: json.Marshal(req) is the body
//	plan, err := q.Plan()      // any query: the fewest requests, and what is left to check
//	tf, err := q.TagFilter()   // for CreateSession and UpdateSession
//	ok := q.Match(rec)         // a record in hand
//
// What a query means is q.Resolved(), and the packages below take it:
//
//	eval.Explain(q.Resolved(), rec)           // why a record is selected or not
//	eval.CompileFor(q.Resolved(), binding)    // a predicate for a type of your own
//	compile.NewPlan(q.Resolved(), target, o)  // a plan with options, or for another target
//	logic.Equivalent(q.Resolved(), other, o)  // whether two queries select the same
//	logic.Warnings(q.Resolved(), o)           // what is probably not meant
//	sql.Where(q.Resolved(), sql.Trino, …)     // a WHERE clause
//
// The rest of this comment is the reference of the language.
//
// # Grammar
//
// The grammar is that of the reference parser in package parser's tests, whose
// own words these are. Tokens are in angle brackets.
//
//	Query = Or? .
//	Or = And (<or> And)* .
//	And = Unary (<and> Unary)* .
//	Unary = (<not> Unary) | ("(" Or ")") | Condition .
//	Condition = Field ((<op> Value <fold>?) | (<not>? <in> "(" Value ("," Value)* ")" <fold>?) | <exists>) .
//	Field = <name> | <tag> .
//	Value = <word> | <string> | <placeholder> .
//
// A comparison binds tighter than not, not tighter than and, and and tighter
// than or: not name = x negates the comparison. Two conditions next to each other
// are an error. A query without conditions is the empty query, which selects every
// record.
//
// # Tokens
//
// Between tokens there may be white space, Unicode's White_Space. The text is
// UTF-8; anything else is an error anywhere.
//
// A word is one or more of the ASCII letters and digits, _ - . / @ + % : and
// the runes from U+0080 up that are not white space: smoke-test, a/b.c,
// 2026-01-31T00:00:00Z, -7d and 123. Two kinds of runes are an error outside quotes.
// The quotation marks ‘ ‚ ‛ “ ” „ ‟ « » ′ ″ are what chats and text documents make of
// " and '. Invisible characters are Unicode's Cf, such as a zero-width space, a soft
// hyphen and a byte order mark. A word is a name where a field may stand, and a value
// behind an operator and in the list of an in.
//
// A tag is a word that begins with tag:, in any case, where a field may stand.
// What follows that colon is the key, further colons included: tag:team:role=x
// asks for the key team:role. Another key is quoted, directly behind the colon:
// tag:"cost center" = 42. A key is not empty. Where a value stands, tag:x is
// a word like any other.
//
// An i, in lower case and without quotes, directly behind a value or the list of
// an in makes that comparison ignore case, as in CSS: name ^= smoke i. A value that
// is the word i is one all the same: name = i.
//
// A string stands in double or single quotes. In it, \" \' \\ \n \t \r and
// \uXXXX are escapes. Two of the last may be a surrogate pair. Half of a pair, any
// other escape, and a control character that is not escaped are errors. A quoted
// value is the same as one without quotes: "smoke" is smoke.
//
// The keywords are and, or, not, in, exists, startswith, contains and endswith,
// in any case. The first three are reserved: quote them where they are values.
// The others are keywords behind a field alone, so a field may be called in.
//
// A placeholder is $1, $2 and so on, where a value may stand. Parse puts an argument
// in its place, so that nobody needs to build queries by joining strings. An argument is
// a string, a bool, a number, a time.Time or another encoding.TextMarshaler. A date is a
// string, such as t.Format(time.DateOnly), and a json.Number keeps all digits. For a
// placeholder that is alone in the list of an in the argument may be a slice of these
// that is not empty. Each argument must be used, and each placeholder must have one.
//
// Keywords, the names of fields and the values of an enum are compared without
// regard to the case of ASCII letters, and printed in their canonical spelling.
//
// # Meaning
//
// A record has fields, with at most one value each, or several texts if the field is a
// list, and tags, which map a key to one value. A condition is true or false, and
// nothing else:
//
//	f = v                        the record has f, and its value is v
//	f != v                       not f = v: true also if the record lacks f
//	f ^= v       f startswith v  it has f, and the value begins with v
//	f *= v       f contains v    it has f, and v occurs in the value
//	f $= v       f endswith v    it has f, and the value ends with v
//	f in (v, w)                  f = v or f = w
//	f not in (v, w)              not f in (v, w): true also if it lacks f
//	f exists                     it has f; the value may be empty
//	f < v   f <= v               it has f, and the value is before v, or not after it
//	f > v   f >= v               it has f, and the value is after v, or not before it
//
// So a record that lacks f is selected by != and not in, and by not before any other
// condition on f. De Morgan's laws hold. But not f < v is not f >= v. An empty value is
// a value: the record has f, and f = "" is true.
//
// Of a list, a condition is true if it is true of one of the texts. f != v is true if no
// text is v, and not in if none is one of the values. So f = a and f = b is no
// contradiction. A list exists if it has a text.
//
// Text compares byte for byte, with regard to case, and so do the keys and values of
// tags. A comparison that ends in i ignores the case of values, by Unicode's simple
// folding of each rune: k is K and the kelvin sign, Σ is σ and ς, and s is ſ; but ß is
// not ss. The i goes with the texts of fields, lists and tags. Where no value has case,
// as in tag:BPO = 123 i, it says nothing, and the query does not keep it.
// Options.FoldCase puts an i on every comparison of a text or list field, and on none of
// a tag. A service may mind case, so one request of SearchTestCases cannot say an i, and
// a plan checks it on the records.
//
// Each field is of one kind, which says what it takes. Tags take what texts do.
//
//	text    = != in exists ^= *= $=    any text
//	list    = != in exists ^= *= $=    any text
//	enum    = != in exists             the values that it lists, in any case of ASCII letters
//	bool    = != in exists             true and false, likewise
//	number  = != in exists < <= > >=   17, -2.50 or 6.02e23: a number as JSON has it
//	date    = != in exists < <= > >=   2026-01-31: a day of the calendar, without a zone
//	time    = != in exists < <= > >=   an instant or a day, see below
//
// Numbers compare by value, and exactly: 1, 1.0 and 1e0 are equal, and
// 9007199254740993 is not 9007199254740992. The query's text keeps what was written. An
// exponent has nine digits at most. A date may also be -7d or -2w: that many days or weeks
// before today, in Options.Zone.
//
// A time is compared with
//
//   - an instant: an RFC 3339 date-time, in which T may be a space, seconds may be
//     left out, and an offset may have no colon;
//   - a day, which is a date alone, in the time zone of Options.Zone, by default UTC:
//     modified = 2026-01-29 is true on that day, < before it begins, <= before it
//     ends, > after it has ended, and >= from its start. A day begins at the first
//     instant at which a clock in the zone shows it, or a later one, and ends where
//     the next one begins: a day that the zone skipped is empty;
//   - -2w, -7d, -12h or -30m, in any case, which count back from the instant at which
//     the query was parsed, or that Options.Now sets, by 100 years at most.
//
// What a record has must be of the field's kind. Otherwise the record is an error, which
// names the member and says what it must be:
//
//	text, tag  a string
//	list       an array of strings
//	enum       a string, in the schema's spelling; another one is equal to no value of a query
//	bool       true or false
//	number     a number
//	date       a string such as 2026-01-31
//	time       a string such as 2026-01-31T09:00:00Z: with seconds, with T or a space, and with
//	           Z or an offset; a date, which is its midnight in UTC; or seconds since 1970
//
// Milliseconds, digits in quotes and a time without a zone are errors: if they counted as
// lacking, not modified > 2026-01-31 would select the record. Members that the query does
// not ask for need only be JSON.
//
// An unknown field, a value that an enum does not have, a text that is no number, time
// or date, and an operator that the field's kind does not take are errors. No query
// silently selects nothing.
//
// # Fields
//
// These are the fields of a test case. The middle columns say how each is sent:
//
//	field                     kind  SearchTestCases  session  in the record's JSON
//	name                      text  StringCondition  -        Name
//	description               text  StringCondition  -        Description
//	status                    enum  StatusCondition  -        Status: PUBLISHED, SAVED
//	tag:KEY                   text  TagFilter        yes      Tags
//	id                        text  -                -        Id
//	arn                       text  -                -        Arn
//	region                    text  -                -        LastModifiedRegion
//	sha256                    text  -                -        TestCaseSha256
//	content                   text  -                -        Content
//	initialization            text  -                -        InitializationData
//	flow                      text  -                -        the entry point's FlowId
//	type                      enum  -                -        the entry point's Type: VOICE_CALL, CHAT
//	source-phone-number       text  -                -        the entry point's SourcePhoneNumber
//	destination-phone-number  text  -                -        the entry point's DestinationPhoneNumber
//	modified                  time  -                -        LastModifiedTime
//
// name, status, id and arn are in every record. Which FieldName values the
// service takes for test cases is not documented; name and description are
// documented for its sibling searches. Both the fields and how they are sent
// are data: see package schema and compile.Target.
//
// That is a target. The targets of the other searches of Amazon Connect are in package
// connect, and those of the filters of Amazon Q in Connect in package qconnect.
// Options.Target says which one a query is for. The command's searchfilter fields
// lists them all, and searchfilter fields users the fields of one, with how
// exactly each operator is sent.
//
// One request says T and C, where T is an or of ands of tags, and C is any
// nesting of and and or over the other fields, all of them = ^= *= for text and
// = for status. There is no not: status != SAVED is sent as status = PUBLISHED,
// since a test case has exactly one status; any other negation cannot be sent. A
// session's tagFilter is T alone, where tag:KEY exists is sent as a key without
// a value. What does not fit is an error that names the part, never a request
// that asks for something else.
//
// # Plans
//
// A plan answers any query. It has several requests, whose results are united, and a
// residual, which is a query that is checked on each record that is found. A condition
// that cannot be sent is weakened to the strongest one that follows from it and can be:
// name $= v to name *= v, not f = v to nothing. Then the plan has the fewest requests
// that find what the query selects. A residual has no condition that could be dropped,
// and nothing is left to it in order to save a request. A query of which nothing can be
// sent takes a list of every record, which is an error unless it is allowed. A query that
// nothing can meet takes no request.
//
// What is not known of the service is an option, with a default:
//
//	a key without a value  compile.TagRules.KeyOnly: whether it asks if the tag exists; no for
//	                       test cases, so that this is checked on the records
//	one status             compile.Target.Closed: whether each test case has exactly one;
//	                       yes, by the model's description. One without is outside the promise
//	case                   compile.Target.ServiceFoldsCase: whether text compares without it; no,
//	                       so that comparisons that end in i are checked on the records. If it
//	                       does unsaid, match the records again: it finds too many
//	short and long texts   compile.Target.ContainsMin and ContainsMax: what a contains takes; 2 to
//	                       25 characters, else a piece is sent, or it is checked on the records
//
// # Text
//
// A query prints in its canonical form: one space between tokens, operators as
// symbols, keywords in lower case, values bare where they need no quotes, what
// nobody could see as an escape, and only the parentheses that are needed. In stays in,
// and the order of terms stays. Parsing that text with the same Options gives the same
// query, but for relative times, which then count back from another instant. The text
// of [Query.Resolved] has instants in the place of these and of days. Parsing it with
// the same Schema and Limits, and no other options, gives the same query at any time.
//
// # Errors
//
// Errors are [ast.Diagnostics]. Each has a code to compare with errors.Is, a place and
// a message, and some have a hint and an edit that mends the query. What other languages
// write, such as == && LIKE and name:value, is refused with the right spelling. An edit
// is offered only where nobody can have meant anything else; otherwise the hint asks. At most
// 20 are listed. Render shows them in the text, which [Query.Source] keeps. As JSON
// they have all of this as data; what the command writes has columns in UTF-16, too.
//
// What [logic.Warnings] returns are diagnostics, too, about a query that is sound and
// probably not what was meant: conditions that no record meets or that every record
// meets, a time that is compared with one instant, null, and a value such as {x} in
// whose place another was to stand.
//
// # Limits
//
// Each limit is checked before the work that it bounds, and has a code. Those
// of text and trees are in [ast.Limits], and hold with instants in the place of days
// and relative times, too; those of requests are in [compile.Target]:
//
//	64 KiB of text              some hundred times what people write; in canonical form, too
//	100 open parentheses, nots  recursion is as deep; as deep as AWS SDKs encode criteria
//	10,000 conditions           each value of an in-list is one
//	10,000 terms of tags        an or of ands can be exponentially longer than its query
//	25 tag conditions           in one request: documented for one sibling search
//	100 criteria in each other  the encoders of AWS SDKs fail somewhere above
//	100 requests                in a plan; each takes a hundred milliseconds, and they are throttled
package searchfilter
