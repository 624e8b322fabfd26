// Package connect has the searches of Amazon Connect that a query can be sent to: data
// alone, one file for each, from the service's model (botocore 1.43.67, connect
// 2017-08-08). [TestCaseExecutions] are records that no search finds, for queries about
// those in hand.
//
// A FieldName that is sent is one that the model's prose lists, or else the search says
// where it is from. Where the prose names the fields name and description without their
// FieldName values, name and description are sent. Whatever else nobody says is Untried: a
// query can ask for it, of records that were found by something else. A target's Fields
// are the caller's to change, once such a search was seen to find a record that exists:
//
//	t := connect.EmailAddresses()
//	t.Fields["address"] = compile.Leaf{Member: "StringCondition", FieldName: "emailAddress"}
//
// What a service finds is checked by the query again, so that it may find too much. What
// of this it does not find is lost.
package connect
