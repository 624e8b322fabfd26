package fuzz

import (
	"math/rand"
	"reflect"

	"github.com/leanovate/gopter"
)

// A Generator returns a value that depends on nothing but the state of r and on
// size, which bounds how large the value is. It may be called from several
// goroutines if each has its own r.
type Generator[T any] func(r *rand.Rand, size int) T

// Gen returns the generator for gopter. Its size is gopter's MaxSize, which grows
// in the course of a property's run. Values that fail are not shrunk.
func (g Generator[T]) Gen() gopter.Gen {
	return func(p *gopter.GenParameters) *gopter.GenResult {
		return &gopter.GenResult{Result: g(p.Rng, p.MaxSize), ResultType: reflect.TypeFor[T](), Shrinker: gopter.NoShrinker}
	}
}

// pick returns one of list.
func pick[T any](r *rand.Rand, list []T) T { return list[r.Intn(len(list))] }

// oneIn reports true once in n times.
func oneIn(r *rand.Rand, n int) bool { return r.Intn(n) == 0 }
