package connecttest

import (
	"cmp"
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

// Options say what a service has, and how it behaves where the documents are silent. The zero
// Options is the default.
type Options struct {
	// Instances and Assistants are the IDs of those that exist: UUIDs in lower case. The
	// defaults are DefaultInstance and the assistant 87654321-4321-4321-4321-210987654321.
	// Any other is answered with ResourceNotFoundException.
	Instances, Assistants []string

	// Region and Account are those of the ARNs, and Region is what LastModifiedRegion is set
	// to. The defaults are us-east-1 and 111122223333.
	Region, Account string

	// PageSize is the most records in a page, and how many there are if a request has no
	// MaxResults. The default is the most that the model has, such as 100 for
	// SearchTestCases and 1,000 for ListTestCases.
	PageSize int

	// KeyOnly says that a TagCondition without a TagValue asks whether there is such a tag. It
	// is an error otherwise. FoldCase says that text compares without case. ContainsMin and
	// ContainsMax are the least and most characters of a CONTAINS, where 0 is no bound.
	KeyOnly, FoldCase        bool
	ContainsMin, ContainsMax int

	// AllFieldNames allows the FieldNames of which not even the documents' prose says that
	// they can be searched. A request with one is an error otherwise.
	AllFieldNames bool

	// The members from here to ContainsInLists say how a search compares where no document
	// does. The defaults are what is likeliest.

	// RangeWithoutMin and RangeWithoutMax say that RANGE leaves out the value that equals the
	// bound.
	RangeWithoutMin, RangeWithoutMax bool

	// LesserByMin says that a value is less than MinValue, and not than MaxValue, when it is
	// less. GreaterByMax says that it is greater than MaxValue, and EqualByMax that it is
	// equal, or not equal, to MaxValue. A comparison with a bound that the request does not
	// have finds nothing.
	LesserByMin, GreaterByMax, EqualByMax bool

	// WholeSeconds says that times are searched without the part of a second that a record
	// shows.
	WholeSeconds bool

	// FalseFindsLacking says that IS_FALSE finds records that lack the field,
	// NotEqualFindsLacking that NOT_EQUAL and notEquals do, and NotInFindsLacking that notIn
	// finds content that lacks the key.
	FalseFindsLacking, NotEqualFindsLacking, NotInFindsLacking bool

	// ContainsInLists says that stringContains of Retrieve looks into the elements of lists.
	ContainsInLists bool

	// StatusMayBeMissing leaves a test case that is created without a Status without one. It is
	// SAVED otherwise.
	StatusMayBeMissing bool

	// Now is the clock of LastModifiedTime and of executions. The default is time.Now. The
	// service calls it for a test case that is created or updated, unless the headers say the
	// time, for an execution that is started or stopped, and for whoever looks at executions.
	// The calls are in the order of the changes, one at a time. Now must not use the Service,
	// which waits for it.
	Now func() time.Time

	// Execution, if it is not nil, changes what comes of an execution that is started. It gets
	// one that passes after a second, and is INITIATED for a tenth of it. It has a record for
	// each of the Observations of the test case's Content, up to 1,000, with its Identifier and
	// at even times; Content is then as the documents of the testing language have it. Without
	// any, it has one record, of the observation "execution". Calls are one at a time, in the
	// order of the starts. Execution must not change the Service.
	Execution func(*Execution)

	// Seed is that of the generator of IDs. Two services with one Seed give the same IDs in
	// the same order.
	Seed uint64

	// Keep, if it is not nil, gets the whole state, which writes itself as Save does, after
	// changes and before they are answered or seen by anybody. Changes that arrive while it runs
	// wait for the next call, which keeps them together. Calls are one at a time.
	//
	// An error or a panic undoes the changes. They are answered with
	// InternalServiceException, or with ConflictException if the error is ErrChanged. Keep must
	// not change the Service.
	Keep func(state io.WriterTo) error

	// Warn, if it is not nil, is told what Open and Load read that is served otherwise than one
	// may think: the summaries of a List, which lack members that the search answers with,
	// members that are passed over, and an answer that says there is more.
	Warn func(message string)

	// Fault, if it is not nil, says what goes wrong with a call. It is not asked if the call is
	// for no operation, if its body is no JSON object, or if its query is malformed. Several
	// goroutines may call it at once, and it may call the Service, to change data between two
	// pages.
	Fault func(Call) Fault
}

// A Service is a local service, as the comment of the package says. It is an [http.Handler].
// Several goroutines may call its methods at once.
type Service struct {
	options Options

	now   atomic.Pointer[snapshot] // as readers see it
	calls atomic.Int64

	mu      sync.Mutex // guards waiting
	waiting []*change
	writing chan struct{} // full while a goroutine makes changes
	random  *rand.Rand    // for that goroutine alone

	clockMu sync.Mutex // guards the calls of options.Now
}

// New returns a service without records. It panics if an ID in the options is no UUID in lower
// case, Region or Account is none, or a number is negative.
func New(o Options) *Service {
	if len(o.Instances) == 0 {
		o.Instances = []string{DefaultInstance}
	}
	if len(o.Assistants) == 0 {
		o.Assistants = []string{defaultAssistant}
	}
	o.Region = cmp.Or(o.Region, "us-east-1")
	o.Account = cmp.Or(o.Account, "111122223333")
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

// Options returns the options of the service, with the instances, assistants, region and account
// that it has.
func (s *Service) Options() Options { return s.options }

// The most bytes of a body: for operations that take a test case's Content, which may have 256,000
// characters in CloudFormation, and for the others.
const (
	maxContentBody = 4 << 20
	maxBody        = 1 << 20
)

// An operation is one of the API's.
type operation struct {
	name   string
	method string
	path   []string // its segments, of which {} is a parameter
	most   int64    // bytes of a body, 0 if it has none
	paged  bool     // whether it answers in pages
	run    func(*Service, *call) (answer any, err error)
	list   *listing // or nil
}

func newOperation(name, method, path string, most int64, paged bool, run func(*Service, *call) (any, error)) *operation {
	return &operation{name, method, strings.Split(path, "/"), most, paged, run, nil}
}

var operations = func() []*operation {
	all := []*operation{
		newOperation("CreateTestCase", "PUT", "test-cases/{}", maxContentBody, false, (*Service).createTestCase),
		newOperation("DescribeTestCase", "GET", "test-cases/{}/{}", 0, false, (*Service).describeTestCase),
		newOperation("UpdateTestCase", "POST", "test-cases/{}/{}", maxContentBody, false, (*Service).updateTestCase),
		newOperation("DeleteTestCase", "DELETE", "test-cases/{}/{}", 0, false, (*Service).deleteTestCase),
		newOperation("StartTestCaseExecution", "PUT", "test-cases/{}/{}/start-execution", maxBody, false, (*Service).startExecution),
		newOperation("StopTestCaseExecution", "POST", "test-cases/{}/{}/{}/stop-execution", maxBody, false, (*Service).stopExecution),
		newOperation("GetTestCaseExecutionSummary", "GET", "test-cases/{}/{}/{}/summary", 0, false, (*Service).executionSummary),
		newOperation("ListTestCaseExecutionRecords", "GET", "test-cases/{}/{}/{}/records", 0, true, (*Service).listExecutionRecords),
		newOperation("ListTestCaseExecutions", "GET", "test-case-executions/{}", 0, true, (*Service).listExecutions),
		newOperation("ListTagsForResource", "GET", "tags/{}", 0, false, (*Service).listTags),
		newOperation("TagResource", "POST", "tags/{}", maxBody, false, (*Service).tagResource),
		newOperation("UntagResource", "DELETE", "tags/{}", 0, false, (*Service).untagResource),
		newOperation("CreateSession", "POST", "assistants/{}/sessions", maxBody, false, (*Service).createSession),
		newOperation("UpdateSession", "POST", "assistants/{}/sessions/{}", maxBody, false, (*Service).updateSession),
		newOperation("GetSession", "GET", "assistants/{}/sessions/{}", 0, false, (*Service).getSession),
		newOperation("Retrieve", "POST", "assistants/{}/retrieve", maxBody, false, (*Service).retrieve),
	}
	for _, k := range kinds {
		all = append(all, newOperation(k.search, "POST", "search-"+k.target, maxBody, true, k.find))
		if k.list != nil {
			list := newOperation(k.list.name, "GET", k.list.path, 0, true, k.summaries)
			list.list = k.list
			all = append(all, list)
		}
	}
	return all
}()

// qInConnect reports whether the operation, with these parameters of its path, is of Amazon Q in
// Connect, whose errors differ. Both services have the tags of an ARN at one path.
func (o *operation) qInConnect(args []string) bool {
	return o.path[0] == "assistants" || o.path[0] == "tags" && isWisdom(args[0])
}

// A call is one request for an operation.
type call struct {
	op     *operation
	ctx    context.Context
	args   []string // the parameters of the path
	query  url.Values
	header http.Header
	body   []byte // a JSON value in UTF-8; {} if the operation has none or it is empty
	fault  Fault
}

// match returns the parameters in the segments of a path, if it is that of the operation.
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

// route returns the operation that a request is for, or nil, and the parameters of its path.
func route(r *http.Request) (*operation, []string) {
	path, ok := strings.CutPrefix(r.URL.EscapedPath(), "/")
	if !ok {
		return nil, nil
	}
	segments := strings.Split(path, "/")
	if segments[0] == "tags" && len(segments) > 2 { // an ARN whose slashes are not escaped
		segments = []string{"tags", strings.Join(segments[1:], "/")}
	}
	for i := range segments {
		var err error
		if segments[i], err = url.PathUnescape(segments[i]); err != nil || segments[i] == "" {
			return nil, nil
		}
	}
	for _, o := range operations {
		if args, ok := o.match(segments); ok && o.method == r.Method {
			return o, args
		}
	}
	return nil, nil
}

// ServeHTTP answers a request. It panics with [http.ErrAbortHandler], which ends the connection, if
// a Fault cuts the answer, or if the context of the request ends before there is an answer.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := int(s.calls.Add(1))
	w.Header().Set("x-amzn-RequestId", fmt.Sprintf("00000000-0000-4000-8000-%012x", n))

	op, args := route(r)
	if r.Body != http.NoBody {
		// The deadline ends with the body. A server that cannot set it has none.
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTime))
		if op == nil || op.most == 0 {
			w.Header().Set("Connection", "close") // or the answer would wait for a body that nobody reads
		}
	}
	if op == nil {
		write(w, nil, &apiError{Type: unknownOperation, Message: fmt.Sprintf("there is no operation %.20s %s", r.Method, excerpt(r.URL.Path))}, false)
		return
	}
	c := &call{op: op, ctx: r.Context(), args: args, header: r.Header}
	answer, err := c.answer(s, w, r, n)
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

// answer reads the n-th request, and does what it asks for.
func (c *call) answer(s *Service, w http.ResponseWriter, r *http.Request, n int) (answer any, err error) {
	if err := c.read(w, r); err != nil {
		return nil, err
	}
	if c.query, err = url.ParseQuery(r.URL.RawQuery); err != nil { // which leaves out what is malformed
		return nil, c.op.list.failed(invalidParameter("the query is malformed: %v", err))
	}
	if s.options.Fault != nil {
		c.fault = s.options.Fault(Call{Operation: c.op.name, N: n, Page: c.page()})
		if err := c.fault.begin(c.ctx); err != nil {
			return nil, err
		}
	}
	answer, err = c.op.run(s, c)
	return answer, c.op.list.failed(err)
}

// How long a body may take to arrive, and an answer to be taken. Tests change them.
var (
	bodyTime   = 30 * time.Second
	answerTime = time.Minute
)

// read reads the body of the request, which may be compressed by gzip, and takes it if it is an
// object in JSON.
func (c *call) read(w http.ResponseWriter, r *http.Request) error {
	c.body = []byte("{}")
	if c.op.most == 0 {
		return nil
	}
	body, err := c.bytes(w, r)
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		w.Header().Set("Connection", "close")
		return &apiError{Type: "RequestTimeoutException", Message: fmt.Sprintf("the body has not arrived within %v", bodyTime)}
	case errors.As(err, new(*http.MaxBytesError)), int64(len(body)) > c.op.most:
		return invalidRequest("the body has more than %d bytes", c.op.most)
	case errors.As(err, new(*apiError)):
		w.Header().Set("Connection", "close") // for nobody reads the rest
		return err
	case err != nil:
		return invalidRequest("the body breaks off")
	case len(body) == 0:
		return nil
	}
	if wrong := notObject(body); wrong != "" {
		return invalidRequest("the body %s", wrong)
	}
	if wire.HalfPair(body) {
		return invalidRequest("the body has half of a surrogate pair, which is no text")
	}
	c.body = body
	return nil
}

// bytes returns the body as it was before it was compressed, or a byte more than it may have.
func (c *call) bytes(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength > c.op.most {
		return nil, new(http.MaxBytesError)
	}
	in := http.MaxBytesReader(w, r.Body, c.op.most)
	switch encoding := r.Header.Get("Content-Encoding"); strings.ToLower(encoding) {
	case "", "identity":
		return io.ReadAll(in)
	case "gzip":
		plain, err := gzip.NewReader(in)
		switch {
		case err == nil:
			return io.ReadAll(io.LimitReader(plain, c.op.most+1))
		case errors.Is(err, os.ErrDeadlineExceeded):
			return nil, err
		}
		return nil, invalidRequest("the body is not gzip, as its Content-Encoding says")
	default:
		return nil, invalidRequest("the Content-Encoding %s is not known here: send gzip, or none", excerpt(encoding))
	}
}

// empty is the answer of an operation that has no members to answer with.
type empty struct{}

// A body is an answer that is JSON already.
type body []byte

// write answers a call. If it is cut, the answer breaks off in the middle of the body.
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

// instance returns the ID of an instance, given its ID or, if the operation takes one, its ARN. It
// also returns the records of a kind that the instance has now.
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

// reading returns what a search means where no document says it.
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
