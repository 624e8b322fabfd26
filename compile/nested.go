package compile

import (
	"cmp"
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile/internal/dnf"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/model"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// A NestedFilter says how conditions are written where the operator is the name of a member:
//
//	{And: [filter, …]}, {Or: [filter, …]}, {operator: {Key: …, Value: …}}
//
// There is one filter, and no record comes back that could be checked. So what the filter
// cannot say exactly is an error.
type NestedFilter struct {
	Path    []string // the members in which it stands, the outermost first
	And, Or string

	Key, Value string

	// Operators has the member of each operator: = != in not in ^= *= < <= > >=. That of
	// not in is read and never written. The members of in and not in take lists of texts,
	// and those of < <= > >= take numbers.
	Operators map[ast.Op]string

	// ListContains is the member that says that an element of a List equals a text. It is
	// empty if there is none.
	ListContains string

	// Undocumented are the operators that are sent with a warning, since no document says
	// where they work, or whether they mind case.
	Undocumented []ast.Op

	// Keys has the key of each field, by its name in the schema. The field is a Text, an
	// Enum, a Bool, a Number or a List, and its values are sent as JSON of that type. Other
	// fields cannot be asked for, nor can tags. If Keys is empty, the keys are those of
	// tags, whose values are texts, and the filter takes a query of any records.
	Keys map[string]string

	// NegationFindsLacking says that the member of != finds what lacks the key, as != does
	// in a query. If it does not say so, != and not in are refused, unless every record
	// has the field.
	NegationFindsLacking bool

	// MaxMembers is the most members of a group, by default 5. MaxNesting is how deep
	// groups may stand in groups, by default 1. Both are documented for the filter of
	// Amazon Bedrock. A query that has more is written as an or of ands, or as an and of
	// ors, if one of them fits.
	MaxMembers, MaxNesting int
}

// isNested reports whether the target has a NestedFilter.
func (t *Target) isNested() bool { return len(t.Nested.Path) > 0 }

// member returns the member for the operator on a field of that kind, or "" if there is none.
// A tag is a Text.
func (f *NestedFilter) member(k schema.Kind, op ast.Op) string {
	switch {
	case !model.NestedTakes(k, op):
		return ""
	case k == schema.List:
		return f.ListContains
	}
	return f.Operators[op]
}

// nestedKey returns the key of a field, and whether it has one.
func (t *Target) nestedKey(f ast.Field) (key string, ok bool) {
	if f.Tag {
		return f.Name, len(t.Nested.Keys) == 0
	}
	key, ok = t.Nested.Keys[f.Name]
	return key, ok
}

// refusesNested is refuses for a NestedFilter.
func (t *Target) refusesNested(x *ast.Comparison, negated bool) refusal {
	if _, ok := t.nestedKey(x.Field); !ok {
		return noCondition
	}
	kind, op := t.Schema.KindOf(x.Field), x.Op
	everyRecord := !x.Field.Tag && t.always(t.field(x.Field))
	switch {
	case t.meetsAll(x) && !negated:
		return isEverything
	case vacuous(x):
		return cannotAskExists
	case negated && op == ast.OpEqual:
		op = ast.OpNotEqual
	case negated && everyRecord && kinds.Ordered(kind):
		op = opposites[op]
	case negated:
		return noNot
	}
	switch {
	case t.Nested.member(kind, op) == "" && negated:
		return noNot
	case t.Nested.member(kind, op) == "":
		return noOperator
	case x.Fold:
		return mayMindCase
	case op == ast.OpNotEqual && !everyRecord && !t.Nested.NegationFindsLacking:
		return mayMissLacking
	case kind == schema.Number && !isExactDouble(x.Values[0]):
		return tooPrecise
	case x.Field.Tag && len(t.checkTag(x)) > 0:
		return forbiddenTag
	}
	return sent
}

// isExactDouble reports whether v has at most 15 digits and the size of a double. No two such
// numbers are the same double, and a service may read them as doubles.
func isExactDouble(v ast.Value) bool {
	const mostDigits, mostExponent = 15, 300
	a, _ := kinds.ScalarOf(v)
	_, digits, exponent := a.Digits()
	return len(digits) <= mostDigits && max(exponent, -exponent) <= mostExponent
}

// nested returns the request for x, in normal form, if the target has a NestedFilter.
func (c *compiler) nested(x ast.Expr) (*Request, error) {
	if tree.IsEmpty(x) {
		c.emptyFilter(x)
		return nil, c.errors.Err()
	}
	if c.check(x); !c.errors.Empty() {
		return nil, c.errors.Err()
	}
	c.warnNested(x)
	y, ok := c.inGroups(x)
	if !ok {
		c.groupsTooLarge(x)
		return nil, c.errors.Err()
	}
	c.checkDepth(y)
	if err := c.errors.Err(); err != nil {
		return nil, err
	}
	r := c.request(planned{criteria: new(ast.And)})
	r.put(c.target.Nested.Path, c.target.appendNested(nil, y))
	r.Warnings = c.warnings.Diagnostics()
	return r, nil
}

// warnNested warns of what is probably not meant by x, and of operators that are not
// documented.
func (c *compiler) warnNested(x ast.Expr) {
	if and, ok := x.(*ast.And); ok {
		c.warnContradictions(and.Terms)
	}
	if y, ok := x.(*ast.Comparison); ok && slices.Contains(c.target.Nested.Undocumented, y.Op) {
		c.warnings.Add(ast.Diagnostic{
			Code:    codes.Undocumented,
			Warning: true,
			Span:    y.At,
			Message: "which stores know " + c.target.Nested.Operators[y.Op] + ", and whether it minds case, is not documented",
			Hint:    "try it on content that you know, or name the values that are wanted, with = or in",
			Params:  diag.ParamsOf(y),
		})
	}
	for _, t := range tree.Terms(x) {
		c.warnNested(t)
	}
}

// groupsTooLarge reports that x does not fit into the groups that the filter may have.
func (c *compiler) groupsTooLarge(x ast.Expr) {
	f := &c.target.Nested
	c.fail(ast.Diagnostic{
		Code: codes.Inexpressible,
		Span: x.Span(),
		Message: "this does not fit into " + c.target.Operation + ", whose groups have " + count(f.MaxMembers, "member") +
			" at most and nest " + number(f.MaxNesting) + " deep",
		Hint:   "ask for less, or raise Target.Nested.MaxMembers or MaxNesting",
		Params: ast.Params{Option: "Target.Nested.MaxMembers"},
	})
}

// inGroups returns x in groups that the filter may have. It is x itself, or an or of ands, or
// an and of ors: the first that fits.
func (c *compiler) inGroups(x ast.Expr) (y ast.Expr, ok bool) {
	x = c.joinValues(x)
	f := &c.target.Nested
	if y, ok = f.pack(x); ok {
		return y, true
	}
	t := c.newEmptyTable(countOf(x))
	t.tree = numbered(x, noLeaf, t.literalOrIn)
	t.relate()
	if y, ok = t.groups(&t.tree, false); ok {
		if y, ok = f.pack(c.joinValues(y)); ok {
			return y, true
		}
	}
	dual := dualOf(t.tree)
	if y, ok = t.groups(&dual, true); ok {
		return f.pack(c.joinValues(y))
	}
	return nil, false
}

// literalOrIn enters a literal. An in is one condition.
func (t *table) literalOrIn(x ast.Expr) dnf.Literal {
	if y, ok := x.(*ast.Comparison); ok && y.Op == ast.OpIn {
		return t.block(x)
	}
	return t.literal(x)
}

// dualOf returns the negation of x.
func dualOf(x dnf.Expr) dnf.Expr {
	switch x.Op {
	case dnf.Lit:
		x.Literal.Code ^= 1
		return x
	case dnf.And:
		x.Op = dnf.Or
	default:
		x.Op = dnf.And
	}
	terms := make([]dnf.Expr, len(x.Terms))
	for i, t := range x.Terms {
		terms[i] = dualOf(t)
	}
	x.Terms = terms
	return x
}

// groups returns x as an or of ands. If dual is set, x is the negation of an expression, which
// it returns as an and of ors. It is not ok if the result is too large, or has no row.
func (t *table) groups(x *dnf.Expr, dual bool) (y ast.Expr, ok bool) {
	if !x.Size().Within(t.compiler.most()) {
		return nil, false
	}
	rows := t.Absorb(t.Rows(x))
	rows = slices.DeleteFunc(rows, func(r dnf.Row) bool { _, _, clash := t.Clash(&r); return clash })
	if len(rows) == 0 {
		return nil, false
	}
	outer, inner := or, and
	if dual {
		outer, inner = and, or
	}
	terms := make([]ast.Expr, len(rows))
	for i, r := range rows {
		literals := make([]ast.Expr, len(r.Literals))
		for j, l := range r.Literals {
			literals[j] = t.exprs[l.Place]
		}
		terms[i] = inner(literals...)
	}
	return outer(terms...), true
}

// joinValues returns x with one in for the values of one key that an or joins.
func (c *compiler) joinValues(x ast.Expr) ast.Expr {
	terms := tree.Terms(x)
	if terms == nil {
		return x
	}
	joined := make([]ast.Expr, 0, len(terms))
	ins := make(map[ast.Field]*ast.Comparison)
	type value struct {
		field ast.Field
		text  string
	}
	seen := make(map[value]bool)
	for _, t := range terms {
		t = c.joinValues(t)
		y, ok := t.(*ast.Comparison)
		if !ok || !isOr(x) || !c.canJoin(y) {
			joined = append(joined, t)
			continue
		}
		field := plain(y.Field)
		in, ok := ins[field]
		if !ok {
			z := *y
			in, z.Values = &z, nil
			ins[field] = in
			joined = append(joined, in)
		}
		for _, v := range y.Values {
			if !seen[value{field, v.Text}] {
				seen[value{field, v.Text}] = true
				in.Values = append(in.Values, v)
			}
		}
		if len(in.Values) > 1 {
			in.Op = ast.OpIn
		}
	}
	switch {
	case len(joined) == 1:
		return joined[0]
	case isOr(x):
		return &ast.Or{Terms: joined, At: x.Span()}
	}
	return &ast.And{Terms: joined, At: x.Span()}
}

// canJoin reports whether several values of x's field may stand in one in.
func (c *compiler) canJoin(x *ast.Comparison) bool {
	return (x.Op == ast.OpEqual || x.Op == ast.OpIn) && c.target.Nested.member(c.target.Schema.KindOf(x.Field), ast.OpIn) != ""
}

// A packedPart is a member of a group. Its height is how deep groups nest in it.
type packedPart struct {
	x      ast.Expr
	height int
	place  int // in the order of the text
}

func compareParts(a, b packedPart) int {
	return cmp.Or(cmp.Compare(a.height, b.height), cmp.Compare(a.place, b.place))
}

// pack returns x with members of groups that are too large in inner groups of the same kind.
// These are as few, and nest as little, as can be. It is not ok if groups nest too deep.
func (f *NestedFilter) pack(x ast.Expr) (y ast.Expr, ok bool) {
	p, ok := f.packed(x)
	return p.x, ok
}

func (f *NestedFilter) packed(x ast.Expr) (p packedPart, ok bool) {
	terms := tree.Terms(x)
	if terms == nil {
		return packedPart{x: x}, true
	}
	group := func(parts []packedPart) packedPart {
		slices.SortFunc(parts, func(a, b packedPart) int { return cmp.Compare(a.place, b.place) })
		p := packedPart{place: parts[0].place}
		terms := make([]ast.Expr, len(parts))
		for i := range parts {
			terms[i] = parts[i].x
			p.height = max(p.height, parts[i].height+1)
		}
		if p.x = (&ast.And{Terms: terms, At: x.Span()}); isOr(x) {
			p.x = &ast.Or{Terms: terms, At: x.Span()}
		}
		return p
	}
	parts := make([]packedPart, len(terms))
	for i, t := range terms {
		if parts[i], ok = f.packed(t); !ok {
			return packedPart{}, false
		}
		parts[i].place = i
	}
	slices.SortFunc(parts, compareParts)
	for len(parts) > f.MaxMembers {
		// The first group that is made is the one that may have room left.
		n := (len(parts)-f.MaxMembers-1)%(f.MaxMembers-1) + 2
		p := group(slices.Clone(parts[:n]))
		if p.height > f.MaxNesting {
			return packedPart{}, false
		}
		parts = parts[n:]
		i, _ := slices.BinarySearchFunc(parts, p, compareParts)
		parts = slices.Insert(parts, i, p)
	}
	p = group(parts)
	return p, p.height-1 <= f.MaxNesting
}

// appendNested appends x, which comes from inGroups.
func (t *Target) appendNested(b []byte, x ast.Expr) []byte {
	f := &t.Nested
	literal, negated := tree.Literal(x)
	if literal == nil {
		name := f.And
		if isOr(x) {
			name = f.Or
		}
		b = append(appendName(append(b, '{'), name), '[')
		for _, term := range tree.Terms(x) {
			b = t.appendNested(comma(b), term)
		}
		return append(b, ']', '}')
	}
	op := literal.Op
	switch {
	case negated && op == ast.OpEqual:
		op = ast.OpNotEqual
	case negated:
		op = opposites[op]
	}
	kind := t.Schema.KindOf(literal.Field)
	key, _ := t.nestedKey(literal.Field)
	b = append(appendName(append(b, '{'), f.member(kind, op)), '{')
	b = appendName(chars.AppendJSON(appendName(b, f.Key), key), f.Value)
	if op != ast.OpIn {
		return append(appendNestedValue(b, kind, literal.Values[0]), '}', '}')
	}
	b = append(b, '[')
	for _, v := range literal.Values {
		b = appendNestedValue(comma(b), kind, v)
	}
	return append(b, ']', '}', '}')
}

// appendNestedValue appends a value as JSON of its kind.
func appendNestedValue(b []byte, kind schema.Kind, v ast.Value) []byte {
	if a, ok := kinds.ScalarOf(v); ok && (kind == schema.Bool || kind == schema.Number) {
		return append(b, kinds.Format(kind, a)...)
	}
	return chars.AppendJSON(b, v.Text)
}

// nestedWords is words for a NestedFilter.
func (r refusedLiteral) nestedWords(why refusal) (at ast.Span, message, hint string) {
	const name = "name the values that are wanted, with = or in"
	operation, field, at := r.target.Operation, fieldOf(r.x), r.place()
	switch why {
	case noCondition:
		hint = "use tags alone, as in tag:team = billing"
		if len(r.target.Nested.Keys) > 0 {
			hint = "ask for fields that the target has a key for"
		}
		return r.x.Field.At, operation + " has no condition on " + r.x.Field.String(), hint
	case isEverything:
		return at, "every " + r.target.Schema.Name + " has " + chars.Clip(r.x.String()), r.leaveOut()
	case cannotAskExists:
		return at, operation + " cannot ask whether " + field + " exists", name
	case mayMissLacking:
		return at, operation + " may not find what lacks " + field + ", which this selects",
			name + ", or say that negation finds what lacks it"
	case noNot:
		y, ok := opposites[r.x.Op]
		if !ok {
			return at, operation + " has no not for " + chars.Clip(r.x.String()), name
		}
		opposite := *r.x
		opposite.Op = y
		return at, operation + " has no not for " + chars.Clip(r.x.String()), "write " + chars.Clip(opposite.String()) + " if what lacks " + field + " is not wanted"
	case mayMindCase:
		return at, operation + " may mind the case of " + field + ", and would then find too little", "compare with case, or name each spelling, with in"
	case tooPrecise:
		return at, operation + " may take " + chars.Clip(r.x.String()) + " for another number", "write one that has at most 15 digits"
	}
	return at, operation + " has no " + r.x.Op.String() + " for " + field, name
}
