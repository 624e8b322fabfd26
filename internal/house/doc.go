// Package house holds the rules of the module that no compiler checks, in its
// tests: which package may import which, and what must be documented.
package house
