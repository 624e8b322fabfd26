package fuzz

import (
	"errors"
	"math/rand"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/model"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// Expressible returns the generator of trees that t can say: compile.Compile returns no
// error for them. They have every operator that t can say, nots that cancel, conditions on
// tags and on fields joined by and in any order, and keys and values as odd and as long as
// t allows. Size bounds the number of places for a condition.
//
// A tree of size 0 is the empty query, or one condition on a tag if t is for
// sessions. If t can say nothing at all, it is the empty query.
func Expressible(t compile.Target) Generator[ast.Expr] {
	return func(r *rand.Rand, size int) ast.Expr {
		for ; size > 0; size /= 2 { // a large one may be over a limit of t
			if x := newAsker(t, r).request(1 + r.Intn(size)); !overLimit(refusal(t, x)) {
				return x
			}
		}
		switch a := newAsker(t, r); {
		case t.Nested.Key != "":
			return a.groups(1)
		case t.Criteria == nil && a.tagged():
			return a.tag(ast.OpEqual)
		}
		return ast.All()
	}
}

// inexpressible returns the generator of trees that t's schema resolves and t cannot say:
// for which compile.Compile returns an error. Most are trees of Expressible in which one
// condition is replaced by one that cannot be said, because of its operator, its key, its
// value or its field. Others are an or of tags and other fields, or over a limit of t.
//
// If t can say whatever its schema has, the tree asks for a tag, which the schema lacks.
func inexpressible(t compile.Target) Generator[ast.Expr] {
	return func(r *rand.Rand, size int) ast.Expr {
		const tries = 8
		for range tries {
			a := newAsker(t, r)
			x := a.beyond(max(size, 1))
			if _, err := a.schema.Resolve(x, schema.Options{}); err == nil && refusal(t, x) != nil {
				return x
			}
		}
		return ast.Compare(ast.Tag("a"), ast.OpHasPrefix, "a")
	}
}

// hardToPlan returns the generator of trees for which it is hard to find the fewest
// requests of a search: ors of ands over few conditions on fields and few on tags,
// each of which t can say, so that there are many ways to cover them. Some are
// pairs of a condition on a field with one on a tag. Some of these have all pairs but
// the first with the first, the second with the second, and so on, where grouping helps
// least. Size bounds the number of conditions of each side, which is never more than 12.
//
// If t has no conditions of one side, it is what Expressible gives.
func hardToPlan(t compile.Target) Generator[ast.Expr] {
	return func(r *rand.Rand, size int) ast.Expr {
		for ; ; size /= 2 { // a large one may be too long
			a := newAsker(t, r)
			if size <= 0 || !a.tagged() || len(a.sent) == 0 {
				return Expressible(t)(r, size)
			}
			if x := a.pairs(size); ast.Validate(x, ast.Limits{}) == nil {
				return x
			}
		}
	}
}

// pairs returns a tree of hardToPlan.
func (a *asker) pairs(size int) ast.Expr {
	var fields, tags, rows []ast.Expr
	n := 1 + a.r.Intn(min(size, 12))
	form := a.r.Intn(4)
	unlike := form == 1 || rarely(a.r, 2)
	for i := range n {
		field, tag := a.fieldLeaf(false), a.tagLeaf(false)
		if unlike {
			field, tag = a.unlike(field, i), a.unlike(tag, i)
		}
		fields, tags = append(fields, field), append(tags, tag)
	}
	if form == 0 {
		for range 1 + a.r.Intn(size) {
			rows = append(rows, a.some(fields, tags))
		}
		return ast.Any(rows[0], rows[1:]...)
	}
	for i, f := range fields {
		for j, t := range tags {
			if n == 1 || form == 1 && i != j || form > 1 && a.r.Intn(4) < form {
				rows = append(rows, ast.All(f, t))
			}
		}
	}
	if len(rows) == 0 {
		return ast.All(fields[0], tags[0])
	}
	return ast.Any(rows[0], rows[1:]...)
}

// some returns an and of some of the conditions, at least of one.
func (a *asker) some(fields, tags []ast.Expr) ast.Expr {
	row := []ast.Expr{pick(a.r, fields)}
	if oneIn(a.r, 4) {
		row = nil
	}
	for range 1 + a.r.Intn(2) {
		row = append(row, pick(a.r, tags))
	}
	if rarely(a.r, 3) {
		row = append(row, pick(a.r, fields))
	}
	return ast.All(row...)
}

// unlike returns x, the i-th of several conditions, changed so that it says nothing about
// the others if that can be: it asks for a part of a text, or for another key.
func (a *asker) unlike(x ast.Expr, i int) ast.Expr {
	c, ok := x.(*ast.Comparison)
	_, contains := a.target.Comparisons[ast.OpContains]
	number := strconv.Itoa(i)
	switch {
	case !ok:
	case c.Field.Tag:
		return ast.Compare(ast.Tag(plainKey(&a.target.Tags)+number), ast.OpEqual, a.value())
	case contains && slices.Contains(a.operators(a.schema.Fields[a.schema.Lookup(c.Field.Name)]), ast.OpContains):
		d := ast.Compare(c.Field, ast.OpContains, "part "+number)
		d.Fold = a.folds(d)
		return d
	}
	return x
}

// Targets returns the generator of targets that differ from t in what is assumed
// of the service, and in limits that are low enough to matter.
func Targets(t compile.Target) Generator[compile.Target] {
	return func(r *rand.Rand, _ int) compile.Target {
		t := t
		for _, a := range assumptions {
			nested := t.Nested.Key != ""
			if nested && a.name == "ServiceFoldsCase" || !nested && a.name == "Nested.NegationFindsLacking" {
				continue // which is about another kind of filter
			}
			switch v := a.at(&t).(type) {
			case *bool:
				if rarely(r, 3) {
					*v = !*v
				}
			case *[]string:
				if rarely(r, 3) {
					*v = otherClosed(r, t)
				}
			case *int:
				if rarely(r, 4) {
					*v = a.least + r.Intn(a.most-a.least+1)
				}
			}
		}
		return t
	}
}

// refusal returns the error with which the target, or its schema, refuses x, or nil.
func refusal(t compile.Target, x ast.Expr) error {
	q, err := withSchema(t).Schema.Resolve(x, schema.Options{Now: now})
	if err != nil {
		return err
	}
	return refusalOf(t, q)
}

// refusalOf returns the error with which the target refuses q, or nil.
func refusalOf(t compile.Target, q *schema.Resolved) (err error) {
	_, err = compile.Compile(q, t)
	return err
}

// overLimit reports whether err is about a limit. Trees that are refused for another
// reason are not sifted out: expressible ones are so by how they are made, and not because
// the compiler says so.
func overLimit(err error) bool {
	for _, limit := range []ast.Code{codes.TooLong, codes.TooDeep, codes.TooManyConditions, codes.TooManyTerms, codes.TooManyTagConditions} {
		if errors.Is(err, limit) {
			return true
		}
	}
	return false
}

// An asker makes trees that a target can say.
type asker struct {
	trees
	target compile.Target
	widens bool           // or can say in part: what is sent may find more
	sent   []schema.Field // those of the schema that can be asked for
}

func newAsker(t compile.Target, r *rand.Rand) *asker { return newAskerOf(t, r, false) }

func newAskerOf(t compile.Target, r *rand.Rand, widens bool) *asker {
	t = withSchema(t)
	a := &asker{trees: trees{schema: t.Schema, r: r}, target: t, widens: widens}
	for _, f := range t.Schema.Fields {
		if len(a.operators(f)) > 0 {
			a.sent = append(a.sent, f)
		}
	}
	return a
}

var orderOps = []ast.Op{ast.OpEqual, ast.OpLess, ast.OpLessEqual, ast.OpGreater, ast.OpGreaterEqual}

// operators returns the operators with which the target asks for the field, without
// those that only write the same in another way.
func (a *asker) operators(f schema.Field) (ops []ast.Op) {
	t := &a.target
	leaf, ok := t.Fields[f.Name]
	if _, key := t.Nested.Keys[f.Name]; key {
		return a.nestedOperators(f)
	}
	if !ok || leaf.Untried {
		return nil
	}
	switch form := model.FormOf(leaf.Member, leaf.Form); {
	case form == model.String:
		for op := range ast.OpIn {
			_, compares := t.Comparisons[op]
			if compares && kinds.Takes(f.Kind, op) && op != ast.OpNotEqual && (op == ast.OpEqual || f.Kind == schema.Text || f.Kind == schema.Enum) {
				ops = append(ops, op)
			}
		}
	case form == model.Bare, form == model.Boolean, form == model.HierarchyGroup && a.widens:
		ops = []ast.Op{ast.OpEqual}
	case form == model.Date, a.widens:
		ops = orderOps
	case form == model.Number:
		ops = []ast.Op{ast.OpEqual, ast.OpGreater, ast.OpGreaterEqual}
	}
	return slices.DeleteFunc(slices.Clone(ops), func(op ast.Op) bool {
		return len(leaf.Operators) > 0 && !slices.Contains(leaf.Operators, op)
	})
}

// nestedOperators returns those that a nested filter has for a field, with in and not in at
// the end. A tag is a Text.
func (a *asker) nestedOperators(f schema.Field) (ops []ast.Op) {
	n := &a.target.Nested
	for op := range ast.OpExists {
		negates := op == ast.OpNotEqual || op == ast.OpNotIn
		if n.Operators[op] != "" && model.NestedTakes(f.Kind, op) && (!negates || n.NegationFindsLacking || f.Always || isClosed(a.target, f.Name)) &&
			(f.Kind != schema.List || n.ListContains != "") {
			ops = append(ops, op)
		}
	}
	return ops
}

// groups returns an expression of about n places in as many groups as a nested filter may
// have.
func (a *asker) groups(n int) ast.Expr {
	leaf := a.tagLeaf
	if len(a.target.Nested.Keys) > 0 {
		leaf = a.fieldLeaf
	}
	most := orDefault(a.target.Nested.MaxMembers, 5)
	outer, inner := ast.All, func(terms ...ast.Expr) ast.Expr { return anyOf(terms...) }
	ands := oneIn(a.r, 2) // in an or
	if ands {
		outer, inner = inner, outer
	}
	var rows []ast.Expr
	for n > 0 && len(rows) < most {
		var row []ast.Expr
		k := 1 + a.r.Intn(min(n, most))
		for range k {
			x := leaf(false)
			if c, ok := x.(*ast.Comparison); ok && c.Op == ast.OpNotIn { // an and, which may stand in an and
				values := 1
				if ands {
					values = most / k
				}
				c.Values = c.Values[:min(len(c.Values), values)]
			}
			row = append(row, x)
		}
		rows = append(rows, inner(row...))
		n -= len(row)
	}
	return outer(rows...)
}

// tagged reports whether the target can be asked for tags.
func (a *asker) tagged() bool {
	return a.schema.Tags != "" && (len(a.target.Filter.Path) > 0 || a.target.Nested.Key != "" && len(a.target.Nested.Keys) == 0)
}

// request returns an expression of about n places that one request says, if it is
// within the limits.
func (a *asker) request(n int) ast.Expr {
	tags, criteria := a.tagged(), len(a.sent) > 0
	switch {
	case !tags && !criteria:
		return ast.All()
	case a.target.Nested.Key != "":
		return a.groups(n)
	case !criteria, tags && n == 1 && rarely(a.r, 2):
		return a.part(n, false, a.tagLeaf)
	case !tags, n == 1:
		return a.part(n, false, a.fieldLeaf)
	}
	negated := rarely(a.r, 8) // then it is written as the not of an or
	var terms []ast.Expr
	for n > 0 {
		k := 1 + a.r.Intn(n)
		leaf := a.fieldLeaf
		if rarely(a.r, 2) {
			leaf = a.tagLeaf
		}
		terms = append(terms, a.part(k, negated, leaf))
		n -= k
	}
	if negated {
		return &ast.Not{X: ast.Any(terms[0], terms[1:]...)}
	}
	if len(terms) > 1 && rarely(a.r, 8) {
		// It selects what its first term does. That one request is enough is not
		// always found.
		if x := ast.Any(terms[0], ast.All(terms...)); refusal(a.target, x) == nil {
			return x
		}
	}
	return ast.All(terms...)
}

func (a *asker) part(n int, negated bool, leaf func(bool) ast.Expr) ast.Expr {
	return nest(a.r, n, 1, negated, leaf)
}

// tagLeaf returns a condition on a tag, or its negation.
func (a *asker) tagLeaf(negated bool) ast.Expr {
	ops := []ast.Op{ast.OpEqual, ast.OpIn}
	switch {
	case a.target.Nested.Key != "":
		ops = a.nestedOperators(schema.Field{Kind: schema.Text})
	case a.target.Tags.KeyOnly:
		ops = append(ops, ast.OpExists)
	}
	c := a.tag(pick(a.r, ops))
	a.meaningful(c)
	return a.literal(c, negated)
}

// tag returns a condition on a tag with that operator, which a target takes.
func (a *asker) tag(op ast.Op) *ast.Comparison {
	c := a.on(ast.Tag(a.key()), schema.Text, nil, []ast.Op{op})
	c.Fold = false
	c.Values = c.Values[:min(len(c.Values), max(1, orDefault(a.target.MaxTagConditions, 25)))]
	for i := range c.Values {
		c.Values[i].Text = a.fit(c.Values[i].Text)
	}
	return c
}

// oneSent returns one of the fields that can be asked for. If they may be said in part, each
// kind of condition is equally likely.
func (a *asker) oneSent() schema.Field {
	if !a.widens {
		return pick(a.r, a.sent)
	}
	var alike [][]schema.Field
	for _, f := range a.sent {
		i := slices.IndexFunc(alike, func(list []schema.Field) bool {
			return list[0].Kind == f.Kind && a.target.Fields[list[0].Name].Member == a.target.Fields[f.Name].Member
		})
		if i < 0 {
			alike, i = append(alike, nil), len(alike)
		}
		alike[i] = append(alike[i], f)
	}
	return pick(a.r, pick(a.r, alike))
}

// fieldLeaf returns a condition on a field, or its negation.
func (a *asker) fieldLeaf(negated bool) ast.Expr {
	f := a.oneSent()
	ops := a.operators(f)
	if ops[0] == ast.OpEqual && a.target.Nested.Key == "" {
		ops = append(ops, ast.OpIn)
	}
	c := a.on(ast.Name(f.Name), f.Kind, f.Values, ops)
	a.meaningful(c)
	for i := range c.Values {
		c.Values[i].Text = a.sendable(f, c.Values[i].Text)
	}
	c.Fold = a.folds(c) && (!a.widens || oneIn(a.r, 2))
	if a.widens && a.mindsCase(f) && rarely(a.r, 3) { // it is asked for parts that have no case
		for i := range c.Values {
			c.Values[i].Text = pick(a.r, []string{"Ab c", "a-1", "1-a"})
		}
		c.Fold = true
	}
	closed := isClosed(a.target, f.Name)
	if (f.Kind == schema.Enum && closed && c.Op == ast.OpEqual || a.widens && kinds.Ordered(f.Kind) && (closed || f.Always)) && rarely(a.r, 3) {
		negated = !negated // it is sent as the other values
	}
	return a.literal(c, negated)
}

// meaningful gives a condition on a part of a text that is empty another one.
func (a *asker) meaningful(c *ast.Comparison) {
	if (c.Op == ast.OpHasPrefix || c.Op == ast.OpContains || c.Op == ast.OpHasSuffix) && c.Values[0].Text == "" {
		c.Values[0].Text = "smoke"
	}
}

// sendable returns v, a value of the field, or one that can be sent as it is.
func (a *asker) sendable(f schema.Field, v string) string {
	leaf := a.target.Fields[f.Name]
	exactly := !a.widens || leaf.Member == "" || model.FormOf(leaf.Member, leaf.Form) == model.String
	switch {
	case f.Kind == schema.Number && oneIn(a.r, 2): // what a record most likely has
		return strconv.Itoa(a.r.Intn(5))
	case f.Kind == schema.Number && exactly:
		if near, same := asDouble(v, true); !same {
			return respelled(a.r, near)
		}
	case f.Kind == schema.Number && oneIn(a.r, 2): // at and beyond the last that a service has
		return pick(a.r, []string{"2147483646", "2147483647", "2147483648", "-2147483647", "-2147483648", "-2147483649", "1e20", "-1e20"})
	case f.Kind == schema.Bool && !a.widens && !f.Always && !isClosed(a.target, f.Name):
		return "true"
	}
	return v
}

// folds reports whether the target ignores the case of what it is sent for c.
func (a *asker) folds(c *ast.Comparison) bool {
	leaf := a.target.Fields[c.Field.Name]
	return a.target.ServiceFoldsCase && !c.Field.Tag && model.FormOf(leaf.Member, leaf.Form) == model.String &&
		kinds.Folds(a.schema.KindOf(c.Field)) && hasCase(c)
}

// mindsCase reports whether the field is a text whose case the target does not ignore.
func (a *asker) mindsCase(f schema.Field) bool {
	leaf := a.target.Fields[f.Name]
	return f.Kind == schema.Text && !a.target.ServiceFoldsCase && leaf.Member != "" && model.FormOf(leaf.Member, leaf.Form) == model.String
}

// literal returns c or its negation, in one of the ways to write it.
func (a *asker) literal(c *ast.Comparison, negated bool) ast.Expr {
	switch {
	case !negated:
		return c
	case c.Op == ast.OpEqual && oneIn(a.r, 2):
		c.Op = ast.OpNotEqual
	case c.Op == ast.OpIn && oneIn(a.r, 2):
		c.Op = ast.OpNotIn
	default:
		return &ast.Not{X: c}
	}
	return c
}

// key returns a key of a tag that the target's rules allow.
func (a *asker) key() string {
	rules := &a.target.Tags
	key := a.trees.key()
	if rules.KeyRunes != nil {
		key = strings.Map(func(c rune) rune {
			if unicode.In(c, rules.KeyRunes...) {
				return c
			}
			return -1
		}, key)
	}
	if rules.Reserved != "" {
		key = strings.TrimPrefix(key, rules.Reserved)
	}
	key = chars.First(key, orDefault(rules.MaxKey, 128))
	if key == "" || rules.Reserved != "" && strings.HasPrefix(key, rules.Reserved) {
		key = plainKey(rules)
	}
	return key
}

// plainKey returns a short key that the rules allow.
func plainKey(rules *compile.TagRules) string {
	if rules.KeyRunes == nil || unicode.In('x', rules.KeyRunes...) {
		return "x"
	}
	for _, t := range rules.KeyRunes {
		switch {
		case len(t.R16) > 0:
			return string(rune(t.R16[0].Lo))
		case len(t.R32) > 0:
			return string(rune(t.R32[0].Lo))
		}
	}
	return "x"
}

// value returns a value of a tag that the target's rules allow.
func (a *asker) value() string { return a.fit(a.text()) }

// fit returns v, cut or extended to a length that the rules allow.
func (a *asker) fit(v string) string {
	rules := &a.target.Tags
	v = chars.First(v, orDefault(rules.MaxValue, 256))
	if n := utf8.RuneCountInString(v); n < rules.MinValue {
		v += strings.Repeat("v", rules.MinValue-n)
	}
	return v
}

func orDefault(n, standard int) int {
	if n <= 0 {
		return standard
	}
	return n
}

// tooMany returns a number of characters that is one too many, or large if any is allowed.
func tooMany(limit, standard int) int { return min(orDefault(limit, standard), 1<<12) + 1 }

// beyond returns an expression of about n places that the target most likely
// cannot say.
func (a *asker) beyond(n int) ast.Expr {
	tags, fields := a.tagged(), len(a.sent) > 0
	switch k := a.r.Intn(16); {
	case k == 1 && a.target.Criteria == nil:
		return ast.All()
	case k == 2 && tags:
		return a.tooManyRows()
	case k == 3 && tags:
		return a.tooManyConditions()
	case k == 4 && fields:
		return a.tooDeep()
	case k > 13 && tags && fields:
		return ast.Any(a.part(1+a.r.Intn(n), false, a.tagLeaf), a.part(1+a.r.Intn(n), false, a.fieldLeaf))
	}
	x := a.request(1 + a.r.Intn(min(n, 6))) // small enough for a record to tell what is wrong
	conditions := slices.Collect(ast.Comparisons(x))
	if len(conditions) == 0 { // it can say nothing
		return a.comparison()
	}
	old := pick(a.r, conditions)
	flaw := a.flaw(old)
	return tree.Map(x, func(c *ast.Comparison) *ast.Comparison {
		if c == old {
			return flaw
		}
		return c
	})
}

// flaw returns a condition that the target cannot say, to replace c, which it can. If there
// is none near at hand, it is one that can be said.
func (a *asker) flaw(c *ast.Comparison) *ast.Comparison {
	const tries = 6
	var odd *ast.Comparison
	for range tries {
		if odd = a.odd(c); refusal(a.target, odd) != nil {
			break
		}
	}
	return odd
}

// odd returns a condition that is like c, which can be said, but has another operator,
// key, value or field.
func (a *asker) odd(like *ast.Comparison) *ast.Comparison {
	if c := a.unsent(); c != nil && oneIn(a.r, 4) {
		return c
	}
	ops := []ast.Op{ast.OpNotEqual, ast.OpNotIn, ast.OpHasPrefix, ast.OpContains, ast.OpHasSuffix, ast.OpExists}
	if !like.Field.Tag {
		kind := a.schema.KindOf(like.Field)
		ops = slices.DeleteFunc(ops, func(op ast.Op) bool { return !kinds.Takes(kind, op) })
		if kind == schema.Text && hasCase(like) && rarely(a.r, 4) { // it differs in case alone
			c := *like
			c.Fold = !a.folds(like)
			return &c
		}
		c := &ast.Comparison{Field: like.Field, Op: pick(a.r, ops)}
		if c.Op != ast.OpExists {
			c.Values = like.Values[:min(len(like.Values), 1)]
			c.Fold = a.folds(c)
		}
		return c
	}
	rules := &a.target.Tags
	c := a.tag(ast.OpEqual)
	switch a.r.Intn(12) {
	case 1:
		c.Field.Name = a.trees.key()
	case 2:
		c.Field.Name += pick(a.r, pieces)
	case 3:
		c.Field.Name = rules.Reserved + plainKey(rules)
	case 4:
		c.Field.Name = strings.Repeat(plainKey(rules), tooMany(rules.MaxKey, 128))
	case 5:
		c.Values[0].Text = pick(a.r, []string{"", strings.Repeat("v", tooMany(rules.MaxValue, 256))})
	case 6:
		c.Values[0].Text = a.fit("aB" + c.Values[0].Text)
		c.Fold = hasCase(c)
	default:
		if c.Op = pick(a.r, ops); c.Op == ast.OpExists {
			c.Values = nil
		}
	}
	return c
}

// unsent returns a condition on a field that cannot be asked for, or nil if there is none.
// Each kind of field is equally likely. Half of those with an order ask for the order.
func (a *asker) unsent() *ast.Comparison {
	fields := make([][]schema.Field, len(kinds.All())) // by kind
	for _, f := range a.schema.Fields {
		if len(a.operators(f)) == 0 {
			fields[f.Kind] = append(fields[f.Kind], f)
		}
	}
	fields = slices.DeleteFunc(fields, func(list []schema.Field) bool { return len(list) == 0 })
	if len(fields) == 0 {
		return nil
	}
	f := pick(a.r, pick(a.r, fields))
	ops := operators(f.Kind)
	if kinds.Ordered(f.Kind) && oneIn(a.r, 2) {
		ops = []ast.Op{ast.OpLess, ast.OpLessEqual, ast.OpGreater, ast.OpGreaterEqual}
	}
	return a.on(ast.Name(f.Name), f.Kind, f.Values, ops)
}

// tooManyRows returns an and of ors of tags that has more rows than MaxTerms.
func (a *asker) tooManyRows() ast.Expr {
	var terms []ast.Expr
	for rows := 1; rows <= orDefault(a.target.MaxTerms, 10_000) && len(terms) < 20; rows *= 2 {
		terms = append(terms, ast.Any(a.tag(ast.OpEqual), a.tag(ast.OpEqual)))
	}
	return ast.All(terms...)
}

// tooManyConditions returns an in with more values than MaxTagConditions.
func (a *asker) tooManyConditions() ast.Expr {
	c := a.tag(ast.OpIn)
	for i := range min(orDefault(a.target.MaxTagConditions, 25), 50) {
		c.Values = append(c.Values, ast.Value{Text: a.value() + string(rune('a'+i))})
	}
	return c
}

// tooDeep returns ands in ors and ors in ands, deeper than MaxDepth if that is not large.
func (a *asker) tooDeep() ast.Expr {
	x := a.fieldLeaf(false)
	for i := range min(orDefault(a.target.MaxDepth, 100), 150) {
		if y := a.fieldLeaf(false); i%2 == 0 {
			x = ast.All(x, y)
		} else {
			x = ast.Any(x, y)
		}
	}
	return x
}
