package connecttest

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/wire"
)

// DefaultInstance is the instance of Amazon Connect that a Service has unless its Options say
// otherwise.
const DefaultInstance = "12345678-1234-1234-1234-123456789012"

// defaultAssistant is the assistant of Amazon Q in Connect.
const defaultAssistant = "87654321-4321-4321-4321-210987654321"

// Options say what a service knows, and how it behaves where the documents are
// silent. The zero Options is a service to begin with.
type Options struct {
	// Instances and Assistants are the IDs of those that exist: UUIDs in lower
	// case. None stands for DefaultInstance and for the assistant
	// 87654321-4321-4321-4321-210987654321. Any other is answered with
	// ResourceNotFoundException.
	Instances, Assistants []string

	// Region and Account are those of the ARNs, and Region is what
	// LastModifiedRegion is set to. Empty stands for us-east-1 and 111122223333.
	Region, Account string

	// PageSize is the most records in a page, and how many there are if a
	// request leaves MaxResults out. 0 stands for the most that the model has:
	// 100 for SearchTestCases, for example, and 1,000 for ListTestCases.
	PageSize int

	// KeyOnly, FoldCase, ContainsMin and ContainsMax are the unknowns of a
	// search: whether a TagCondition without a TagValue asks whether there is
	// such a tag, and is not an error; whether text compares without case; and
	// the least and most characters of a CONTAINS, where 0 is no bound.
	KeyOnly, FoldCase        bool
	ContainsMin, ContainsMax int

	// AllFieldNames allows the FieldNames of which not even the documents' prose says
	// that they can be searched. A request with one is an error otherwise.
	AllFieldNames bool

	// How a search compares where no document says so. What is false is taken for the
	// likeliest.

	// RangeWithoutMin and RangeWithoutMax say that RANGE leaves out the value that
	// equals the bound.
	RangeWithoutMin, RangeWithoutMax bool

	// LesserByMin says that what is less than a bound is less than MinValue, and
	// not than MaxValue. GreaterByMax says that what is greater is so than
	// MaxValue, and EqualByMax that what is equal or not is so to MaxValue. What
	// compares with a bound that the request has not, finds nothing.
	LesserByMin, GreaterByMax, EqualByMax bool

	// WholeSeconds says that times are searched without the part of a second that
	// a record shows.
	WholeSeconds bool

	// FalseFindsLacking says that IS_FALSE finds records which lack the field,
	// NotEqualFindsLacking that NOT_EQUAL and notEquals do, and NotInFindsLacking
	// that notIn finds content which lacks the key.
	FalseFindsLacking, NotEqualFindsLacking, NotInFindsLacking bool

	// ContainsInLists says that stringContains of Retrieve looks into the elements
	// of lists.
	ContainsInLists bool

	// StatusMayBeMissing leaves a test case that is created without a Status
	// without one. It is SAVED otherwise.
	StatusMayBeMissing bool

	// Now is the clock of LastModifiedTime and of executions. nil stands for time.Now.
	// It is called for test cases that are created and updated, unless the headers say
	// the time, in that order; for executions that are started and stopped, likewise;
	// and for whoever looks at executions. It is called by one goroutine at a time, and
	// must not use the Service, which waits for it.
	Now func() time.Time

	// Execution, if it is there, changes what comes of an execution that is started. It gets
	// one that passes after a second, a tenth of which it is INITIATED. This has a record for
	// each of the Observations of the test case's Content, up to 1,000, with its Identifier
	// and at even times: Content as the documents of the testing language have it. Without
	// any it has one record, of the observation "execution". Execution is called by one
	// goroutine at a time, in the order in which they start, and must not change the Service.
	Execution func(*Execution)

	// Seed is that of the generator of IDs. Two services with one Seed give
	// the same IDs in the same order.
	Seed uint64

	// Keep, if it is there, is called with the whole state, which writes itself as
	// Save writes it, after changes and before they are answered or seen by
	// anybody. Changes that arrive while it runs wait, and are kept together by
	// the next call. Calls are one after the other.
	//
	// An error undoes the changes, which are answered with
	// InternalServiceException, or with ConflictException if the error is
	// ErrChanged, and so does a panic. Keep must not change the Service.
	Keep func(state io.WriterTo) error

	// Warn, if it is there, is told what Open and Load have read that is served
	// otherwise than one may think: the summaries of a List, which lack members that
	// the search answers with, members that are passed over, and an answer that says
	// there is more.
	Warn func(message string)

	// Fault, if it is there, is asked what is to go wrong with a call, unless it
	// is for no operation, its body is no JSON object or its query is malformed. It
	// may be called by several goroutines at once, and may call the Service, to
	// change data between two pages.
	Fault func(Call) Fault
}

// A Service serves the searches of Amazon Connect, and the operations of its test cases,
// of their executions and of Amazon Q in Connect's sessions, from memory. It is an
// [http.Handler], and its methods may be called by several goroutines at once.
type Service struct {
	options Options

	now   atomic.Pointer[snapshot] // as readers see it
	calls atomic.Int64

	mu      sync.Mutex // guards waiting
	waiting []*change
	writing chan struct{} // is full while somebody makes changes
	random  *rand.Rand    // is used only by whoever does

	clockMu sync.Mutex // guards the calls of options.Now
}

// New returns a service without records and sessions. It panics if an ID in
// the options is no UUID, Region or Account is none, or a number is negative.
func New(o Options) *Service {
	if len(o.Instances) == 0 {
		o.Instances = []string{DefaultInstance}
	}
	if len(o.Assistants) == 0 {
		o.Assistants = []string{defaultAssistant}
	}
	if o.Region == "" {
		o.Region = "us-east-1"
	}
	if o.Account == "" {
		o.Account = "111122223333"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.PageSize < 0 || o.ContainsMin < 0 || o.ContainsMax < 0 {
		panic("connecttest: PageSize, ContainsMin and ContainsMax are at least 0")
	}
	if !regionName.MatchString(o.Region) || !accountID.MatchString(o.Account) {
		panic(fmt.Sprintf("connecttest: %q is no region, or %q no account", o.Region, o.Account))
	}
	s := &Service{
		options: o,
		random:  rand.New(rand.NewPCG(o.Seed, 0)),
		writing: make(chan struct{}, 1),
	}
	for _, id := range slices.Concat(o.Instances, o.Assistants) {
		if !isUUID(id) {
			panic(fmt.Sprintf("connecttest: %q is no UUID in lower case", id))
		}
	}
	s.now.Store(newSnapshot(&home{Region: o.Region, Account: o.Account, Instances: o.Instances, Assistants: o.Assistants}))
	return s
}

// Options returns the options of the service, with the instances, assistants, region
// and account that it has.
func (s *Service) Options() Options { return s.options }

// The most bytes of a body: the first for operations that take a test case's
// Content, which may have 256,000 characters in CloudFormation, and the second
// for the others.
const (
	maxContentBody = 4 << 20
	maxBody        = 1 << 20
)

// An operation is one of the API's.
type operation struct {
	name   string
	method string
	path   []string // its segments, of which {} is a parameter
	body   int64    // the most bytes, 0 for none
	run    func(*Service, *call) (answer any, err error)
	list   *listing // or nil
}

var operations = []*operation{
	{"CreateTestCase", "PUT", []string{"test-cases", "{}"}, maxContentBody, (*Service).createTestCase, nil},
	{"DescribeTestCase", "GET", []string{"test-cases", "{}", "{}"}, 0, (*Service).describeTestCase, nil},
	{"UpdateTestCase", "POST", []string{"test-cases", "{}", "{}"}, maxContentBody, (*Service).updateTestCase, nil},
	{"DeleteTestCase", "DELETE", []string{"test-cases", "{}", "{}"}, 0, (*Service).deleteTestCase, nil},
	{"StartTestCaseExecution", "PUT", []string{"test-cases", "{}", "{}", "start-execution"}, maxBody, (*Service).startExecution, nil},
	{"StopTestCaseExecution", "POST", []string{"test-cases", "{}", "{}", "{}", "stop-execution"}, maxBody, (*Service).stopExecution, nil},
	{"GetTestCaseExecutionSummary", "GET", []string{"test-cases", "{}", "{}", "{}", "summary"}, 0, (*Service).executionSummary, nil},
	{"ListTestCaseExecutionRecords", "GET", []string{"test-cases", "{}", "{}", "{}", "records"}, 0, (*Service).listExecutionRecords, nil},
	{"ListTestCaseExecutions", "GET", []string{"test-case-executions", "{}"}, 0, (*Service).listExecutions, nil},
	{"ListTagsForResource", "GET", []string{"tags", "{}"}, 0, (*Service).listTags, nil},
	{"TagResource", "POST", []string{"tags", "{}"}, maxBody, (*Service).tagResource, nil},
	{"UntagResource", "DELETE", []string{"tags", "{}"}, 0, (*Service).untagResource, nil},
	{"CreateSession", "POST", []string{"assistants", "{}", "sessions"}, maxBody, (*Service).createSession, nil},
	{"UpdateSession", "POST", []string{"assistants", "{}", "sessions", "{}"}, maxBody, (*Service).updateSession, nil},
	{"GetSession", "GET", []string{"assistants", "{}", "sessions", "{}"}, 0, (*Service).getSession, nil},
	{"Retrieve", "POST", []string{"assistants", "{}", "retrieve"}, maxBody, (*Service).retrieve, nil},
}

// ofKinds returns the operations that kinds of records have in common.
func ofKinds(list []*kind) (all []*operation) {
	for _, k := range list {
		all = append(all, &operation{k.search, "POST", []string{"search-" + k.target}, maxBody, func(s *Service, c *call) (any, error) { return k.find(s, c) }, nil})
		if k.list != nil {
			all = append(all, &operation{k.list.name, "GET", strings.Split(k.list.path, "/"), 0, func(s *Service, c *call) (any, error) {
				answer, err := k.summaries(s, c)
				return answer, k.list.failed(err)
			}, k.list})
		}
	}
	return all
}

var allOperations = slices.Concat(operations, ofKinds(kinds))

// paged has the kinds by the operations that answer in pages, and no kind for those of
// executions.
var paged = func() map[string]*kind {
	all := map[string]*kind{"ListTestCaseExecutions": nil, "ListTestCaseExecutionRecords": nil}
	for _, k := range kinds {
		all[k.search] = k
		if k.list != nil {
			all[k.list.name] = k
		}
	}
	return all
}()

// qInConnect reports whether the operation, with these parameters of its path, is of
// Amazon Q in Connect, whose errors are others. Both services have the tags of an ARN at
// one path.
func (o *operation) qInConnect(args []string) bool {
	return o.path[0] == "assistants" || o.path[0] == "tags" && isWisdom(args[0])
}

// A call is one request for an operation.
type call struct {
	ctx    context.Context
	args   []string // the parameters of the path
	query  url.Values
	header http.Header
	body   []byte // a JSON value in UTF-8; {} if the operation has none or it is empty
	fault  Fault
}

// match returns the parameters in the segments of a path, if they are those of
// the operation.
func (o *operation) match(segments []string) (args []string, ok bool) {
	if len(segments) != len(o.path) {
		return nil, false
	}
	for i, want := range o.path {
		switch {
		case want == "{}":
			args = append(args, segments[i])
		case want != segments[i]:
			return nil, false
		}
	}
	return args, true
}

// segmentsOf returns the segments of a request's path, or nil if none could be that of an
// operation.
func segmentsOf(r *http.Request) []string {
	path, ok := strings.CutPrefix(r.URL.EscapedPath(), "/")
	if !ok {
		return nil
	}
	segments := strings.Split(path, "/")
	if segments[0] == "tags" && len(segments) > 2 { // an ARN whose slashes are not escaped
		segments = []string{"tags", strings.Join(segments[1:], "/")}
	}
	for i := range segments {
		var err error
		if segments[i], err = url.PathUnescape(segments[i]); err != nil || segments[i] == "" {
			return nil
		}
	}
	return segments
}

// route returns the operation that a request is for, with the parameters of its
// path, or nil.
func route(r *http.Request) (*operation, []string) {
	segments := segmentsOf(r)
	for _, o := range allOperations {
		if args, ok := o.match(segments); ok && o.method == r.Method {
			return o, args
		}
	}
	return nil, nil
}

// ServeHTTP answers a request. It panics with [http.ErrAbortHandler], which ends
// the connection, for a Fault that cuts the answer and for a request whose context
// ends before there is an answer. What was changed is answered in any case.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := int(s.calls.Add(1))
	w.Header().Set("x-amzn-RequestId", fmt.Sprintf("00000000-0000-4000-8000-%012x", n))

	op, args := route(r)
	if r.Body != http.NoBody {
		// The deadline ends with the body. A server that cannot set it has none.
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTime))
		if op == nil || op.body == 0 {
			w.Header().Set("Connection", "close") // or the answer would wait for a body that nobody reads
		}
	}
	if op == nil {
		write(w, nil, &apiError{Type: unknownOperation, Message: fmt.Sprintf("there is no operation %.20s %s", r.Method, excerpt(r.URL.Path))}, false)
		return
	}
	c := &call{ctx: r.Context(), args: args, header: r.Header}
	var answer any
	err := c.read(w, r, op)
	if err == nil {
		if c.query, err = url.ParseQuery(r.URL.RawQuery); err != nil { // which leaves out what is malformed
			err = op.list.failed(invalidParameter("the query is malformed: %v", err))
		}
	}
	if err == nil {
		if s.options.Fault != nil {
			c.fault = s.options.Fault(Call{Operation: op.name, N: n, Page: c.page(op)})
			err = c.fault.begin(c.ctx)
		}
		if err == nil {
			answer, err = op.run(s, c)
		}
	}
	if err != nil && errors.Is(err, c.ctx.Err()) {
		panic(http.ErrAbortHandler) // or nothing would be taken for an answer
	}
	var e *apiError
	if err != nil && !errors.As(err, &e) {
		e = &apiError{Type: internalService, Message: err.Error()}
		if errors.Is(err, ErrChanged) {
			e.Type = conflict
		}
	}
	if e != nil && op.qInConnect(args) {
		e = e.ofQInConnect()
	}
	write(w, answer, e, c.fault.Cut)
}

// How long a body may take to arrive, and an answer to be taken. They are variables
// for the tests.
var (
	bodyTime   = 30 * time.Second
	answerTime = time.Minute
)

// read reads the body of the request, which may be compressed by gzip.
func (c *call) read(w http.ResponseWriter, r *http.Request, op *operation) error {
	c.body = []byte("{}")
	if op.body == 0 {
		return nil
	}
	tooLong := invalidRequest("the body has more than %d bytes", op.body)
	if r.ContentLength > op.body {
		return tooLong
	}
	var in io.Reader = http.MaxBytesReader(w, r.Body, op.body)
	switch encoding := r.Header.Get("Content-Encoding"); strings.ToLower(encoding) {
	case "", "identity":
	case "gzip":
		plain, err := gzip.NewReader(in)
		switch {
		case err == nil:
			in = io.LimitReader(plain, op.body+1)
		case errors.Is(err, os.ErrDeadlineExceeded):
			return c.late(w)
		default:
			w.Header().Set("Connection", "close")
			return invalidRequest("the body is not gzip, as its Content-Encoding says")
		}
	default:
		w.Header().Set("Connection", "close")
		return invalidRequest("the Content-Encoding %s is not known here: send gzip, or none", excerpt(encoding))
	}
	body, err := io.ReadAll(in)
	switch {
	case errors.As(err, new(*http.MaxBytesError)), int64(len(body)) > op.body:
		return tooLong
	case errors.Is(err, os.ErrDeadlineExceeded):
		return c.late(w)
	case err != nil:
		return invalidRequest("the body breaks off")
	case len(body) == 0:
		return nil
	}
	return c.accept(body)
}

// late returns the error for a body that has not arrived in time.
func (c *call) late(w http.ResponseWriter) error {
	w.Header().Set("Connection", "close")
	return &apiError{Type: "RequestTimeoutException", Message: fmt.Sprintf("the body has not arrived within %v", bodyTime)}
}

// accept takes the body if it is an object in JSON.
func (c *call) accept(body []byte) error {
	if wrong := notObject(body); wrong != "" {
		return invalidRequest("the body %s", wrong)
	}
	if wire.HalfPair(body) {
		return invalidRequest("the body has half of a surrogate pair, which is no text")
	}
	c.body = body
	return nil
}

// empty is the answer of an operation that has no members to answer with.
type empty struct{}

// A body is an answer that is JSON already.
type body []byte

// write answers a call. One that is cut breaks off in the middle of the body.
func write(w http.ResponseWriter, answer any, e *apiError, cut bool) {
	status := http.StatusOK
	if e != nil {
		status, answer = e.status(), e.body()
		w.Header().Set("x-amzn-errortype", e.Type)
	}
	text, ok := answer.(body)
	if !ok {
		var err error
		if text, err = chars.JSON(answer); err != nil {
			panic(err) // an answer is plain data
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(answerTime))
	w.WriteHeader(status)
	if cut {
		text = text[:len(text)/2]
	}
	_, _ = w.Write(text) // what cannot be written, nobody reads
	if cut {
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// clock returns the time that it is, as the service keeps it.
func (s *Service) clock() time.Time {
	s.clockMu.Lock()
	defer s.clockMu.Unlock()
	return milliseconds(s.options.Now())
}

// newID returns a UUID that no record in the table has, for a change.
func (s *Service) newID(t table) string {
	for {
		if id := uuid(s.random); t.get(id) == nil {
			return id
		}
	}
}

// uuid returns a random UUID, of version 4.
func uuid(r *rand.Rand) string {
	a, b := r.Uint64(), r.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>48&0x3fff|0x8000, b&(1<<48-1))
}

// instance returns the ID of the instance that an ID or, if it may be one, an ARN is of, and its
// records of a kind as they are now.
func (s *Service) instance(k *kind, arns bool, idOrARN string) (string, table, error) {
	switch {
	case !arns && !isUUID(idOrARN):
		return "", table{}, invalidParameter("InstanceId: %s is no ID of an instance", excerpt(idOrARN))
	case len(idOrARN) > 250 || !instanceIDOrARN.MatchString(idOrARN):
		return "", table{}, invalidParameter("InstanceId: %s is no ID and no ARN of an instance", excerpt(idOrARN))
	}
	id := idOrARN[strings.LastIndexByte(idOrARN, '/')+1:]
	t, ok := s.now.Load().table(k, id)
	if !ok {
		return "", t, notFound("there is no instance %s: this service has %s", idOrARN, few(s.options.Instances))
	}
	if arn := s.ownerARN(connectService, id); id != idOrARN && idOrARN != arn {
		return "", t, notFound("there is no instance %s: its ARN is %s", idOrARN, arn)
	}
	return id, t, nil
}

var instanceIDOrARN = newTextForm(`^(arn:(aws|aws-us-gov):connect:[a-z]{2}-[a-z]+-[0-9]{1}:[0-9]{1,20}:instance/)?[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$`)

// wireOptions returns how a search is judged.
func (s *Service) wireOptions() wire.Options {
	o := s.options
	return wire.Options{
		KeyOnly: o.KeyOnly, FoldCase: o.FoldCase, ContainsMin: o.ContainsMin, ContainsMax: o.ContainsMax, AllFieldNames: o.AllFieldNames,
	}
}

// reading returns what a search means where nobody documents it.
func (s *Service) reading() wire.Reading {
	o := s.options
	return wire.Reading{
		FoldCase:        o.FoldCase,
		RangeWithoutMin: o.RangeWithoutMin, RangeWithoutMax: o.RangeWithoutMax,
		LesserByMin: o.LesserByMin, GreaterByMax: o.GreaterByMax, EqualByMax: o.EqualByMax,
		WholeSeconds:      o.WholeSeconds,
		FalseFindsLacking: o.FalseFindsLacking, NotEqualFindsLacking: o.NotEqualFindsLacking, NotInFindsLacking: o.NotInFindsLacking,
		ContainsInLists: o.ContainsInLists,
	}
}
