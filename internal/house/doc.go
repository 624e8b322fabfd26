// Package house holds rules of the module that no compiler checks, as tests: which
// package may import which, what is exported and documented, and what pages link to.
package house
