package ast

// The constructors build trees that Validate accepts, as far as shape goes:
// nested lists are flattened and a list of one is its element. Names and
// values are taken as they are, for Validate and a schema to judge.

// Name returns the field of that name.
func Name(name string) Field { return Field{Name: name} }

// Tag returns the tag with that key.
func Tag(key string) Field { return Field{Tag: true, Name: key} }

// All returns the expression that selects what every one of terms selects. All
// of nothing is the empty query, which selects every record.
func All(terms ...Expr) Expr {
	var list []Expr
	for _, t := range terms {
		if and, ok := t.(*And); ok && and != nil {
			list = append(list, and.Terms...)
		} else {
			list = append(list, t)
		}
	}
	if len(list) == 1 {
		return list[0]
	}
	return &And{Terms: list}
}

// Any returns the expression that selects what at least one of its arguments
// selects. It wants one at least, since no query selects nothing by its shape.
// If one of them is the empty query, so is the result.
func Any(first Expr, rest ...Expr) Expr {
	var list []Expr
	for _, t := range append([]Expr{first}, rest...) {
		if isEmpty(t) {
			return &And{}
		}
		if or, ok := t.(*Or); ok && or != nil {
			list = append(list, or.Terms...)
		} else {
			list = append(list, t)
		}
	}
	if len(list) == 1 {
		return list[0]
	}
	return &Or{Terms: list}
}

// Compare returns the condition of f, op and values:
// Compare(Tag("cost center"), OpEqual, "42") is tag:"cost center" = 42. OpIn and
// OpNotIn take one value or more, OpExists none, and the others one. Validate
// refuses any other number.
func Compare(f Field, op Op, values ...string) *Comparison {
	x := &Comparison{Field: f, Op: op}
	for _, v := range values {
		x.Values = append(x.Values, Value{Text: v})
	}
	return x
}
