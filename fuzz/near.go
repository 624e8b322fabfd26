package fuzz

import (
	"math/rand"
	"strings"

	"github.com/searchfilter/searchfilter/schema"
)

// Queries returns the generator of texts for a parser. About half are queries on the
// schema's fields in any spelling. Most of the others are no queries: they are one edit away
// from a query, of a byte or of a word, or have one thing made wrong.
func Queries(s *schema.Schema) Generator[string] {
	return func(r *rand.Rand, size int) string {
		switch r.Intn(4) {
		case 0:
			return mutantQueries(s)(r, size).text
		case 1:
			return nearQueries(s)(r, size)
		}
		return Spellings(s, Trees(s)(r, size))(r, size)
	}
}

// nearQueries returns the generator of texts that are one edit away from a query on
// the schema's fields: something is left out, put in, put twice, replaced or swapped, or
// the rest is cut off. Most are no queries, some are, and now and then one is not UTF-8.
func nearQueries(s *schema.Schema) Generator[string] {
	return func(r *rand.Rand, size int) string {
		x := Trees(s)(r, size)
		if oneIn(r, 2) {
			return mutate(r, x.String())
		}
		return mutate(r, Spellings(s, x)(r, size))
	}
}

// mutate returns s with one edit, at a byte or at what white space sets off.
func mutate(r *rand.Rand, s string) string {
	if s == "" {
		return pick(r, pieces)
	}
	i := r.Intn(len(s))
	j := i + 1
	if oneIn(r, 2) { // a whole word rather than a byte
		i = strings.LastIndexByte(s[:i], ' ') + 1
		if n := strings.IndexByte(s[i:], ' '); n >= 0 {
			j = i + max(n, 1)
		} else {
			j = len(s)
		}
	}
	before, at, after := s[:i], s[i:j], s[j:]
	switch r.Intn(7) {
	case 0:
		return before + after
	case 1:
		return before + at + at + after
	case 2:
		return before + pick(r, pieces) + after
	case 3:
		return before + pick(r, pieces) + at + after
	case 4:
		return before + pick(r, []string{"\xff", "\xc3", "\xed\xa0\x80"}) + after
	case 5:
		return before
	}
	if after == "" {
		return before + at + pick(r, pieces)
	}
	return before + after[:1] + at + after[1:]
}
