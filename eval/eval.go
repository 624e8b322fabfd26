// Package eval compiles a query to a predicate: a [Program] that reports whether the
// query selects a record.
//
//	p := eval.Compile(q)
//	if p.Match(record) { … }
//
// The query q is a tree that a schema has resolved, such as the Resolved of a
// searchfilter.Query.
//
// A [Decoder] makes a [Record] of JSON, and [NewRecord] makes one of a map. A [Reader]
// finds the records in a JSON input, such as the answer of a search. A [Binding] has the
// functions by which a program reads a type of the user's own.
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
// text is v, and not in if none is one of the values. It exists if it has a text.
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
	"strings"

	"github.com/searchfilter/searchfilter/schema"
)

// A Program reports which records of type T a query selects. Compile and CompileFor
// return one. It is immutable and safe for concurrent use.
//
// It tests the conditions in the order of the query until the answer is known, so
// write first what is cheap and decides often. The time for a record is at most in
// proportion to the number of conditions. In an or, many conditions on one field with
// the same operator are one test: more than four for =, and more than 16 for ^=, *=
// and $=. It stands where the first of them does, and takes about the same time however
// many they are. The same holds for negated conditions in an and, and for the values of
// in and not in.
//
// A program holds some kilobytes of memory, and at most 128 bytes more for each
// byte of the query's canonical text.
type Program[T any] struct {
	start *step[T]
	check func(T) // panics for what cannot be asked; nil if there is no such
}

// Match reports whether the query selects r. It has an answer for every record,
// however odd its values, and allocates nothing unless a Binding's functions do.
//
// A program that Compile returns panics if r is nil, and if r cannot be asked what the
// query asks, whichever conditions decide: see Compile.
func (p *Program[T]) Match(r T) bool {
	if p.check != nil {
		p.check(r)
	}
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

// Compile returns the program for the query q over records in hand. The empty query
// selects every record.
//
// A record may be of another schema, if that has the query's fields, with the same kinds
// and, case aside, the same names, and tags if the query asks for one. The program panics
// for a record of any other schema, and for one that was read for queries that do not ask
// for all that q does: these are mistakes in Go code.
func Compile(q *schema.Resolved) *Program[*Record] {
	c := compiler[*Record]{schema: q.Schema(), bound: recordSource(q.Schema())}
	p, err := c.program(q.Expr())
	if err != nil {
		panic(err) // records have all that a schema can have
	}
	p.check = newGuard(q).check
	return p
}

// CompileFor returns the program for the query q over values of type T, which the program
// reads by b's functions.
//
// The error says what is wrong with b: it binds a name that the query's schema does not
// have, or has with another kind, or it does not bind a field or tag of the query.
func CompileFor[T any](q *schema.Resolved, b Binding[T]) (*Program[T], error) {
	if err := b.check(q.Schema()); err != nil {
		return nil, err
	}
	c := compiler[T]{schema: q.Schema(), bound: b.source}
	return c.program(q.Expr())
}
