package compile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// A Request is what an operation is sent. Its JSON is the body of a call. Members that are
// the caller's, such as InstanceId, are there once Set has set them.
type Request struct {
	// Warnings are about what can be sent and is probably not meant: "contradiction",
	// "contains-length" and "undocumented".
	Warnings ast.Diagnostics

	shape  *shape
	values []json.RawMessage // of the shape's members, nil for those that are not there

	criteria json.RawMessage // as they stand in the members of the Criteria's Path
}

// A shape is what a request needs of its target.
type shape struct {
	members  []string // a copy
	compiled []string // those that are not the caller's
	criteria *Criteria
}

// shape returns the target's. Check has passed it.
func (t *Target) shape() *shape {
	s := &shape{members: slices.Clone(t.Members)}
	if len(t.Filter.Path) > 0 {
		s.compiled = append(s.compiled, t.Filter.Path[0])
	}
	if t.Criteria != nil {
		s.compiled = append(s.compiled, t.Criteria.Path[0])
		s.criteria = &Criteria{slices.Clone(t.Criteria.Path), t.Criteria.And, t.Criteria.Or}
	}
	if t.isNested() {
		s.compiled = append(s.compiled, t.Nested.Path[0])
	}
	return s
}

// Member returns the JSON of a member, or nil if the request does not have that member.
func (r *Request) Member(name string) json.RawMessage {
	if i := slices.Index(r.names(), name); i >= 0 {
		return r.values[i]
	}
	return nil
}

// Set sets a member to the JSON of a value. If that is null, it removes the member. It is an
// error if the operation has no such member, if the value has no JSON, or if the member is
// what the query was compiled to: without that, the request would find more.
func (r *Request) Set(name string, value any) error {
	i := slices.Index(r.names(), name)
	switch {
	case i < 0:
		return fmt.Errorf("compile: a request has no member %s", name)
	case slices.Contains(r.shape.compiled, name):
		return fmt.Errorf("compile: %s is what the query asks for: change the query", name)
	}
	data, err := chars.JSON(value)
	if err != nil {
		return err
	}
	if data = bytes.TrimSpace(data); string(data) == "null" {
		data = nil
	}
	r.values = slices.Clone(r.values) // which copies of r share
	r.values[i] = data
	return nil
}

// And adds a criterion as JSON, such as one that the language cannot say. What is found then
// meets the query and the criterion. For users, for example:
//
//	{"ListCondition": {"TargetListType": "PROFICIENCIES", "Conditions": […]}}
//
// It is an error if the request has no criteria, or if the value is no JSON object with a
// member. The content of the member is not checked.
func (r *Request) And(criterion any) error {
	if r.shape == nil || r.shape.criteria == nil {
		return errors.New("compile: the request has no criteria to add one to")
	}
	data, err := chars.JSON(criterion)
	if err != nil {
		return err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil || len(members) == 0 {
		return errors.New("compile: a criterion is a JSON object with a member")
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, data); err != nil {
		return err
	}
	c := r.shape.criteria
	begin := string(append(appendName([]byte{'{'}, c.And), '['))
	all := compact.Bytes()
	if r.criteria != nil {
		terms := string(r.criteria)
		if inner, ok := strings.CutPrefix(terms, begin); ok {
			terms = strings.TrimSuffix(inner, "]}")
		}
		all = []byte(begin + terms + "," + compact.String() + "]}")
	}
	r.values = slices.Clone(r.values) // which copies of r share
	r.putCriteria(all)
	return nil
}

func (r *Request) putCriteria(data []byte) {
	r.criteria = data
	r.put(r.shape.criteria.Path, data)
}

func (r *Request) names() []string {
	if r.shape == nil {
		return nil
	}
	return r.shape.members
}

// MarshalJSON returns the request's body.
func (r Request) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, name := range r.names() {
		if r.values[i] != nil {
			b = append(appendName(b, name), r.values[i]...)
		}
	}
	return append(b, '}'), nil
}

// Compile returns the one request that finds the records that q selects. The empty query is
// a request without filter and criteria, which finds everything.
//
// Each node of the request has exactly one member. No list has fewer than two elements, but
// a row may. Criteria stand as they were written. Tags are an or of ands: no row follows
// from another, and no condition in a row does. Rows that no record can meet are left out,
// unless there are no others.
//
// The error is ast.Diagnostics. "inexpressible" and "forbidden-tag" are about what the target
// cannot say, and "inexact" about a bound or the like for which it may find more.
// "empty-filter" is for the empty query if the target has no Criteria. "too-many-terms",
// "too-many-tag-conditions" and "too-deep" are about limits. The target's MaxTerms bounds
// the work, whatever the query. A target with a Schema other than the query's is a mistake
// in Go code and a plain error.
//
// A Nested filter has the nesting of the query where the target's groups allow that.
// Otherwise it is an or of ands, or an and of ors. Values of one key that an or joins become
// one in. A query that does not fit in any of these ways is "inexpressible".
func Compile(q *schema.Resolved, t Target) (*Request, error) {
	c, err := newCompiler(q, t)
	if err != nil {
		return nil, err
	}
	if c.target.isNested() {
		return c.nested(ast.Normal(q.Expr()))
	}
	x := c.normal(q)
	if c.tagsOnly() && tree.IsEmpty(x) {
		c.emptyFilter(x)
		return nil, c.errors.Err()
	}
	whole, ok := c.asOne(x)
	if !ok {
		return nil, c.errors.Err()
	}
	if err := c.errors.Err(); err != nil {
		return nil, err
	}
	c.warn(whole.criteria)
	r := c.request(whole)
	r.Warnings = c.warnings.Diagnostics()
	return r, nil
}

// asOne returns x as one request, or reports why it is none. A query that is written as one
// request is sent as it is written, even if it is a contradiction. Another one may still
// select what one request finds.
func (c *compiler) asOne(x ast.Expr) (r planned, ok bool) {
	c.check(x)
	refused := !c.errors.Empty()
	tags, criteria := split(x)
	var t *table
	if !tree.IsEmpty(tags) {
		t = c.newTable(tags, false)
		c.checkTerms(tags, &t.tree, c.most())
	}
	c.checkDepth(criteria)
	switch {
	case refused:
		return c.single(x)
	case !c.errors.Empty():
		return planned{}, false
	}
	r.criteria = criteria
	if t != nil {
		r.tags = t.tagRows(tags)
	}
	return r, true
}

// A side is what an expression is about: tags, criteria, or both. A field that cannot be
// asked for is neither.
type side uint8

const (
	onTags side = 1 << iota
	onCriteria
	onBoth = onTags | onCriteria
)

// side returns the sides of all conditions in x, which is in normal form. It looks at each
// and and or once, however often it is asked.
func (c *compiler) side(x ast.Expr) (s side) {
	if literal, _ := tree.Literal(x); literal != nil {
		_, isSent := c.target.leaf(literal.Field.Name)
		switch {
		case literal.Field.Tag:
			return onTags
		case isSent:
			return onCriteria
		}
		return 0
	}
	s, ok := c.sides[x]
	if ok {
		return s
	}
	for _, t := range tree.Terms(x) {
		s |= c.side(t)
	}
	if c.sides == nil {
		c.sides = make(map[ast.Expr]side)
	}
	c.sides[x] = s
	return s
}

// split returns the part of x that is about tags alone, and the part that is about other
// fields alone. If check has passed x, it is the conjunction of the two. A part that is not
// there is the empty query.
func split(x ast.Expr) (tags, criteria ast.Expr) {
	switch and, ok := x.(*ast.And); {
	case every(x, true):
		return x, new(ast.And)
	case every(x, false):
		return new(ast.And), x
	case ok:
		return part(and, true), part(and, false)
	}
	return new(ast.And), new(ast.And)
}

// every reports whether all conditions of x are on tags, or all are on fields.
func every(x ast.Expr, tag bool) bool {
	for x := range ast.Comparisons(x) {
		if x.Field.Tag != tag {
			return false
		}
	}
	return true
}

// part returns the conjunction of x's terms that are about tags alone, or of
// those that are about fields alone.
func part(x *ast.And, tags bool) ast.Expr {
	var terms []ast.Expr
	var at ast.Span
	for _, t := range x.Terms {
		if every(t, tags) {
			terms = append(terms, t)
			at = diag.Cover(at, t.Span())
		}
	}
	if len(terms) == 1 {
		return terms[0]
	}
	return &ast.And{Terms: terms, At: at}
}
