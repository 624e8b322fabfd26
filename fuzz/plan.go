package fuzz

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"strconv"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/model"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/internal/wire"
	"github.com/searchfilter/searchfilter/schema"
)

// A plan is a plan for a target as it is read from JSON alone. AWS's documents say which
// records its requests find, and the language's what its residuals select. It shares no
// code with what makes plans.
type plan struct {
	minimal string

	target   compile.Target
	requests []plannedRequest
	residual ast.Expr // nil if there is none
}

type plannedRequest struct {
	body     *wire.Program
	scan     bool // it lists every record
	residual ast.Expr
}

// JudgePlan returns what is wrong with a plan for a query. It returns [ErrVacuous] if
// nothing is wrong and the query selects all of the records, or none. The plan is JSON as
// compile.Plan has it and searchfilter plan prints it. Records are as [Records] makes them.
//
// A plan must select those records that the query selects. It selects a record if one of
// its requests finds it, and the residuals of that request and of the plan select it.
//
// A plan is also wrong if it has members that a plan does not have, or a request that AWS's
// model, this project's promises or the target's limits forbid. A residual must be a query
// on the schema's fields that is not empty. A plan with one may have no request with one.
//
// The target is that of a search, as the package comment says. Records that its service
// cannot have do not count: those with a time before the second that follows the start of
// 1970, with a number that no double says, or with one that has a fraction or more than 32
// bits where the service has whole numbers. A value of another Go type than Records makes is
// an error, which names the field.
func JudgePlan(query *schema.Resolved, t compile.Target, records []map[string]any, body []byte) error {
	t = withSchema(t)
	for _, record := range records {
		if err := checkTypes(t.Schema, record); err != nil {
			return err
		}
	}
	_, err := question{query, t, records}.judge(body)
	return err
}

// checkTypes returns an error if a value of a field or a tag is not of a Go type that Records
// makes.
func checkTypes(s *schema.Schema, record map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(record)) {
		kind, v := schema.Text, record[name]
		if i := s.Lookup(name); i >= 0 {
			kind = s.Fields[i].Kind
		} else if !chars.HasTagPrefix(name) {
			continue
		}
		var ok bool
		want := "a string"
		switch kind {
		case schema.Bool:
			_, ok = v.(bool)
			want = "a bool"
		case schema.Number:
			_, ok = v.(json.Number)
			want = "a json.Number"
		case schema.Time:
			if _, ok = v.(json.Number); !ok {
				_, ok = v.(string)
			}
			want = "a string or a json.Number"
		case schema.List:
			_, ok = v.([]string)
			want = "a []string"
		default:
			_, ok = v.(string)
		}
		if !ok {
			return fmt.Errorf("%s of a record is %s, and not of type %T", show(name), want, v)
		}
	}
	return nil
}

// judge returns the plan, unless something is wrong with it, and the error of JudgePlan.
func (q question) judge(body []byte) (*plan, error) {
	s, err := q.searched()
	if err != nil {
		return nil, err
	}
	p, err := s.readPlan(body)
	if err != nil {
		return nil, err
	}
	return p, s.hold(q, p, body)
}

// searched returns the service of a search, of which alone there are plans.
func (q question) searched() (*service, error) {
	if q.target.Criteria == nil {
		return nil, fmt.Errorf("there are no plans for %s, which has one request", q.target.Name)
	}
	return serviceOf(q.target)
}

// readPlan returns the plan that a text says.
func (s *service) readPlan(body []byte) (*plan, error) {
	t := s.target
	root, ok := readJSON(body)
	if !ok {
		return nil, fmt.Errorf("the plan is not JSON: %s", show(body))
	}
	m, err := root.members("a plan", "version", "target", "requests", "residual", "minimal")
	if err != nil {
		return nil, err
	}
	if v := m["target"]; v != nil && v.raw != strconv.Quote(t.Name) {
		return nil, fmt.Errorf("a plan for %s says that it is for %s", t.Name, v.raw)
	}
	if v := m["version"]; v != nil && v.raw != "1" {
		return nil, fmt.Errorf("a plan has the version 1, and not %s", v.raw)
	}
	list := m["requests"]
	if list == nil || list.delim != '[' {
		return nil, errors.New("the plan has no list of requests")
	}
	p := &plan{target: t}
	if v := m["minimal"]; v != nil {
		p.minimal = strings.Trim(v.raw, `"`)
	}
	if !slices.Contains([]string{"bound", "search", "unproved"}, p.minimal) {
		return nil, fmt.Errorf("a plan is not minimal by %q", p.minimal)
	}
	if p.residual, err = residual(m["residual"], t.Schema); err != nil {
		return nil, err
	}
	for i, v := range list.list {
		r, err := s.readRequest(v)
		if err == nil && r.residual != nil && p.residual != nil {
			err = errors.New("it has a residual, and so has the plan")
		}
		if err != nil {
			return nil, fmt.Errorf("request %d: %w", i+1, err)
		}
		p.requests = append(p.requests, r)
	}
	return p, nil
}

func (s *service) readRequest(n *jsonNode) (r plannedRequest, err error) {
	t := s.target
	m, err := n.members("a planned request", "request", "residual")
	if err != nil {
		return r, err
	}
	if r.residual, err = residual(m["residual"], t.Schema); err != nil {
		return r, err
	}
	body := m["request"]
	if body == nil {
		return r, errors.New("a planned request has no request")
	}
	if m, err = body.members("the request of a plan", "SearchCriteria", "SearchFilter"); err != nil {
		return r, err
	}
	if criteria := m["SearchCriteria"]; criteria != nil {
		err = tooDeep(criteria, t)
	}
	if err == nil {
		r.body, err = s.request(body.append(nil), s.options())
	}
	if err != nil {
		return r, fmt.Errorf("%w: %s", err, body.append(nil))
	}
	r.scan = len(m) == 0
	return r, nil
}

// members returns the members of an object, which may have none but those names.
func (n *jsonNode) members(object string, names ...string) (map[string]*jsonNode, error) {
	if n.delim != '{' {
		return nil, fmt.Errorf("an object is wanted, not %s", n.append(nil))
	}
	m := map[string]*jsonNode{}
	for i, raw := range n.names {
		var name string
		err := json.Unmarshal([]byte(raw), &name)
		switch {
		case err != nil:
			return nil, err
		case m[name] != nil:
			return nil, fmt.Errorf("%s is there twice", name)
		case !slices.Contains(names, name):
			return nil, fmt.Errorf("%s has no member %s", object, name)
		}
		m[name] = n.list[i]
	}
	return m, nil
}

// residual returns the query that a JSON string holds, or nil if there is none.
func residual(n *jsonNode, s *schema.Schema) (ast.Expr, error) {
	if n == nil {
		return nil, nil
	}
	if !strings.HasPrefix(n.raw, `"`) {
		return nil, fmt.Errorf("a residual is a string, not %s", n.append(nil))
	}
	var text string
	if err := json.Unmarshal([]byte(n.raw), &text); err != nil {
		return nil, err
	}
	q, err := parseText(s, text)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the residual %s: %w", show(text), err)
	case tree.IsEmpty(q.Expr()):
		return nil, errors.New("a residual is empty")
	}
	return q.Expr(), nil
}

// tooDeep reports criteria that nest deeper than the target allows.
func tooDeep(criteria *jsonNode, t compile.Target) error {
	if depth, most := nesting(criteria), orDefault(t.MaxDepth, 100); depth > most {
		return fmt.Errorf("criteria nest %d deep, and the limit is %d", depth, most)
	}
	return nil
}

// innermost returns how many objects have nothing but texts and the like in them.
func (n *jsonNode) innermost() int {
	if n.delim == 0 {
		return 0
	}
	leaf, count := n.delim == '{', 0
	for _, v := range n.list {
		leaf = leaf && v.delim == 0
		count += v.innermost()
	}
	if leaf {
		return 1
	}
	return count
}

// nesting returns how many criteria stand in one another.
func nesting(criteria *jsonNode) int {
	if criteria.delim != '{' {
		return 0
	}
	most := 0
	for _, v := range criteria.list {
		if v.delim == '[' { // AndConditions or OrConditions
			for _, c := range v.list {
				most = max(most, nesting(c))
			}
		}
	}
	return most + 1
}

func isClosed(t compile.Target, field string) bool { return slices.Contains(t.Closed, field) }

// closable returns the names of the fields that a target may call closed.
func closable(s *schema.Schema) (list []string) {
	for _, f := range s.Fields {
		if f.Kind == schema.Enum && f.Always {
			list = append(list, f.Name)
		}
	}
	return list
}

// otherClosed returns what is closed if it is not what the target says: nothing, all that is
// closable, or some fields.
func otherClosed(r *rand.Rand, t compile.Target) (list []string) {
	switch {
	case rarely(r, 2), len(closable(t.Schema)) == 0:
		for _, f := range t.Schema.Fields {
			if f.Kind != schema.List && oneIn(r, 2) {
				list = append(list, f.Name)
			}
		}
		return list
	case len(t.Closed) > 0:
		return nil
	}
	return closable(t.Schema)
}

// isBare reports whether the target asks for the field by its bare value.
func isBare(t compile.Target, field string) bool {
	leaf, ok := t.Fields[field]
	return ok && model.FormOf(leaf.Member, leaf.Form) == model.Bare
}

// scans reports whether a request lists every record.
func (p *plan) scans() bool {
	return slices.ContainsFunc(p.requests, func(r plannedRequest) bool { return r.scan })
}

// selects reports whether some request finds the record, which the service has as item, and
// the residuals hold for it.
func (p *plan) selects(record map[string]any, item *wire.Item, reading wire.Reading) bool {
	l := meaning.Language{Schema: p.target.Schema}
	if p.residual != nil && !l.Selects(p.residual, record) {
		return false
	}
	return slices.ContainsFunc(p.requests, func(r plannedRequest) bool {
		return r.body.Finds(item, reading) && (r.residual == nil || l.Selects(r.residual, record))
	})
}
