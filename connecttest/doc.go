// Package connecttest provides a local service for tests. From memory and without an
// account, it serves all searches of Amazon Connect, the operations of its test cases and
// their executions, and the operations of sessions of Amazon Q in Connect. It serves whatever
// speaks AWS's REST-JSON protocol: an SDK, the AWS command line, curl.
//
//	service := connecttest.New(connecttest.Options{})
//	err := service.Put(connecttest.DefaultInstance, "users", json.RawMessage(`{"Username": "jane"}`))
//	server := httptest.NewServer(service)
//	defer server.Close()
//	client := sdk.New(sdk.Options{BaseEndpoint: &server.URL, …}) // service/connect of the AWS SDK for Go
//
// Paths, members, lengths, patterns, enums, error types and status codes are those of the
// services' models: connect 2017-08-08 and qconnect 2020-10-19 of botocore 1.43.67, and of
// botocore 1.44.8 for SearchMetrics, ListMetrics and ListRules. What the models say is called
// documented below. Where they are silent, the comments here say what this service does, and
// which member of [Options] changes it. Signatures and permissions are not checked.
//
// # Operations
//
//	CreateTestCase       PUT /test-cases/{InstanceId}
//	DescribeTestCase     GET /test-cases/{InstanceId}/{TestCaseId}
//	UpdateTestCase       POST /test-cases/{InstanceId}/{TestCaseId}
//	DeleteTestCase       DELETE /test-cases/{InstanceId}/{TestCaseId}
//	ListTagsForResource  GET /tags/{resourceArn}
//	TagResource          POST /tags/{resourceArn}
//	UntagResource        DELETE /tags/{resourceArn}
//	CreateSession        POST /assistants/{assistantId}/sessions
//	UpdateSession        POST /assistants/{assistantId}/sessions/{sessionId}
//	GetSession           GET /assistants/{assistantId}/sessions/{sessionId}
//	Retrieve             POST /assistants/{assistantId}/retrieve
//
// for executions, where EXECUTION is
// /test-cases/{InstanceId}/{TestCaseId}/{TestCaseExecutionId}:
//
//	StartTestCaseExecution        PUT /test-cases/{InstanceId}/{TestCaseId}/start-execution
//	StopTestCaseExecution         POST EXECUTION/stop-execution
//	GetTestCaseExecutionSummary   GET EXECUTION/summary
//	ListTestCaseExecutionRecords  GET EXECUTION/records
//	ListTestCaseExecutions        GET /test-case-executions/{InstanceId}
//
// and of each kind of records that Amazon Connect has a search for, that search, such as
// SearchUsers at POST /search-users, and its List operation, if Amazon Connect has one, such
// as ListUsers at GET /users-summary/{InstanceId}. [Service.Put] says what the target of a
// search is.
//
// Any other request is answered with UnknownOperationException and 404, an error that all
// services of AWS have.
//
// # Records
//
// Sessions and executions are made by operations, and test cases may be. All other records are
// put in with [Service.Put] or loaded, and operations change nothing but their tags. Records
// are answered as they were given, but for space and the order of members. Members that no
// model has stay, except that sessions and content have none. Only an ID, an ARN, the
// TestCaseSha256, a session's origin and the referenceType of content are filled in. Of a test
// case, a session and content, what is null and empty tags are left out. Times are seconds
// since 1970, as the protocol has them, and a tag is never a time. A member that a search looks
// at must have the type that the model says. An ID is any text of up to 1,000 bytes.
//
// The ARN of a record says its instance. The ARN of an override is that of its hours, and the
// ARN of an association that of its workspace. The ARN of what AWS manages, such as a view,
// says no instance. The part before the ID of an ARN that is filled in, such as agent/ for a
// user, is as in AWS's examples, and ours where there are none. ARNs begin with arn:aws-us-gov
// in the regions whose names begin with us-gov-.
//
// [SampleRecords] has records that refer to one another.
//
// # Versions of test cases
//
// Documented: DescribeTestCase "returns the published version if available, otherwise returns
// the saved version", or that with the status asked for; PUBLISHED validates the content and
// SAVED does not; UpdateTestCase does not change tags.
//
// So a test case has a published version, a saved one, or both. The documents do not say what
// leads from one to the other. Here
//
//   - a version that is asked for by its status and is not there is
//     ResourceNotFoundException;
//   - a search sees a test case once, as DescribeTestCase returns it without a status. A test
//     case that was published has the status PUBLISHED and the name of the published version,
//     whatever was saved since, and a StatusCondition asks for that status. ListTestCases sees
//     the same;
//   - a test case that is created without a Status is SAVED, or has none
//     ([Options.StatusMayBeMissing]);
//   - an update to SAVED changes the saved version, which is a copy of the published one if
//     there was none, and leaves the published one alone. An update to PUBLISHED publishes the
//     saved version with the changes, or the published one if there is none, and leaves no
//     saved version. An update without a Status changes the version that a search sees;
//   - members that are left out of an update stay as they are, so none can be removed;
//   - both versions have the same tags, and DeleteTestCase deletes both;
//   - content is valid if it is JSON, and InvalidTestCaseException otherwise. That
//     InitializationData "must be a valid JSON string" is documented, and holds whatever the
//     status. If it is not, the answer is InvalidParameterException;
//   - a name is taken by a test case that has it in either version, and compares with case. The
//     answer is the documented DuplicateResourceException. CreateTestCase has no token that
//     would tell a retry, so a retry gets that answer, too;
//   - LastModifiedTime and LastModifiedRegion are of the version. They are what the headers
//     say, which are documented for replicas, and otherwise [Options.Now], to the millisecond,
//     and [Options.Region]. Tags do not change them.
//
// TestCaseSha256, "the SHA256 hash of the test case content", is that of the bytes of Content
// in UTF-8, in hexadecimal. The pattern of PhoneNumber in the model has each backslash twice,
// so no phone number would match it. Here it is that of E.164, \+[1-9]\d{1,14}.
//
// IDs that the service gives are UUIDs. A caller may set a TestCaseId, any text of up to 500
// bytes. ARNs are of the form that CloudFormation documents for AWS::Connect::TestCase:
// arn:aws:connect:REGION:ACCOUNT:instance/INSTANCE/test-case/ID. The operations of test cases
// and SearchTestCases take an instance by its ID or its ARN, which must be this service's, and
// ListTestCases by its ID alone.
//
// # Searches
//
// The judge of requests that this project is tested with decides which records a search finds.
// Documented: SearchFilter and SearchCriteria both apply, a list of tag conditions is an or of
// ands, comparisons are STARTS_WITH, CONTAINS and EXACT. A record that lacks a field meets no
// condition on it. Text compares with case ([Options.FoldCase]), a TagCondition without a
// TagValue is an error ([Options.KeyOnly]), and a CONTAINS may have any length
// ([Options.ContainsMin]). If not even prose says that a field can be searched, a condition on
// it is an error ([Options.AllFieldNames]). The members of [Options] from RangeWithoutMin on
// say which bound counts, and whether a condition finds records that lack the field.
//
// What has no meaning in the documents is InvalidParameterException: two members in one node, a
// list without elements, a member that is unknown, null or there twice, criteria more than 1,000
// deep. So is a condition on what no record shows: QueueTypeCondition, the ListCondition of
// users, WITH_CHILD_GROUPS, and the tags of email addresses, of overrides and of workspace
// associations. InstanceId is an ID, and may be an ARN for test cases and views.
//
// # Lists
//
// A summary has the members of the model that the record has, and no others. So the summaries
// of users have no LastModifiedTime unless their records have one, which no search answers with.
// A queue without a QueueType is STANDARD. The other parameters, such as queueTypes, are applied.
// A parameter that the model does not have is InvalidParameterException. ListContactEvaluations
// has no MaxResults, and its pages are as long as those of its search.
//
// # Pages
//
// Documented: MaxResults is from 1 to a number of each operation, such as 100 for
// SearchTestCases, 500 for SearchUsers, and 1,000 for ListTestCases; there is a NextToken if
// there are more results; ApproximateTotalCount is "the total number of test cases which
// matched".
//
// The documents do not say the order, the length of a page without MaxResults, and what happens
// when records change between pages. Here records are in the order of their IDs. A page is as
// long as it can be ([Options.PageSize]), but has no more than 4 MiB of records, unless one
// record alone is larger. A token says which ID the page before ended with. So a record that
// matches all the while is found exactly once, whatever is created, changed or deleted between
// two pages. ApproximateTotalCount is exact on the first page, and the pages after it repeat it.
// A full page at the end has no token.
//
// A token is opaque, and belongs to its operation, instance, filter and criteria. It does not
// matter in what order their members are, whether the instance is given by its ID or its ARN,
// and whether an empty filter or empty criteria are there. MaxResults may change. Any other token
// is InvalidParameterException. Tokens expire only by a [Fault].
//
// # Executions
//
// Documented: a published test case is executed; an execution is INITIATED, IN_PROGRESS, PASSED,
// FAILED or STOPPED, and its records are the last four; a list is of those "that started after"
// one time and "started before" another, which are milliseconds since 1970, of a test case's ID
// or name, and of a status; a clientToken makes both changes idempotent.
//
// No call is made and no flow runs. When an execution is started, [Options.Execution] decides
// what comes of it, and the service shows it as [Options.Now] gets there. The documents do not
// say the rest. Here
//
//   - a test case without a published version is ResourceNotFoundException, as is a description
//     of that version. The version is executed as it was at the start, and an execution stays, and
//     goes on, when its test case is deleted;
//   - a list finds an execution by the name that the test case had at the start, compared as a
//     whole and with case. An ID or a name that no test case has finds nothing;
//   - tags are those of the test case at the start, unless Options.Execution says others. An
//     execution has no ARN, by which they might be changed;
//   - a start with a clientToken that came with the same test case before is answered with the
//     execution that it started, as it is now. With another test case the token is
//     InvalidParameterException. No token is forgotten. Any number of executions run at once;
//   - to stop an execution that has ended is InvalidRequestException, unless the clientToken is
//     that of the call that stopped it;
//   - a record is there once it is under way. It is IN_PROGRESS then, and STOPPED if the
//     execution is stopped meanwhile. Its Timestamp is when it ended, and until then when the one
//     before it did;
//   - TotalObservations counts all that there will be. An observation has passed when all of its
//     records have, and failed when one has.
//
// A list applies its filters to each page when the page is asked for. If the status of an
// execution changes between two pages, the execution may be missed, or found with its new status.
//
// # Tags
//
// TagResource, UntagResource and ListTagsForResource of both services have one path, and the ARN
// says which service it is. A test case, or another record whose search shows tags, has Amazon
// Connect's rules for tags and its errors. A session has those of Amazon Q in Connect, whose
// model has no bound on the number of tags. The tags of an email address, which no answer shows,
// are InvalidParameterException.
//
// # Sessions
//
// Documented: a tagFilter is a union, whose nodes have exactly one member; a session is read back
// with what was written; clientToken makes CreateSession idempotent; "URLs cannot contain the ARN".
//
// So the same clientToken with the same members, in whatever order, is answered with the session
// that it made, as it is now. With other members it is ConflictException. A tagFilter stays as it
// was written, but for space between its parts. Members that are left out of an update stay as
// they are, and removeOrchestratorConfigurationList removes the list of orchestrators. Two
// sessions may have one name. The ARN is arn:aws:wisdom:REGION:ACCOUNT:session/ASSISTANT/SESSION,
// by the pattern of the model. contactArn is checked and not read back, because SessionData has
// no member for it.
//
// # Retrieve
//
// Content is put in with [Service.Put] and the target q-retrieve, or loaded, and belongs to an
// assistant. The filter alone decides which content comes back, by the judge of requests. The
// retrievalQuery and the association are checked and have no effect. All that is found comes
// back, or the first numberOfResults, in the order of associations and sources. Content without
// an associationId gets that of the request.
//
// # Errors
//
// An error has its type in the header x-amzn-errortype, and a body with Message, or message for
// Amazon Q in Connect. InvalidTestCaseException has Problems alone. The documents have "The
// request is not valid" and "One or more of the specified parameters are not valid". Here a body
// that is too long, not UTF-8, not JSON or no object, or has half of a surrogate pair, is
// InvalidRequestException, and anything else that is wrong is InvalidParameterException. ListRules
// has InvalidRequestException for both, and Amazon Q in Connect ValidationException. Members that
// are in no model are refused, because they would have no effect, and so are members that are
// there twice. A query with a malformed part, such as a=b;c, is refused as a whole.
// DescribeTestCase, UntagResource and Lists refuse a parameter that they do not have, and one that
// is there twice but may be there once.
//
// A body has 4 MiB at most if it may have Content, and 1 MiB otherwise. That is ours: no limit is
// documented, but CloudFormation's of 256,000 characters for Content. A body may be compressed by
// gzip, and the limit is then of the plain text. A body that takes more than 30 seconds to arrive
// is RequestTimeoutException, and an answer that is not taken within a minute breaks off. A
// request that is refused changes nothing.
//
// # What goes wrong
//
// [Options.Fault] decides for each call whether it is throttled, fails, waits, or breaks off in
// the middle of the answer, and whether a page is empty or repeats a record. It may change data
// between two pages:
//
//	Fault: func(c connecttest.Call) connecttest.Fault {
//		switch {
//		case c.N%5 == 0: // throttle every fifth call
//			return connecttest.Fault{Error: "ThrottlingException"}
//		case c.Page == 3: // tokens expire after two pages
//			return connecttest.Fault{Error: "InvalidParameterException"}
//		}
//		return connecttest.Fault{}
//	},
//
// # What is kept
//
// [Service.Save] writes all records, executions, sessions and content as JSON. [Open] and
// [Service.Load] read that, answers of searches and Lists as they come from AWS, and records that
// stand alone. The summaries of a List are served as they are, and [Options.Warn] is told. The
// region, the account, and the instances and assistants are saved, too, so a service that is
// opened again is the same even if no record is left. [Options.Keep] gets the whole state at each
// change. Readers never wait for it: they see what was kept last. Changes that arrive meanwhile
// wait, and are kept together.
//
// # The SDK for Go
//
// With a service as quick as this one, that SDK now and then reports "use of closed network
// connection", or retries silently: once it has closed the body of a request, WriteTo of that body
// returns io.EOF (smithy-go v1.28.8), and net/http takes it for a failure. A transport that hides
// WriteTo helps:
//
//	type plainBody struct{ http.RoundTripper }
//
//	func (t plainBody) RoundTrip(r *http.Request) (*http.Response, error) {
//		if r.ContentLength > 0 {
//			r = r.WithContext(r.Context()) // a copy
//			r.Body = struct{ io.ReadCloser }{r.Body}
//		}
//		return t.RoundTripper.RoundTrip(r)
//	}
//
//	client := sdk.New(sdk.Options{HTTPClient: &http.Client{Transport: plainBody{http.DefaultTransport}}, …})
//
// Package awsconnect does this itself.
//
// # What is missing
//
// The other operations of both services, such as DescribeUser, and quotas are missing.
// AccessDeniedException, LimitExceededException, ServiceQuotaExceededException,
// TooManyTagsException and IdempotencyException are answered as faults alone.
package connecttest
