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
// A record is known again by its id. Predefined attributes and workspace associations have
// none of their own: they are known by the name of an attribute, and by the ids of workspace
// and resource of an association, both. A record without is an error.
//
// Requests are those of the query's Target, or of Options.Target. Records are held to what is
// left to check and to the query as the service sent them, so that also those members count
// that the SDK (service/connect v1.175.2) does not know: the AIVersion of an evaluation form,
// and points and performance category of a contact evaluation. A client that is not the
// SDK's, such as one in a test, and does not pass on the options of a call, leaves the SDK's
// types alone to look at: see [Record].
//
// # Errors
//
// An error comes last, with the zero record, and after it nothing is known of what is
// missing. It is ast.Diagnostics for a query that has no plan, and a plain one for a query,
// or a Target, of another search, before any call; and otherwise a *[RequestError], for the
// first call that failed. That is final: trying again is the business of the client's
// Retryer. When ctx ends, the error is a *RequestError around ctx's cause.
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
