package sql

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/schema"
)

// A Table says where a record stands in a database. All of it is the developer's:
// nothing of a query's becomes a name.
//
// As JSON a table is
//
//	{
//	  "name": "test_cases",
//	  "columns": {
//	    "name":     {"name": "name"},
//	    "modified": {"name": "modified", "type": "instant(6)"},
//	    "roles":    {"rows": {"table": "roles", "id": "case_id", "of": "id", "value": "role"}}
//	  },
//	  "tags": {"column": {"name": "tags", "type": "json"}}
//	}
//
// with members in lower case, as the fields' tags say.
type Table struct {
	// Name is what the statement calls the table: its alias, or its own name. With it,
	// columns are written behind it and a dot. Rows and SQLite's JSON need it, for
	// they are asked in a statement inside the statement.
	Name string `json:"name,omitempty"`

	// Columns are by the fields of the schema, as that spells them. A condition on a
	// field that is not here is refused.
	Columns map[string]Column `json:"columns,omitempty"`

	Tags Tags `json:"tags,omitzero"`
}

// A Column is where the value of a field stands.
type Column struct {
	// Name is the column's name, or Expr SQL that says the same: it is taken as it is,
	// in parentheses, so it must not have a placeholder.
	Name string `json:"name,omitempty"`
	Expr string `json:"expr,omitempty"`

	// Type is what the column holds. It must be said of a Number, a Time and a List.
	// The default is Text for texts and enums, Bool and Date for these kinds.
	Type Type `json:"type,omitzero"`

	// NotNull says that the column has no NULL, so that nobody needs to ask.
	NotNull bool `json:"not_null,omitempty"`

	// Collate is for PostgreSQL: the name of a collation by which texts are equal only
	// if their bytes are, and ordered by these, most likely C. A column needs it whose
	// own collation is not deterministic; and one that has an index in that collation
	// has that used for prefixes in generic plans, too.
	Collate string `json:"collate,omitempty"`

	// Folded is the name of a column that has, for each text of this one, what chars.Fold
	// makes of it. Comparisons that end in i use it, and its index.
	Folded string `json:"folded,omitempty"`

	// Rows is, in the place of all others, the side table of a List.
	Rows *Rows `json:"rows,omitempty"`
}

// Tags say where the tags of a record stand: in one of these ways, or nowhere. Values
// are texts, and no key is there twice.
type Tags struct {
	// Column is a column with all tags: of type Map, or JSON for an object whose values are
	// strings.
	Column *Column `json:"column,omitempty"`

	// Rows is a side table that has a row for each tag.
	Rows *Rows `json:"rows,omitempty"`

	// Columns has a column for each key that may be asked for.
	Columns map[string]Column `json:"columns,omitempty"`
}

// Rows is a side table, with a row for each text of a list, or for each tag. Its
// members are names. Values are texts.
type Rows struct {
	Table string `json:"table"`         // of the side table
	ID    string `json:"id"`            // its column that says whose the row is
	Of    string `json:"of"`            // the column of the records' table that it is equal to
	Key   string `json:"key,omitempty"` // its column with the tag's key
	Value string `json:"value"`         // its column with the text, or the tag's value
}

// A Type is what a column holds, and how exactly. The zero Type is the default of the
// field's kind.
//
// A value of the column is compared as it is: it must be what the record has. If it was
// rounded on the way, it is another record.
type Type struct {
	base              base
	precision, digits int
}

type base uint8

const (
	baseDefault base = iota
	baseText
	baseBool
	baseInt
	baseDecimal
	baseScaled
	baseDouble
	baseDate
	baseInstant
	baseUTC
	baseEpoch
	baseTimeText
	baseArray
	baseJSON
	baseMap
)

// What a column may hold.
var (
	Text   = Type{base: baseText}   // UTF-8, and of no fixed length: not CHAR(n)
	Bool   = Type{base: baseBool}   // true and false; 1 and 0 where there is no such type
	Int    = Type{base: baseInt}    // integers of 64 bits or less
	Double = Type{base: baseDouble} // floats of 64 bits: each is the number that is its shortest decimal
	Date   = Type{base: baseDate}   // days; the text 2026-01-31 where there is no such type
	Array  = Type{base: baseArray}  // a list, as an array of texts
	JSON   = Type{base: baseJSON}   // a list as a JSON array of strings, tags as an object of such
	Map    = Type{base: baseMap}    // tags, as a map from text to text
)

// Decimal is the type of numbers with so many digits, of which scale stand behind the
// point. A column of more or of fewer digits can be compared as one of these, too, if its
// values have no more.
func Decimal(precision, scale int) Type {
	return Type{base: baseDecimal, precision: precision, digits: scale}
}

// Scaled is the type of integers that count in units of 10 to the power of -scale: of cents,
// with 2.
func Scaled(scale int) Type { return Type{base: baseScaled, digits: scale} }

// Instant is the type of timestamps with a time zone, with so many digits of a second.
func Instant(digits int) Type { return Type{base: baseInstant, digits: digits} }

// UTC is the type of timestamps without a time zone, which are in UTC, with so many digits
// of a second.
func UTC(digits int) Type { return Type{base: baseUTC, digits: digits} }

// Epoch is the type of integers that count since the begin of 1970 in UTC, in units of 10
// to the power of -digits seconds: milliseconds, with 3.
func Epoch(digits int) Type { return Type{base: baseEpoch, digits: digits} }

// TimeText is the type of texts such as 2026-01-31T09:00:00.000Z, all of them in UTC and
// with so many digits of a second.
func TimeText(digits int) Type { return Type{base: baseTimeText, digits: digits} }

var typeNames = map[base]string{
	baseText:     "text",
	baseBool:     "bool",
	baseInt:      "int",
	baseDecimal:  "decimal",
	baseScaled:   "scaled",
	baseDouble:   "double",
	baseDate:     "date",
	baseInstant:  "instant",
	baseUTC:      "utc",
	baseEpoch:    "epoch",
	baseTimeText: "timetext",
	baseArray:    "array",
	baseJSON:     "json",
	baseMap:      "map",
}

// ofKind lists the types that a column may have for a field of the kind, the default
// first, if there is one.
var ofKind = map[schema.Kind][]base{
	schema.Text:   {baseText},
	schema.Enum:   {baseText},
	schema.Bool:   {baseBool},
	schema.Number: {baseDefault, baseInt, baseDecimal, baseScaled, baseDouble},
	schema.Time:   {baseDefault, baseInstant, baseUTC, baseEpoch, baseTimeText},
	schema.Date:   {baseDate},
	schema.List:   {baseDefault, baseArray, baseJSON},
}

// parameters returns how many numbers stand behind the name of the type.
func (b base) parameters() int {
	switch b {
	case baseDecimal:
		return 2
	case baseScaled, baseInstant, baseUTC, baseEpoch, baseTimeText:
		return 1
	}
	return 0
}

// String returns the type as JSON has it, such as text, decimal(38,9) or instant(6). It
// is empty for the zero Type.
func (t Type) String() string {
	switch t.base.parameters() {
	case 2:
		return fmt.Sprintf("%s(%d,%d)", typeNames[t.base], t.precision, t.digits)
	case 1:
		return fmt.Sprintf("%s(%d)", typeNames[t.base], t.digits)
	}
	return typeNames[t.base]
}

// MarshalText returns what String does.
func (t Type) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText sets the type to the one of which String returns the text.
func (t *Type) UnmarshalText(text []byte) error {
	name, rest, _ := strings.Cut(string(text), "(")
	for b, n := range typeNames {
		if n != name {
			continue
		}
		u := Type{base: b}
		switch b.parameters() {
		case 2:
			fmt.Sscanf(rest, "%d,%d)", &u.precision, &u.digits)
		case 1:
			fmt.Sscanf(rest, "%d)", &u.digits)
		}
		if u.String() == string(text) {
			*t = u
			return nil
		}
	}
	return fmt.Errorf("there is no type %s: write one of %s", chars.Excerpt(string(text)), strings.Join(slices.Sorted(maps.Values(typeNames)), " ")+
		", with digits where they are needed, such as decimal(38,9) or instant(6)")
}

// check returns an error if the type says what there is not.
func (t Type) check(d *Dialect) error {
	switch {
	case t.precision < 0 || t.digits < 0 || t.base == baseDecimal && t.precision < max(1, t.digits):
	case t.base == baseDecimal && t.precision > d.maxPrecision, t.base == baseScaled && t.digits > 18:
	case (t.base == baseInstant || t.base == baseUTC) && t.digits > d.maxDigits:
	case t.digits > 9 && t.base != baseDecimal && t.base != baseScaled:
	default:
		return nil
	}
	return fmt.Errorf("there is no type %s in %s", t, d)
}

// check returns an error if the table is none of the dialect's for records of the schema.
func (t *Table) check(s *schema.Schema, d *Dialect, o Options) error {
	c := checker{dialect: d, options: o, table: t}
	if t.Name != "" {
		c.name(t.Name)
		if c.err != nil {
			return fmt.Errorf("sql: the table: %w", c.err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.Columns)) {
		i := s.Lookup(name)
		if i < 0 || s.Fields[i].Name != name {
			return fmt.Errorf("sql: the table has a column for the field %s, which the schema %s lacks", chars.Excerpt(name), s.Name)
		}
		column, kind := t.Columns[name], s.Fields[i].Kind
		if column.Rows != nil && kind == schema.List {
			c.rows(&column, false)
		} else {
			c.column(column.as(kind), ofKind[kind]...)
		}
		if c.err != nil {
			return fmt.Errorf("sql: the column for the field %s: %w", name, c.err)
		}
	}
	ways := 0
	if t.Tags.Column != nil {
		ways++
		c.column(*t.Tags.Column, baseJSON, baseMap)
	}
	if t.Tags.Rows != nil {
		ways++
		c.rows(&Column{Rows: t.Tags.Rows}, true)
	}
	if t.Tags.Columns != nil {
		ways++
		for _, key := range slices.Sorted(maps.Keys(t.Tags.Columns)) {
			c.column(t.Tags.Columns[key].as(schema.Text), baseText)
		}
	}
	if ways > 1 {
		c.fail("there are several places")
	}
	if c.err != nil {
		return fmt.Errorf("sql: the columns for tags: %w", c.err)
	}
	return nil
}

// as returns the column with the default type of the kind, if it has none.
func (c Column) as(k schema.Kind) Column {
	if c.Type.base == baseDefault {
		c.Type.base = ofKind[k][0]
	}
	return c
}

// A checker keeps the first thing that is wrong with a table.
type checker struct {
	dialect *Dialect
	options Options
	table   *Table
	err     error
}

func (c *checker) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format, args...)
	}
}

// name checks a name. One with a question mark would be counted by those who number
// the placeholders.
func (c *checker) name(name string) {
	switch {
	case name == "":
		c.fail("a name is missing")
	case strings.Contains(name, "\x00"):
		c.fail("the name %q has a U+0000", name)
	case strings.Contains(name, "?") && !c.options.Literals && c.style() == Question:
		c.fail("the name %q has a question mark, which is a placeholder", name)
	}
}

func (c *checker) style() Style { return c.options.style(c.dialect) }

func (c *checker) column(x Column, types ...base) {
	switch {
	case x.Rows != nil:
		c.fail("rows are for lists and tags")
	case (x.Name == "") == (x.Expr == ""):
		c.fail("it needs a name or an expression, and not both")
	case x.Name != "":
		c.name(x.Name)
	case strings.Contains(x.Expr, "\x00"):
		c.fail("the expression has a U+0000")
	case !c.options.Literals && hasPlaceholder(x.Expr, c.style()):
		c.fail("the expression %s may have a placeholder", chars.Excerpt(x.Expr))
	}
	if x.Type.base == baseDefault {
		c.fail("its type is not said: one of %s", nameList(types))
	} else if !slices.Contains(types, x.Type.base) {
		c.fail("its type is %s, and must be one of %s", x.Type, nameList(types))
	}
	if !c.dialect.has(x.Type.base, slices.Contains(types, baseArray)) {
		c.fail("%s has no type %s", c.dialect, x.Type)
	}
	if err := x.Type.check(c.dialect); err != nil {
		c.fail("%w", err)
	}
	if x.Type.base == baseJSON && c.dialect.json.needsName && c.table.Name == "" && x.Name != "" {
		c.fail("for %s in %s the table needs a Name", x.Type, c.dialect)
	}
	if x.Collate != "" {
		c.name(x.Collate)
		if c.dialect.collate == "" {
			c.fail("%s needs no Collate", c.dialect)
		}
	}
	if x.Folded != "" {
		c.name(x.Folded)
		if x.Type.base != baseText {
			c.fail("only a text has a Folded")
		}
	}
}

func (c *checker) rows(x *Column, tags bool) {
	r := x.Rows
	if x.Name != "" || x.Expr != "" || x.Folded != "" || x.Collate != "" || x.Type.base != baseDefault {
		c.fail("rows stand alone")
	}
	for _, name := range []string{r.Table, r.ID, r.Of, r.Value} {
		c.name(name)
	}
	if tags {
		c.name(r.Key)
	} else if r.Key != "" {
		c.fail("a list has no keys")
	}
	if c.table.Name == "" {
		c.fail("for rows the table needs a Name")
	}
}

func nameList(types []base) string {
	var list []string
	for _, b := range types {
		if b != baseDefault {
			list = append(list, typeNames[b])
		}
	}
	return strings.Join(list, ", ")
}

// hasPlaceholder reports whether SQL has what may be one. It errs on that side.
func hasPlaceholder(sql string, style Style) bool {
	if style == Question {
		return strings.Contains(sql, "?")
	}
	for i := range len(sql) - 1 {
		if sql[i] == '$' && '0' <= sql[i+1] && sql[i+1] <= '9' {
			return true
		}
	}
	return false
}
