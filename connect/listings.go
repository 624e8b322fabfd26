package connect

import "github.com/searchfilter/searchfilter/schema"

// A Listing is a kind of record that an operation lists and that no search finds. A query
// about them is for records in hand: nothing can be sent, so that it is no Target.
//
//	q := searchfilter.Options{Schema: connect.TestCaseExecutions().Schema}.MustParse("status = FAILED")
type Listing struct {
	Name      string // as the command calls it: test-case-executions
	Operation string // that lists them: ListTestCaseExecutions
	Schema    *schema.Schema
}

// listings has all, in the order of their names.
var listings = []func() Listing{
	TestCaseExecutionRecords,
	TestCaseExecutions,
}

// Listings returns all listings, in the order of their names.
func Listings() []Listing {
	list := make([]Listing, len(listings))
	for i, listing := range listings {
		list[i] = listing()
	}
	return list
}

// listing returns the Listing that s describes, which has no members of a request.
func (s *search) listing() Listing { return Listing{s.name, s.operation, s.schema()} }
