// Package eval compiles a query to a predicate, which reports whether the query selects a
// record.
//
//	selects := eval.Compile(q)
//	if selects(record) { … }
//
// The query q is a tree that a schema has resolved, such as the Resolved of a
// searchfilter.Query.
//
// [Decoder] makes a [Record] of JSON, and [NewRecord] makes one of a map. A [Reader]
// finds the records in a JSON input, such as the answer of a search. [CompileFor] takes a
// [Binding], with which a predicate reads a type of the user's own.
//
// [Explain] says why a query selects a record or does not.
//
// # Meaning
//
// A record has at most one value for each field and for each tag, and for a field of
// kind List any number of texts. With f a field or a tag and v a value:
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
// Of a List, a condition is true if it is true of one of the texts. f != v is true if no
// text is v, and not in is true if no text is one of the values. A List exists if it has
// a text.
//
// Texts compare byte by byte, and so do enum values: a record must spell them as the
// schema does. Numbers, times and dates compare by value, also for =: 1.0 is equal to
// 1e0, and 2026-01-31T01:00:00+01:00 and 1769817600 are equal to 2026-01-31T00:00Z.
//
// A comparison that ends in i compares rune by rune. Two runes are equal if
// [unicode.SimpleFold] leads from one to the other: K, k and the kelvin sign are equal,
// and so are Σ, σ and ς. It maps one rune to one, so ß is not ss, and é is not e with a
// combining accent. A byte of a record that is not UTF-8 is equal to no rune, not even
// to U+FFFD. Whatever a comparison selects, it selects with an i as well.
//
// The package needs the standard library alone.
package eval

import (
	"fmt"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// Compile returns the predicate that reports whether the query q selects a record. The
// empty query selects every record. The predicate has an answer for every record, however
// odd its values, allocates nothing, and is safe for concurrent use.
//
// It tests the conditions in the order of the query until the answer is known, so
// write first what is cheap and decides often. The time for a record is at most in
// proportion to the number of conditions. In an or, many conditions on one field with
// the same operator are one test: more than four for =, and more than 16 for ^=, *=
// and $=. It stands where the first of them does, and takes about the same time however
// many they are. The same holds for negated conditions in an and, and for the values of
// in and not in.
//
// The predicate holds some kilobytes of memory, and at most 128 bytes more for each
// byte of the query's canonical text.
//
// A record may have another schema than the query. That schema must have the query's
// fields, with the same kinds and, case aside, the same names. It must have tags if the
// query asks for a tag. The predicate panics for a record of any other schema and for a
// nil record. It also panics if the record was read for queries that do not ask for all
// that q does, whichever conditions decide. These are mistakes in Go code.
func Compile(q *schema.Resolved) func(*Record) bool {
	p, g := programOf(q.Schema(), q.Expr()), newGuard(q)
	return func(r *Record) bool {
		g.check(r)
		return p.match(r)
	}
}

// programOf returns the program for x, a part of a query of that schema.
func programOf(s *schema.Schema, x ast.Expr) *program[*Record] {
	c := compiler[*Record]{schema: s, bound: recordSource(s)}
	p, err := c.program(x)
	if err != nil {
		panic(err) // records have all that a schema can have
	}
	return p
}

// CompileFor is like Compile, for values of type T. The predicate reads them with the
// functions in b, and allocates only what these do.
//
// The error says what is wrong with b: it binds a name that the query's schema does not
// have, or has with another kind, or it does not bind a field or tag of the query.
func CompileFor[T any](q *schema.Resolved, b Binding[T]) (func(T) bool, error) {
	p, err := programFor(q, b)
	if err != nil {
		return nil, err
	}
	return p.match, nil
}

// programFor returns the program of CompileFor.
func programFor[T any](q *schema.Resolved, b Binding[T]) (*program[T], error) {
	sources, err := b.sources(q.Schema())
	if err != nil {
		return nil, err
	}
	c := compiler[T]{schema: q.Schema(), bound: func(f ast.Field, _ schema.Kind) (s source[T], err error) {
		s = sources[f.Name]
		switch {
		case f.Tag && b.Tag == nil:
			return s, fmt.Errorf("eval: the query asks for %v, and the binding has no Tag", f)
		case f.Tag:
			return source[T]{text: func(r T) (string, bool) { return b.Tag(r, f.Name) }}, nil
		case s.text == nil && s.list == nil && s.scalar == nil:
			return s, fmt.Errorf("eval: the query asks for the field %q, and the binding has no function for it", f.Name)
		}
		return s, nil
	}}
	return c.program(q.Expr())
}

// A program reports which records of type T a query selects, or a part of one.
type program[T any] struct{ start *step[T] }

// match reports whether the query selects r.
func (p *program[T]) match(r T) bool {
	var (
		text string // that was read last
		has  bool
	)
	s := p.start
	for s.op < opReject {
		if s.text != nil {
			text, has = s.text(r)
		}
		holds := has
		switch {
		case s.op == opHolds:
			holds = s.holds(r)
		case !has:
		case s.op == opEqual:
			holds = text == s.want
		case s.op == opPrefix:
			holds = strings.HasPrefix(text, s.want)
		case s.op == opContains:
			holds = strings.Contains(text, s.want)
		case s.op == opSuffix:
			holds = strings.HasSuffix(text, s.want)
		case s.op == opText:
			holds = s.test.match(text)
		}
		if holds {
			s = s.yes
		} else {
			s = s.no
		}
	}
	return s.op == opAccept
}
