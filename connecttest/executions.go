package connecttest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/internal/chars"
)

// An Execution is what comes of executing a test case: its status by the time that has passed
// on [Options.Now].
type Execution struct {
	// Instance, TestCase and N say what is executed: the published version of the test case,
	// in JSON, for the N-th time, from 1 on. It has no effect to change them.
	Instance string
	TestCase json.RawMessage
	N        int

	// Duration is from the start to the end. Initiated is the part of it in which the status is
	// INITIATED; it is IN_PROGRESS after that. Both are cut to milliseconds.
	Initiated, Duration time.Duration

	// Status is PASSED or FAILED, at the end. Empty is FAILED if one of the records is, and
	// PASSED otherwise.
	Status string

	// Records are those of ListTestCaseExecutionRecords. They are put in the order of After.
	Records []ExecutionRecord

	// Tags are those that ListTestCaseExecutions answers with. nil stands for those of the test
	// case.
	Tags map[string]string
}

// An ExecutionRecord is one of the steps of an execution.
type ExecutionRecord struct {
	// ObservationId is what the record is of, in 1 to 256 characters. Several records may be of
	// one observation.
	ObservationId string

	// Status is PASSED or FAILED, and empty is PASSED.
	Status string

	// After is when the step ends, from the start of the execution on: at most Duration, and
	// Initiated if it is less. Before that it is IN_PROGRESS if all steps before it have ended.
	After time.Duration

	// Record is any text: the documents do not say what it has.
	Record string
}

// usual sets what comes of an execution unless Options.Execution says otherwise.
func (e *Execution) usual() {
	const most = 1000
	members, _ := objectMembers(e.TestCase)
	_, text, _ := textOf(members, "Content")
	var content struct{ Observations []struct{ Identifier string } }
	_ = json.Unmarshal([]byte(text), &content) // what is no such JSON has none
	e.Initiated, e.Duration = time.Second/10, time.Second
	var ids []string
	for i, o := range content.Observations[:min(len(content.Observations), most)] {
		if check(o.Identifier, 1, maxObservationID, nil) != "" {
			o.Identifier = "observation-" + strconv.Itoa(i+1)
		}
		ids = append(ids, o.Identifier)
	}
	if len(ids) == 0 {
		ids = []string{"execution"}
	}
	for i, id := range ids {
		after := e.Initiated + (e.Duration-e.Initiated)*time.Duration(i+1)/time.Duration(len(ids))
		e.Records = append(e.Records, ExecutionRecord{ObservationId: id, After: after, Record: jsonText(map[string]string{"Observation": id})})
	}
}

const maxObservationID = 256

// The values of the enums of executions. A filter of records takes those of executions.
var (
	executionStatuses = []string{"INITIATED", "PASSED", "FAILED", "IN_PROGRESS", "STOPPED"}
	outcomes          = []string{"PASSED", "FAILED"}
)

// An execution is one that was started. In JSON it is as it is saved. It does not change.
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

// record returns the execution as it is stored.
func (x *execution) record() (*record, error) {
	raw, err := chars.JSON(x)
	if err != nil {
		return nil, err
	}
	return newRecord(executionKind, raw)
}

// The members of an execution, and of one of its records.
const (
	executionMembers       = "InstanceId TestCaseExecutionId TestCaseId TestCaseName StartTime Initiated Duration Status Records Tags ClientToken StopTime StopToken"
	executionRecordMembers = "ObservationId Status After Record"
)

// readExecution reads an execution as it is saved.
func readExecution(r *record, _ map[string]json.RawMessage) error {
	x := new(execution)
	if err := decode(r.raw, x); err != nil {
		return err
	}
	// encoding/json has taken names in any case, and names twice.
	p := newParams(r.raw)
	for _, name := range []string{"Records", "Tags"} {
		if string(p.members[name]) == "null" {
			delete(p.members, name) // which is as good
		}
	}
	for o := range p.objects("Records") {
		o.only(executionRecordMembers)
	}
	p.object("Tags", false)
	p.only(executionMembers)
	if err := p.endRecord(); err != nil {
		return err
	}
	r.owner, r.token, r.execution = x.Instance, x.Token, x
	return x.check()
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

// take sets what Options.Execution says.
func (x *execution) take(e Execution) error {
	x.Initiated, x.Duration, x.Status = milliDuration(e.Initiated.Milliseconds()), milliDuration(e.Duration.Milliseconds()), e.Status
	if e.Tags != nil {
		x.Tags = e.Tags
	}
	var texts []string
	for key, value := range x.Tags {
		texts = append(texts, key, value)
	}
	ends := "PASSED"
	for _, r := range e.Records {
		texts = append(texts, r.ObservationId, r.Record)
		status := cmp.Or(r.Status, "PASSED")
		if status == "FAILED" {
			ends = status
		}
		after := max(milliDuration(r.After.Milliseconds()), x.Initiated)
		x.Records = append(x.Records, executionRecord{r.ObservationId, status, after, r.Record})
	}
	x.Status = cmp.Or(x.Status, ends)
	slices.SortStableFunc(x.Records, func(a, b executionRecord) int { return cmp.Compare(a.After, b.After) })
	if i := slices.IndexFunc(texts, func(s string) bool { return !utf8.ValidString(s) }); i >= 0 {
		return fmt.Errorf("%s is not UTF-8", excerpt(texts[i]))
	}
	return nil
}

// check returns an error for what is no execution.
func (x *execution) check() error {
	switch {
	case !isUUID(x.Instance):
		return fmt.Errorf("the InstanceId %s is no ID of an instance", excerpt(x.Instance))
	case x.TestCase == "" || x.Name == "":
		return errors.New("there is no TestCaseId or no TestCaseName")
	case time.Time(x.Start).IsZero():
		return errors.New("there is no StartTime")
	case !slices.Contains(outcomes, x.Status):
		return errors.New("the Status " + notOne(x.Status, outcomes))
	case x.Initiated < 0 || x.Initiated > x.Duration:
		return errors.New("the Initiated is not from 0 to Duration")
	case x.Duration > math.MaxInt64/milliDuration(time.Millisecond):
		return errors.New("the Duration is too long")
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

// executionIn returns the execution in a call's path.
func (c *call) executionIn(t table) (*execution, error) {
	r := t.get(c.args[2])
	if r == nil || r.execution.TestCase != c.args[1] {
		return nil, notFound("there is no execution %s of the test case %s", excerpt(c.args[2]), excerpt(c.args[1]))
	}
	return r.execution, nil
}

// execution returns the execution in a call's path, as it is now.
func (s *Service) execution(c *call) (*execution, error) {
	_, t, err := s.instance(executionKind, false, c.args[0])
	if err != nil {
		return nil, err
	}
	return c.executionIn(t)
}

// clientToken takes the one member of a body.
func (c *call) clientToken() (string, error) {
	p := newParams(c.body)
	token, _ := p.text("ClientToken", false, 0, 500, nil)
	return token, p.end()
}

// changeExecutions changes the executions of the instance in a call's path, given the
// ClientToken of the call.
func (s *Service) changeExecutions(c *call, change func(x *snapshot, t table, instance, token string) error) error {
	instance, _, err := s.instance(executionKind, false, c.args[0])
	if err != nil {
		return err
	}
	token, err := c.clientToken()
	if err != nil {
		return err
	}
	return s.change(func(x *snapshot) error {
		t, _ := x.table(executionKind, instance)
		return change(x, t, instance, token)
	})
}

func (s *Service) startExecution(c *call) (any, error) {
	var started *execution
	err := s.changeExecutions(c, func(x *snapshot, t table, instance, token string) error {
		if old := t.withKey(clientTokenKey(token)); old != nil {
			if started = old.execution; started.TestCase != c.args[1] {
				return invalidParameter("ClientToken: it came with another test case before")
			}
			return nil
		}
		cases, _ := x.table(testCaseKind, instance)
		r, err := s.execute(cases.get(c.args[1]), t, execution{Instance: instance, TestCase: c.args[1], Token: token})
		if err != nil {
			return err
		}
		started = r.execution
		x.set(t, r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	status, _ := started.at(s.clock())
	return struct{ TestCaseExecutionId, TestCaseId, Status string }{started.ID, started.TestCase, status}, nil
}

// execute returns an execution of a test case that begins now. It is among the executions t.
func (s *Service) execute(tc *record, t table, x execution) (*record, error) {
	published, _ := tc.versions()
	switch {
	case tc == nil:
		return nil, noTestCase(x.TestCase)
	case published == nil:
		return nil, notFound("the test case has no version that is PUBLISHED, and no other is executed")
	}
	e := Execution{Instance: x.Instance, TestCase: bytes.Clone(published.raw), N: 1}
	t.byID.Scan(func(_ string, r *record) bool {
		if r.execution.TestCase == x.TestCase {
			e.N++
		}
		return true
	})
	e.usual()
	if s.options.Execution != nil {
		s.options.Execution(&e)
	}
	tags, err := published.tags()
	if err != nil {
		return nil, err
	}
	x.ID, x.Name, x.Start, x.Tags = s.newID(t), published.name, timestamp(s.clock()), tags
	var r *record
	if err = x.take(e); err == nil {
		r, err = x.record()
	}
	if err != nil {
		return nil, fmt.Errorf("connecttest: what Options.Execution returned: %w", err)
	}
	return r, nil
}

func (s *Service) stopExecution(c *call) (any, error) {
	return empty{}, s.changeExecutions(c, func(x *snapshot, t table, _, token string) error {
		old, err := c.executionIn(t)
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
		stopped := *old
		stopped.Stop, stopped.StopToken = (*timestamp)(&at), token
		r, err := stopped.record()
		if err == nil {
			x.set(t, r)
		}
		return err
	})
}

func (s *Service) executionSummary(c *call) (any, error) {
	x, err := s.execution(c)
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

func (s *Service) listExecutionRecords(c *call) (any, error) {
	x, err := s.execution(c)
	if err != nil {
		return nil, err
	}
	if err := c.parameters([]string{"nextToken", "maxResults", "status"}); err != nil {
		return nil, err
	}
	status, err := c.enum("status", executionStatuses)
	if err != nil {
		return nil, err
	}
	size, err := s.listSize(c, 100)
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
	return paginate(c, pageOf[executedRecord]{
		list: "ExecutionRecords", ascend: ascend, size: size,
		match: func(r executedRecord) bool { return status == "" || status == r.Status },
		record: func(r executedRecord) []byte {
			b, _ := chars.JSON(r) // plain data
			return b
		},
	})
}

// milliseconds returns a time of a list's query, or the given one if there is none.
func (c *call) milliseconds(name string, without int64) (int64, error) {
	if !c.query.Has(name) {
		return without, nil
	}
	ms, err := strconv.ParseInt(c.query.Get(name), 10, 64)
	if err != nil || ms < 0 {
		return 0, invalidParameter("%s: milliseconds since 1970 are wanted, not %s", name, excerpt(c.query.Get(name)))
	}
	return ms, nil
}

// executionFilter returns what the query of ListTestCaseExecutions asks for at a time.
func (c *call) executionFilter(now time.Time) (func(*execution) bool, error) {
	status, err := c.enum("status", executionStatuses)
	if err != nil {
		return nil, err
	}
	after, err := c.milliseconds("startTime", math.MinInt64)
	if err != nil {
		return nil, err
	}
	before, err := c.milliseconds("endTime", math.MaxInt64)
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
		if start <= after || start >= before {
			return false
		}
		is, _ := x.at(now)
		return status == "" || status == is
	}, nil
}

func (s *Service) listExecutions(c *call) (any, error) {
	_, t, err := s.instance(executionKind, false, c.args[0])
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
	size, err := s.listSize(c, 100)
	if err != nil {
		return nil, err
	}
	return paginate(c, pageOf[*record]{
		list: "TestCaseExecutions", ascend: t.byID.Ascend, size: size,
		match:  func(r *record) bool { return match(r.execution) },
		record: func(r *record) []byte { return r.execution.summary(now) },
	})
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
