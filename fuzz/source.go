package fuzz

import (
	"encoding/binary"
	"math/rand"
)

// Source returns a source whose numbers are decided by data, for fuzz targets:
// what go test -fuzz changes in its bytes, it changes in what generators make.
//
//	f.Fuzz(func(t *testing.T, data []byte) {
//		r := rand.New(Source(data))
//		x := Trees(schema.TestCase())(r, 20)
//		…
//	})
//
// One byte is one choice. It decides what Intn, Int31n, Perm, Shuffle and Float64
// ask for, so that another byte is another choice there and all others stay as
// they are: Intn(n) gives the byte modulo n if n is at most 12, and gives each of
// its results for some byte if n is at most 256. Of a larger n and of Int63 one
// byte reaches 256 values. Uint64 takes eight bytes and reaches them all.
//
// After the last byte each choice is the first: Intn gives 0, and Shuffle and the
// others, which draw again what they cannot use, come to an end. Generators end
// with the smallest value that is possible then: the first of a list, the
// shortest text, a tree without a further term.
//
// Equal data give equal numbers. Data must not change as long as the source is in
// use, and Seed does nothing.
func Source(data []byte) rand.Source { return &source{data} }

type source struct{ data []byte }

// spread is a prime, so that multiples of it are all different modulo what is
// asked for; it is 1 modulo every number up to 12; and 255 times it is just below
// 1<<31. So a byte times it is a choice in its low bits, which Int31n takes, and
// in its high bits, which Shuffle takes.
const spread = 300*27720 + 1

// Int63 returns the next byte as Int31n takes it, in the upper bits, and as
// Int63n does, in the lower ones. Between them is a bit that is always set: of
// Uint32's zero Shuffle draws another, and so would without end after the data.
func (s *source) Int63() int64 {
	b := int64(0)
	if len(s.data) > 0 {
		b, s.data = int64(s.data[0]), s.data[1:]
	}
	return b*spread<<32 | 1<<31 | b
}

// Uint64 returns the next eight bytes, the first being the lowest.
func (s *source) Uint64() uint64 {
	var b [8]byte
	s.data = s.data[copy(b[:], s.data):]
	return binary.LittleEndian.Uint64(b[:])
}

func (s *source) Seed(int64) {}

// rarely reports true once in n times as oneIn does, but false at the end of a
// Source: it is for what makes a value larger.
func rarely(r *rand.Rand, n int) bool { return r.Intn(n) == n-1 }
