package sql

import (
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The limits are documented ones, or were found by trying.

var sqlite = dialect{
	name:        SQLite,
	quote:       "`",
	placeholder: question,
	maxArgs:     32_766,    // SQLITE_MAX_VARIABLE_NUMBER
	maxBytes:    1_000_000, // SQLITE_MAX_SQL_LENGTH
	maxDepth:    900,       // SQLITE_MAX_EXPR_DEPTH is 1000
	maxReplaced: 100,
	nul:         true,
	literal:     sqliteText,
	float:       sqliteFloat,
	aboveLeast:  "{x} > -9e999",
	belowMost:   "{x} < 9e999",
	time:        plainTime,
	lacks:       []base{baseDecimal, baseInstant, baseUTC},
	constants: map[base]string{
		baseInt:    "CAST({v} AS INTEGER)",
		baseScaled: "CAST({v} AS INTEGER)",
		baseEpoch:  "CAST({v} AS INTEGER)",
	},
	create: map[base]string{
		baseText:   "TEXT",
		baseBool:   "INTEGER CHECK ({x} IN (0, 1))",
		baseDouble: "REAL",
		baseDate:   "TEXT",
		baseEpoch:  "INTEGER",
		baseJSON:   "TEXT CHECK ({x} IS NULL OR json_valid({x}))",
	},
	createEnd: "STRICT",
	number:    columnType{base: baseDouble},
	instant:   columnType{base: baseEpoch, digits: 6},
	list:      columnType{base: baseJSON},
	text: textForms{
		equal:            "{x} = {v} COLLATE BINARY",
		notEqual:         "{x} <> {v} COLLATE BINARY",
		in:               "{x} COLLATE BINARY IN ({vs})",
		notIn:            "{x} COLLATE BINARY NOT IN ({vs})",
		prefix:           "({x} >= {lo} COLLATE BINARY AND {x} < {hi} COLLATE BINARY)",
		prefixWithoutEnd: "{x} >= {lo} COLLATE BINARY",
		contains:         "instr({x}, {v}) > 0",
		suffix:           "substr(CAST({x} AS BLOB), -{n}) = CAST({v} AS BLOB)",
	},
	apartPrefix: "substr(CAST({x} AS BLOB), 1, {n}) = CAST({v} AS BLOB)",
	ordered:     "{x} {op} {v} COLLATE BINARY",
	json: listForms{
		some:      "EXISTS (SELECT 1 FROM {x} AS {e} WHERE {e}.type = 'text' AND {c})",
		exists:    "EXISTS (SELECT 1 FROM {x} AS {e} WHERE {e}.type = 'text')",
		element:   "{e}.value",
		total:     true,
		needsName: true,
	},
	each:      "json_each({x})",
	apartEach: "(SELECT {x} AS v) AS d, json_each(d.v)",
	tagSome:   "EXISTS (SELECT 1 FROM {x} AS {e} WHERE {e}.key = {k} COLLATE BINARY AND {e}.type = 'text' AND {c})",
	fold: foldForm{
		replace:   "replace({x}, {from}, {to})",
		firstStep: "folded{n}(v) AS (SELECT {x})",
		step:      "folded{n}(v) AS (SELECT {x} FROM folded{before})",
		last:      "(WITH {steps} SELECT v FROM folded{n})",
	},
}

var duckDB = dialect{
	name:         DuckDB,
	quote:        `"`,
	placeholder:  question,
	maxArgs:      65_535,
	maxDepth:     900, // max_expression_depth is 1000
	maxDigits:    6,
	maxPrecision: 38,
	nul:          true,
	literal:      duckText,
	float:        plainFloat,
	aboveLeast:   "{x} >= {lo}",
	belowMost:    "{x} <= {hi}",
	time:         duckTime,
	constants: map[base]string{
		baseDecimal: "CAST({v} AS DECIMAL({p}, {s}))",
		baseDouble:  "CAST({v} AS DOUBLE)",
		baseInt:     "CAST({v} AS BIGINT)",
		baseScaled:  "CAST({v} AS BIGINT)",
		baseEpoch:   "CAST({v} AS BIGINT)",
		baseInstant: "CAST({v} AS TIMESTAMPTZ)",
		baseUTC:     "CAST({v} AS TIMESTAMP)",
		baseDate:    "CAST({v} AS DATE)",
	},
	create: map[base]string{
		baseText:    "VARCHAR",
		baseBool:    "BOOLEAN",
		baseDecimal: "DECIMAL({p}, {s})",
		baseDate:    "DATE",
		baseInstant: "TIMESTAMPTZ",
		baseArray:   "VARCHAR[]",
		baseJSON:    "JSON",
	},
	number:  columnType{baseDecimal, 38, 9},
	instant: columnType{base: baseInstant, digits: 6},
	list:    columnType{base: baseArray},
	text: textForms{
		equal:            "{x} COLLATE C = {v}",
		notEqual:         "{x} COLLATE C <> {v}",
		in:               "{x} COLLATE C IN ({vs})",
		notIn:            "{x} COLLATE C NOT IN ({vs})",
		prefix:           "({x} COLLATE C >= {lo} AND {x} COLLATE C < {hi})",
		prefixWithoutEnd: "{x} COLLATE C >= {lo}",
		contains:         "contains({x} COLLATE C, {v})",
		suffix:           "suffix({x}, {v})",
	},
	apartPrefix: "prefix({x}, {v})",
	ordered:     "{x} COLLATE C {op} {v}",
	array: listForms{
		has:     "list_contains({x}, {v})",
		hasAny:  "list_has_any({x}, [{vs}])",
		some:    "EXISTS (SELECT 1 FROM (SELECT unnest({x})) AS {e}(v) WHERE {c})",
		exists:  "EXISTS (SELECT 1 FROM (SELECT unnest({x})) AS {e}(v) WHERE {e}.v IS NOT NULL)",
		element: "{e}.v",
	},
	mapped:  "{x}[{k}]",
	tag:     "({x} ->> {k})",
	pointer: jsonPointer,
	fold:    foldForm{pattern: "regexp_matches({x}, {v})", translate: "translate({x}, {from}, {to})"},
}

var postgreSQL = dialect{
	name:         PostgreSQL,
	quote:        `"`,
	placeholder:  dollar,
	maxArgs:      65_535, // of the protocol
	maxDepth:     900,
	maxDigits:    6,
	maxPrecision: 1000,
	literal:      postgresText,
	float:        plainFloat,
	aboveLeast:   "{x} >= {lo}",
	belowMost:    "{x} <= {hi}",
	time:         postgresTime,
	constants: map[base]string{
		baseDecimal: "CAST({v} AS numeric)",
		baseDouble:  "CAST({v} AS float8)",
		baseInt:     "CAST({v} AS bigint)",
		baseScaled:  "CAST({v} AS bigint)",
		baseEpoch:   "CAST({v} AS bigint)",
		baseInstant: "CAST({v} AS timestamptz)",
		baseUTC:     "CAST({v} AS timestamp)",
		baseDate:    "CAST({v} AS date)",
	},
	create: map[base]string{
		baseText:    `text COLLATE "C"`,
		baseBool:    "boolean",
		baseDecimal: "numeric({p}, {s})",
		baseDate:    "date",
		baseInstant: "timestamptz",
		baseArray:   "text[]",
		baseJSON:    "jsonb",
	},
	number:  columnType{baseDecimal, 38, 9},
	instant: columnType{base: baseInstant, digits: 6},
	list:    columnType{base: baseArray},
	text: textForms{
		equal:    "{x} = {v}",
		notEqual: "{x} <> {v}",
		in:       "{x} IN ({vs})",
		notIn:    "{x} NOT IN ({vs})",
		prefix:   "{x} LIKE {begins} ESCAPE '!'",
		contains: "{x} LIKE {has} ESCAPE '!'",
		suffix:   "{x} LIKE {ends} ESCAPE '!'",
	},
	// These are for a column with a Collate.
	collatedPrefix:           "({x} >= {lo} AND {x} < {hi})",
	collatedPrefixWithoutEnd: "{x} >= {lo}",
	collate:                  "{x} COLLATE {name}",
	ordered:                  `{x} COLLATE "C" {op} {v}`,
	array: listForms{
		has:     "{x} @> CAST(ARRAY[{v}] AS text[])",
		hasAny:  "{x} && CAST(ARRAY[{vs}] AS text[])",
		some:    "EXISTS (SELECT 1 FROM unnest({x}) AS {e}(v) WHERE {c})",
		exists:  "EXISTS (SELECT 1 FROM unnest({x}) AS {e}(v) WHERE {e}.v IS NOT NULL)",
		element: "{e}.v",
	},
	tag:      "({x} ->> CAST({k} AS text))",
	tagEqual: "{x} @> jsonb_build_object(CAST({k} AS text), CAST({v} AS text))",
	fold:     foldForm{pattern: `{x} COLLATE "C" ~ {v}`, translate: "translate({x}, {from}, {to})"},
}

var trino = dialect{
	name:         Trino,
	quote:        `"`,
	placeholder:  question,
	maxArgs:      65_535,
	maxBytes:     1_000_000, // query.max-length
	maxDepth:     900,
	maxDigits:    9,
	maxPrecision: 38,
	nul:          true,
	literal:      trinoText,
	float:        plainFloat,
	aboveLeast:   "{x} >= {lo}",
	belowMost:    "{x} <= {hi}",
	time:         trinoTime,
	constants: map[base]string{
		baseDecimal: "CAST({v} AS decimal({p}, {s}))",
		baseDouble:  "CAST({v} AS double)",
		baseInt:     "CAST({v} AS bigint)",
		baseScaled:  "CAST({v} AS bigint)",
		baseEpoch:   "CAST({v} AS bigint)",
		baseInstant: "CAST({v} AS timestamp({s}) with time zone)",
		baseUTC:     "CAST({v} AS timestamp({s}))",
		baseDate:    "CAST({v} AS date)",
	},
	create: map[base]string{
		baseText:    "varchar",
		baseBool:    "boolean",
		baseDecimal: "decimal({p}, {s})",
		baseDate:    "date",
		baseUTC:     "timestamp({s})",
		baseArray:   "array(varchar)",
		baseJSON:    "varchar",
	},
	number:  columnType{baseDecimal, 38, 9},
	instant: columnType{base: baseUTC, digits: 6},
	list:    columnType{base: baseArray},
	text: textForms{
		equal:    "{x} = {v}",
		notEqual: "{x} <> {v}",
		in:       "{x} IN ({vs})",
		notIn:    "{x} NOT IN ({vs})",
		prefix:   "{x} LIKE {begins} ESCAPE '!'",
		contains: "strpos({x}, {v}) > 0",
		suffix:   "{x} LIKE {ends} ESCAPE '!'",
	},
	ordered: "{x} {op} {v}",
	array: listForms{
		has:     "contains({x}, {v})",
		hasAny:  "arrays_overlap({x}, ARRAY[{vs}])",
		some:    "any_match({x}, e -> {c})",
		exists:  "any_match({x}, e -> e IS NOT NULL)",
		element: "e",
	},
	json: listForms{
		has:     "contains(CAST(json_parse({x}) AS array(varchar)), {v})",
		hasAny:  "arrays_overlap(CAST(json_parse({x}) AS array(varchar)), ARRAY[{vs}])",
		some:    "any_match(CAST(json_parse({x}) AS array(varchar)), e -> {c})",
		exists:  "any_match(CAST(json_parse({x}) AS array(varchar)), e -> e IS NOT NULL)",
		element: "e",
	},
	mapped: "element_at({x}, {k})",
	tag:    "element_at(CAST(json_parse({x}) AS map(varchar, varchar)), {k})",
	fold:   foldForm{translate: "translate({x}, {from}, {to})"},
}

var mySQL = dialect{
	name:         MySQL,
	quote:        "`",
	placeholder:  question,
	maxArgs:      65_535, // of the protocol
	maxDepth:     900,
	maxReplaced:  100,
	maxDigits:    6,
	maxPrecision: 65,
	fourDigits:   true,
	nul:          true,
	literal:      mysqlText,
	float:        plainFloat,
	aboveLeast:   "{x} >= {lo}",
	belowMost:    "{x} <= {hi}",
	time:         plainTime,
	lacks:        []base{baseInstant},
	constants: map[base]string{
		baseDecimal: "CAST({v} AS DECIMAL({p}, {s}))",
		baseInt:     "CAST({v} AS SIGNED)",
		baseScaled:  "CAST({v} AS SIGNED)",
		baseEpoch:   "CAST({v} AS SIGNED)",
		baseUTC:     "CAST({v} AS DATETIME({s}))",
		baseDate:    "CAST({v} AS DATE)",
	},
	create: map[base]string{
		baseText:    "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
		baseBool:    "BOOLEAN",
		baseDecimal: "DECIMAL({p}, {s})",
		baseDate:    "DATE",
		baseUTC:     "DATETIME({s})",
	},
	number:  columnType{baseDecimal, 38, 9},
	instant: columnType{base: baseUTC, digits: 6},
	text: textForms{
		equal:    "({x} = {v} AND CAST({x} AS BINARY) = CAST({v} AS BINARY))",
		notEqual: "CAST({x} AS BINARY) <> CAST({v} AS BINARY)",
		in:       "({x} IN ({vs}) AND CAST({x} AS BINARY) IN ({vs}))",
		notIn:    "CAST({x} AS BINARY) NOT IN ({vs})",
		prefix:   "LEFT(CAST({x} AS BINARY), {n}) = CAST({v} AS BINARY)",
		contains: "LOCATE(CAST({v} AS BINARY), CAST({x} AS BINARY)) > 0",
		suffix:   "RIGHT(CAST({x} AS BINARY), {n}) = CAST({v} AS BINARY)",
	},
	ordered: "CAST({x} AS BINARY) {op} CAST({v} AS BINARY)",
	fold:    foldForm{replace: "replace({x}, {from}, {to})", first: "CAST({x} AS BINARY)"},
}

// quoted returns s between quotes, with those in it doubled.
func quoted(s, quote string) string { return quote + strings.ReplaceAll(s, quote, quote+quote) + quote }

func sqliteText(s string) string {
	if strings.Contains(s, "\x00") || !utf8.ValidString(s) {
		return "CAST(X'" + hex.EncodeToString([]byte(s)) + "' AS TEXT)"
	}
	return quoted(s, "'")
}

func duckText(s string) string {
	parts := strings.Split(s, "\x00")
	if len(parts) == 1 {
		return quoted(s, "'")
	}
	for i, p := range parts {
		parts[i] = quoted(p, "'")
	}
	return "(" + strings.Join(parts, " || chr(0) || ") + ")"
}

// postgresText works with either setting of standard_conforming_strings. The space separates the
// E from a name before it.
func postgresText(s string) string {
	if !strings.Contains(s, `\`) {
		return quoted(s, "'")
	}
	return " E" + quoted(strings.ReplaceAll(s, `\`, `\\`), "'")
}

func trinoText(s string) string {
	isControl := func(r rune) bool { return r < 0x20 || 0x7f <= r && r < 0xa0 }
	if !strings.ContainsFunc(s, isControl) {
		return quoted(s, "'")
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case isControl(r):
			fmt.Fprintf(&b, `\%04X`, r)
		case r == '\\':
			b.WriteString(`\\`)
		default:
			b.WriteRune(r)
		}
	}
	return "U&" + quoted(b.String(), "'")
}

// mysqlText works with every sql_mode. Unlike the result of a function, it has no collation that
// could clash with that of a column.
func mysqlText(s string) string { return "_utf8mb4 X'" + hex.EncodeToString([]byte(s)) + "'" }

// jsonPointer returns the JSON pointer (RFC 6901) of a member.
func jsonPointer(key string) string {
	return "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}

func plainFloat(f float64) string { return strconv.FormatFloat(f, 'e', -1, 64) }

// sqliteFloat writes a float as an integer, multiplied or divided by powers of two if need be. All
// that is exact. A decimal with 17 digits is not: SQLite 3.40 reads every second one as a wrong
// float, and 3.46 every twelfth; 3.54 reads all right.
func sqliteFloat(f float64) string {
	const most = 62 // bits of a power of two
	if f == math.Trunc(f) && math.Abs(f) < 1<<53 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	fraction, exponent := math.Frexp(f)
	n, exponent := int64(math.Ldexp(fraction, 53)), exponent-53
	for n%2 == 0 {
		n, exponent = n/2, exponent+1
	}
	text, operator := fmt.Sprintf("(CAST(%d AS REAL)", n), " * "
	if exponent < 0 {
		operator, exponent = " / ", -exponent
	}
	for ; exponent > 0; exponent -= most {
		text += operator + strconv.FormatInt(1<<min(exponent, most), 10)
	}
	return text + ")"
}

// A when is a time to write: a date, or a time with some digits of a second.
type when struct {
	time   time.Time
	base   base
	digits int
}

// parts returns the year, what follows it of the date, and the time of the day.
func (w when) parts() (year int, date, clock string) {
	t := w.time.UTC()
	if w.base == baseDate {
		return t.Year(), t.Format("-01-02"), ""
	}
	clock = t.Format("15:04:05")
	if w.digits > 0 {
		clock += fmt.Sprintf(".%09d", t.Nanosecond())[:1+w.digits]
	}
	return t.Year(), t.Format("-01-02"), clock
}

// join returns the texts that are not empty, with spaces between them.
func join(texts ...string) string {
	var list []string
	for _, t := range texts {
		if t != "" {
			list = append(list, t)
		}
	}
	return strings.Join(list, " ")
}

func plainTime(w when) string {
	year, date, clock := w.parts()
	return join(fmt.Sprintf("%04d%s", year, date), clock)
}

func trinoTime(w when) string {
	year, date, clock := w.parts()
	text := fmt.Sprintf("%04d%s", year, date)
	if year < 0 {
		text = fmt.Sprintf("-%04d%s", -year, date)
	}
	if w.base == baseInstant {
		clock += " UTC"
	}
	return join(text, clock)
}

func postgresTime(w when) string {
	year, date, clock := w.parts()
	era := ""
	if year < 1 {
		year, era = 1-year, "BC"
	}
	if w.base == baseInstant {
		clock += "+00"
	}
	return join(fmt.Sprintf("%04d%s", year, date), clock, era)
}

func duckTime(w when) string {
	year, date, clock := w.parts()
	era := ""
	if year < 1 {
		year, era = 1-year, "(BC)"
	}
	if w.base == baseInstant {
		clock += "+00"
	}
	return join(fmt.Sprintf("%04d%s", year, date), era, clock)
}
