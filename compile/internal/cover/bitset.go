package cover

import "math/bits"

// A bitset is a set of small numbers.
type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

func (b bitset) set(i int)      { b[i/64] |= 1 << (i % 64) }
func (b bitset) clear(i int)    { b[i/64] &^= 1 << (i % 64) }
func (b bitset) has(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }

func (b bitset) add(c bitset) {
	for i, w := range c {
		b[i] |= w
	}
}

func (b bitset) keep(c bitset) {
	for i, w := range c {
		b[i] &= w
	}
}

// within reports whether c has all of b.
func (b bitset) within(c bitset) bool {
	for i, w := range c {
		if b[i]&^w != 0 {
			return false
		}
	}
	return true
}

func (b bitset) count() int {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

// countWith returns how many elements b and c have in common.
func (b bitset) countWith(c bitset) int {
	n := 0
	for i, w := range c {
		n += bits.OnesCount64(b[i] & w)
	}
	return n
}

// each calls f with the elements in order.
func (b bitset) each(f func(int)) {
	for i, w := range b {
		for ; w != 0; w &= w - 1 {
			f(64*i + bits.TrailingZeros64(w))
		}
	}
}
