// Package fuzz makes queries, and records to try them on, at random: for
// property tests and for the seeds of fuzz targets.
//
// Everything is a [Generator], which is a function of a source of random
// numbers and a size, so that one seed gives one result:
//
//	r := rand.New(rand.NewSource(1))
//	tree := fuzz.Trees(schema.TestCase())(r, 20)
//	text := fuzz.Spellings(nil, tree)(r, 20)
//
// Generators compose as functions do, and [Generator.Gen] makes one a generator
// of github.com/leanovate/gopter.
//
// What is made is meant to hurt: texts with quotes, backslashes, keywords and
// operators in them, white space that few know, letters that fold to ASCII, keys
// at the limits of what AWS takes, records that differ from what is asked for by
// one character.
package fuzz
