package fuzz_test

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/fuzz"
)

func panics() bool { panic("no") }

// TestCheck_panics: what panics is reported with the calls outside of package fuzz that
// led to it, so this test is outside, too.
func TestCheck_panics(t *testing.T) {
	run := func(property func(int) error) failing {
		var r failing
		fuzz.Check(&r, nil, func(r *rand.Rand, size int) int { return r.Intn(size + 1) }, nil, property)
		return r
	}
	r := run(func(int) error { panics(); return nil })
	require.Len(t, r.failures, 1)
	assert.Regexp(t, `^panic: no\n\S+/fuzz_test\.panics\n\t.+/panic_test\.go:\d+\n\S+/fuzz_test\.TestCheck_panics\S+\n\t.+/panic_test\.go:\d+\nin the smallest`, r.failures[0])
	r = run(func(int) error { _ = fuzz.Texts(nil, 0); return nil })
	require.Len(t, r.failures, 1)
	assert.Regexp(t, `^panic: runtime error: \S.*(\n\S+\n\t.+:\d+)+\n\S+/fuzz\.Texts\n\t.+\n\S+/fuzz_test\.TestCheck_panics\S+\n\t.+\nin the smallest`, r.failures[0])
	var deep func(n int)
	deep = func(n int) {
		if n == 0 {
			panic("deep")
		}
		deep(n - 1)
	}
	r = run(func(int) error { deep(100); return nil })
	require.Len(t, r.failures, 1)
	assert.Equal(t, 1+2*32, strings.Count(r.failures[0][:strings.Index(r.failures[0], "in the smallest")], "\n")-1)
	assert.Contains(t, r.failures[0], "\nand 70 calls more\n")
}

// failing is a testing.TB that keeps the failures.
type failing struct {
	testing.TB
	failures []string
}

func (*failing) Helper()             {}
func (*failing) Name() string        { return "TestIt" }
func (*failing) Logf(string, ...any) {}
func (f *failing) Errorf(format string, args ...any) {
	f.failures = append(f.failures, fmt.Sprintf(format, args...))
}
