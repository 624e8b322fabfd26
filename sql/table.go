package sql

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/schema"
)

// A Table says which columns hold a record. Its names come from the developer. No part of a
// query becomes a name.
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
// with members in lower case.
type Table struct {
	// Name is the name of the table in the statement, or its alias there. If it is set, it
	// stands before the name of each column. Rows and SQLite's JSON need it, since they are
	// asked in a subquery.
	Name string `json:"name,omitempty"`

	// Columns maps the fields of the schema, as it spells them, to columns. A condition on
	// another field is refused.
	Columns map[string]Column `json:"columns,omitempty"`

	Tags Tags `json:"tags,omitzero"`
}

// A Column says where the value of a field is.
type Column struct {
	// Name is the name of the column. Instead of it, Expr is an SQL expression. It is used as it
	// is, in parentheses, and must not have a placeholder.
	Name string `json:"name,omitempty"`
	Expr string `json:"expr,omitempty"`

	// Type says what the column holds, and how exactly:
	//
	//	text           UTF-8, and of no fixed length: not CHAR(n)
	//	bool           true and false; 1 and 0 where there is no such type
	//	int            integers of 64 bits or less
	//	decimal(38,9)  numbers with 38 digits at most, and 9 of them behind the point
	//	scaled(2)      integers that count hundredths, such as cents
	//	double         floats of 64 bits; each stands for its shortest decimal
	//	date           days; the text 2026-01-31 where there is no such type
	//	instant(6)     timestamps with a time zone and 6 digits of a second
	//	utc(6)         timestamps without a time zone, in UTC
	//	epoch(3)       integers that count milliseconds since the start of 1970 in UTC
	//	timetext(3)    texts such as 2026-01-31T09:00:00.000Z, all of them in UTC
	//	array          a list, as an array of texts
	//	json           a list as a JSON array of strings, or tags as an object of strings
	//	map            tags, as a map from text to text
	//
	// The numbers in parentheses may be others. A Number, a Time, a List and all tags need a
	// type. The default is text for Text and Enum, bool for Bool, and date for Date. Values of
	// the column are compared as they are, so they must not be rounded.
	Type string `json:"type,omitempty"`

	// NotNull says that the column has no NULL, so that the clause need not ask.
	NotNull bool `json:"not_null,omitempty"`

	// Collate is the name of a collation that compares and orders texts by their bytes, most
	// likely C. It is for PostgreSQL alone. A column needs it if its own collation is not
	// deterministic. With it, generic plans use an index in that collation for prefixes.
	Collate string `json:"collate,omitempty"`

	// Folded is the name of a column with the texts of this one without case. In these, each
	// character is replaced by the least one that unicode.SimpleFold leads to, such as A for a
	// and K for the Kelvin sign. Comparisons that end in i use that column and its index.
	Folded string `json:"folded,omitempty"`

	// Rows is the side table of a List. Nothing else is set then.
	Rows *Rows `json:"rows,omitempty"`

	of columnType // what Type says, once it is typed
}

// Tags says where the tags of a record are. At most one member is set. The values of tags are
// texts, and no key is there twice.
type Tags struct {
	// Column is a column with all tags, of the type map or json.
	Column *Column `json:"column,omitempty"`

	// Rows is a side table that has a row for each tag.
	Rows *Rows `json:"rows,omitempty"`

	// Columns maps keys to columns. A condition on another key is refused.
	Columns map[string]Column `json:"columns,omitempty"`
}

// Rows is a side table with a row for each text of a list, or for each tag. Its members are
// names. Its values are texts.
type Rows struct {
	Table string `json:"table"`         // of the side table
	ID    string `json:"id"`            // its column with the record that the row belongs to
	Of    string `json:"of"`            // the column of the records' table with the same value
	Key   string `json:"key,omitempty"` // its column with the tag's key
	Value string `json:"value"`         // its column with the text, or the tag's value
}

// A columnType is what a Column's Type says. The zero columnType is the default.
type columnType struct {
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

// ofKind maps kinds of fields to the types that a column may have. The first is the default;
// baseDefault stands for none.
var ofKind = map[schema.Kind][]base{
	schema.Text:   {baseText},
	schema.Enum:   {baseText},
	schema.Bool:   {baseBool},
	schema.Number: {baseDefault, baseInt, baseDecimal, baseScaled, baseDouble},
	schema.Time:   {baseDefault, baseInstant, baseUTC, baseEpoch, baseTimeText},
	schema.Date:   {baseDate},
	schema.List:   {baseDefault, baseArray, baseJSON},
}

// parameters returns the number of parameters of the type.
func (b base) parameters() int {
	switch b {
	case baseDecimal:
		return 2
	case baseScaled, baseInstant, baseUTC, baseEpoch, baseTimeText:
		return 1
	}
	return 0
}

// String returns the type as Column.Type spells it.
func (t columnType) String() string {
	switch t.base.parameters() {
	case 2:
		return fmt.Sprintf("%s(%d,%d)", typeNames[t.base], t.precision, t.digits)
	case 1:
		return fmt.Sprintf("%s(%d)", typeNames[t.base], t.digits)
	}
	return typeNames[t.base]
}

// parseType returns the type with that spelling.
func parseType(text string) (columnType, error) {
	name, rest, _ := strings.Cut(text, "(")
	for b, n := range typeNames {
		if n != name {
			continue
		}
		t := columnType{base: b}
		switch b.parameters() {
		case 2:
			fmt.Sscanf(rest, "%d,%d)", &t.precision, &t.digits)
		case 1:
			fmt.Sscanf(rest, "%d)", &t.digits)
		}
		if t.String() == text {
			return t, nil
		}
	}
	return columnType{}, fmt.Errorf("there is no type %s: write one of %s, with digits where they are needed, such as decimal(38,9) or instant(6)",
		chars.Excerpt(text), strings.Join(slices.Sorted(maps.Values(typeNames)), " "))
}

// check returns an error if the dialect has no such type.
func (t columnType) check(d *dialect) error {
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

// check returns an error if the table does not fit the dialect or the schema.
func (t *Table) check(s *schema.Schema, d *dialect, o Options) error {
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
		c.column(t.Tags.Column.typed(), baseJSON, baseMap)
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
	if c = c.typed(); c.Type == "" {
		c.of.base = ofKind[k][0]
	}
	return c
}

// typed returns the column with its Type parsed.
func (c Column) typed() Column {
	c.of, _ = parseType(c.Type)
	return c
}

// A checker keeps the first mistake in a table.
type checker struct {
	dialect *dialect
	options Options
	table   *Table
	err     error
}

func (c *checker) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format, args...)
	}
}

// name checks a name. A question mark in it might be taken for a placeholder.
func (c *checker) name(name string) {
	switch {
	case name == "":
		c.fail("a name is missing")
	case strings.Contains(name, "\x00"):
		c.fail("the name %q has a U+0000", name)
	case strings.Contains(name, "?") && !c.options.Literals && c.options.Placeholder == question:
		c.fail("the name %q has a question mark, which is a placeholder", name)
	}
}

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
	case !c.options.Literals && hasPlaceholder(x.Expr, c.options.Placeholder):
		c.fail("the expression %s may have a placeholder", chars.Excerpt(x.Expr))
	}
	if _, err := parseType(x.Type); x.Type != "" && err != nil {
		c.fail("%w", err)
	}
	if x.of.base == baseDefault {
		c.fail("its type is not said: one of %s", nameList(types))
	} else if !slices.Contains(types, x.of.base) {
		c.fail("its type is %s, and must be one of %s", x.of, nameList(types))
	}
	if !c.dialect.has(x.of.base, slices.Contains(types, baseArray)) {
		c.fail("%s has no type %s", c.dialect, x.of)
	}
	if err := x.of.check(c.dialect); err != nil {
		c.fail("%w", err)
	}
	if x.of.base == baseJSON && c.dialect.json.needsName && c.table.Name == "" && x.Name != "" {
		c.fail("for %s in %s the table needs a Name", x.of, c.dialect)
	}
	if x.Collate != "" {
		c.name(x.Collate)
		if c.dialect.collate == "" {
			c.fail("%s needs no Collate", c.dialect)
		}
	}
	if x.Folded != "" {
		c.name(x.Folded)
		if x.of.base != baseText {
			c.fail("only a text has a Folded")
		}
	}
}

func (c *checker) rows(x *Column, tags bool) {
	r := x.Rows
	if x.Name != "" || x.Expr != "" || x.Folded != "" || x.Collate != "" || x.Type != "" {
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

// hasPlaceholder reports whether SQL has what may be a placeholder.
func hasPlaceholder(sql, placeholder string) bool {
	if placeholder == question {
		return strings.Contains(sql, "?")
	}
	for i := range len(sql) - 1 {
		if sql[i] == '$' && '0' <= sql[i+1] && sql[i+1] <= '9' {
			return true
		}
	}
	return false
}
