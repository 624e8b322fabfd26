package sql

import "slices"

// A Dialect is the name of a database engine: one of the constants below.
type Dialect string

// The dialects.
const (
	// SQLite is the dialect of SQLite 3.38 and later, in a database whose encoding is UTF-8.
	// Old versions such as 3.40 parse no statement with more than about 30 nested parentheses.
	// Names stand in backticks, because SQLite takes an unknown name in double quotes for a
	// text.
	SQLite Dialect = "SQLite"

	// DuckDB is the dialect of DuckDB 1.2 and later.
	DuckDB Dialect = "DuckDB"

	// PostgreSQL is the dialect of PostgreSQL 12 and later, in a database whose encoding is
	// UTF8. Its texts have no U+0000. JSON is of the type jsonb.
	PostgreSQL Dialect = "PostgreSQL"

	// Trino is the dialect of Trino, and of Athena's engine version 3, which is based on it.
	// JSON is of the type varchar. For Athena, Options.Literals is the simplest: its arguments
	// are literals, and stand in WHERE alone.
	Trino Dialect = "Trino"

	// MySQL is the dialect of MySQL 8, MariaDB 10.6 and later ones, with columns and a
	// connection in utf8mb4. Lists stand in rows; tags stand in rows or in columns of their own.
	// There is no type instant, since a TIMESTAMP depends on the session's time zone. Texts are
	// compared twice: by the collation, for the index, and as bytes.
	MySQL Dialect = "MySQL"
)

var dialects = map[Dialect]*dialect{SQLite: &sqlite, DuckDB: &duckDB, PostgreSQL: &postgreSQL, Trino: &trino, MySQL: &mySQL}

// A dialect is how an engine spells a clause, and its limits.
type dialect struct {
	name         Dialect
	quote        string // around a name
	placeholder  string // its own
	maxArgs      int    // of a statement
	maxBytes     int    // of its text; 0 if the limit is too far to matter
	maxDepth     int    // of its expressions
	maxReplaced  int    // how many replace() may stand in one another
	maxDigits    int    // of a second in a timestamp
	maxPrecision int    // of a decimal
	fourDigits   bool   // years have four digits
	nul          bool   // a text can hold U+0000

	literal func(s string) string   // of a text
	float   func(f float64) string  // of a double
	time    func(w when) string     // the text of an instant, a UTC or a date
	pointer func(key string) string // what stands for a key in JSON; nil if the key does

	lacks     []base          // types of scalars
	constants map[base]string // how a value is written, if not as {v}; {p} and {s} are the type's digits

	// What keeps infinities and NaN from a double {x}: {lo} and {hi} are the least and the
	// greatest number.
	aboveLeast, belowMost string

	text        textForms
	apartPrefix string // that of text, for what is no column; empty if it is the same
	ordered     string // how texts of fixed length are compared: {x} {op} {v}

	collate                                  string // {x} by the collation {name}
	collatedPrefix, collatedPrefixWithoutEnd string

	array, json listForms
	each        string // what those of JSON ask in the place of {x}, a column; empty if {x} itself
	apartEach   string // or of {x}, an expression, whose names are not those of its elements
	mapped      string // the value of {x}, a map, at the key {k}
	tag         string // that of {x}, JSON
	tagSome     string // or what holds if {c} does of that
	tagEqual    string // that of {x}, JSON, is {v}, if an index is better used so

	fold foldForm

	create                map[base]string // the type of a column
	createEnd             string          // what stands behind the columns
	number, instant, list columnType      // the types that Create gives them
}

// textForms are how the operators are written for a text {x}. Besides it they have
// {v}, the value; {vs}, several, with commas; {lo} and {hi}, which bound the texts that
// begin with it; {n}, how many bytes it has; and {begins}, {has} and {ends}, the patterns of
// LIKE.
type textForms struct {
	equal, notEqual  string
	in, notIn        string
	prefix           string
	prefixWithoutEnd string // for one that bounds no texts from above
	contains, suffix string
}

// listForms are how a list {x} is asked, in which {e} is a name that the statement does not
// have elsewhere.
type listForms struct {
	has       string // {v} is an element; empty if some says it
	hasAny    string // one of {vs} is; likewise
	some      string // {c} is true of an element
	exists    string // there is an element
	element   string // what {c} calls it
	total     bool   // some and exists are never NULL
	needsName bool   // {x} stands in a statement of its own, which has columns itself
}

// A foldForm is how case is ignored.
type foldForm struct {
	pattern   string // {x} matches the regular expression {v}; empty if that is not used
	translate string // {x} with each character in {from} replaced by that in {to}
	replace   string // {x} with {from} replaced by {to}
	first     string // what is made of {x} before that

	// Many replacements are made in several steps, if these are not empty. The step {n} makes
	// {x} of what the one {before} has in its column v.
	firstStep, step string
	last            string // what the step {n} has, after {steps}
}

func (d *dialect) String() string { return string(d.name) }

// has reports whether a column can be of that type.
func (d *dialect) has(b base, list bool) bool {
	switch {
	case b == baseArray:
		return d.array.some != ""
	case b == baseMap:
		return d.mapped != ""
	case b == baseJSON && list:
		return d.json.some != ""
	case b == baseJSON:
		return d.tag != "" || d.tagSome != ""
	}
	return !slices.Contains(d.lacks, b)
}

// The placeholders.
const question, dollar = "?", "$1"
