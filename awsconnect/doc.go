// Package awsconnect runs queries against Amazon Connect, by the AWS SDK for Go, v2. It is a
// module of its own, so that the SDK is downloaded by those alone who call Amazon Connect
// with it.
//
//	q := searchfilter.Options{Target: connect.Users()}.MustParse(`username ^= jo and tag:team = billing`)
//	for user, err := range awsconnect.SearchWith[types.UserSearchSummary](ctx, client.SearchUsers, instanceID, q, awsconnect.Options{}) {
//		…
//	}
//
// [SearchWith] takes the method of each search that the SDK has, and yields records of the
// SDK's own type. [Search] yields records as JSON, also of the searches that the SDK does not
// have.
//
// # What a search yields
//
// A search returns the sequence of the records of the instance, an ID or ARN, that the query
// selects, each once. Ranging over it plans the query, and calls the service; pages are
// yielded as they come, and while one is worked on, each request under way fetches one page
// ahead. Leaving the loop ends what is under way.
//
// A record is told from others by its id. Predefined attributes and workspace associations
// have none: an attribute is told by its name, and an association by the ids of its workspace
// and of its resource. A record that lacks these is an error.
//
// Requests are those of the query's Target, or of Options.Target. Each record is checked as
// the service sent it. So members count that the SDK (service/connect v1.175.2) does not
// know: the AIVersion of an evaluation form, and the points and the performance category of a
// contact evaluation. A stand-in for the client that ignores the options of a call, such as
// one in a test, leaves only the SDK's types to check: see [Record].
//
// # Errors
//
// An error comes last, with the zero record. What is missing then is not known. Before any
// call, the error is ast.Diagnostics for a query that has no plan, and a plain one for a query
// or a Target of another search. Otherwise it wraps a *[RequestError] for the first call that
// failed, and what the SDK says. That is final: the client's Retryer is what tries again. When
// ctx ends, the error wraps a *RequestError and ctx's cause.
//
// # Changes meanwhile
//
// Without an error, all pages of all requests have come. They do not show one moment, for
// records may be changed between two calls. A record is sure to be yielded if, during the
// whole search, the query selects it and the same request of the plan finds it. One that goes
// from what one request finds to what another finds may be missed, even if the query selects
// it all the while.
//
// This is so if no change affects the order of the service's pages, and each page begins
// after the last record of the one before, as with package connecttest. Amazon Connect does
// not document how its pages follow one another. If they are numbered, or in an order that
// changes affect, a change may hide other records too.
//
// To miss nothing, search while nothing is changed. If that cannot be had, take a query of
// one request, which a MaxRequests of 1 in Options.Plan makes sure of: then no record goes
// from one request to another. The empty query is one. It lists all records, and the Match of
// another query says of each Record whether that selects it.
//
// A query that nothing can meet takes no call. A sequence may be ranged over again, which
// calls the service again.
//
// # Requests alone
//
// [Input] hands a request to the SDK, such as each of a plan. It stays what it is on its way:
// the body that the SDK sends has the members, lists and texts of the request's own JSON.
package awsconnect
