// Package effort says how many cases the costly property tests try: few in the usual
// run, so that go test ./... is soon done, and all in a full one,
//
//	SEARCHFILTER_TESTS=full go test ./...
//
// of which .ci/run makes one. Both begin with the same seeds, so that the usual run is
// a part of the full one.
package effort

import (
	"fmt"
	"os"
)

// Variable is the variable of the environment that says which run it is: full, or
// nothing for the usual one.
const Variable = "SEARCHFILTER_TESTS"

// Cases returns usual, or full in a full run. It panics if the variable says anything
// else, for a run that tries less than it was asked to would show nothing.
func Cases(usual, full int) int {
	switch text := os.Getenv(Variable); text {
	case "":
		return usual
	case "full":
		return full
	default:
		panic(fmt.Sprintf("%s=%q: it is full, or nothing", Variable, text))
	}
}
