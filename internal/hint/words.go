package hint

import "strings"

// An operator is one of the language, or its negation.
type operator struct {
	op      string // = != ^= *= $= < <= > >= in exists
	negated bool
	// A pattern of another language follows: of LIKE, or a regular expression.
	like, regexp bool
	fold         bool // without regard to case
	known        bool // it is written as the language has it
}

// symbols are operators as they are written elsewhere, and by mistake.
var symbols = map[string]operator{
	"=": {op: "=", known: true}, "!=": {op: "!=", known: true}, "^=": {op: "^=", known: true}, "*=": {op: "*=", known: true},
	"$=": {op: "$=", known: true}, "<": {op: "<", known: true}, "<=": {op: "<=", known: true}, ">": {op: ">", known: true}, ">=": {op: ">=", known: true},

	"==": {op: "="}, "===": {op: "="}, "<>": {op: "!="}, "!==": {op: "!="}, "=>": {op: ">="}, "=<": {op: "<="},
	"=!": {op: "!="}, "=^": {op: "^="}, "^==": {op: "^="}, ">==": {op: ">="}, "<==": {op: "<="}, ">>": {op: ">"}, "<<": {op: "<"},
	"!>": {op: ">", negated: true}, "!<": {op: "<", negated: true}, "!>=": {op: ">=", negated: true}, "!<=": {op: "<=", negated: true},
	"!^=": {op: "^=", negated: true}, "!*=": {op: "*=", negated: true}, "!$=": {op: "$=", negated: true},
	"^!=": {op: "^=", negated: true}, "*!=": {op: "*=", negated: true},
	"=~": {regexp: true}, "~": {regexp: true}, "~=": {regexp: true}, "!~": {regexp: true, negated: true}, "!=~": {regexp: true, negated: true},
}

// phrases are the words for operators, in lower case.
var phrases = map[string]operator{
	"starts": {op: "^="}, "begins": {op: "^="}, "ends": {op: "$="},
	"starts with": {op: "^="}, "start with": {op: "^="}, "begins with": {op: "^="}, "begin with": {op: "^="}, "starting with": {op: "^="},
	"beginning with": {op: "^="}, "starts-with": {op: "^="}, "begins-with": {op: "^="}, "startwith": {op: "^="}, "beginwith": {op: "^="},
	"beginswith": {op: "^="}, "starts_with": {op: "^="}, "begins_with": {op: "^="}, "startswith": {op: "^=", known: true},
	"ends with": {op: "$="}, "end with": {op: "$="}, "ending with": {op: "$="}, "ends-with": {op: "$="}, "endwith": {op: "$="},
	"ends_with": {op: "$="}, "endswith": {op: "$=", known: true},
	"contains": {op: "*=", known: true}, "contain": {op: "*="}, "containing": {op: "*="}, "includes": {op: "*="}, "include": {op: "*="}, "including": {op: "*="},
	"is": {op: "="}, "eq": {op: "="}, "-eq": {op: "="}, "equals": {op: "="}, "equal": {op: "="}, "equal to": {op: "="}, "equals to": {op: "="}, "is equal to": {op: "="},
	"is not": {op: "!="}, "isn't": {op: "!="}, "ne": {op: "!="}, "neq": {op: "!="}, "-ne": {op: "!="}, "not equals": {op: "!="},
	"not equal": {op: "!="}, "not equal to": {op: "!="}, "is not equal to": {op: "!="}, "does not equal": {op: "!="},
	"gt": {op: ">"}, "-gt": {op: ">"}, "greater than": {op: ">"}, "is greater than": {op: ">"}, "more than": {op: ">"}, "after": {op: ">"}, "is after": {op: ">"},
	"lt": {op: "<"}, "-lt": {op: "<"}, "less than": {op: "<"}, "is less than": {op: "<"}, "before": {op: "<"}, "is before": {op: "<"},
	"ge": {op: ">="}, "gte": {op: ">="}, "-ge": {op: ">="}, "at least": {op: ">="}, "is at least": {op: ">="}, "since": {op: ">="},
	"on": {op: "="}, "≠": {op: "!="}, "≥": {op: ">="}, "≤": {op: "<="}, "＝": {op: "="},
	"le": {op: "<="}, "lte": {op: "<="}, "-le": {op: "<="}, "at most": {op: "<="}, "is at most": {op: "<="},
	"in": {op: "in", known: true}, "one of": {op: "in"}, "any of": {op: "in"}, "is one of": {op: "in"}, "is any of": {op: "in"}, "is in": {op: "in"},
	"notin": {op: "in", negated: true}, "nin": {op: "in", negated: true}, "not one of": {op: "in", negated: true},
	"is not one of": {op: "in", negated: true}, "is not in": {op: "in", negated: true}, "in not": {op: "in", negated: true},
	"like": {like: true}, "ilike": {like: true, fold: true},
	"matches": {regexp: true}, "regexp": {regexp: true}, "regex": {regexp: true}, "rlike": {regexp: true},
}

// presences are the words for whether there is a value.
var presences = map[string]operator{
	"exist": {op: "exists"}, "exsits": {op: "exists"}, "exits": {op: "exists"}, "is set": {op: "exists"}, "is present": {op: "exists"},
	"is not missing": {op: "exists"}, "is not empty": {op: "exists"}, "exists": {op: "exists", known: true},
	"is missing": {op: "exists", negated: true}, "is empty": {op: "exists", negated: true}, "is absent": {op: "exists", negated: true},
	"is unset": {op: "exists", negated: true}, "is not set": {op: "exists", negated: true}, "not set": {op: "exists", negated: true},
	"does not exist": {op: "exists", negated: true}, "doesn't exist": {op: "exists", negated: true},
	"not exist": {op: "exists", negated: true}, "not exists": {op: "exists", negated: true},
}

// negations are the words that turn the phrase behind them round.
var negations = []string{"not", "!", "does not", "doesn't", "do not", "don't", "is not"}

// mostWords is how many words a phrase has at most.
const mostWords = 4

// isNull reports whether a word stands for no value in other languages. Somebody may be
// called Null.
func isNull(s string) bool {
	return s == "null" || s == "NULL" || s == "None" || s == "nil" || s == "undefined"
}

// functions are the calls of other languages, in lower case and without what stands
// before the last dot: the operator between the first argument and the second.
var functions = map[string]operator{
	"startswith": {op: "^="}, "starts_with": {op: "^="}, "beginswith": {op: "^="}, "begins_with": {op: "^="}, "hasprefix": {op: "^="},
	"endswith": {op: "$="}, "ends_with": {op: "$="}, "hassuffix": {op: "$="},
	"contains": {op: "*="}, "includes": {op: "*="},
	"equalfold": {op: "=", fold: true},
}

// connectives are what people write for and, or, and not, and what to write instead.
var connectives = map[string]string{
	"adn": "and", "nad": "and", "andd": "and", "an": "and", "und": "and", "plus": "and", "but": "and", "y": "and", "et": "and",
	"ro": "or", "oder": "or", "orr": "or", "ou": "or",
	"unless": "and not", "except": "and not", "without": "and not", "nor": "and not",
}

// mirrored has the operators as they are with the sides exchanged.
var mirrored = map[string]string{"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

// operatorOf returns the operator of the condition that is written, for a hint.
func operatorOf(condition string) string {
	condition = strings.TrimLeft(strings.TrimPrefix(condition, "not "), "(")
	_, rest, _ := strings.Cut(condition, " ")
	op, _, _ := strings.Cut(rest, " ")
	return op
}

// build returns the condition that a field compares so with one of the values, which are
// as a query writes them.
func build(field string, o operator, values ...string) string {
	fold := ""
	if o.fold {
		fold = " i"
	}
	op, negated := o.op, o.negated
	if op == "!=" {
		op, negated = "=", !negated
	}
	if op == "=" && len(values) > 1 {
		op = "in"
	}
	not := ""
	switch {
	case negated && op == "=":
		op = "!="
	case negated && op == "in":
		op = "not in"
	case negated:
		not = "not "
	}
	switch {
	case op == "exists":
		return not + field + " exists"
	case op == "in" || op == "not in":
		return field + " " + op + " (" + strings.Join(values, ", ") + ")" + fold
	case len(values) == 1:
		return not + field + " " + op + " " + values[0] + fold
	}
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = field + " " + op + " " + v + fold
	}
	return not + "(" + strings.Join(list, " or ") + ")"
}
