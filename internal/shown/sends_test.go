package shown_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/qconnect"
)

func TestSends(t *testing.T) {
	tests := connect.TestCases()
	users := connect.Users()
	forms := connect.EvaluationForms()
	session := qconnect.Session()

	open := connect.TestCases()
	open.Closed = nil
	folding := connect.TestCases()
	folding.ServiceFoldsCase = true
	long := connect.TestCases()
	long.ContainsMin, long.ContainsMax = 7, 7
	none := connect.TestCases()
	none.ContainsMin = math.MaxInt
	keys := connect.TestCases()
	keys.Tags.KeyOnly = true
	wrong := connect.TestCases()
	wrong.Fields["nome"] = compile.Leaf{Member: "StringCondition", FieldName: "nome"}

	// The operators that are sent exactly, and those that are widened.
	for _, test := range []struct {
		target         compile.Target
		field          ast.Field
		exact, widened string
	}{
		{tests, ast.Name("name"), "= ^= *= in exists", "$="},
		{tests, ast.Name("NAME"), "= ^= *= in exists", "$="},
		{tests, ast.Name("description"), "= ^= *= in", "$="},
		{tests, ast.Name("status"), "= != in not in exists", ""},
		{tests, ast.Name("id"), "exists", ""},
		{tests, ast.Name("modified"), "", ""},
		{tests, ast.Name("nome"), "", ""},
		{tests, ast.Tag("BPO"), "= in", ""},
		{tests, ast.Tag("name"), "= in", ""},
		{tests, ast.Tag("aws:x"), "", ""},
		{open, ast.Name("status"), "= in", ""},
		{folding, ast.Name("name"), "exists", "= ^= *= $= in"},
		{folding, ast.Name("status"), "= != in not in exists", ""},
		{long, ast.Name("name"), "= ^= *= in exists", "$="},
		{none, ast.Name("name"), "= ^= in exists", ""},
		{keys, ast.Tag("BPO"), "= in exists", "^= *= $="},
		{wrong, ast.Name("name"), "", ""},
		{compile.Target{}, ast.Name("name"), "", ""},
		{users, ast.Name("id"), "= in exists", ""},
		{users, ast.Name("security-profile-ids"), "= in", ""},
		{users, ast.Name("hierarchy-group-id"), "", "= in"},
		{forms, ast.Name("latest-version"), "= != > >= in not in exists", "< <="},
		{forms, ast.Name("modified"), "exists", "= < <= > >= in"},
		{forms, ast.Name("auto-evaluation-enabled"), "= in", ""},
		{forms, ast.Name("created"), "exists", ""}, // nobody says how
		{session, ast.Name("name"), "", ""},
		{session, ast.Tag("team"), "= in exists", ""},
	} {
		sent := map[shown.Exactness][]string{}
		for op := ast.OpEqual; op <= ast.OpExists; op++ {
			e := shown.Sends(&test.target, test.field, op)
			sent[e] = append(sent[e], op.String())
		}
		at := test.target.Name + " " + test.field.String()
		assert.Equal(t, test.exact, strings.Join(sent[shown.Exact], " "), at)
		assert.Equal(t, test.widened, strings.Join(sent[shown.Widened], " "), at)
	}
}
