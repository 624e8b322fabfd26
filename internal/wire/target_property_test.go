package wire_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/wire"
)

// times are in order, and the second is the first to the second.
var (
	times   = []string{"2026-01-31T00:00:00.500Z", "2026-01-31T00:00:00Z", "2026-01-31T00:00:01Z"}
	seconds = []float64{1769817600.5, 1769817600, 1769817601}
)

// condition returns a condition of a target's criteria.
func (g generator) condition(c wire.Condition) object {
	with := object{"FieldName": c.FieldName}
	bound := func() any { return g.IntN(4) }
	switch c.Member {
	case "StringCondition":
		with["Value"], with["ComparisonType"] = g.plain(c.Kind), "EXACT"
		if c.Kind == "text" {
			with["ComparisonType"] = pick(g, "EXACT", "STARTS_WITH", "CONTAINS")
		}
	case "NumberCondition", "DecimalCondition", "DateTimeCondition":
		names := []string{"GREATER", "GREATER_OR_EQUAL", "LESSER", "LESSER_OR_EQUAL", "EQUAL", "NOT_EQUAL", "RANGE"}
		if c.Member == "DateTimeCondition" {
			names = []string{"GREATER_THAN", "GREATER_THAN_OR_EQUAL_TO", "LESS_THAN", "LESS_THAN_OR_EQUAL_TO", "EQUAL_TO", "RANGE"}
			bound = func() any { return pick(g, times...) }
		}
		name := pick(g, names...)
		with["ComparisonType"] = name
		if !strings.HasPrefix(name, "LESS") {
			with["MinValue"] = bound()
		}
		if name == "RANGE" || strings.HasPrefix(name, "LESS") {
			with["MaxValue"] = bound()
		}
	case "DateCondition":
		with["Value"] = pick(g, "2026-01-30", "2026-01-31")
		with["ComparisonType"] = pick(g, "GREATER_THAN", "GREATER_THAN_OR_EQUAL_TO", "LESS_THAN", "LESS_THAN_OR_EQUAL_TO", "EQUAL_TO")
	case "BooleanCondition":
		with["ComparisonType"] = pick(g, "IS_TRUE", "IS_FALSE")
	case "HierarchyGroupCondition":
		with = object{"Value": g.value(), "HierarchyGroupMatchType": "EXACT"}
	default:
		return object{c.Member: pick(g, c.Values...)}
	}
	return object{c.Member: with}
}

// plain returns what a StringCondition compares with a value of a kind.
func (g generator) plain(kind string) string {
	if kind == "number" {
		return fmt.Sprint(g.IntN(4))
	}
	return g.value()
}

// targetCriteria returns criteria of a target.
func (g generator) targetCriteria(conditions []wire.Condition, depth int) object {
	if n := g.IntN(4); depth > 0 && n < 2 {
		name := [...]string{"AndConditions", "OrConditions"}[n]
		return object{name: many(g, 2, func() any { return g.targetCriteria(conditions, depth-1) })}
	}
	return g.condition(pick(g, conditions...))
}

// retrieval returns a filter of Retrieve.
func (g generator) retrieval(depth int) object {
	if n := g.IntN(4); depth > 0 && n < 2 {
		name := [...]string{"andAll", "orAll"}[n]
		return object{name: many(g, 2, func() any { return g.retrieval(depth - 1) })}
	}
	name := pick(g, "equals", "notEquals", "greaterThan", "greaterThanOrEquals", "lessThan", "lessThanOrEquals", "in", "notIn", "startsWith", "listContains", "stringContains")
	var value any
	switch name {
	case "equals", "notEquals":
		value = pick[any](g, g.value(), g.IntN(3), true)
	case "in", "notIn":
		value = many(g, 1, g.value)
	case "startsWith", "listContains", "stringContains":
		value = g.value()
	default:
		value = g.IntN(3)
	}
	return object{name: object{"key": pick(g, "x", "y", "z"), "value": value}}
}

// answer returns a record with what the conditions ask for.
func (g generator) answer(conditions []wire.Condition) object {
	record := object{}
	for _, c := range conditions {
		if g.IntN(4) == 0 {
			continue
		}
		var value any
		switch {
		case c.Values != nil:
			value = pick(g, c.Values...)
		case c.Kind == "number":
			value = g.IntN(4)
		case c.Kind == "bool":
			value = g.IntN(2) == 0
		case c.Kind == "time":
			value = pick[any](g, times[g.IntN(3)], seconds[g.IntN(3)])
		case c.Kind == "date":
			value = pick(g, "2026-01-29", "2026-01-30", "2026-01-31", "2026-02-01")
		default:
			value = g.value()
		}
		names := strings.Split(pick(g, c.Paths...), ".")
		list := c.Kind == "list" && !slices.Contains(names, "[]") && !slices.Contains(names, "*")
		at := record
		for k, name := range names {
			switch {
			case k == len(names)-1 && list:
				at[name] = []any{value, g.value()}
			case k == len(names)-1 && name == "*":
				at["en_US"] = value
			case k == len(names)-1:
				at[name] = value
			case names[k+1] == "[]":
				at[name] = []any{object{names[k+2]: value}, object{}}
			default:
				if at[name] == nil {
					at[name] = object{}
				}
				at = at[name].(object)
			}
			if k+1 < len(names) && names[k+1] == "[]" {
				break
			}
		}
	}
	return record
}

// asIs is a second reading of a target's requests: it walks the JSON as it is.
type asIs struct {
	conditions []wire.Condition
	reading    wire.Reading
	record     object
}

// has returns what the record has for a condition.
func (a asIs) has(member, name string) (found []any) {
	i := slices.IndexFunc(a.conditions, func(c wire.Condition) bool { return c.Member == member && c.FieldName == name })
	for _, path := range a.conditions[i].Paths {
		level := []any{a.record}
		for name := range strings.SplitSeq(path, ".") {
			var next []any
			for _, v := range level {
				list, isList := v.([]any)
				members, _ := v.(object)
				for k, v := range members {
					if name == "*" || name == k {
						next = append(next, v)
					}
				}
				if isList && name == "[]" {
					next = append(next, list...)
				}
			}
			level = next
		}
		for _, v := range level {
			if list, ok := v.([]any); ok {
				found = append(found, list...)
			} else {
				found = append(found, v)
			}
		}
		if len(found) > 0 {
			break
		}
	}
	return found
}

func (a asIs) fold(s string) string {
	if a.reading.FoldCase {
		return strings.ToLower(s)
	}
	return s
}

func (a asIs) text(comparison, have, want string) bool {
	have, want = a.fold(have), a.fold(want)
	switch comparison {
	case "STARTS_WITH", "startsWith":
		return len(have) >= len(want) && have[:len(want)] == want
	case "CONTAINS", "stringContains":
		return strings.Count(have, want) > 0
	}
	return have == want
}

// scale returns a number for a number, a time or a date.
func (a asIs) scale(v any, bound bool) float64 {
	switch v := v.(type) {
	case float64:
		if a.reading.WholeSeconds && v > 1e9 && !bound {
			return float64(int64(v))
		}
		return v
	case string:
		if k := slices.Index(times, v); k >= 0 {
			return a.scale(seconds[k], bound)
		}
		var y, m, d float64
		_, err := fmt.Sscanf(v, "%f-%f-%f", &y, &m, &d)
		if err != nil {
			panic(v)
		}
		return y*400 + m*31 + d
	}
	panic(v)
}

func (a asIs) holds(c object) bool {
	for member, value := range c {
		switch list, _ := value.([]any); member {
		case "AndConditions", "andAll":
			return !slices.ContainsFunc(list, func(v any) bool { return !a.holds(v.(object)) })
		case "OrConditions", "orAll":
			return slices.ContainsFunc(list, func(v any) bool { return a.holds(v.(object)) })
		}
		with, ok := value.(object)
		if !ok { // a bare value
			found := a.has(member, "")
			return len(found) > 0 && found[0] == value
		}
		if key, ok := with["key"].(string); ok {
			return a.retrieves(member, key, with["value"])
		}
		if member == "HierarchyGroupCondition" {
			found := a.has(member, "")
			return len(found) > 0 && found[0] == with["Value"]
		}
		comparison := with["ComparisonType"].(string)
		found := a.has(member, with["FieldName"].(string))
		switch {
		case member == "StringCondition":
			return slices.ContainsFunc(found, func(v any) bool { return a.text(comparison, fmt.Sprint(v), with["Value"].(string)) })
		case member == "BooleanCondition":
			if len(found) == 0 {
				return comparison == "IS_FALSE" && a.reading.FalseFindsLacking
			}
			return found[0] == (comparison == "IS_TRUE")
		case len(found) == 0:
			required := with["FieldName"] == "LatestVersion" || with["FieldName"] == "EvaluationFormVersion"
			return comparison == "NOT_EQUAL" && (required || a.reading.NotEqualFindsLacking)
		}
		have := a.scale(found[0], false)
		low, hasLow := with["MinValue"]
		high, hasHigh := with["MaxValue"]
		if comparison == "RANGE" {
			low, high := a.scale(low, true), a.scale(high, true)
			return low < have && have < high || low < high && (have == low && !a.reading.RangeWithoutMin || have == high && !a.reading.RangeWithoutMax) ||
				low == high && have == low && !a.reading.RangeWithoutMin && !a.reading.RangeWithoutMax
		}
		bound, hasBound := low, hasLow
		isNumber := member == "NumberCondition"
		switch {
		case member == "DateCondition":
			bound, hasBound = with["Value"], true
		case strings.HasPrefix(comparison, "LESS") && !a.reading.LesserByMin:
			bound, hasBound = high, hasHigh
		case (comparison == "GREATER" || comparison == "GREATER_OR_EQUAL") && a.reading.GreaterByMax:
			bound, hasBound = high, hasHigh
		case (comparison == "NOT_EQUAL" || comparison == "EQUAL_TO" || comparison == "EQUAL" && !isNumber) && a.reading.EqualByMax:
			bound, hasBound = high, hasHigh
		}
		if !hasBound {
			return false
		}
		want := a.scale(bound, true)
		switch comparison {
		case "GREATER", "GREATER_THAN":
			return have > want
		case "GREATER_OR_EQUAL", "GREATER_THAN_OR_EQUAL_TO":
			return have >= want
		case "LESSER", "LESS_THAN":
			return have < want
		case "LESSER_OR_EQUAL", "LESS_THAN_OR_EQUAL_TO":
			return have <= want
		case "NOT_EQUAL":
			return have != want
		}
		return have == want
	}
	panic("no member")
}

func (a asIs) retrieves(member, key string, want any) bool {
	tags, _ := a.record["Tags"].(object)
	have, ok := tags[key]
	if !ok {
		return member == "notEquals" && a.reading.NotEqualFindsLacking || member == "notIn" && a.reading.NotInFindsLacking
	}
	list, isList := have.([]any)
	text, isText := have.(string)
	number, isNumber := have.(float64)
	switch member {
	case "equals":
		return !isList && have == want
	case "notEquals":
		return isList || have != want
	case "in", "notIn":
		in := false
		for _, v := range want.([]any) {
			in = in || !isList && have == v
		}
		return in == (member == "in")
	case "listContains":
		return isList && slices.Contains(list, want)
	case "startsWith":
		return isText && a.text(member, text, want.(string))
	case "stringContains":
		if isList && a.reading.ContainsInLists {
			return slices.ContainsFunc(list, func(v any) bool { return a.text(member, v.(string), want.(string)) })
		}
		return isText && a.text(member, text, want.(string))
	case "greaterThan":
		return isNumber && number > want.(float64)
	case "greaterThanOrEquals":
		return isNumber && number >= want.(float64)
	case "lessThan":
		return isNumber && number < want.(float64)
	}
	return isNumber && number <= want.(float64)
}

// TestFinds_random compares with another reading of the same JSON, under random
// readings.
func TestFinds_random(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(5, 6))}
	for _, name := range wire.Targets() {
		target := wire.Lookup(name)
		conditions := slices.DeleteFunc(target.Conditions(), func(c wire.Condition) bool {
			return c.Paths == nil || strings.HasSuffix(c.Member, "Filter")
		})
		if len(conditions) == 0 && name != "q-retrieve" {
			continue // tags alone, which TestMatch_random has
		}
		count := map[bool]int{}
		differ := 0
		for range effort.Cases(75, 150) {
			var root object
			member := "filter"
			if name == "q-retrieve" {
				root = g.retrieval(2)
			} else {
				member, root = "SearchCriteria", g.targetCriteria(conditions, 2)
			}
			request, err := json.Marshal(object{member: root})
			require.NoError(t, err)
			var tree map[string]object
			require.NoError(t, json.Unmarshal(request, &tree))
			p, err := target.Request(request, wire.Options{Strict: true, AllFieldNames: true})
			require.NoError(t, err, "%s: %s", name, request)
			readings := wire.Readings(p)
			for range 10 {
				record := g.answer(conditions)
				if name == "q-retrieve" {
					tags := object{}
					for _, key := range []string{"x", "y", "z"} {
						if g.IntN(4) > 0 {
							tags[key] = pick[any](g, g.value(), g.value(), g.IntN(3), true, []string{g.value(), g.value()})
						}
					}
					record = object{"Tags": tags}
				}
				raw, err := json.Marshal(record)
				require.NoError(t, err)
				i := item(t, target, string(raw))
				var asRead object
				require.NoError(t, json.Unmarshal(raw, &asRead))
				for _, r := range []wire.Reading{{}, pick(g, readings...)} {
					want := asIs{conditions, r, asRead}.holds(tree[member])
					require.Equal(t, want, p.Finds(i, r), "%s: %s finds %s under %+v", name, request, raw, r)
					count[want]++
				}
				if slices.ContainsFunc(readings, func(r wire.Reading) bool { return p.Finds(i, r) != p.Finds(i, wire.Reading{}) }) {
					differ++
				}
				// What Readings leaves out makes no difference.
				require.Equal(t, p.Finds(i, readings[len(readings)-1]), p.Finds(i, everyReading), "%s: %s finds %s", name, request, raw)
			}
		}
		t.Logf("%s: %v, and %d differ by reading", name, count, differ)
		require.Greater(t, min(count[true], count[false]), effort.Cases(50, 100), name)
		require.Greater(t, differ, effort.Cases(3, 10), name)
	}
}

// FuzzTargets checks that what is strictly right is right, and finds the same, for
// all targets.
func FuzzTargets(f *testing.F) {
	for _, test := range formTests {
		for _, record := range test.match {
			f.Add(test.target, []byte(`{"`+test.member+`":`+test.value+`}`), []byte(record))
		}
	}
	f.Fuzz(func(t *testing.T, name string, request, record []byte) {
		target := wire.Lookup(name)
		if target == nil {
			return
		}
		strict, strictErr := target.Request(request, wire.Options{Strict: true, AllFieldNames: true})
		p, err := target.Request(request, wire.Options{AllFieldNames: true})
		i, itemErr := target.Item(record)
		for _, err := range []error{strictErr, err, itemErr} {
			if wrong := new(wire.Error); err != nil {
				require.ErrorAs(t, err, &wrong)
				require.Less(t, len(err.Error()), 700)
			}
		}
		if err != nil {
			require.Error(t, strictErr, "strict takes what lenient does not: %v", err)
			return
		}
		require.True(t, json.Valid(request))
		if itemErr != nil || strictErr != nil {
			return
		}
		for _, r := range wire.Readings(p) {
			require.Equal(t, p.Finds(i, r), strict.Finds(i, r), "%+v", r)
		}
	})
}
