package ast

// The constructors build trees that Validate accepts, as far as shape goes:
// nested lists are flattened and a list of one is its element. Names and
// values are taken as they are, for Validate and a schema to judge.

// Name returns the field of that name, for the methods of Field to build on:
// Name("status").Equal("SAVED").
func Name(name string) Field { return Field{Name: name} }

// Tag returns the tag with that key: Tag("cost center").Equal("42").
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

// Negate returns the expression that selects what x does not. The negation of
// the empty query selects nothing and has no text, so Validate refuses it.
func Negate(x Expr) Expr { return &Not{X: x} }

// Equal returns the condition f = v.
func (f Field) Equal(v string) *Comparison { return f.compare(OpEqual, v) }

// NotEqual returns the condition f != v.
func (f Field) NotEqual(v string) *Comparison { return f.compare(OpNotEqual, v) }

// HasPrefix returns the condition f ^= v.
func (f Field) HasPrefix(v string) *Comparison { return f.compare(OpHasPrefix, v) }

// Contains returns the condition f *= v.
func (f Field) Contains(v string) *Comparison { return f.compare(OpContains, v) }

// HasSuffix returns the condition f $= v.
func (f Field) HasSuffix(v string) *Comparison { return f.compare(OpHasSuffix, v) }

// Less returns the condition f < v.
func (f Field) Less(v string) *Comparison { return f.compare(OpLess, v) }

// LessEqual returns the condition f <= v.
func (f Field) LessEqual(v string) *Comparison { return f.compare(OpLessEqual, v) }

// Greater returns the condition f > v.
func (f Field) Greater(v string) *Comparison { return f.compare(OpGreater, v) }

// GreaterEqual returns the condition f >= v.
func (f Field) GreaterEqual(v string) *Comparison { return f.compare(OpGreaterEqual, v) }

// In returns the condition f in (first, rest…).
func (f Field) In(first string, rest ...string) *Comparison {
	return f.compare(OpIn, first, rest...)
}

// NotIn returns the condition f not in (first, rest…).
func (f Field) NotIn(first string, rest ...string) *Comparison {
	return f.compare(OpNotIn, first, rest...)
}

// Exists returns the condition f exists.
func (f Field) Exists() *Comparison { return &Comparison{Field: f, Op: OpExists} }

// IgnoreCase returns the condition x with an i behind its values: it holds in
// any case of letters. Its FoldAt is that of x. x itself is left as it was.
func (x *Comparison) IgnoreCase() *Comparison {
	y := *x
	y.Fold = true
	return &y
}

func (f Field) compare(op Op, first string, rest ...string) *Comparison {
	values := make([]Value, 1+len(rest))
	values[0].Text = first
	for i, v := range rest {
		values[i+1].Text = v
	}
	return &Comparison{Field: f, Op: op, Values: values}
}
