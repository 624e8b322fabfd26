// Package connecttest provides a local service for tests. It serves all searches of
// Amazon Connect, the operations of its test cases and of their executions, and those of
// Amazon Q in Connect's sessions over HTTP, from memory and without an account, to
// whatever speaks AWS's REST-JSON protocol: an SDK, the AWS command line, curl.
//
//	service := connecttest.New(connecttest.Options{})
//	err := service.Put(connecttest.DefaultInstance, "users", json.RawMessage(`{"Username": "jane"}`))
//	server := httptest.NewServer(service)
//	defer server.Close()
//	client := sdk.New(sdk.Options{BaseEndpoint: &server.URL, …}) // service/connect of the AWS SDK for Go
//
// Paths, members, lengths, patterns, enums, error types and status codes are those of the
// services' models: connect 2017-08-08 and qconnect 2020-10-19 of botocore 1.43.67, and of
// botocore 1.44.8 for SearchMetrics, ListMetrics and ListRules. What is said there is called documented
// below. Where the documents are silent, it says what this service does, and which member of
// [Options] says otherwise. Signatures and permissions are not checked.
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
// and of each of the 24 kinds of records that Amazon Connect has a search for, that
// search, such as SearchUsers at POST /search-users, and its List operation where there
// is one, such as ListUsers at GET /users-summary/{InstanceId}. There is none of email
// addresses and workspace associations. [Service.Put] says what the target of a search is.
//
// Anything else is answered with UnknownOperationException and 404, one of the
// errors that all services of AWS have in common.
//
// # Versions
//
// Documented: DescribeTestCase "returns the published version if available,
// otherwise returns the saved version", or that with the status asked for; PUBLISHED
// validates the content and SAVED does not; UpdateTestCase does not change tags.
//
// So a test case has a published version, a saved one, or both. The documents are
// silent on what leads from one to the other. Here
//
//   - a version that is asked for by its status and is not there is
//     ResourceNotFoundException;
//   - a search sees a test case once, as DescribeTestCase returns it without a
//     status: one that was published has the status PUBLISHED and the name of the
//     published version, whatever was saved since. A StatusCondition asks for
//     that status. ListTestCases sees the same;
//   - a test case that is created without a Status is SAVED, or has none
//     ([Options.StatusMayBeMissing]);
//   - an update to SAVED changes the saved version, which is a copy of the
//     published one if there was none, and leaves the published one alone. An
//     update to PUBLISHED publishes the saved version with what is changed, or
//     the published one if there is none, and leaves no saved version. An update
//     without a Status changes the version that a search sees;
//   - members that are left out of an update stay as they are, so none can be
//     removed;
//   - tags are those of the test case, not of a version, and DeleteTestCase
//     deletes both versions;
//   - that the content is valid means that it is JSON. If it is not, there is an
//     InvalidTestCaseException. InitializationData "must be a valid JSON string",
//     it is documented, and is InvalidParameterException otherwise, whatever the
//     status;
//   - a name is taken by a test case that has it in either version, and
//     compares with case. The answer is the documented DuplicateResourceException.
//     CreateTestCase has no token by which a retry is known, so that is also what
//     a retry gets after an answer that was lost;
//   - LastModifiedTime and LastModifiedRegion are of the version. They are
//     what the headers say, which are documented for replicas, and otherwise
//     [Options.Now], to the millisecond, and [Options.Region]. Tags do not
//     change them.
//
// TestCaseSha256, "the SHA256 hash of the test case content", is that of the bytes
// of Content in UTF-8, in hexadecimal. A member without a value is left out of an
// answer, as are an empty FlowId, and tags if there are none. The pattern of
// PhoneNumber in the model has each backslash twice, by which no phone number
// would do; here it is that of E.164, \+[1-9]\d{1,14}.
//
// IDs are UUIDs, and TestCaseId is any text of up to 500 bytes where a caller sets
// it. ARNs are of the form that CloudFormation documents for
// AWS::Connect::TestCase:
// arn:aws:connect:REGION:ACCOUNT:instance/INSTANCE/test-case/ID, with aws-us-gov
// in the regions that begin with us-gov-. An instance may be given by its ID or
// its ARN, which must be this service's, and to ListTestCases by its ID alone.
//
// # Records of other kinds
//
// Test cases, executions and sessions are created and changed by their operations. Records
// of the other kinds are put in with [Service.Put], or loaded, and no operation changes
// more of them than their tags.
// They are answered as they were given: members that no model has stay, and nothing is
// filled in but an ID and an ARN that are missing. Their times are seconds since 1970,
// as the protocol has them. What a search looks at must have the type that the model
// says. An ID is any text of up to 1,000 bytes.
//
// The instance of a record is that of its ARN; of an override it is that of the ARN of
// the hours, and of an association that of the workspace. The ARN of what AWS manages,
// such as a view, names none. The part before the ID of an ARN that is filled in, such as
// agent/ of a user, is as AWS's examples have it, and ours where there are none.
//
// [SampleRecords] has records that refer to one another.
//
// # Searches
//
// Which records a search finds is decided by the judge of requests that this project is
// tested with. Documented: SearchFilter and SearchCriteria both apply, a list of tag
// conditions is an or of ands, comparisons are STARTS_WITH, CONTAINS and EXACT. A record
// that lacks a field meets no condition on it. Text compares with case
// ([Options.FoldCase]), a TagCondition without a TagValue is an error
// ([Options.KeyOnly]), and a CONTAINS may have any length ([Options.ContainsMin]). Where
// not even prose says that a field can be searched, a condition on it is an error
// ([Options.AllFieldNames]). Which bound counts, and whether a condition finds what
// lacks the field, is said by the members of [Options] from RangeWithoutMin on.
//
// What has no meaning in the documents is InvalidParameterException: two members in one
// node, a list without elements, a member that is unknown, null or there twice, criteria
// more than 1,000 deep. So is what no record shows: QueueTypeCondition, the ListCondition
// of users, WITH_CHILD_GROUPS, and the tags of email addresses, of overrides and of
// workspace associations. InstanceId is an ID, and may be an ARN for test cases and
// views.
//
// # Lists
//
// A summary has the members that the model has, of those that the record has, and no
// others. So the summaries of users have no LastModifiedTime unless their records have
// one, which no search answers with. A queue without a QueueType is STANDARD. The other
// parameters, such as queueTypes, are applied; one that the model does not have is
// InvalidParameterException. ListContactEvaluations has no MaxResults, and as many
// records in a page as its search.
//
// # Pages
//
// Documented: MaxResults is from 1 to a number of each operation, such as 100 for
// SearchTestCases, 500 for SearchUsers, and 1,000 for ListTestCases; a NextToken is
// there if there are more results; ApproximateTotalCount is "the total number of test
// cases which matched".
//
// The documents are silent on the order, the length of a page without MaxResults
// and on changes between pages. Here records are in the order of their IDs, a page
// is as long as can be ([Options.PageSize]) but has no more than 4 MiB of records,
// unless one record alone is larger, and a token says which ID the page before
// ended with. So a record that matches all the while is found exactly once,
// whatever is created, changed or deleted between two pages. ApproximateTotalCount
// is exact on the first page, and the pages after it repeat that. A page that is
// full at the end has no token.
//
// A token is opaque, and bound to its operation, instance, filter and criteria, in
// whatever order their members are, whether the instance is given by its ID or its
// ARN, and whether an empty filter or criteria are there; MaxResults may change.
// Any other token is InvalidParameterException. A token never expires, but by a
// [Fault].
//
// # Executions
//
// Documented: a published test case is executed; an execution is INITIATED,
// IN_PROGRESS, PASSED, FAILED or STOPPED, and its records are the last four; a list is
// of those "that started after" the one time and "started before" the other, which are
// milliseconds since 1970, of a test case's ID or name, and of a status; a clientToken
// makes both changes idempotent.
//
// No call is made and no flow runs. What comes of an execution is decided when it is
// started, by [Options.Execution], and shown as [Options.Now] gets there. The
// documents are silent on the rest. Here
//
//   - a test case without a published version is ResourceNotFoundException, as a
//     description of that version is. What is executed is the version as it was
//     then, and an execution stays, and goes on, when its test case is deleted;
//   - the name by which a list finds an execution is that of the test case when the
//     execution was started, compared as a whole and with case, and an ID or a
//     name that no test case has finds nothing;
//   - tags are those of the test case at that time, unless Options.Execution says
//     others. An execution has no ARN, by which they might be changed;
//   - the clientToken of a start that comes with the same test case again is answered
//     with the execution that it has started, as it is now, and with another test
//     case it is InvalidParameterException. No token is forgotten. Any number of
//     executions run at once;
//   - to stop an execution that has ended is InvalidRequestException, but for the
//     clientToken that has stopped it;
//   - a record is there from when it is under way, which is IN_PROGRESS, and STOPPED
//     if the execution is stopped then. Its Timestamp is when it was executed, and
//     until then when the one before it was;
//   - TotalObservations counts all that there will be. An observation has passed when
//     all of its records have, and failed when one has.
//
// The filters of a list are looked at as its pages are: what changes its status between
// two pages may be missed, or found with its new one.
//
// # Tags
//
// TagResource, UntagResource and ListTagsForResource of both services have one path, and
// the ARN says which it is. That of a test case, or of another record whose search shows
// tags, has Amazon Connect's rules for tags and its errors. That of a session has those of
// Amazon Q in Connect, whose model has no bound on the number of tags. The tags of an
// email address, which no answer shows, are InvalidParameterException.
//
// # Sessions
//
// Documented: a tagFilter is a union, whose nodes have exactly one member; a
// session is read back with what was written; clientToken makes CreateSession
// idempotent; "URLs cannot contain the ARN".
//
// So the same clientToken with the same members, in whatever order, is answered
// with the session that it has made, as it is now, and with others it is a
// ConflictException. A tagFilter is kept as it was written but for space between
// its parts. Members that are left out of an update stay, and of those of the
// orchestrator removeOrchestratorConfigurationList removes the list. Names need not
// differ. The ARN is arn:aws:wisdom:REGION:ACCOUNT:session/ASSISTANT/SESSION, by the
// pattern of the model. contactArn is checked and not read back, for SessionData has
// no member for it.
//
// # Retrieve
//
// Content is put in with [Service.Put] and the target q-retrieve, or loaded, and belongs
// to an assistant. Which of it comes back is decided by the filter alone, by the judge of
// requests; the retrievalQuery and the association are checked and have no part in it.
// All that is found comes back, or the first numberOfResults, in the order of
// associations and sources. Content without an associationId gets that of the request.
//
// # Errors
//
// An error has its type in the header x-amzn-errortype, and a body with Message,
// or message for Amazon Q in Connect; InvalidTestCaseException has Problems alone.
// The documents have "The request is not valid" and "One or more of the specified
// parameters are not valid": here a body that is too long, not UTF-8, not JSON or
// no object, or has half of a surrogate pair, is InvalidRequestException, and
// anything else that is wrong in it InvalidParameterException. ListRules has
// InvalidRequestException, and Amazon Q in Connect ValidationException, for both.
// Members that are in no model are refused, for they would have no effect, and so are
// members that are there twice. A query of which a part is malformed, such as a=b;c, is
// refused as a whole. So is, of DescribeTestCase, UntagResource and Lists, one with a
// parameter that the operation does not have, or twice one that may be there once.
//
// A body has 4 MiB at most where there is Content, and 1 MiB otherwise, which is
// ours: no limit is documented, but CloudFormation's of 256,000 characters for
// Content. It may be compressed by gzip; the limit is of what comes of that. A body
// that takes more than 30 seconds to arrive is RequestTimeoutException, and an
// answer that is not taken within a minute breaks off. A request that is refused
// changes nothing, and costs no more than reading it.
//
// # What goes wrong
//
// [Options.Fault] decides for each call whether it is throttled, fails, waits, or
// breaks off in the middle of the answer, and whether a page is empty or repeats a
// record. It may change data meanwhile:
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
// [Service.Load] read that, answers of searches and Lists as they come from AWS, and
// records that stand alone. The summaries of a List
// are served as they are; [Options.Warn] is told. The region, the account, and the
// instances and assistants are saved, too, so a service that is opened again is the same
// even if no record is left.
// [Options.Keep] gets the whole state at each change. Readers never wait for it:
// they see what was kept last. Changes that arrive meanwhile wait, and are kept
// together.
//
// # The SDK for Go
//
// That SDK now and then reports "use of closed network connection" from a service
// as quick as this one, or tries again without a word: once it has closed the body
// of a request, WriteTo of that body returns io.EOF (smithy-go v1.28.8), and
// net/http takes it for a failure. A transport that hides WriteTo helps:
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
// Package awsconnect does so itself.
//
// # What is missing
//
// The other operations of both services, such as DescribeUser, and quotas.
// AccessDeniedException, LimitExceededException, ServiceQuotaExceededException,
// TooManyTagsException and IdempotencyException are only answered as faults.
package connecttest
