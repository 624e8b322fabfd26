package fuzz

import (
	"math/rand"
)

// A Generator returns a value that depends on nothing but the state of r and on
// size, which bounds how large the value is. It may be called from several
// goroutines if each has its own r.
type Generator[T any] func(r *rand.Rand, size int) T

// pick returns one of list.
func pick[T any](r *rand.Rand, list []T) T { return list[r.Intn(len(list))] }

// oneIn reports true once in n times.
func oneIn(r *rand.Rand, n int) bool { return r.Intn(n) == 0 }
