// Package eval makes a query into a predicate: a program that says of a record
// in hand whether the query selects it.
//
//	p, err := eval.Compile(x, schema.TestCase(), eval.Options{})
//	if err != nil {
//		return err // says what is wrong with the query, and where
//	}
//	if p.Match(record) { … }
//
// Records come in three forms. A [Record] is whatever can look up a field and
// a tag: a [Map], a [Document] decoded from JSON, or a type of the user's own.
// A [Binding] lets a program look into a user's own type directly, by
// functions. And a [Reader] finds the records in a JSON input, such as the
// answer of a search.
//
// [Explain] says of one record why a query selects it or does not.
//
// # Meaning
//
// A record has at most one text value for each field and for each tag. With f a
// field or a tag and v a value:
//
//	f = v        it has f, and its value is v
//	f != v       not f = v, so also that it lacks f
//	f ^= v       it has f, and the value begins with v
//	f *= v       it has f, and v occurs in the value
//	f $= v       it has f, and the value ends with v
//	f in (v, w)  f = v or f = w; not in is its negation
//	f exists     it has f; an empty value is a value
//	f < v …      it has f, and the order holds
//
// Text compares byte for byte, and so do enum values, which a record must have
// in the schema's spelling. The values of a [schema.Time] field compare as
// instants, for = too: 2026-01-31T01:00:00+01:00 and 1769817600 are equal to
// 2026-01-31. A record whose text for such a field is no time (see
// [schema.ParseRecordTime]) lacks the field, so that modified exists is false.
//
// Under Options.FoldCase the values of [schema.Text] fields, but not those of
// tags, compare rune by rune, and two runes are equal if Unicode's simple folding
// (see [unicode.SimpleFold]) makes them so: K, k and the kelvin sign are, and so
// are Σ, σ and ς. It maps one rune to one, so ß is not ss, and é is not e with a
// combining accent. A byte of a record that is not UTF-8 is equal to no rune, not
// to U+FFFD either. What = ^= *= and $= select byte for byte, they select then, too.
//
// The package needs the standard library alone.
package eval

import (
	"strings"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// Options set how a query is compiled. The zero Options is the default.
type Options struct {
	// Limits bounds the query, which may have been built in Go.
	Limits ast.Limits

	// Now is the instant from which -7d counts back. If it is the zero Time, it
	// is the time at which the query is compiled.
	Now time.Time

	// FoldCase makes Text fields compare without regard to case; see the package
	// comment. Tags, enums and times compare as they do without it.
	FoldCase bool
}

// A Program says which records of type T a query selects. It is immutable and
// safe for concurrent use. Programs come from Compile and CompileFor.
type Program[T any] struct {
	match func(T) bool
}

// Match reports whether the query selects r. It has an answer for every record,
// however odd its values, and allocates nothing unless r's own methods or
// accessors do. A nil interface is no record.
func (p *Program[T]) Match(r T) bool { return p.match(r) }

// Compile returns the program for the query x over records of the schema. The
// empty query selects every record.
//
// The error is ast.Diagnostics with all that [schema.Schema.Resolve] finds
// wrong with the query: a program never selects nothing for want of a field.
func Compile(x ast.Expr, s *schema.Schema, opts Options) (*Program[Record], error) {
	return CompileFor(x, s, recordBinding(s), opts)
}

// CompileFor returns the program for the query x over records of the schema
// that are values of type T, which the program looks into by b's functions.
//
// What is wrong with the query is reported as Compile does. What is wrong with
// b is a mistake in Go code, and a plain error: a name that the schema does not
// have, and a field or tag in the query that b does not bind.
func CompileFor[T any](x ast.Expr, s *schema.Schema, b Binding[T], opts Options) (*Program[T], error) {
	if opts.Now.IsZero() {
		opts.Now = time.Now()
	}
	x, err := s.Resolve(x, schema.Options{Limits: opts.Limits, Now: opts.Now})
	if err != nil {
		return nil, err
	}
	if err := b.check(s); err != nil {
		return nil, err
	}
	c := compiler[T]{schema: s, binding: b, foldCase: opts.FoldCase}
	match, err := c.expr(ast.Normal(x))
	if err != nil {
		return nil, err
	}
	return &Program[T]{match}, nil
}

type compiler[T any] struct {
	schema   *schema.Schema
	binding  Binding[T]
	foldCase bool
}

// expr returns the predicate for x, which is in normal form.
func (c *compiler[T]) expr(x ast.Expr) (func(T) bool, error) {
	switch x := x.(type) {
	case *ast.And:
		terms, err := c.terms(x.Terms)
		return func(r T) bool {
			for _, term := range terms {
				if !term(r) {
					return false
				}
			}
			return true
		}, err
	case *ast.Or:
		terms, err := c.terms(x.Terms)
		return func(r T) bool {
			for _, term := range terms {
				if term(r) {
					return true
				}
			}
			return false
		}, err
	}
	comparison, negated := ast.Literal(x)
	match, err := c.comparison(comparison)
	if negated {
		return func(r T) bool { return !match(r) }, err
	}
	return match, err
}

func (c *compiler[T]) terms(list []ast.Expr) ([]func(T) bool, error) {
	terms := make([]func(T) bool, len(list))
	for i, x := range list {
		var err error
		if terms[i], err = c.expr(x); err != nil {
			return nil, err
		}
	}
	return terms, nil
}

func (c *compiler[T]) comparison(x *ast.Comparison) (func(T) bool, error) {
	kind := c.schema.KindOf(x.Field)
	if kind == schema.Time {
		get, err := c.binding.time(x.Field)
		if err != nil || x.Op == ast.OpExists {
			return exists(get), err
		}
		return has(get, timeTest(x.Op, x.Values[0].Text)), nil
	}
	get, err := c.binding.text(x.Field)
	if err != nil || x.Op == ast.OpExists {
		return exists(get), err
	}
	if c.foldCase && kind == schema.Text && !x.Field.Tag {
		return has(get, foldTest(x.Op, x.Values[0].Text)), nil
	}
	return has(get, textTest(x.Op, x.Values[0].Text)), nil
}

// exists returns the predicate that is true of a record with the value.
func exists[T, V any](get func(T) (V, bool)) func(T) bool {
	return func(r T) bool {
		_, ok := get(r)
		return ok
	}
}

// has returns the predicate that is true of a record with the value, if that
// passes the test.
func has[T, V any](get func(T) (V, bool), test func(V) bool) func(T) bool {
	return func(r T) bool {
		v, ok := get(r)
		return ok && test(v)
	}
}

// textTest returns the test of an operator on text.
//
// It must not be inlined into the generic functions, and nor must timeTest: Go
// 1.26 may number the closures of an inlined function differently in two packages
// that make the same Program[T], of which one is compiled for coverage. The linker
// then takes one test for another.
//
//go:noinline
func textTest(op ast.Op, want string) func(string) bool {
	switch op {
	case ast.OpHasPrefix:
		return func(v string) bool { return strings.HasPrefix(v, want) }
	case ast.OpContains:
		return func(v string) bool { return strings.Contains(v, want) }
	case ast.OpHasSuffix:
		return func(v string) bool { return strings.HasSuffix(v, want) }
	}
	return func(v string) bool { return v == want }
}

// timeTest returns the test of an operator on instants.
//
//go:noinline
func timeTest(op ast.Op, text string) func(time.Time) bool {
	want, _ := schema.ParseTime(text) // which takes it, since Resolve did
	switch op {
	case ast.OpLess:
		return func(v time.Time) bool { return v.Before(want) }
	case ast.OpLessEqual:
		return func(v time.Time) bool { return !v.After(want) }
	case ast.OpGreater:
		return func(v time.Time) bool { return v.After(want) }
	case ast.OpGreaterEqual:
		return func(v time.Time) bool { return !v.Before(want) }
	}
	return func(v time.Time) bool { return v.Equal(want) }
}
