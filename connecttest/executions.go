package connecttest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/tidwall/btree"

	"github.com/searchfilter/searchfilter/internal/chars"
)

// An ExecutionCall is what an Execution is chosen by.
type ExecutionCall struct {
	Instance string
	TestCase TestCase // its published version

	// N is the number of the execution among those of the test case, from 1 on.
	N int
}

// An Execution is what comes of executing a test case: its status by the time that has
// passed on [Options.Now]. The zero Execution passes at once.
type Execution struct {
	// Duration is from the start to the end. It is INITIATED as long as Initiated, which
	// is part of it, and then IN_PROGRESS. Both are cut to milliseconds.
	Initiated, Duration time.Duration

	// Status is PASSED or FAILED, as it ends. Empty is FAILED if one of the records is,
	// and PASSED otherwise.
	Status string

	// Records are those of ListTestCaseExecutionRecords. They are put in the order of After.
	Records []ExecutionRecord

	// Tags are those that ListTestCaseExecutions answers with. nil stands for those of
	// the test case.
	Tags map[string]string
}

// An ExecutionRecord is one of the steps of an execution.
type ExecutionRecord struct {
	// ObservationId is what it is a record of, of 1 to 256 characters. Several may be of
	// one.
	ObservationId string

	// Status is PASSED or FAILED, and empty is PASSED.
	Status string

	// After is when it is executed, from the start on: at most Duration, and Initiated if
	// it is less. Before that it is IN_PROGRESS if all records before it are executed.
	After time.Duration

	// Record is any text: the documents do not say what it has.
	Record string
}

// DefaultExecution returns an Execution that passes after a second, a tenth of which it is
// INITIATED. It has a record for each of the Observations of the test case's Content, up
// to 1,000, with its Identifier and at even times: Content as the documents of the
// testing language have it. Without any it has one, of the observation "execution".
func DefaultExecution(c ExecutionCall) Execution {
	const most = 1000
	var content struct{ Observations []struct{ Identifier string } }
	if c.TestCase.Content != nil {
		_ = json.Unmarshal([]byte(*c.TestCase.Content), &content) // what is no such JSON has none
	}
	e := Execution{Initiated: time.Second / 10, Duration: time.Second, Status: "PASSED"}
	for i, o := range content.Observations[:min(len(content.Observations), most)] {
		id := o.Identifier
		if check(id, 1, maxObservationID, nil) != "" {
			id = "observation-" + strconv.Itoa(i+1)
		}
		e.Records = append(e.Records, ExecutionRecord{ObservationId: id})
	}
	if len(e.Records) == 0 {
		e.Records = []ExecutionRecord{{ObservationId: "execution"}}
	}
	for i := range e.Records {
		r := &e.Records[i]
		r.After = e.Initiated + (e.Duration-e.Initiated)*time.Duration(i+1)/time.Duration(len(e.Records))
		r.Record = *jsonText(map[string]string{"Observation": r.ObservationId})
	}
	return e
}

const maxObservationID = 256

// The values of the enums of executions. A filter of records takes those of executions.
var (
	executionStatuses = []string{"INITIATED", "PASSED", "FAILED", "IN_PROGRESS", "STOPPED"}
	outcomes          = []string{"PASSED", "FAILED"}
)

// executionTarget is the target of executions, which no search finds.
const executionTarget = "test-case-executions"

// executions are those of an instance.
type executions struct {
	byID    *btree.Map[string, *execution]
	byToken *btree.Map[string, string] // the IDs by ClientToken
	count   *btree.Map[string, int]    // how many there are, by the ID of the test case
}

func newExecutions() *executions {
	return &executions{new(btree.Map[string, *execution]), new(btree.Map[string, string]), new(btree.Map[string, int])}
}

func (of *executions) copy() *executions {
	return &executions{of.byID.Copy(), of.byToken.Copy(), of.count.Copy()}
}

// An execution is one that was started. It is not changed once it is in a tree. In JSON it
// is as it is saved.
type execution struct {
	Instance  string            `json:"InstanceId"`
	ID        string            `json:"TestCaseExecutionId"`
	TestCase  string            `json:"TestCaseId"`
	Name      string            `json:"TestCaseName"` // of the test case when it was started
	Start     timestamp         `json:"StartTime"`
	Initiated milliDuration     `json:",omitempty"`
	Duration  milliDuration     `json:",omitempty"`
	Status    string            // at the end
	Records   []executionRecord `json:",omitempty"`
	Tags      map[string]string `json:",omitempty"`
	Token     string            `json:"ClientToken,omitempty"`
	Stop      *timestamp        `json:"StopTime,omitempty"`
	StopToken string            `json:",omitempty"` // the ClientToken of the call that has stopped it

	stored []byte
	from   *input // that it was read from, or nil
}

// A milliDuration is a duration in milliseconds.
type milliDuration int64

func (d milliDuration) after(t timestamp) time.Time {
	return time.Time(t).Add(time.Duration(d) * time.Millisecond)
}

type executionRecord struct {
	Observation string        `json:"ObservationId"`
	Status      string        // once it is executed
	After       milliDuration `json:",omitempty"`
	Record      string        `json:",omitempty"`
}

// store makes x.stored of the rest.
func (x *execution) store() {
	b, err := chars.JSON(x)
	if err != nil {
		panic(err) // it is plain data
	}
	x.stored = bytes.Clone(b)
}

// setExecution puts an execution in the place of the one with its ID.
func (x *snapshot) setExecution(of *executions, e *execution) {
	x.changed = true
	of.release(e.ID)
	if old, ok := of.byID.Set(e.ID, e); ok {
		of.add(old.TestCase, -1)
	}
	of.add(e.TestCase, 1)
	if e.Token != "" {
		of.byToken.Set(e.Token, e.ID)
	}
}

// release lets go of the token of the execution with the ID, which is to be replaced, for
// another that is to have it.
func (of *executions) release(id string) {
	if x, ok := of.byID.Get(id); ok {
		release(of.byToken, x.Token, id)
	}
}

func (of *executions) add(testCase string, n int) {
	before, _ := of.count.Get(testCase)
	of.count.Set(testCase, before+n)
}

// at returns the status at a time, and when the execution has ended, which is the zero
// Time while it runs.
func (x *execution) at(now time.Time) (status string, end time.Time) {
	end = x.Duration.after(x.Start)
	switch {
	case x.Stop != nil:
		return "STOPPED", time.Time(*x.Stop)
	case !now.Before(end):
		return x.Status, end
	case now.Before(x.Initiated.after(x.Start)):
		return "INITIATED", time.Time{}
	}
	return "IN_PROGRESS", time.Time{}
}

// An executedRecord is a record as it is answered.
type executedRecord struct {
	ObservationId string
	Status        string
	Timestamp     timestamp
	Record        string `json:",omitempty"`
}

// recordsAt returns the records at a time, with their indices, from the first on: those
// that are executed, and the one that is under way.
func (x *execution) recordsAt(now time.Time, first int) iter.Seq2[int, executedRecord] {
	return func(yield func(int, executedRecord) bool) {
		status, end := x.at(now)
		if !end.IsZero() {
			now = end
		}
		for i := first; i < len(x.Records); i++ {
			began := x.Initiated
			if i > 0 {
				began = x.Records[i-1].After
			}
			if now.Before(began.after(x.Start)) {
				return // the one before is under way, or none
			}
			r := x.Records[i]
			one := executedRecord{r.Observation, r.Status, timestamp(r.After.after(x.Start)), r.Record}
			if time.Time(one.Timestamp).After(now) {
				one.Status, one.Timestamp = status, timestamp(began.after(x.Start))
			}
			if !yield(i, one) {
				return
			}
		}
	}
}

// An observationSummary has the numbers of the observations of an execution.
type observationSummary struct{ TotalObservations, ObservationsPassed, ObservationsFailed int }

// summaryAt returns the numbers at a time. An observation has failed when one of its
// records has, and passed when all have.
func (x *execution) summaryAt(now time.Time) observationSummary {
	left, failed := map[string]int{}, map[string]bool{}
	for _, r := range x.Records {
		left[r.Observation]++
	}
	for _, r := range x.recordsAt(now, 0) {
		switch r.Status {
		case "FAILED":
			failed[r.ObservationId] = true
		case "PASSED":
			left[r.ObservationId]--
		}
	}
	sum := observationSummary{TotalObservations: len(left), ObservationsFailed: len(failed)}
	for id, n := range left {
		if n == 0 && !failed[id] {
			sum.ObservationsPassed++
		}
	}
	return sum
}

// newExecution returns what is stored of what Options.Execution has returned.
func newExecution(e Execution) (*execution, error) {
	x := &execution{Initiated: milliDuration(e.Initiated.Milliseconds()), Duration: milliDuration(e.Duration.Milliseconds()), Status: e.Status, Tags: maps.Clone(e.Tags)}
	failed := false
	for i, r := range e.Records {
		if r.Status == "" {
			r.Status = "PASSED"
		}
		failed = failed || r.Status == "FAILED"
		if !utf8.ValidString(r.ObservationId) || !utf8.ValidString(r.Record) {
			return nil, fmt.Errorf("the text of Records[%d] is not UTF-8", i)
		}
		after := max(milliDuration(r.After.Milliseconds()), x.Initiated)
		x.Records = append(x.Records, executionRecord{r.ObservationId, r.Status, after, r.Record})
	}
	slices.SortStableFunc(x.Records, func(a, b executionRecord) int { return int(min(max(a.After-b.After, -1), 1)) })
	switch {
	case x.Status == "" && failed:
		x.Status = "FAILED"
	case x.Status == "":
		x.Status = "PASSED"
	}
	for key, value := range x.Tags {
		if !utf8.ValidString(key) || !utf8.ValidString(value) {
			return nil, errors.New("a text of Tags is not UTF-8")
		}
	}
	return x, nil
}

// check returns an error for what is no execution.
func (x *execution) check() error {
	switch {
	case !slices.Contains(outcomes, x.Status):
		return errors.New("the Status " + notOne(x.Status, outcomes))
	case x.Initiated < 0 || x.Initiated > x.Duration:
		return errors.New("the Initiated is not from 0 to Duration")
	}
	if err := checkTime(time.Time(x.Start)); err != nil {
		return fmt.Errorf("the start %w", err)
	}
	if err := checkTime(x.Duration.after(x.Start)); err != nil {
		return fmt.Errorf("the end %w", err)
	}
	for i, r := range x.Records {
		switch wrong := check(r.Observation, 1, maxObservationID, nil); {
		case wrong != "":
			return fmt.Errorf("the ObservationId of Records[%d]: %s", i, wrong)
		case !slices.Contains(outcomes, r.Status):
			return fmt.Errorf("the Status of Records[%d]: %s", i, notOne(r.Status, outcomes))
		case r.After < x.Initiated || r.After > x.Duration:
			return fmt.Errorf("the After of Records[%d] is not from Initiated to Duration", i)
		case i > 0 && r.After < x.Records[i-1].After:
			return fmt.Errorf("the After of Records[%d] is less than that of the record before", i)
		}
	}
	if x.Stop != nil && (time.Time(*x.Stop).Before(time.Time(x.Start)) || time.Time(*x.Stop).After(x.Duration.after(x.Start))) {
		return errors.New("the StopTime is not from the start to the end")
	}
	return nil
}

// executions returns the ID of the instance in a call's path, and its executions as they
// are now.
func (s *Service) executions(c *call) (string, *executions, error) {
	id, _, err := s.instanceBy(false, c.args[0])
	if err != nil {
		return "", nil, err
	}
	return id, s.now.Load().executions[id], nil
}

// execution returns the execution in a call's path.
func (of *executions) execution(c *call) (*execution, error) {
	x, ok := of.byID.Get(c.args[2])
	if !ok || x.TestCase != c.args[1] {
		return nil, notFound("there is no execution %s of the test case %s", excerpt(c.args[2]), excerpt(c.args[1]))
	}
	return x, nil
}

// clientToken takes the one member of a body.
func (c *call) clientToken() (string, error) {
	p := newParams(c.body)
	token := p.text("ClientToken", false, 0, 500, nil)
	if err := p.end(); err != nil || token == nil {
		return "", err
	}
	return *token, nil
}

// changeExecutions changes the executions of the instance in a call's path, given the
// ClientToken of the call.
func (s *Service) changeExecutions(c *call, change func(now *snapshot, instance, token string) error) error {
	instance, _, err := s.executions(c)
	if err != nil {
		return err
	}
	token, err := c.clientToken()
	if err != nil {
		return err
	}
	return s.change(func(now *snapshot) error { return change(now, instance, token) })
}

func (s *Service) startExecution(c *call) (any, error) {
	var x *execution
	err := s.changeExecutions(c, func(now *snapshot, instance, token string) error {
		of := now.executions[instance]
		if id, ok := of.byToken.Get(token); ok && token != "" {
			if x, _ = of.byID.Get(id); x.TestCase != c.args[1] {
				return invalidParameter("ClientToken: it came with another test case before")
			}
			return nil
		}
		var err error
		if x, err = s.execute(now, instance, c.args[1]); err != nil {
			return err
		}
		x.Token = token
		x.store()
		now.setExecution(of, x)
		return nil
	})
	if err != nil {
		return nil, err
	}
	status, _ := x.at(s.clock())
	return struct{ TestCaseExecutionId, TestCaseId, Status string }{x.ID, x.TestCase, status}, nil
}

// execute returns an execution of a test case that begins now.
func (s *Service) execute(now *snapshot, instance, id string) (*execution, error) {
	tc, ok := now.instances[instance].byID.Get(id)
	if !ok {
		return nil, noTestCase(id)
	}
	if tc.published == nil {
		return nil, notFound("the test case has no version that is PUBLISHED, and no other is executed")
	}
	of := now.executions[instance]
	before, _ := of.count.Get(id)
	x, err := newExecution(s.options.Execution(ExecutionCall{instance, tc.published.whole(), before + 1}))
	if err == nil {
		x.Instance, x.TestCase, x.Name, x.Start = instance, id, tc.published.head.Name, timestamp(s.clock())
		err = x.check()
	}
	if err != nil {
		return nil, fmt.Errorf("connecttest: what Options.Execution returned: %w", err)
	}
	if x.Tags == nil {
		x.Tags = tc.record.Tags
	}
	x.ID = s.newID(func(id string) bool { return has(of.byID, id) })
	return x, nil
}

func (s *Service) stopExecution(c *call) (any, error) {
	return empty{}, s.changeExecutions(c, func(now *snapshot, instance, token string) error {
		of := now.executions[instance]
		old, err := of.execution(c)
		if err != nil {
			return err
		}
		if old.Stop != nil && token != "" && token == old.StopToken {
			return nil
		}
		at := s.clock()
		if status, end := old.at(at); !end.IsZero() {
			return invalidRequest("the execution is not running: it is %s", status)
		}
		if at.Before(time.Time(old.Start)) { // by a clock that was set back
			at = time.Time(old.Start)
		}
		x := *old
		x.Stop, x.StopToken = (*timestamp)(&at), token
		x.store()
		now.setExecution(of, &x)
		return nil
	})
}

func (s *Service) executionSummary(c *call) (any, error) {
	_, of, err := s.executions(c)
	if err != nil {
		return nil, err
	}
	x, err := of.execution(c)
	if err != nil {
		return nil, err
	}
	now := s.clock()
	status, end := x.at(now)
	return struct {
		StartTime          timestamp
		EndTime            *timestamp `json:",omitempty"`
		Status             string
		ObservationSummary observationSummary
	}{x.Start, epoch(end), status, x.summaryAt(now)}, nil
}

// epoch returns the time as an answer has it, or nil for none.
func epoch(t time.Time) *timestamp {
	if t.IsZero() {
		return nil
	}
	return (*timestamp)(&t)
}

// statusFilter returns the status that a list is asked for, or none.
func (c *call) statusFilter() (string, error) {
	status := c.query.Get("status")
	if c.query.Has("status") && !slices.Contains(executionStatuses, status) {
		return "", invalidParameter("status: %s", notOne(status, executionStatuses))
	}
	return status, nil
}

func (s *Service) listExecutionRecords(c *call) (any, error) {
	_, of, err := s.executions(c)
	if err != nil {
		return nil, err
	}
	x, err := of.execution(c)
	if err != nil {
		return nil, err
	}
	if err := c.parameters([]string{"nextToken", "maxResults", "status"}); err != nil {
		return nil, err
	}
	status, err := c.statusFilter()
	if err != nil {
		return nil, err
	}
	size, err := c.maxResults(100)
	if err != nil {
		return nil, err
	}
	now := s.clock()
	ascend := func(from string, visit func(id string, r executedRecord) bool) {
		first, _ := strconv.Atoi(from) // 0 for the first page
		for i, r := range x.recordsAt(now, max(first, 0)) {
			if !visit(strconv.Itoa(i), r) {
				return
			}
		}
	}
	p, err := paginate(c, pageOf[executedRecord]{
		ascend: ascend, token: c.query.Get("nextToken"), parameters: c.listParameters("ListTestCaseExecutionRecords"), size: s.pageSize(size, 100),
		match: func(r executedRecord) bool { return status == "" || status == r.Status },
		record: func(r executedRecord) []byte {
			b, _ := chars.JSON(r) // plain data
			return b
		},
	})
	if err != nil {
		return nil, err
	}
	return p.answer("ExecutionRecords", struct {
		NextToken string `json:",omitempty"`
	}{p.next})
}

// milliseconds returns a time of a list's query, and whether there is one.
func (c *call) milliseconds(name string) (ms int64, ok bool, err error) {
	if !c.query.Has(name) {
		return 0, false, nil
	}
	ms, err = strconv.ParseInt(c.query.Get(name), 10, 64)
	if err != nil || ms < 0 {
		return 0, false, invalidParameter("%s: milliseconds since 1970 are wanted, not %s", name, excerpt(c.query.Get(name)))
	}
	return ms, true, nil
}

// executionFilter returns what the query of ListTestCaseExecutions asks for at a time.
func (c *call) executionFilter(now time.Time) (func(*execution) bool, error) {
	status, err := c.statusFilter()
	if err != nil {
		return nil, err
	}
	after, hasAfter, err := c.milliseconds("startTime")
	if err != nil {
		return nil, err
	}
	before, hasBefore, err := c.milliseconds("endTime")
	if err != nil {
		return nil, err
	}
	id, name := c.query.Get("testCaseId"), c.query.Get("testCaseName")
	if err := checkID(id); err != nil {
		return nil, invalidParameter("testCaseId: %v", err)
	}
	hasID, hasName := c.query.Has("testCaseId"), c.query.Has("testCaseName")
	if hasName && name == "" {
		return nil, invalidParameter("testCaseName: a text of 1 or more characters is wanted")
	}
	return func(x *execution) bool {
		if hasID && x.TestCase != id || hasName && x.Name != name {
			return false
		}
		start := time.Time(x.Start).UnixMilli()
		if hasAfter && start <= after || hasBefore && start >= before {
			return false
		}
		is, _ := x.at(now)
		return status == "" || status == is
	}, nil
}

func (s *Service) listExecutions(c *call) (any, error) {
	_, of, err := s.executions(c)
	if err != nil {
		return nil, err
	}
	if err := c.parameters([]string{"nextToken", "maxResults", "testCaseId", "testCaseName", "startTime", "endTime", "status"}); err != nil {
		return nil, err
	}
	now := s.clock()
	match, err := c.executionFilter(now)
	if err != nil {
		return nil, err
	}
	size, err := c.maxResults(100)
	if err != nil {
		return nil, err
	}
	p, err := paginate(c, pageOf[*execution]{
		ascend: of.byID.Ascend, token: c.query.Get("nextToken"), parameters: c.listParameters("ListTestCaseExecutions"), size: s.pageSize(size, 100),
		match:  match,
		record: func(x *execution) []byte { return x.summary(now) },
	})
	if err != nil {
		return nil, err
	}
	return p.answer("TestCaseExecutions", struct {
		NextToken string `json:",omitempty"`
	}{p.next})
}

// summary returns what ListTestCaseExecutions answers with at a time.
func (x *execution) summary(now time.Time) []byte {
	status, end := x.at(now)
	b, _ := chars.JSON(struct {
		StartTime                       timestamp
		EndTime                         *timestamp `json:",omitempty"`
		TestCaseExecutionId, TestCaseId string
		TestCaseExecutionStatus         string
		Tags                            map[string]string `json:",omitempty"`
	}{x.Start, epoch(end), x.ID, x.TestCase, status, x.Tags}) // plain data
	return b
}

// A storedExecution is an execution that was read.
type storedExecution struct {
	*execution
	at int64 // where it is in the data
}

// addExecution puts an execution that was read into its instance.
func (s *Service) addExecution(x *snapshot, v *storedExecution) error {
	of, ok := x.executions[v.Instance]
	if !ok {
		return fmt.Errorf("there is no instance %s: Options.Instances has %s", v.Instance, few(s.options.Instances))
	}
	if old, ok := of.byID.Get(v.ID); ok && old.from == v.from {
		return fmt.Errorf("the execution %s is there twice: leave one of them", excerpt(v.ID))
	}
	if id, ok := of.byToken.Get(v.Token); ok && id != v.ID {
		return fmt.Errorf("the executions %s and %s have one ClientToken: leave one of them", excerpt(id), excerpt(v.ID))
	}
	v.store()
	x.setExecution(of, v.execution)
	return nil
}

// The members of executions as they are saved.
var executionMembers = []string{
	"ClientToken", "Duration", "Initiated", "InstanceId", "Records", "StartTime", "Status", "StopTime", "StopToken", "Tags",
	"TestCaseExecutionId", "TestCaseId", "TestCaseName",
}

// execution reads an execution, which Save has written.
func (l *loader) execution() error {
	p, err := l.saved(executionMembers)
	if err != nil {
		return err
	}
	x := p.execution()
	if err := p.end(); err != nil {
		return l.fail("%s", err.(*apiError).Message)
	}
	if err := x.check(); err != nil {
		return l.fail("%w", err)
	}
	l.executions = append(l.executions, &storedExecution{x, l.at})
	return nil
}

// execution takes an execution as it is saved.
func (p *params) execution() *execution {
	text := func(p *params, name string, required bool, low, high int) (value string) {
		if s := p.text(name, required, low, high, nil); s != nil {
			value = *s
		}
		return value
	}
	x := &execution{
		ID:        text(p, "TestCaseExecutionId", true, 1, 0),
		TestCase:  text(p, "TestCaseId", true, 1, 0),
		Name:      text(p, "TestCaseName", true, 1, 0),
		Status:    text(p, "Status", true, 0, 0),
		Token:     text(p, "ClientToken", false, 0, 500),
		StopToken: text(p, "StopToken", false, 0, 500),
		Initiated: p.milliDuration("Initiated"),
		Duration:  p.milliDuration("Duration"),
	}
	for _, id := range []struct{ name, text string }{{"TestCaseExecutionId", x.ID}, {"TestCaseId", x.TestCase}} {
		if len(id.text) > maxID {
			p.fail(id.name, "an ID has %d bytes at most, and this has %d", maxID, len(id.text))
		}
	}
	if id := p.text("InstanceId", true, 0, 0, uuidPattern); id != nil {
		x.Instance = *id
	}
	if t := p.timestamp("StartTime", true); t != nil {
		x.Start = *t
	}
	x.Stop = p.timestamp("StopTime", false)
	if o := p.object("Tags", false); o != nil {
		for _, key := range slices.Sorted(maps.Keys(o.members)) {
			if x.Tags == nil {
				x.Tags = map[string]string{}
			}
			x.Tags[key] = text(o, key, true, 0, 0)
		}
	}
	if raw := p.take("Records", false); raw != nil {
		var list []json.RawMessage
		if raw[0] != '[' || json.Unmarshal(raw, &list) != nil {
			p.fail("Records", "a list of objects is wanted, not %s", clip(raw))
		}
		for i, raw := range list {
			o := p.inner(fmt.Sprintf("Records[%d]", i), raw)
			if o == nil {
				break
			}
			x.Records = append(x.Records, executionRecord{
				text(o, "ObservationId", true, 0, 0), text(o, "Status", true, 0, 0), o.milliDuration("After"), text(o, "Record", false, 0, 0),
			})
			_ = o.end()
		}
	}
	return x
}

// milliDuration takes a number of milliseconds.
func (p *params) milliDuration(name string) milliDuration {
	raw := p.take(name, false)
	if raw == nil {
		return 0
	}
	ms, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil || ms < 0 || ms > math.MaxInt64/int64(time.Millisecond) {
		p.fail(name, "a number of milliseconds is wanted, not %s", clip(raw))
		return 0
	}
	return milliDuration(ms)
}

// timestamp takes a time.
func (p *params) timestamp(name string, required bool) *timestamp {
	raw := p.take(name, required)
	if raw == nil {
		return nil
	}
	t := new(timestamp)
	if err := t.UnmarshalJSON(raw); err != nil {
		p.fail(name, "%v", err)
	}
	return t
}
