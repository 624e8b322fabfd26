package schema_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// TestNew has each refusal and, after it, the nearest schema that is taken.
func TestNew(t *testing.T) {
	field := func(name string) []schema.Field { return []schema.Field{{Name: name}} }
	lists := func(places ...string) (list []schema.Field) {
		for i, p := range places {
			list = append(list, schema.Field{Name: string(rune('a' + i)), Kind: schema.List, JSON: []string{p}})
		}
		return list
	}
	enum := func(values ...string) []schema.Field {
		return []schema.Field{{Name: "state", Kind: schema.Enum, Values: values}}
	}
	for _, test := range []struct {
		name      string
		bad, good []schema.Field
		want      string
	}{
		{"empty name", field(""), field("a"), `schema host: the field name "" is not a word`},
		{"no word", field("a b"), field("a.b"), `schema host: the field name "a b" is not a word`},
		{"not UTF-8", field("a\xff"), field("a\u00e9"), `schema host: the field name "a\xff" is not a word`},
		{"reserved", field("NOT"), field("exists"), `schema host: the field name "NOT" is a reserved word`},
		{"tag:", field("Tag:a"), field("taga"), `schema host: the field name "Tag:a" begins with tag:`},
		{"twice", append(field("a"), field("A")...), append(field("k"), field("\u212a")...), `schema host: there are two fields "A"`},
		{
			"no such kind",
			[]schema.Field{{Name: "a", Kind: schema.List + 1}},
			[]schema.Field{{Name: "a", Kind: schema.List}},
			"schema host: field a: there is no kind Kind(7)",
		},
		{"enum without values", enum(), enum("up"), "schema host: field state: an enum needs values"},
		{"enum with one value twice", enum("up", "down", "up"), enum("up", "down"), `schema host: field state: the value "up" is there twice, case aside`},
		{"enum with one value in two cases", enum("up", "UP"), enum("s", "\u017f"), `schema host: field state: the value "UP" is there twice, case aside`},
		{
			"values of a text",
			[]schema.Field{{Name: "a", Values: []string{"b"}}},
			field("a"),
			"schema host: field a: only an enum lists its values",
		},
		{
			"place with an empty part",
			[]schema.Field{{Name: "a", JSON: []string{"A", "B..C"}}},
			[]schema.Field{{Name: "a", JSON: []string{"A", "B.C"}}},
			`schema host: field a: the place "B..C" has a member without a name`,
		},
		{
			"place below another field's",
			[]schema.Field{{Name: "a", JSON: []string{"A.B.C"}}, {Name: "b", JSON: []string{"B", "A.B"}}},
			[]schema.Field{{Name: "a", JSON: []string{"A.B.C"}}, {Name: "b", JSON: []string{"B", "A.BC", "A.B.C"}}},
			`schema host: the place "A.B" of the field b is the beginning of "A.B.C", that of a`,
		},
		{
			"place below its own",
			[]schema.Field{{Name: "a", JSON: []string{"A", "A.B"}}},
			[]schema.Field{{Name: "a", JSON: []string{"A", "B.A"}}},
			`schema host: the place "A" of the field a is the beginning of "A.B", that of a`,
		},
		{
			"place below a field's own name",
			[]schema.Field{{Name: "a"}, {Name: "b", JSON: []string{"a.b"}}},
			[]schema.Field{{Name: "a.b"}, {Name: "a"}, {Name: "b", JSON: []string{"a"}}},
			`schema host: the place "a" of the field a is the beginning of "a.b", that of b`,
		},
		{
			"place of the tags",
			[]schema.Field{{Name: "a", JSON: []string{"A", "Labels"}}},
			[]schema.Field{{Name: "a", JSON: []string{"A", "labels"}}},
			`schema host: the place "Labels" of the field a is that of the tags`,
		},
		{"name of the tags", field("Labels"), field("labels"), `schema host: the place "Labels" of the field Labels is that of the tags`},
		{
			"place among the tags",
			[]schema.Field{{Name: "a", JSON: []string{"Labels.a"}}},
			[]schema.Field{{Name: "a", JSON: []string{"A.Labels"}}, {Name: "Labels.a"}},
			`schema host: the place "Labels.a" of the field a is among the tags`,
		},
		{
			"elements of a text",
			[]schema.Field{{Name: "a", JSON: []string{"A", "B[].C"}}},
			lists("B[].C"),
			`schema host: field a: the place "B[].C" has several values, and only a list may`,
		},
		{
			"members of a number",
			[]schema.Field{{Name: "a", Kind: schema.Number, JSON: []string{"B.*"}}},
			lists("B.*"),
			`schema host: field a: the place "B.*" has several values, and only a list may`,
		},
		{
			"[] that is not behind a name",
			lists("A[]B.C"),
			lists("A.B[].C.D"),
			`schema host: field a: the place "A[]B.C" has a [] that is not behind a name`,
		},
		{
			"* that is not alone",
			lists("A.B*"),
			lists("A.*.B"),
			`schema host: field a: the place "A.B*" has a * that is not alone between dots`,
		},
		{
			"[] behind nothing",
			lists("A.[].B"),
			lists("A[].B"),
			`schema host: field a: the place "A.[].B" has a member without a name`,
		},
		{
			"two stars",
			lists("A.*.B.*"),
			lists("A.*", "B.*"),
			`schema host: field a: the place "A.*.B.*" has more than one * or []`,
		},
		{
			"every member of a record",
			lists("*.A"),
			lists("A.*"),
			`schema host: field a: the place "*.A" begins with *, which is every member of a record`,
		},
		{
			"elements themselves",
			lists("A[]"),
			lists("A"),
			`schema host: field a: the place "A[]" ends in []: an array of strings is written without it`,
		},
		{
			"array of strings and of objects",
			lists("A[].B", "A"),
			lists("A[].B", "A[].C", "A[].B", "B"),
			`schema host: the place "A" of the field b is the beginning of "A[].B", that of a`,
		},
		{
			"array and object",
			lists("A.B", "A[].B"),
			lists("A.B", "B[].B"),
			`schema host: the place "A[].B" of the field b has an array where "A.B", that of a, has an object`,
		},
		{
			"array and any object",
			lists("A.B[].D", "A.*.D"),
			lists("A.B.C", "A.*.D"),
			`schema host: the place "A.B[].D" of the field a has an array where "A.*.D", that of b, has an object`,
		},
		{
			"place below any member",
			lists("A.*.B", "A.*"),
			lists("A.*.B", "A.*.C"),
			`schema host: the place "A.*" of the field b is the beginning of "A.*.B", that of a`,
		},
		{
			"place below one that is any member's, too",
			lists("A.B.C", "A.*"),
			lists("A.B", "A.*"),
			`schema host: the place "A.*" of the field b is the beginning of "A.B.C", that of a`,
		},
		{
			"place of which any member's is below",
			lists("A.*.C", "A.B"),
			lists("A.*.C", "A.B.D"),
			`schema host: the place "A.B" of the field b is the beginning of "A.*.C", that of a`,
		},
		{
			"elements of the tags",
			lists("Labels[].Key"),
			lists("labels[].Key"),
			`schema host: the place "Labels[].Key" of the field a is among the tags`,
		},
		{
			"members of the tags",
			lists("Labels.*"),
			lists("labels.*"),
			`schema host: the place "Labels.*" of the field a is among the tags`,
		},
		{
			"list in every record",
			[]schema.Field{{Name: "a", Kind: schema.List, Always: true}},
			[]schema.Field{{Name: "a", Kind: schema.List}},
			"schema host: field a: a list may be empty, so no record has it always",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, err := schema.New(schema.Schema{Name: "host", Fields: test.bad, Tags: "Labels"})
			assert.EqualError(t, err, test.want)
			assert.Nil(t, s)
			assert.PanicsWithError(t, test.want, func() { schema.MustNew(schema.Schema{Name: "host", Fields: test.bad, Tags: "Labels"}) })
			s, err = schema.New(schema.Schema{Name: "host", Fields: test.good, Tags: "Labels"})
			require.NoError(t, err)
			assert.Equal(t, test.good, s.Fields)
		})
	}
}

func TestSchema_Lookup(t *testing.T) {
	s := schema.TestCase()
	for i, f := range s.Fields {
		assert.Equal(t, i, s.Lookup(f.Name), "Lookup(%q)", f.Name)
	}
	assert.Equal(t, s.Lookup("status"), s.Lookup("STATUS"))
	for _, name := range []string{"", "stauts", "\u017ftatus", "tag:x"} {
		assert.Equal(t, -1, s.Lookup(name), "Lookup(%q)", name)
	}
}

func TestSchema_KindOf(t *testing.T) {
	s := schema.TestCase()
	assert.Equal(t, schema.Text, s.KindOf(ast.Name("name")))
	assert.Equal(t, schema.Enum, s.KindOf(ast.Name("Status")))
	assert.Equal(t, schema.Time, s.KindOf(ast.Name("modified")))
	assert.Equal(t, schema.Text, s.KindOf(ast.Name("none")))
	assert.Equal(t, schema.Text, s.KindOf(ast.Tag("modified")), "a tag is a text, whatever its key")
}

// TestTestCase holds the schema to the table of the language's reference.
func TestTestCase(t *testing.T) {
	s := schema.TestCase()
	_, err := schema.New(*s)
	require.NoError(t, err)
	var text, enum, time, always []string
	for _, f := range s.Fields {
		switch f.Kind {
		case schema.Text:
			text = append(text, f.Name)
		case schema.Enum:
			enum = append(enum, f.Name)
		case schema.Time:
			time = append(time, f.Name)
		}
		if f.Always {
			always = append(always, f.Name)
		}
		assert.NotEmpty(t, f.JSON, f.Name)
	}
	assert.Equal(t, []string{"name", "description", "id", "arn", "region", "sha256", "content", "initialization", "flow", "source-phone-number", "destination-phone-number"}, text)
	assert.Equal(t, []string{"status", "type"}, enum)
	assert.Equal(t, []string{"modified"}, time)
	assert.Equal(t, []string{"name", "status", "id", "arn"}, always)
	assert.Equal(t, []string{"PUBLISHED", "SAVED"}, s.Fields[s.Lookup("status")].Values)
	assert.Equal(t, []string{"VOICE_CALL", "CHAT"}, s.Fields[s.Lookup("type")].Values)
	assert.Equal(t, "Tags", s.Tags)
}

func TestNew_token(t *testing.T) {
	s := schema.Schema{Name: "host", Fields: []schema.Field{{Name: "a"}}, Around: []string{"Next", "Count"}, Token: "Token"}
	_, err := schema.New(s)
	assert.EqualError(t, err, "schema host: the token Token is not one of Around")
	s.Token = "Next"
	_, err = schema.New(s)
	assert.NoError(t, err)
}
