package fuzz

import (
	"maps"
	"math/rand"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// A plant is a compiler with a mistake: it compiles another query in the place of
// the one that it is given.
type plant struct {
	name string
	edit func(ast.Expr) ast.Expr
	tags bool // it is one for a session, too
}

// plants are compilers that send what the API cannot say as something near, or
// lose a part of what it can.
var plants = []plant{
	{"$= as CONTAINS", sends(fields, ast.OpHasSuffix, ast.OpContains), false},
	{"$= as STARTS_WITH", sends(fields, ast.OpHasSuffix, ast.OpHasPrefix), false},
	{"$= as EXACT", sends(fields, ast.OpHasSuffix, ast.OpEqual), false},
	{"^= as CONTAINS", sends(fields, ast.OpHasPrefix, ast.OpContains), false},
	{"^= as EXACT", sends(fields, ast.OpHasPrefix, ast.OpEqual), false},
	{"*= as STARTS_WITH", sends(fields, ast.OpContains, ast.OpHasPrefix), false},
	{"*= as EXACT", sends(fields, ast.OpContains, ast.OpEqual), false},
	{"$= of a tag as its value", sends(tags, ast.OpHasSuffix, ast.OpEqual), true},
	{"^= of a tag as its value", sends(tags, ast.OpHasPrefix, ast.OpEqual), true},
	{"*= of a tag as its value", sends(tags, ast.OpContains, ast.OpEqual), true},
	{"!= as =", sends(fields, ast.OpNotEqual, ast.OpEqual), false},
	{"!= of a tag as =", sends(tags, ast.OpNotEqual, ast.OpEqual), true},
	{"not in as in", sends(fields, ast.OpNotIn, ast.OpIn), false},
	{"not in of a tag as in", sends(tags, ast.OpNotIn, ast.OpIn), true},
	{"!= is dropped", dropped(fields, ast.OpNotEqual), false},
	{"!= of a tag is dropped", dropped(tags, ast.OpNotEqual), true},
	{"not in is dropped", dropped(fields, ast.OpNotIn), false},
	{"not in of a tag is dropped", dropped(tags, ast.OpNotIn), true},
	{"exists is dropped", dropped(fields, ast.OpExists), false},
	{"exists of a tag is dropped", dropped(tags, ast.OpExists), true},
	{"< and > are dropped", dropped(fields, ast.OpLess, ast.OpGreater), false},
	{"<= and >= are dropped", dropped(fields, ast.OpLessEqual, ast.OpGreaterEqual), false},
	{"or of a tag and a field as and", mixedOr, false},
	{"the last value of an in is lost", conditions(everywhere, func(c *ast.Comparison) *ast.Comparison {
		if n := len(c.Values); n > 1 {
			return with(c, c.Op, c.Values[:n-1]...)
		}
		return c
	}), true},
	{"the first value of a long in is lost", conditions(everywhere, func(c *ast.Comparison) *ast.Comparison {
		if n := len(c.Values); n > 5 {
			return with(c, c.Op, c.Values[1:]...)
		}
		return c
	}), true},
	{"a value amid a long in is lost", conditions(everywhere, func(c *ast.Comparison) *ast.Comparison {
		if n := len(c.Values); n > 5 {
			return with(c, c.Op, slices.Delete(slices.Clone(c.Values), n/2, n/2+1)...)
		}
		return c
	}), true},
	{"a key in lower case", keys(strings.ToLower), true},
	{"a key in upper case", keys(strings.ToUpper), true},
	{"a key without space around it", keys(strings.TrimSpace), false},
	{"a key without aws:", keys(func(key string) string { return strings.TrimPrefix(key, "aws:") }), true},
	{"a value in lower case", values(strings.ToLower), true},
	{"a value without space around it", values(strings.TrimSpace), true},
	{"a long value is cut", values(func(v string) string { return string([]rune(v)[:min(len([]rune(v)), 256)]) }), true},
}

func everywhere(ast.Field) bool { return true }
func tags(f ast.Field) bool     { return f.Tag }
func fields(f ast.Field) bool   { return !f.Tag }

// conditions returns an edit of the conditions on such fields.
func conditions(on func(ast.Field) bool, f func(*ast.Comparison) *ast.Comparison) func(ast.Expr) ast.Expr {
	return func(x ast.Expr) ast.Expr {
		return tree.Map(x, func(c *ast.Comparison) *ast.Comparison {
			if !on(c.Field) {
				return c
			}
			return f(c)
		})
	}
}

// sends returns the edit that puts one operator in the place of another.
func sends(on func(ast.Field) bool, from, to ast.Op) func(ast.Expr) ast.Expr {
	return conditions(on, func(c *ast.Comparison) *ast.Comparison {
		if c.Op == from {
			return with(c, to, c.Values...)
		}
		return c
	})
}

// keys returns the edit that changes the keys of tags.
func keys(f func(string) string) func(ast.Expr) ast.Expr {
	return conditions(tags, func(c *ast.Comparison) *ast.Comparison {
		d := with(c, c.Op, c.Values...)
		d.Field.Name = f(d.Field.Name)
		return d
	})
}

// values returns the edit that changes what texts are compared with.
func values(f func(string) string) func(ast.Expr) ast.Expr {
	text := func(field ast.Field) bool {
		names := []string{"name", "description", "username", "first-name", "last-name", "event-source"}
		return field.Tag || slices.Contains(names, field.Name)
	}
	return conditions(text, func(c *ast.Comparison) *ast.Comparison {
		var list []ast.Value
		for _, v := range c.Values {
			list = append(list, ast.Value{Text: f(v.Text)})
		}
		return with(c, c.Op, list...)
	})
}

// dropped returns the edit that leaves out conditions with the operators.
func dropped(on func(ast.Field) bool, ops ...ast.Op) func(ast.Expr) ast.Expr {
	var drop func(x ast.Expr) []ast.Expr // what is left of x, which is one expression or none
	list := func(terms []ast.Expr) (left []ast.Expr) {
		for _, x := range terms {
			left = append(left, drop(x)...)
		}
		return left
	}
	drop = func(x ast.Expr) []ast.Expr {
		switch x := x.(type) {
		case *ast.And:
			if left := list(x.Terms); len(left) > 0 {
				return []ast.Expr{ast.All(left...)}
			}
			return nil
		case *ast.Or:
			if left := list(x.Terms); len(left) > 0 {
				return []ast.Expr{ast.Any(left[0], left[1:]...)}
			}
			return nil
		case *ast.Not:
			if left := drop(x.X); len(left) > 0 {
				return []ast.Expr{&ast.Not{X: left[0]}}
			}
			return nil
		case *ast.Comparison:
			for _, op := range ops {
				if x.Op == op && on(x.Field) {
					return nil
				}
			}
		}
		return []ast.Expr{x}
	}
	return func(x ast.Expr) ast.Expr { return ast.All(drop(x)...) }
}

// mixedOr makes an and of an or of tags and other fields.
func mixedOr(x ast.Expr) ast.Expr {
	or, ok := x.(*ast.Or)
	if !ok {
		return x
	}
	of := map[bool]bool{}
	for c := range ast.Comparisons(x) {
		of[c.Field.Tag] = true
	}
	if len(of) < 2 {
		return x
	}
	return ast.All(or.Terms...)
}

// TestCheckCompiler_planted: of each mistake, a check of as many cases as a user's has
// a case that shows it.
func TestCheckCompiler_planted(t *testing.T) {
	usual(t)
	for _, target := range []compile.Target{
		connect.TestCases(), qconnect.Session(), connect.Users(), connect.Rules(),
	} {
		for _, seed := range []int64{1, 1_000_000}[:effort.Cases(1, 2)] {
			unseen := map[string]plant{}
			for _, plant := range plants {
				if target.Criteria != nil || plant.tags {
					unseen[plant.name] = plant
				}
			}
			all := len(unseen)
			require.Greater(t, all, 15)
			questions := compilerQuestions(just(target))
			tried := int64(0)
			for ; tried < defaultChecks && len(unseen) > 0; tried++ {
				r := rand.New(rand.NewSource(seed + tried)) // as Check does
				q := questions(r, r.Intn(100))
				for name, plant := range unseen {
					if tree.Equal(plant.edit(q.query.Expr()), q.query.Expr()) {
						continue
					}
					err := q.askCompiler(func(q *schema.Resolved, t compile.Target) ([]byte, error) {
						wrong, err := q.Schema().Resolve(plant.edit(q.Expr()), schema.Options{Now: now})
						if err != nil {
							return nil, err
						}
						return compiler(wrong, t)
					})
					if wrong(err) {
						delete(unseen, name)
					}
				}
			}
			t.Logf("%s from seed %d: %d of %d mistakes are seen in %d cases", target.Name, seed, all-len(unseen), all, tried)
			assert.Empty(t, slices.Collect(maps.Keys(unseen)), "%s from seed %d", target.Name, seed)
		}
	}
}

// A slip is a planner that writes a request wrong, in JSON of the shape of a target.
type slip struct {
	target compile.Target
	name   string
	wrong  *regexp.Regexp // what is replaced where it stands first
	by     string
}

// TestCheckPlan_planted: each slip is seen in as many cases as a user's check has.
func TestCheckPlan_planted(t *testing.T) {
	usual(t)
	const (
		tag = `\{"TagKey":"[^"]*","TagValue":"[^"]*"\}`
		row = `\{"TagConditions":\[` + tag + `\]\}`
	)
	for _, slip := range []slip{
		{connect.Users(), "a profile for another", regexp.MustCompile(`"SecurityProfileId"`), `"RoutingProfileId"`},
		{connect.Users(), "a name for another", regexp.MustCompile(`"FirstName"`), `"LastName"`},
		{connect.Users(), "a group for a name", regexp.MustCompile(`"HierarchyGroupCondition":\{"Value":("[^"]*"),"HierarchyGroupMatchType"`), `"StringCondition":{"FieldName":"Username","Value":$1,"ComparisonType"`},
		{connect.Users(), "the first of three tags is lost", regexp.MustCompile(`(\[)` + tag + `,(` + tag + `,)`), `$1$2`},
		{connect.ContactFlows(), "a state for another", regexp.MustCompile(`"StateCondition":"ACTIVE"`), `"StateCondition":"ARCHIVED"`},
		{connect.ContactFlows(), "a type for another", regexp.MustCompile(`"TypeCondition":"C[A-Z_]*"`), `"TypeCondition":"AGENT_HOLD"`},
		{connect.ContactFlows(), "an or of types as an and", regexp.MustCompile(`"OrConditions":(\[\{"TypeCondition")`), `"AndConditions":$1`},
		{connect.Rules(), "the first of three tags is lost", regexp.MustCompile(`("TagConditions":\[)` + tag + `,(` + tag + `,)`), `$1$2`},
		{connect.Rules(), "the first of three rows is lost", regexp.MustCompile(`("OrConditions":\[)` + row + `,(` + row + `,)`), `$1$2`},
		{connect.Rules(), "an action for a tier", regexp.MustCompile(`"ActionSummaries"`), `"RuleCapabilityTiers"`},
		{connect.EvaluationForms(), "a range that ends where it begins", regexp.MustCompile(`"MinValue":(-?\d+),"MaxValue":-?\d+`), `"MinValue":$1,"MaxValue":$1`},
		{connect.EvaluationForms(), "greater for greater or equal", regexp.MustCompile(`"GREATER_OR_EQUAL"`), `"GREATER"`},
		{connect.EvaluationForms(), "a version for another", regexp.MustCompile(`"MinValue":1,"ComparisonType":"EQUAL"`), `"MinValue":2,"ComparisonType":"EQUAL"`},
		{connect.EvaluationForms(), "a time that is a year late", regexp.MustCompile(`"MinValue":"202[56]-`), `"MinValue":"2027-`},
		{connect.EvaluationForms(), "false for true", regexp.MustCompile(`"IS_TRUE"`), `"IS_FALSE"`},
	} {
		t.Run(slip.target.Name+" "+slip.name, func(t *testing.T) {
			questions := plannerQuestions(just(slip.target))
			made := 0
			for seed := range int64(defaultChecks) {
				r := rand.New(rand.NewSource(1 + seed)) // as Check does
				q := questions(r, r.Intn(100))
				slipped := false
				err := q.askPlanner(func(q *schema.Resolved, t compile.Target) ([]byte, error) {
					body, err := planner(q, t)
					if at := slip.wrong.FindIndex(body); err == nil && at != nil {
						slipped = true
						body = slices.Concat(body[:at[0]], slip.wrong.ReplaceAll(body[at[0]:at[1]], []byte(slip.by)), body[at[1]:])
					}
					return body, err
				})
				if slipped {
					made++
				}
				if wrong(err) {
					require.True(t, slipped, "%v", err)
					require.ErrorContains(t, err, "the query selects the record: ")
					t.Logf("seen in case %d, the slip's %d", seed+1, made)
					return
				}
			}
			t.Errorf("not seen, and made %d times", made)
		})
	}
}

// TestCheck_nested: a compiler and a decoder that confuse the members of a nested filter are
// seen, if the target says what its negations find, and if every record has a field.
func TestCheck_nested(t *testing.T) {
	usual(t)
	retrieve, books := qconnect.Retrieve(), targets()["books"]
	retrieve.Nested.NegationFindsLacking = true
	for _, slip := range []struct {
		target   compile.Target
		from, to string
		compiled bool // the compiler writes it, too
	}{
		{retrieve, "notEquals", "equals", true},
		{books, "notEquals", "equals", true},
		{books, "notIn", "in", false},
		{retrieve, "equals", "notEquals", true},
		{retrieve, "in", "notIn", true},
		{books, "in", "notIn", true},
	} {
		t.Run(slip.target.Name+" "+slip.from+" as "+slip.to, func(t *testing.T) {
			confused := func(text string) string {
				return strings.ReplaceAll(text, strconv.Quote(slip.from), strconv.Quote(slip.to))
			}
			r := &recording{name: t.Name()}
			CheckDecoder(r, nil, slip.target, func(document string) (string, error) {
				if _, err := decodeOne(document, slip.target); err != nil {
					return "", err
				}
				q, err := decodeOne(confused(document), slip.target)
				if err != nil {
					q, err = decodeOne(document, slip.target) // it cannot be confused
				}
				return q.String(), err
			})
			require.Len(t, r.failures, 1)
			require.Contains(t, r.failures[0], "is not what the document says")
			if !slip.compiled {
				return
			}
			r = &recording{name: t.Name()}
			CheckCompiler(r, nil, just(slip.target), func(q *schema.Resolved, target compile.Target) ([]byte, error) {
				body, err := compiler(q, target)
				return []byte(confused(string(body))), err
			})
			require.Len(t, r.failures, 1)
			require.Contains(t, r.failures[0], "the query selects the record")
		})
	}
}
