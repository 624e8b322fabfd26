package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/eval"
)

// A predicate says whether a query selects a record.
type predicate func(r *record) (bool, error)

// A query is one of the questions that every peer is asked. What it asks is said
// in Go: written by hand, as it would be without any library.
type query struct {
	name       string
	byHand     predicate
	ofDocument func(d *eval.Record) bool // the same, of documents

	// conditions are what an or joins, in a wide query. There are none in a query
	// that each peer writes in its own way: see peer.texts.
	conditions []condition
}

// queries has the queries of the tables.
var queries = []query{
	{
		name: "3 conditions",
		byHand: func(r *record) (bool, error) {
			return strings.HasPrefix(r.Name, "smoke") && r.Status == "PUBLISHED" || r.testCase.Tag["BPO"] == "123", nil
		},
		ofDocument: func(d *eval.Record) bool {
			return strings.HasPrefix(field(d, "name"), "smoke") && field(d, "status") == "PUBLISHED" || tag(d, "BPO") == "123"
		},
	},
	{
		name: "8 conditions",
		byHand: func(r *record) (bool, error) {
			return (strings.HasPrefix(r.Name, "smoke") || strings.Contains(r.Name, "eu west")) && r.Status == "PUBLISHED" &&
				!(r.testCase.Tag["env"] == "prod" || r.testCase.Tag["cost center"] == "42") && r.Type == "CHAT" ||
				r.testCase.Tag["BPO"] == "123" && r.Description != "old one", nil
		},
		ofDocument: func(d *eval.Record) bool {
			return (strings.HasPrefix(field(d, "name"), "smoke") || strings.Contains(field(d, "name"), "eu west")) && field(d, "status") == "PUBLISHED" &&
				!(tag(d, "env") == "prod" || tag(d, "cost center") == "42") && field(d, "type") == "CHAT" ||
				tag(d, "BPO") == "123" && field(d, "description") != "old one"
		},
	},
	wideQuery(200),
}

// A condition is a part of a wide query.
type condition struct {
	field  string // "name", or the key of a tag
	tag    bool
	prefix bool // the value begins with value; else it is value
	value  string
}

// wideQuery returns the query of n conditions joined by or: in turn the name is
// this, the name begins with this, and the same of a tag. Few records are
// selected, so that most are asked for every condition.
func wideQuery(n int) query {
	r := rand.New(rand.NewPCG(3, 4))
	conditions := make([]condition, n)
	for i := range conditions {
		c := &conditions[i]
		switch i % 4 {
		case 0:
			*c = condition{field: "name", value: fmt.Sprintf("smoke-us-east-%05d", r.IntN(recordCount))}
		case 1:
			*c = condition{field: "name", prefix: true, value: fmt.Sprintf("billing-eu west-%03d", r.IntN(recordCount/100))}
		case 2:
			*c = condition{field: "BPO", tag: true, value: fmt.Sprint(1000 + r.IntN(10_000))}
		case 3:
			*c = condition{field: "team", tag: true, prefix: true, value: fmt.Sprintf("team-%03d", r.IntN(1000))}
		}
	}
	l := makeLists(conditions)
	return query{
		name: fmt.Sprintf("%d conditions", n),
		byHand: func(r *record) (bool, error) {
			return l.names.has(r.Name) || hasAnyPrefix(r.Name, l.namePrefixes) ||
				!l.bpos.empty() && l.bpos.has(r.testCase.Tag["BPO"]) ||
				len(l.teamPrefixes) > 0 && hasAnyPrefix(r.testCase.Tag["team"], l.teamPrefixes), nil
		},
		ofDocument: func(d *eval.Record) bool {
			name := field(d, "name")
			return l.names.has(name) || hasAnyPrefix(name, l.namePrefixes) ||
				!l.bpos.empty() && l.bpos.has(tag(d, "BPO")) ||
				len(l.teamPrefixes) > 0 && hasAnyPrefix(tag(d, "team"), l.teamPrefixes)
		},
		conditions: conditions,
	}
}

// field returns the value of a field of d, which is empty if d lacks it.
func field(d *eval.Record, name string) string {
	return text(d, ast.Name(name))
}

// tag returns the value of a tag of d, which is empty if d lacks it.
func tag(d *eval.Record, key string) string {
	return text(d, ast.Tag(key))
}

func text(d *eval.Record, f ast.Field) string {
	if values := d.Values(f); len(values) > 0 {
		return values[0]
	}
	return ""
}

// lists are what one would write for lists of names and tags: a set where values
// are equal, a loop where they begin alike, and nothing for a list that is empty.
type lists struct {
	names, bpos                set
	namePrefixes, teamPrefixes []string
}

func makeLists(conditions []condition) (l lists) {
	var names, bpos []string
	for _, c := range conditions {
		list := &names
		switch {
		case c.prefix && c.tag:
			list = &l.teamPrefixes
		case c.prefix:
			list = &l.namePrefixes
		case c.tag:
			list = &bpos
		}
		*list = append(*list, c.value)
	}
	l.names, l.bpos = makeSet(names), makeSet(bpos)
	return l
}

// A set is a list if it is so small that a list is faster.
type set struct {
	few  []string
	many map[string]bool
}

func makeSet(values []string) set {
	if len(values) <= 8 {
		return set{few: values}
	}
	s := set{many: map[string]bool{}}
	for _, v := range values {
		s.many[v] = true
	}
	return s
}

func (s set) has(value string) bool {
	return s.many[value] || slices.Contains(s.few, value)
}

func (s set) empty() bool { return s.few == nil && s.many == nil }

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
