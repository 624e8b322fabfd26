package connect_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

var update = flag.Bool("update", false, "write testdata anew")

// TestFields compares all that is known of the searches with testdata/fields.txt, in which
// a reader can check it against the service's model.
func TestFields(t *testing.T) {
	var b strings.Builder
	b.WriteString(fieldsHead)
	for _, target := range connect.Targets() {
		writeTarget(&b, target)
	}
	compareFile(t, "testdata/fields.txt", b.String())
}

const fieldsHead = `# The searches. A field is
#
#	name kind places => condition FieldName operators
#
# with ! behind the name if every record has it, without => if it cannot be asked for, and
# with ( ) if it is not asked for unless somebody tries whether it can be. Behind an
# operator, ~ says that the records which are found are checked again.
`

func writeTarget(b *strings.Builder, target compile.Target) {
	s := target.Schema
	fmt.Fprintf(b, "\n%s: %s, %s\n", target.Name, target.Operation, s.Name)
	fmt.Fprintf(b, "members %s\n", strings.Join(target.Members, " "))
	if f := target.Filter; f.Path != nil {
		fmt.Fprintf(b, "filter %s, %s\n", strings.Join(f.Path, "."), s.Tags)
	}
	fmt.Fprintf(b, "answers %s", strings.Join(s.Lists, " "))
	if s.Wraps != nil {
		fmt.Fprintf(b, "; %s", strings.Join(s.Wraps, " "))
	}
	fmt.Fprintf(b, "; around %s\n", strings.Join(s.Around, " "))
	if target.Closed != nil {
		fmt.Fprintf(b, "closed %s\n", strings.Join(target.Closed, " "))
	}
	for i := range s.Fields {
		fmt.Fprintln(b, "\t"+fieldLine(target, &s.Fields[i]))
	}
}

func fieldLine(target compile.Target, f *schema.Field) string {
	name, kind := f.Name, f.Kind.String()
	if f.Always {
		name += "!"
	}
	if f.Kind == schema.Enum {
		kind += "(" + strings.Join(f.Values, ",") + ")"
	}
	line := name + " " + kind + " " + strings.Join(f.JSON, "|")
	leaf, ok := target.Fields[f.Name]
	if !ok {
		return line
	}
	untried := leaf.Untried
	leaf.Untried = false
	target.Fields[f.Name] = leaf
	how := strings.Join(append(strings.Fields(leaf.Member+" "+leaf.FieldName), operators(target, f)...), " ")
	if untried {
		how = "(" + how + ")"
	}
	return line + " => " + how
}

// operators returns those for which a plan asks the service.
func operators(target compile.Target, f *schema.Field) (list []string) {
	for op := ast.OpEqual; op <= ast.OpGreaterEqual; op++ {
		switch shown.Sends(&target, ast.Name(f.Name), op) {
		case shown.Exact:
			list = append(list, op.String())
		case shown.Widened:
			list = append(list, op.String()+"~")
		}
	}
	return list
}

func resolve(t *testing.T, target compile.Target, query string) *schema.Resolved {
	t.Helper()
	x, err := parser.Parse(query)
	require.NoError(t, err)
	q, err := target.Schema.Resolve(x, schema.Options{})
	require.NoError(t, err, "%s: %s", target.Name, query)
	return q
}

// compareFile compares a file with what it should have, line by line.
func compareFile(t *testing.T, path, got string) {
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	have, want := strings.Split(got, "\n"), strings.Split(string(data), "\n")
	for i := range min(len(have), len(want)) {
		require.Equal(t, want[i], have[i], "%s, line %d; if this is as it should be: go test ./connect -update", path, i+1)
	}
	require.Len(t, have, len(want), path)
}
