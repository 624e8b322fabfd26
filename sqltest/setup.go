package main

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
	"github.com/searchfilter/searchfilter/sql"
)

// things are records with every kind of field, and of numbers and times every type of
// column.
var things = schema.MustNew(schema.Schema{
	Name: "thing",
	Fields: []schema.Field{
		{Name: "name"},
		{Name: "note"},
		{Name: "state", Kind: schema.Enum, Values: []string{"OPEN", "SHUT", "ODD"}},
		{Name: "live", Kind: schema.Bool},
		{Name: "count", Kind: schema.Number},
		{Name: "price", Kind: schema.Number},
		{Name: "cents", Kind: schema.Number},
		{Name: "ratio", Kind: schema.Number},
		{Name: "seen", Kind: schema.Time},
		{Name: "local", Kind: schema.Time},
		{Name: "ticks", Kind: schema.Time},
		{Name: "logged", Kind: schema.Time},
		{Name: "due", Kind: schema.Date},
		{Name: "roles", Kind: schema.List},
		{Name: "hues", Kind: schema.List},
	},
	Tags: "tags",
})

// A value is what a record has for a field, as eval.NewRecord takes it; nil for nothing.
type value = any

// A column is one of a table, with how values get into it.
type column struct {
	field string
	of    sql.Column
	ddl   string
	fit   func(value) value  // the value nearest to one that the column can hold; or nil
	write func(value) string // SQL for it
}

// A setup is a table in an engine, as it is or as its users have it.
type setup struct {
	name     string
	alias    string   // of the table in statements; t if empty
	prepare  []string // statements
	columns  []column
	tags     sql.Tags
	tagsDDL  string                         // the type of the column with all tags; empty for rows
	tagsSQL  func(map[string]string) string // what is written into it
	literals bool
	noNUL    bool // no text has a U+0000
	folded   bool // there is a column note_folded
}

func (s *setup) aliasName() string { return cmp.Or(s.alias, "t") }

// table is the table as the package has it.
func (s *setup) table() sql.Table {
	t := sql.Table{Name: s.aliasName(), Columns: make(map[string]sql.Column), Tags: s.tags}
	for _, c := range s.columns {
		t.Columns[c.field] = c.of
	}
	return t
}

// A spelling is how an engine writes values, in other ways than package sql does.
type spelling struct {
	text  string // a text, of its UTF-8 in hexadecimal; empty for U&'', with every character escaped
	array func(elements []string, null bool) string
	cast  func(text, typ string) string
}

func (s spelling) write(text string) string {
	if s.text == "" {
		var b strings.Builder
		for _, r := range text {
			fmt.Fprintf(&b, `\+%06X`, r)
		}
		return "U&'" + b.String() + "'"
	}
	return fmt.Sprintf(s.text, hex.EncodeToString([]byte(text)))
}

func cast(text, typ string) string { return "CAST('" + text + "' AS " + typ + ")" }

// textColumn holds texts.
func (s spelling) textColumn(field, ddl string, c sql.Column) column {
	if c.Name == "" && c.Expr == "" {
		c.Name = field
	}
	return column{field, c, ddl, same, func(v value) string { return s.write(v.(string)) }}
}

func same(v value) value { return v }

func (s spelling) boolColumn(field, ddl string) column {
	return column{field, sql.Column{Name: field}, ddl, same, func(v value) string { return strings.ToUpper(fmt.Sprint(v)) }}
}

// rational returns the number that v says, unless it is far from all that a column holds.
func rational(v value) *big.Rat {
	d, ok := kinds.ParseNumber(string(v.(json.Number)))
	if _, _, exponent := d.Digits(); !ok || exponent > 400 || exponent < -400 {
		return nil
	}
	r, _ := new(big.Rat).SetString(string(v.(json.Number)))
	return r
}

// scaled returns the number in units of 10 to the power of -digits, rounded down.
func scaled(v value, digits int) *big.Int {
	r := rational(v)
	if r == nil {
		return nil
	}
	r.Mul(r, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)))
	n, m := new(big.Int).DivMod(r.Num(), r.Denom(), new(big.Int))
	_ = m
	return n
}

// unscaled returns n in units of 10 to the power of -digits as a number.
func unscaled(n *big.Int, digits int) json.Number {
	return json.Number(fmt.Sprintf("%se-%d", n, digits))
}

// integerColumn holds integers in units of 10 to the power of -digits.
func integerColumn(field, ddl string, of string, digits int) column {
	return column{
		field, sql.Column{Name: field, Type: of}, ddl,
		func(v value) value {
			n := scaled(v, digits)
			if n == nil || !n.IsInt64() {
				return nil
			}
			return unscaled(n, digits)
		},
		func(v value) string {
			n := scaled(v, digits)
			if n.Int64() == -1<<63 {
				return "(-9223372036854775807 - 1)"
			}
			return n.String()
		},
	}
}

// decimalColumn holds numbers of so many digits.
func decimalColumn(field, ddl string, precision, digits int) column {
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(precision)), nil)
	return column{
		field, sql.Column{Name: field, Type: fmt.Sprintf("decimal(%d,%d)", precision, digits)}, ddl,
		func(v value) value {
			n := scaled(v, digits)
			if n == nil || n.CmpAbs(limit) >= 0 {
				return nil
			}
			return unscaled(n, digits)
		},
		func(v value) string {
			r := rational(v)
			return cast(r.FloatString(digits), ddl)
		},
	}
}

// doubleColumn holds floats of 64 bits, which are arguments where literals are read badly.
func (s spelling) doubleColumn(field, ddl string) column {
	return column{
		field, sql.Column{Name: field, Type: "double"}, ddl,
		func(v value) value {
			r := rational(v)
			if r == nil {
				return nil
			}
			f, err := strconv.ParseFloat(string(v.(json.Number)), 64)
			if err != nil {
				return nil
			}
			return json.Number(strconv.FormatFloat(f, 'e', -1, 64))
		},
		func(v value) string { return s.cast(string(v.(json.Number)), ddl) },
	}
}

// instantOf returns the time that a value is.
func instantOf(v value) time.Time {
	var t time.Time
	switch v := v.(type) {
	case json.Number:
		t, _ = kinds.ParseSeconds(string(v))
	case string:
		t, _ = kinds.ParseRecordTime(v)
	}
	return t
}

// timeColumn holds times with so many digits of a second.
func timeColumn(field, ddl string, of string, digits int, write func(time.Time) string) column {
	return column{
		field, sql.Column{Name: field, Type: of}, ddl,
		func(v value) value {
			t := instantOf(v)
			unit := 1
			for range 9 - digits {
				unit *= 10
			}
			t = time.Unix(t.Unix(), int64(t.Nanosecond()/unit*unit)).UTC()
			if t.Year() < 0 || t.Year() > 9999 {
				return nil
			}
			return t.Format(time.RFC3339Nano)
		},
		func(v value) string { return write(instantOf(v)) },
	}
}

// epochColumn holds milliseconds.
func epochColumn(field, ddl string) column {
	return timeColumn(field, ddl, "epoch(3)", 3, func(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) })
}

// timeTextColumn holds texts.
func (s spelling) timeTextColumn(field, ddl string, digits int) column {
	return timeColumn(field, ddl, fmt.Sprintf("timetext(%d)", digits), digits, func(t time.Time) string {
		return s.write(t.UTC().Format(strings.TrimSuffix("2006-01-02T15:04:05."+strings.Repeat("0", digits), ".") + "Z"))
	})
}

// stamp writes a timestamp. Before the year 1 it counts down from 1 in the era given.
func stamp(ddl, zone, era string, digits int) func(time.Time) string {
	return func(t time.Time) string {
		t = t.UTC()
		clock := t.Format(" 15:04:05." + strings.Repeat("0", digits))
		if t.Year() == 0 && era != "" {
			return cast(fmt.Sprintf(era, "0001"+t.Format("-01-02"), clock+zone), ddl)
		}
		return cast(t.Format("2006-01-02")+clock+zone, ddl)
	}
}

func (s spelling) dateColumn(field, ddl, era string) column {
	return column{field, sql.Column{Name: field}, ddl, same, func(v value) string {
		text := v.(string)
		if rest, ok := strings.CutPrefix(text, "0000"); ok && era != "" {
			text = fmt.Sprintf(era, "0001"+rest, "")
		}
		if ddl == "TEXT" {
			return s.write(text)
		}
		return cast(text, ddl)
	}}
}

// arrayColumn holds arrays, now and then with a NULL.
func (s spelling) arrayColumn(field, ddl string) column {
	return column{field, sql.Column{Name: field, Type: "array"}, ddl, same, func(v value) string {
		list := v.([]string)
		var elements []string
		for _, e := range list {
			elements = append(elements, s.write(e))
		}
		return s.array(elements, len(list)%2 == 0)
	}}
}

// jsonListColumn holds arrays in JSON, now and then with a null.
func (s spelling) jsonListColumn(field, ddl string) column {
	return column{field, sql.Column{Name: field, Type: "json"}, ddl, same, func(v value) string {
		var elements []any
		for _, e := range v.([]string) {
			elements = append(elements, e)
		}
		if len(elements)%2 == 0 {
			elements = append(elements, nil)
		}
		return s.write(jsonOf(elements))
	}}
}

func jsonOf(v any) string {
	b, err := chars.JSON(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// rowsColumn stands in a side table, which is made with the other.
func rowsColumn(field string) column {
	return column{field, sql.Column{Rows: &sql.Rows{Table: "s_" + field, ID: "id", Of: "id", Value: "v"}}, "", same, nil}
}

var tagRows = sql.Tags{Rows: &sql.Rows{Table: "s_tags", ID: "id", Of: "id", Key: "k", Value: "v"}}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

// setups returns the tables that are tried in an engine.
func setups(d sql.Dialect) []setup {
	switch d {
	case sql.SQLite:
		s := spelling{text: "CAST(X'%s' AS TEXT)", cast: func(text, _ string) string { return text }}
		columns := func(name, note, roles column) []column {
			return []column{
				name, note, s.textColumn("state", "TEXT", sql.Column{}), s.boolColumn("live", "INTEGER"),
				integerColumn("count", "INTEGER", "int", 0), integerColumn("price", "INTEGER", "scaled(9)", 9),
				integerColumn("cents", "INTEGER", "scaled(2)", 2), s.doubleColumn("ratio", "REAL"),
				timeColumn("seen", "INTEGER", "epoch(6)", 6, func(t time.Time) string { return strconv.FormatInt(t.UnixMicro(), 10) }),
				s.timeTextColumn("local", "TEXT", 6), epochColumn("ticks", "INTEGER"), s.timeTextColumn("logged", "TEXT", 0),
				s.dateColumn("due", "TEXT", ""), roles, rowsColumn("hues"),
			}
		}
		asJSON := func(tags map[string]string) string { return s.write(jsonOf(tags)) }
		return []setup{
			{
				name: "JSON, arguments", alias: "e", tags: sql.Tags{Column: &sql.Column{Name: "value", Type: "json"}}, tagsDDL: "TEXT", tagsSQL: asJSON,
				columns: columns(s.textColumn("name", "TEXT", sql.Column{}), s.textColumn("note", "TEXT", sql.Column{}), s.jsonListColumn("roles", "TEXT")),
			}, {
				name: "NOCASE and RTRIM, rows, literals", tags: tagRows, literals: true,
				columns: columns(s.textColumn("name", "TEXT COLLATE NOCASE", sql.Column{}), s.textColumn("note", "TEXT COLLATE RTRIM", sql.Column{}), rowsColumn("roles")),
			}, {
				name: "folded, expressions", tags: tagRows, folded: true,
				columns: columns(s.textColumn("name", "TEXT", sql.Column{Expr: "t.`name`"}), s.textColumn("note", "TEXT", sql.Column{Folded: "note_folded"}), rowsColumn("roles")),
			},
		}
	case sql.DuckDB:
		s := spelling{text: "decode(from_hex('%s'))", cast: cast, array: brackets("[", "]::VARCHAR[]")}
		columns := func(name, note, roles column) []column {
			const era = "%s (BC)%s"
			return []column{
				name, note, s.textColumn("state", "VARCHAR", sql.Column{}), s.boolColumn("live", "BOOLEAN"),
				integerColumn("count", "BIGINT", "int", 0), decimalColumn("price", "DECIMAL(38, 9)", 38, 9),
				decimalColumn("cents", "DECIMAL(9, 2)", 9, 2), s.doubleColumn("ratio", "DOUBLE"),
				timeColumn("seen", "TIMESTAMPTZ", "instant(6)", 6, stamp("TIMESTAMPTZ", "+00", era, 6)),
				timeColumn("local", "TIMESTAMP", "utc(6)", 6, stamp("TIMESTAMP", "", era, 6)),
				epochColumn("ticks", "BIGINT"), s.timeTextColumn("logged", "VARCHAR", 3),
				s.dateColumn("due", "DATE", era), roles, rowsColumn("hues"),
			}
		}
		asMap := func(tags map[string]string) string {
			var keys, values []string
			for _, k := range sortedKeys(tags) {
				keys, values = append(keys, s.write(k)), append(values, s.write(tags[k]))
			}
			return "MAP([" + strings.Join(keys, ", ") + "]::VARCHAR[], [" + strings.Join(values, ", ") + "]::VARCHAR[])"
		}
		asJSON := func(tags map[string]string) string { return s.write(jsonOf(tags)) }
		return []setup{
			{
				name: "map, arguments, Tokyo", alias: "e", tags: sql.Tags{Column: &sql.Column{Name: "tags", Type: "map"}}, tagsDDL: "MAP(VARCHAR, VARCHAR)", tagsSQL: asMap,
				prepare: []string{"SET TimeZone = 'Asia/Tokyo'", "RESET default_collation"},
				columns: columns(s.textColumn("name", "VARCHAR", sql.Column{}), s.textColumn("note", "VARCHAR COLLATE NOCASE", sql.Column{}), s.arrayColumn("roles", "VARCHAR[]")),
			}, {
				name: "JSON, nocase by default, literals, New York", tags: sql.Tags{Column: &sql.Column{Name: "tags", Type: "json"}}, tagsDDL: "JSON", tagsSQL: asJSON, literals: true,
				prepare: []string{"SET TimeZone = 'America/New_York'", "SET default_collation = 'nocase'"},
				columns: columns(s.textColumn("name", "VARCHAR", sql.Column{}), s.textColumn("note", "VARCHAR", sql.Column{}), s.arrayColumn("roles", "VARCHAR[]")),
			}, {
				name: "rows, folded", tags: tagRows, folded: true,
				prepare: []string{"RESET TimeZone", "RESET default_collation"},
				columns: columns(s.textColumn("name", "VARCHAR", sql.Column{Expr: "name"}), s.textColumn("note", "VARCHAR", sql.Column{Folded: "note_folded"}), rowsColumn("roles")),
			},
		}
	case sql.PostgreSQL:
		s := spelling{text: "convert_from(decode('%s', 'hex'), 'UTF8')", cast: cast, array: brackets("ARRAY[", "]::text[]")}
		columns := func(name, note, roles column) []column {
			const era = "%s%s BC"
			return []column{
				name, note, s.textColumn("state", "text", sql.Column{}), s.boolColumn("live", "boolean"),
				integerColumn("count", "bigint", "int", 0), decimalColumn("price", "numeric(38, 9)", 38, 9),
				decimalColumn("cents", "numeric", 300, 100), s.doubleColumn("ratio", "float8"),
				timeColumn("seen", "timestamptz", "instant(6)", 6, stamp("timestamptz", "+00", era, 6)),
				timeColumn("local", "timestamp", "utc(6)", 6, stamp("timestamp", "", era, 6)),
				epochColumn("ticks", "bigint"), s.timeTextColumn("logged", `text COLLATE "en-x-icu"`, 3),
				s.dateColumn("due", "date", era), roles, rowsColumn("hues"),
			}
		}
		asJSON := func(tags map[string]string) string { return s.write(jsonOf(tags)) + "::jsonb" }
		jsonb := sql.Tags{Column: &sql.Column{Name: "tags", Type: "json"}}
		return []setup{
			{
				name: "jsonb, arguments, Tokyo", alias: "e", noNUL: true, tags: jsonb, tagsDDL: "jsonb", tagsSQL: asJSON,
				prepare: []string{"SET TimeZone = 'Asia/Tokyo'"},
				columns: columns(s.textColumn("name", "text", sql.Column{}), s.textColumn("note", `text COLLATE "C"`, sql.Column{Collate: "C"}), s.arrayColumn("roles", "text[]")),
			}, {
				name: "other collations, rows, literals with backslashes, New York", noNUL: true, tags: tagRows, literals: true,
				prepare: []string{
					"SET TimeZone = 'America/New_York'", "SET standard_conforming_strings = off", "SET escape_string_warning = off",
					"CREATE COLLATION IF NOT EXISTS loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false)",
				},
				columns: columns(s.textColumn("name", `text COLLATE "en-x-icu"`, sql.Column{}), s.textColumn("note", "text COLLATE loose", sql.Column{Collate: "C"}), s.arrayColumn("roles", "text[]")),
			}, {
				name: "folded, expressions", noNUL: true, tags: jsonb, tagsDDL: "jsonb", tagsSQL: asJSON, folded: true,
				prepare: []string{"SET TimeZone = 'UTC'", "SET standard_conforming_strings = on"},
				columns: columns(s.textColumn("name", `text COLLATE "en-x-icu"`, sql.Column{Expr: "t.name"}), s.textColumn("note", "text", sql.Column{Folded: "note_folded"}), rowsColumn("roles")),
			},
		}
	case sql.MySQL:
		s := spelling{text: "CONVERT(X'%s' USING utf8mb4)", cast: func(text, _ string) string { return text }}
		columns := func(name, note column) []column {
			const text = "LONGTEXT"
			seen := func(t time.Time) string { return "'" + t.UTC().Format("2006-01-02 15:04:05.000000") + "'" }
			due := s.dateColumn("due", "DATE", "")
			due.write = func(v value) string { return "'" + v.(string) + "'" }
			price := decimalColumn("price", "DECIMAL(38, 9)", 38, 9)
			return []column{
				name, note, s.textColumn("state", text, sql.Column{}), s.boolColumn("live", "BOOLEAN"),
				integerColumn("count", "BIGINT", "int", 0), price,
				decimalColumn("cents", "DECIMAL(9, 2)", 9, 2), s.doubleColumn("ratio", "DOUBLE"),
				timeColumn("seen", "DATETIME(6)", "utc(6)", 6, seen), timeColumn("local", "DATETIME(6)", "utc(6)", 6, seen),
				epochColumn("ticks", "BIGINT"), s.timeTextColumn("logged", text, 3), due, rowsColumn("roles"), rowsColumn("hues"),
			}
		}
		return []setup{
			{
				name: "general_ci, arguments", alias: "e", tags: tagRows,
				columns: columns(s.textColumn("name", "LONGTEXT COLLATE utf8mb4_general_ci", sql.Column{}), s.textColumn("note", "LONGTEXT COLLATE utf8mb4_bin", sql.Column{})),
			}, {
				name: "folded, literals, other modes", tags: tagRows, literals: true, folded: true,
				prepare: []string{"SET sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES', time_zone = '+09:00'"},
				columns: columns(s.textColumn("name", "LONGTEXT COLLATE utf8mb4_unicode_ci", sql.Column{Expr: "t.name"}), s.textColumn("note", "LONGTEXT", sql.Column{Folded: "note_folded"})),
			},
		}
	case sql.Trino:
		s := spelling{cast: cast, array: brackets("CAST(ARRAY[", "] AS array(varchar))")}
		columns := func(name, note, roles column) []column {
			return []column{
				name, note, s.textColumn("state", "varchar", sql.Column{}), s.boolColumn("live", "boolean"),
				integerColumn("count", "bigint", "int", 0), decimalColumn("price", "decimal(38, 9)", 38, 9),
				decimalColumn("cents", "decimal(9, 2)", 9, 2), s.doubleColumn("ratio", "double"),
				timeColumn("seen", "timestamp(6) with time zone", "instant(6)", 6, stamp("timestamp(6) with time zone", " UTC", "", 6)),
				timeColumn("local", "timestamp(9)", "utc(9)", 9, stamp("timestamp(9)", "", "", 9)),
				epochColumn("ticks", "bigint"), s.timeTextColumn("logged", "varchar", 3),
				s.dateColumn("due", "date", ""), roles, rowsColumn("hues"),
			}
		}
		asMap := func(tags map[string]string) string {
			var keys, values []string
			for _, k := range sortedKeys(tags) {
				keys, values = append(keys, s.write(k)), append(values, s.write(tags[k]))
			}
			return "CAST(MAP(ARRAY[" + strings.Join(keys, ", ") + "], ARRAY[" + strings.Join(values, ", ") + "]) AS map(varchar, varchar))"
		}
		asJSON := func(tags map[string]string) string { return s.write(jsonOf(tags)) }
		return []setup{
			{
				name: "map, Tokyo", alias: "e", tags: sql.Tags{Column: &sql.Column{Name: "tags", Type: "map"}}, tagsDDL: "map(varchar, varchar)", tagsSQL: asMap, literals: true,
				prepare: []string{"SET TIME ZONE 'Asia/Tokyo'"},
				columns: columns(s.textColumn("name", "varchar", sql.Column{}), s.textColumn("note", "varchar", sql.Column{}), s.arrayColumn("roles", "array(varchar)")),
			}, {
				name: "JSON, New York", tags: sql.Tags{Column: &sql.Column{Name: "tags", Type: "json"}}, tagsDDL: "varchar", tagsSQL: asJSON, literals: true, folded: true,
				prepare: []string{"SET TIME ZONE 'America/New_York'"},
				columns: columns(s.textColumn("name", "varchar", sql.Column{Expr: "t.name"}), s.textColumn("note", "varchar", sql.Column{Folded: "note_folded"}), s.jsonListColumn("roles", "varchar")),
			},
		}
	}
	return nil
}

// brackets returns what writes an array, and a NULL at its end.
func brackets(before, after string) func([]string, bool) string {
	return func(elements []string, null bool) string {
		if null {
			elements = append(slices.Clone(elements), "NULL")
		}
		return before + strings.Join(elements, ", ") + after
	}
}

// tagsOf returns the tags of a record.
func tagsOf(record map[string]value) map[string]string {
	tags := make(map[string]string)
	for name, v := range record {
		if key, ok := strings.CutPrefix(name, chars.TagPrefix); ok {
			tags[key] = v.(string)
		}
	}
	return tags
}
