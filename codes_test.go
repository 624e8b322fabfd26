package searchfilter_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"

	tree "github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/logic"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// TestCodes runs the example in the comment of each code in internal/codes, which
// must give a diagnostic of that code. doc/diagnostics.md is made of the comments.
func TestCodes(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "internal/codes/codes.go", nil, parser.ParseComments)
	require.NoError(t, err)
	page := []byte(diagnosticsPage)
	seen := map[string]bool{}
	for _, decl := range file.Decls {
		consts, ok := decl.(*ast.GenDecl)
		if !ok || consts.Tok != token.CONST {
			continue
		}
		page = fmt.Appendf(page, "\n## %s\n", strings.TrimSpace(strings.Replace(consts.Doc.Text(), ".", "", 1)))
		for _, spec := range consts.Specs {
			spec := spec.(*ast.ValueSpec)
			name := spec.Names[0].Name
			code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			require.False(t, seen[code], "two codes are %q", code)
			seen[code] = true
			about, _, _ := strings.Cut(spec.Doc.Text(), "\nExample")
			how, query := example(t, spec.Doc.Text())
			page = fmt.Appendf(page, "\n**`%s`**%s\n", code, strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(about, name), "\n"), `\`, `\\`))
			page = fmt.Appendf(page, "\n    %s\n", strings.TrimSpace(query+"   "+how))
			t.Run(name, func(t *testing.T) {
				err := run(t, how, query)
				require.ErrorIs(t, err, tree.Code(code), "the example of %s, %s (%s)", name, query, how)
				for _, d := range err.(tree.Diagnostics) {
					if name != "MoreErrors" {
						require.Equal(t, code, string(d.Code), "the example of %s, %s (%s)", name, query, how)
					}
				}
			})
		}
	}
	require.Greater(t, len(seen), 30)
	if *update {
		require.NoError(t, os.WriteFile("doc/diagnostics.md", page, 0o644))
	}
	was, err := os.ReadFile("doc/diagnostics.md")
	require.NoError(t, err)
	require.Equal(t, string(was), string(page), "go test . -run TestCodes -update writes the page anew")
}

const diagnosticsPage = `# Codes of diagnostics

A diagnostic's ` + "`Code`" + ` says what kind of mistake it is about: ` + "`errors.Is(err, ast.Code(\"unknown-field\"))`" + ` finds
one in an error, and JSON output has it as ` + "`code`" + `. Codes are stable.

Each example is a query, or a document, that is wrong in this way and in no other. Tests run them against the fields of a
test case. What stands behind an example says how it is run: ` + "`find`" + ` looks for filters in it, ` + "`test-cases`" + ` and
` + "`q-session`" + ` compile it for that target, ` + "`plan`" + ` plans it, ` + "`quoted`" + ` is a Go string, ` + "`number`" + ` is for a
schema whose field ` + "`version`" + ` is a number, and the others set a limit, an option or an argument.
`

// example returns the options and the query of "Example (options): query".
func example(t *testing.T, doc string) (how, query string) {
	_, line, ok := strings.Cut(doc, "Example")
	require.True(t, ok, "there is no example in:\n%s", doc)
	line, _, _ = strings.Cut(line, "\n")
	how, query, ok = strings.Cut(line, ": ")
	require.True(t, ok, "the example is not Example: query:\n%s", doc)
	return strings.Trim(how, " ()"), query
}

// run does with the query what how says, and returns the error or the warnings.
func run(t *testing.T, how, query string) error {
	var o searchfilter.Options
	var args []any
	target, terms, conditions := "", 0, 0
	var plan compile.PlanOptions
	for _, option := range strings.Split(how, ", ") {
		name, value, _ := strings.Cut(option, "=")
		n, _ := strconv.Atoi(value)
		switch name {
		case "":
		case "test-cases", "q-session", "q-retrieve", "plan", "warnings":
			target = name
		case "exact":
			plan.Exact = true
		case "requests":
			plan.MaxRequests = n
		case "from-test-cases":
			_, err := decompile.Decode([]byte(query), connect.TestCases(), tree.Limits{})
			return err
		case "from-q-session":
			_, err := decompile.Decode([]byte(query), qconnect.Session(), tree.Limits{})
			return err
		case "find", "find-twins":
			twin := connect.TestCases()
			if name == "find-twins" {
				twin.Fields = map[string]compile.Leaf{"description": compile.Leaf{Member: "StringCondition", FieldName: "name"}}
			}
			found, err := decompile.Find([]byte(query), []compile.Target{connect.TestCases(), qconnect.Session(), twin}, tree.Limits{})
			if err != nil {
				return err
			}
			return found[0].Problems
		case "quoted":
			var err error
			query, err = strconv.Unquote(query)
			require.NoError(t, err)
		case "number":
			o.Schema = schema.MustNew(schema.Schema{Name: "view", Fields: []schema.Field{{Name: "version", Kind: schema.Number}}})
		case "bytes":
			o.Limits.Bytes = n
		case "depth":
			o.Limits.Depth = n
		case "conditions":
			o.Limits.Conditions = n
		case "terms":
			terms = n
		case "tag-conditions":
			conditions = n
		case "arg":
			args = append(args, "x")
		case "bad-arg":
			args = append(args, struct{}{})
		case "repeat":
			query = strings.Repeat(query+" ", n)
		case "tree":
			require.Equal(t, "&ast.Or{}", query)
			_, err := o.Resolve(&tree.Or{})
			return err
		default:
			t.Fatalf("there is no option %q of an example", name)
		}
	}
	q, err := o.Parse(query, args...)
	if err != nil {
		return err
	}
	switch target {
	case "test-cases":
		to := connect.TestCases()
		to.MaxTerms, to.MaxTagConditions = terms, conditions
		req, err := compile.Compile(q.Resolved(), to)
		if err != nil {
			return err
		}
		return req.Warnings
	case "q-retrieve":
		req, err := compile.Compile(q.Resolved(), qconnect.Retrieve())
		if err != nil {
			return err
		}
		return req.Warnings
	case "q-session":
		filter, err := q.TagFilter()
		if err != nil {
			return err
		}
		return filter.Warnings
	case "warnings":
		return logic.Warnings(q.Resolved(), logic.Options{})
	case "plan":
		_, err := compile.NewPlan(q.Resolved(), connect.TestCases(), plan)
		return err
	}
	return nil
}

// TestDoc holds the numbers in the language reference to the limits.
func TestDoc(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	to := connect.TestCases()
	for _, want := range []string{
		fmt.Sprintf("%d KiB of text", limit.Bytes>>10),
		fmt.Sprintf("%d open parentheses", limit.Depth),
		fmt.Sprintf("%d,%03d conditions", limit.Conditions/1000, limit.Conditions%1000),
		fmt.Sprintf("%d,%03d terms of tags", to.MaxTerms/1000, to.MaxTerms%1000),
		fmt.Sprintf("%d tag conditions", to.MaxTagConditions),
		fmt.Sprintf("%d criteria in each other", to.MaxDepth),
		"100 requests",
	} {
		require.Contains(t, string(doc), "\n//\t"+want, "doc.go")
	}
	for _, f := range schema.TestCase().Fields {
		require.Regexp(t, fmt.Sprintf(`\n//\t%s +%v +`, f.Name, f.Kind), string(doc), "doc.go has the field")
	}
}
