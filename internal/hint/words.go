package hint

import (
	"slices"
	"strings"
)

// An operator is one of the language, or its negation.
type operator struct {
	op      string // = ^= *= $= < <= > >= in exists; != and not in are negated
	negated bool
	all     bool // of several values, each is asked for
	twice   bool // it is negated twice, which may mean once or not at all

	like, regexp bool // a pattern of another language follows
	ago          bool // a span of time before now follows
	fold         bool // without regard to case
	known        bool // it is written as the language has it
	null         bool // it is = null, where a query has null as a text
}

// languages are the operators that are written as the language has them.
var languages = strings.Fields("= != ^= *= $= < <= > >= in contains startswith endswith exists")

// symbols are the operators of other languages.
var symbols = map[string]operator{
	"<>": {op: "=", negated: true}, "=>": {op: ">="}, "=<": {op: "<="}, "=^": {op: "^="},
	":": {op: "="}, "~": {regexp: true}, "=~": {regexp: true}, "~=": {regexp: true},
}

// symbolic returns the operator that is made of these symbols. A symbol may stand twice,
// an ! anywhere, and the : of other searches before them.
func symbolic(s string) (o operator, ok bool) {
	if slices.Contains(languages, s) {
		op, negated := strings.CutPrefix(s, "!")
		return operator{op: op, negated: negated, known: true}, true
	}
	plain := string(slices.Compact([]byte(strings.ReplaceAll(s, "!", ""))))
	if len(plain) > 1 {
		plain = strings.TrimPrefix(plain, ":")
	}
	if o, ok = symbols[plain]; !ok && slices.Contains(languages, plain) {
		o.op, ok = plain, true
	}
	not := strings.Count(s, "!")
	o.twice = not > 1 || not == 1 && o.negated
	o.negated = o.negated || not > 0
	return o, ok
}

// phrases are the words for operators, in lower case, without white space and hyphens. Each
// may have an is before it, and a not.
var phrases = map[string]operator{
	"starts": {op: "^="}, "begins": {op: "^="}, "startswith": {op: "^="}, "startwith": {op: "^="}, "startingwith": {op: "^="},
	"beginswith": {op: "^="}, "beginwith": {op: "^="}, "beginningwith": {op: "^="},
	"ends": {op: "$="}, "endswith": {op: "$="}, "endwith": {op: "$="}, "endingwith": {op: "$="},
	"contains": {op: "*="}, "contain": {op: "*="}, "containing": {op: "*="},
	"includes": {op: "*="}, "include": {op: "*="}, "including": {op: "*="},
	"eq": {op: "="}, "equals": {op: "="}, "equal": {op: "="}, "equalto": {op: "="}, "on": {op: "="}, "＝": {op: "="},
	"ne": {op: "=", negated: true}, "neq": {op: "=", negated: true}, "≠": {op: "=", negated: true},
	"gt": {op: ">"}, "greaterthan": {op: ">"}, "morethan": {op: ">"}, "after": {op: ">"},
	"lt": {op: "<"}, "lessthan": {op: "<"}, "before": {op: "<"},
	"ge": {op: ">="}, "gte": {op: ">="}, "atleast": {op: ">="}, "since": {op: ">="}, "≥": {op: ">="},
	"le": {op: "<="}, "lte": {op: "<="}, "atmost": {op: "<="}, "≤": {op: "<="},
	"in": {op: "in"}, "oneof": {op: "in"}, "anyof": {op: "in"},
	"notin": {op: "in", negated: true}, "nin": {op: "in", negated: true}, "innot": {op: "in", negated: true},
	"inthelast": {op: ">=", ago: true}, "inlast": {op: ">=", ago: true}, "within": {op: ">=", ago: true},
	"withinthelast": {op: ">=", ago: true}, "withinlast": {op: ">=", ago: true}, "last": {op: ">=", ago: true},
	"like": {like: true}, "ilike": {like: true, fold: true},
	"matches": {regexp: true}, "regexp": {regexp: true}, "regex": {regexp: true}, "rlike": {regexp: true},
	"exists": {op: "exists"}, "exist": {op: "exists"}, "exsits": {op: "exists"}, "exits": {op: "exists"},
}

// states are the words for whether there is a value, behind an is or a not.
var states = map[string]operator{
	"set": {op: "exists"}, "present": {op: "exists"},
	"missing": {op: "exists", negated: true}, "empty": {op: "exists", negated: true},
	"absent": {op: "exists", negated: true}, "unset": {op: "exists", negated: true},
}

// isNull reports whether a word stands for no value in other languages. Somebody may be
// called Null.
func isNull(s string) bool {
	return slices.Contains([]string{"null", "NULL", "None", "nil", "undefined"}, s)
}

// functions are the calls of other languages, in lower case and without underscores: the
// operator between the first argument and the second.
var functions = map[string]operator{
	"startswith": {op: "^="}, "beginswith": {op: "^="}, "hasprefix": {op: "^="},
	"endswith": {op: "$="}, "hassuffix": {op: "$="},
	"contains": {op: "*="}, "includes": {op: "*="}, "equalfold": {op: "=", fold: true},
}

// caseFunctions return a text in one case.
var caseFunctions = strings.Fields("lower upper lcase ucase tolower toupper tolowercase touppercase")

// mirrored has the operators as they are with the sides exchanged.
var mirrored = map[string]string{"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

// build returns the condition that a field compares so with one of the values, or with each
// of them, which are as a query writes them. The negation is that it compares so with none.
// It returns nothing if the operator is negated twice.
func build(field string, o operator, values ...string) string {
	if o.twice {
		return ""
	}
	op, not, fold := o.op, "", ""
	if o.fold {
		fold = " i"
	}
	join := " or "
	if o.all && !o.negated {
		join = " and "
	} else if op == "=" && len(values) > 1 {
		op = "in"
	}
	switch {
	case !o.negated:
	case op == "=":
		op = "!="
	case op == "in":
		op = "not in"
	default:
		not = "not "
	}
	switch {
	case op == "exists":
		return not + field + " exists"
	case strings.HasSuffix(op, "in"):
		return field + " " + op + " (" + strings.Join(values, ", ") + ")" + fold
	}
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = field + " " + op + " " + v + fold
	}
	if len(list) == 1 {
		return not + list[0]
	}
	return not + "(" + strings.Join(list, join) + ")"
}
