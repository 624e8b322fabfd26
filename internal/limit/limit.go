// Package limit has the default limits on a query, and what messages say of one that is
// over a limit.
package limit

import "strconv"

// The defaults of ast.Limits, and the greatest depth that can be set.
const (
	Bytes      = 64 << 10
	Depth      = 100
	Conditions = 10_000
	MaxDepth   = 10_000
)

// Message returns what is wrong with a query that is over a limit, and what to do. The
// code is that of the diagnostic: too-long, too-deep or too-many-conditions.
func Message(code string, most int) (message, hint string) {
	n := strconv.Itoa(most)
	switch code {
	case "too-long":
		return "the query is longer than " + n + " bytes", "split it into several queries"
	case "too-deep":
		return "more than " + n + " parentheses and nots are open here", "nest less"
	}
	return "the query has more than " + n + " conditions, counting each value of an in-list", "split it into several queries"
}
