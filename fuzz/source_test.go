package fuzz

import (
	"bytes"
	"math"
	"math/rand"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// TestSource_choices: every byte is one choice, and every choice can be made.
func TestSource_choices(t *testing.T) {
	r := func(b ...byte) *rand.Rand { return rand.New(Source(b)) }
	for n := 1; n <= 256; n++ {
		intn, int63n := map[int]bool{}, map[int64]bool{}
		for b := range 256 {
			first := r(byte(b)).Intn(n)
			if n <= 12 {
				require.Equal(t, b%n, first, "Intn(%d) by the byte %d", n, b)
			}
			intn[first] = true
			int63n[r(byte(b)).Int63n(int64(n))] = true
			two := r(byte(b), 7)
			require.Equal(t, first, two.Intn(n))
			require.Equal(t, 7, two.Intn(8), "the second choice after %d of %d", b, n)
		}
		assert.Len(t, intn, n, "Intn(%d)", n)
		if n&(n-1) == 0 {
			assert.Len(t, int63n, n, "Int63n(%d)", n)
		}
	}
	orders := map[[3]int]bool{}
	for b := range 256 * 256 {
		var list [3]int
		s := r(byte(b), byte(b>>8))
		s.Shuffle(3, func(i, j int) { list[i], list[j] = list[j]+j, list[i]+i })
		orders[list] = true
	}
	assert.Len(t, orders, 6, "orders of three")
	lo, hi := r(0).Float64(), r(0).Float64()
	for b := range 256 {
		lo, hi = min(lo, r(byte(b)).Float64()), max(hi, r(byte(b)).Float64())
	}
	assert.Less(t, lo, 0.01)
	assert.Greater(t, hi, 0.98)
	assert.Equal(t, uint64(0x0807060504030201), r(1, 2, 3, 4, 5, 6, 7, 8, 9).Uint64())
	assert.Equal(t, uint64(math.MaxUint64), r(bytes.Repeat([]byte{255}, 8)...).Uint64())
	s := r(1, 2)
	s.Seed(5)
	assert.Equal(t, 1, s.Intn(8), "after Seed")
}

// TestSource_end: after the last byte everything that rand.Rand offers comes to an
// end, with what is smallest.
func TestSource_end(t *testing.T) {
	for _, data := range [][]byte{nil, {0}, {255, 255, 255}} {
		r := rand.New(Source(data))
		for range 5 {
			r.Int63()
		}
		for n := 1; n < 5000; n += 1 + n/10 {
			assert.Zero(t, r.Intn(n))
			assert.Zero(t, r.Int31n(int32(n)))
			list := r.Perm(n)
			require.Len(t, list, n)
			r.Shuffle(n, func(i, j int) { assert.Zero(t, j) })
		}
		assert.Zero(t, r.Int31())
		assert.Zero(t, r.Uint64())
		assert.Less(t, r.Int63n(math.MaxInt64), int64(1)<<32)
		assert.Less(t, r.Float64(), 0.001)
		assert.Less(t, r.Float32(), float32(0.001))
		assert.False(t, math.IsNaN(r.NormFloat64()))
		assert.False(t, math.IsNaN(r.ExpFloat64()))
	}
}

// TestSource_local: to change one byte most often leaves the rest of a tree as it was.
func TestSource_local(t *testing.T) {
	s := schema.TestCase()
	r := rand.New(rand.NewSource(1))
	trees := func(data []byte) []ast.Expr {
		x := Trees(s)(rand.New(Source(data)), 12)
		if and, ok := x.(*ast.And); ok {
			return and.Terms
		}
		return []ast.Expr{x}
	}
	same, changed := 0, 0
	for range 2000 {
		data := make([]byte, 80)
		r.Read(data)
		before := trees(data)
		if len(before) < 3 {
			continue
		}
		data[40+r.Intn(40)]++
		after := trees(data)
		changed++
		if tree.Equal(before[0], after[0]) {
			same++
		}
	}
	t.Logf("of %d trees, %d kept their first term", changed, same)
	assert.Greater(t, changed, 100)
	assert.Greater(t, same, changed*3/4)
}

// TestSource_generators: whatever the data, each generator comes to an end and says the same again.
func TestSource_generators(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	inputs := [][]byte{nil}
	for _, n := range []int{1, 2, 7, 100, 10_000} {
		random := make([]byte, n)
		r.Read(random)
		inputs = append(inputs, random, make([]byte, n), bytes.Repeat([]byte{255}, n), bytes.Repeat([]byte{1}, n))
	}
	for name, g := range generators() {
		t.Run(name, func(t *testing.T) {
			distinct := map[string]bool{}
			for _, data := range inputs {
				for _, size := range []int{0, 1, 20, 100} {
					a := g(rand.New(Source(data)), size)
					require.Equal(t, a, g(rand.New(Source(data)), size))
					distinct[a] = true
				}
			}
			assert.Greater(t, len(distinct), 3)
			smallest := g(rand.New(Source(nil)), 100)
			t.Logf("%d values, the smallest is %.60q", len(distinct), smallest)
			assert.LessOrEqual(t, len(smallest), 800)
		})
	}
}
