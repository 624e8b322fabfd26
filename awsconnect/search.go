package awsconnect

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/schema"
)

// Options set how SearchTestCases runs. The zero Options is the default.
type Options struct {
	// Target says what is known of the service. The default is
	// connect.TestCases().
	Target *compile.Target

	// Plan says what the plan may do.
	Plan compile.PlanOptions

	// PageSize is the MaxResults of each call, 1 to 100. The default is 100, the
	// most that the API takes.
	PageSize int32

	// Concurrency is how many requests of the plan are under way at a time. The
	// default is 1: then test cases come in the order of the plan's requests, and
	// of the service's pages within a request. Otherwise they come as they
	// arrive.
	Concurrency int

	// Trust yields what the requests and residuals find as it comes. By default
	// each test case is held to the whole query as well, and what the query does
	// not select is left out: the service may take a condition in another way
	// than is assumed, and what it found may have changed meanwhile. Progress
	// counts what was left out so. Trust a service that sends test cases without
	// the members that the query is about.
	Trust bool

	// Progress is called after each page, by one goroutine at a time, which is
	// the one that ranges over the sequence.
	Progress func(Progress)

	// Client changes the options of each call, as the last argument of the
	// client's own methods does.
	Client []func(*sdk.Options)
}

// Progress is how far a search is.
type Progress struct {
	Requests int // of the plan
	Done     int // of these, the ones whose last page has come
	Pages    int // that have come

	Seen      int // test cases on these pages
	Repeated  int // of these, the ones that were yielded before
	Matched   int // of these, the ones that are yielded, once each
	Disagreed int // of these, the ones left out that the service should not have found

	// Total is how many test cases there are in all by the service's count,
	// which it calls approximate, or -1 where that is not known: of several
	// requests, or if there is something left to check.
	Total int64
}

// A RequestError is a call that failed.
type RequestError struct {
	Request  int              // 1 for the first of the plan
	Requests int              // of the plan
	Page     int              // 1 for the request's first
	Query    *schema.Resolved // what the request finds
	Err      error            // what the SDK, or the context, says
}

// Error says which page of which request, and why.
func (e *RequestError) Error() string {
	return fmt.Sprintf("page %d of request %d of %d, for %s: %v", e.Page, e.Request, e.Requests, ast.Excerpt(e.Query.String()), e.Err)
}

// Unwrap returns e.Err.
func (e *RequestError) Unwrap() error { return e.Err }

// ErrRepeatedToken is the error for a service that sends the token of a page a
// second time, which would go on without an end.
var ErrRepeatedToken = errors.New("the service sent the token of an earlier page for this one")

// ErrNoID is the error for a test case that has no Id: it could not be told
// whether it was yielded before.
var ErrNoID = errors.New("the service sent a test case without an Id")

// ErrNoAnswer is the error for an answer that has none of the members of one to
// SearchTestCases, as another service or a proxy sends. Taken for an empty last
// page, it would hide what there is.
var ErrNoAnswer = errors.New("the service sent neither test cases, nor a token, nor a count")

// Inputs returns the requests of the plan as the SDK's client takes them, for
// the instance with this ID or ARN, and the error of SearchTestCasesInput. What they find
// is to be united, and held to the residuals of the plan.
func Inputs(instanceID string, p *compile.SearchPlan) ([]*sdk.SearchTestCasesInput, error) {
	inputs := make([]*sdk.SearchTestCasesInput, len(p.Requests))
	for i := range p.Requests {
		var err error
		if inputs[i], err = SearchTestCasesInput(instanceID, &p.Requests[i].Request); err != nil {
			return nil, err
		}
	}
	return inputs, nil
}

// SearchTestCases returns the sequence of the test cases of the instance, an ID
// or ARN, that the query selects, each once. Ranging over it plans the query,
// and calls the service by the SDK's own paginator; pages are yielded as they
// come, and while one is worked on, each request under way fetches one page
// ahead. Leaving the loop ends what is under way.
//
// An error comes last, with the zero TestCase, and after it nothing is known of
// what is missing. It is ast.Diagnostics for a query that has no plan, before any
// call; and otherwise a *RequestError, for the first call that failed. That is
// final: trying again is the business of the client's Retryer. When ctx ends, the
// error is a *RequestError around ctx's cause.
//
// Without an error, all pages of all requests have come. They do not show one
// moment, for test cases may be changed between two calls. A test case is sure to
// be yielded if, during the whole search, the query selects it and the same
// request of the plan finds it. One that goes from what one request finds to what
// another finds may be missed, even if the query selects it all the while.
//
// This is so if no change affects the order of the service's pages, and each page
// begins after the last record of the one before, as with package connecttest.
// Amazon Connect does not document how its pages follow one another. If they are
// numbered, or in an order that changes affect, a change may hide other test cases
// too.
//
// To miss nothing, search while nothing is changed. If that cannot be had, take a
// query of one request, which a MaxRequests of 1 in Options.Plan makes sure of:
// then no test case goes from one request to another. The empty query is one. It
// lists all test cases, and what searchfilter.Bind makes of q and Binding says which of
// them q selects.
//
// A query that nothing can meet takes no call. The sequence may be ranged over
// again, which calls the service again.
func SearchTestCases(
	ctx context.Context, client sdk.SearchTestCasesAPIClient, instanceID string, q searchfilter.Query, o Options,
) iter.Seq2[types.TestCase, error] {
	return func(yield func(types.TestCase, error) bool) {
		s, err := newSearch(q, instanceID, o)
		if err != nil {
			yield(types.TestCase{}, err)
			return
		}
		s.run(ctx, client, yield)
	}
}

// A search is one run of a plan.
type search struct {
	options  Options
	plan     *compile.SearchPlan
	inputs   []*sdk.SearchTestCasesInput
	requests []judge
	query    *eval.Program[*types.TestCase]
	yielded  map[string]bool // by Id
	progress Progress
}

// A judge tells of what a request finds what it should find, and what of that is
// selected if the service is to be trusted.
type judge struct {
	finds, residual *eval.Program[*types.TestCase]
}

func newSearch(q searchfilter.Query, instanceID string, o Options) (*search, error) {
	target := connect.TestCases()
	if o.Target != nil {
		target = *o.Target
	}
	plan, err := q.PlanFor(target, o.Plan)
	if err != nil {
		return nil, err
	}
	binding := bindingFor(q.Schema())
	query, err := searchfilter.Bind(q, binding)
	if err != nil {
		return nil, err
	}
	inputs, err := Inputs(instanceID, plan)
	if err != nil {
		return nil, err
	}
	s := &search{
		options:  o,
		plan:     plan,
		inputs:   inputs,
		query:    query,
		yielded:  map[string]bool{},
		progress: Progress{Requests: len(plan.Requests), Total: -1},
	}
	for _, r := range plan.Requests {
		var j judge
		if j.finds, err = eval.CompileFor(r.Query, binding); err != nil {
			return nil, err
		}
		if residual := cmp.Or(r.Residual, plan.Residual); residual != nil {
			if j.residual, err = eval.CompileFor(residual, binding); err != nil {
				return nil, err
			}
		}
		s.requests = append(s.requests, j)
	}
	return s, nil
}

// A page is what one call returned.
type page struct {
	request, number int // from 0, and from 1
	out             *sdk.SearchTestCasesOutput
	last            bool
	err             error
}

func (s *search) run(ctx context.Context, client sdk.SearchTestCasesAPIClient, yield func(types.TestCase, error) bool) {
	if len(s.inputs) == 0 {
		return
	}
	inner, cancel := context.WithCancel(ctx)
	pages := make(chan page)
	next := make(chan int, len(s.inputs))
	for i := range s.inputs {
		next <- i
	}
	close(next)
	var workers sync.WaitGroup
	for range min(max(s.options.Concurrency, 1), len(s.inputs)) {
		workers.Go(func() {
			for i := range next {
				if !s.fetch(inner, client, i, pages) {
					return
				}
			}
		})
	}
	defer workers.Wait()
	defer cancel()

	open := page{number: 1} // the page that is waited for, as far as one is known
	for s.progress.Done < len(s.inputs) {
		select {
		case p := <-pages:
			if p.err == nil {
				p.err = s.take(p, yield)
			}
			if errors.Is(p.err, errStop) {
				return
			}
			if p.err != nil {
				if ctx.Err() != nil {
					p.err = context.Cause(ctx)
				}
				yield(types.TestCase{}, s.failed(p))
				return
			}
			open = page{request: p.request, number: p.number + 1}
			if p.last {
				open = page{request: min(p.request+1, len(s.inputs)-1), number: 1}
			}
		case <-ctx.Done():
			open.err = context.Cause(ctx)
			yield(types.TestCase{}, s.failed(open))
			return
		}
	}
}

func (s *search) failed(p page) error {
	return &RequestError{p.request + 1, len(s.inputs), p.number, s.plan.Requests[p.request].Query, p.err}
}

// fetch sends the pages of a request, and reports whether all came.
func (s *search) fetch(ctx context.Context, client sdk.SearchTestCasesAPIClient, request int, pages chan<- page) bool {
	// The paginator's own way with a token that is repeated is to end as if
	// there were no more pages.
	pager := sdk.NewSearchTestCasesPaginator(client, s.inputs[request], func(o *sdk.SearchTestCasesPaginatorOptions) {
		o.Limit = s.options.PageSize
		if o.Limit == 0 {
			o.Limit = 100
		}
	})
	options := append(slices.Clip(s.options.Client), retryCut, sendPlain)
	var token string // of the next page
	sent := map[string]bool{}
	for number := 1; ; number++ {
		p := page{request: request, number: number}
		if sent[token] {
			p.err = ErrRepeatedToken
		} else {
			sent[token] = true
			p.out, p.err = pager.NextPage(ctx, options...)
			p.last = !pager.HasMorePages()
		}
		if p.err == nil {
			token = aws.ToString(p.out.NextToken)
			if p.out.TestCases == nil && p.out.NextToken == nil && p.out.ApproximateTotalCount == nil {
				p.err = ErrNoAnswer
			}
		}
		select {
		case pages <- p:
		case <-ctx.Done():
			return false
		}
		if p.err != nil || p.last {
			return p.err == nil
		}
	}
}

// retryCut has a client try again when an answer breaks off, which a search
// survives as well as an answer that does not come at all.
func retryCut(o *sdk.Options) {
	if r, ok := o.Retryer.(aws.RetryerV2); ok {
		o.Retryer = cutRetryer{r}
	}
}

type cutRetryer struct{ aws.RetryerV2 }

// IsErrorRetryable implements aws.Retryer.
func (r cutRetryer) IsErrorRetryable(err error) bool {
	return errors.Is(err, io.ErrUnexpectedEOF) || r.RetryerV2.IsErrorRetryable(err)
}

// sendPlain has a client send bodies without a method WriteTo. That of the SDK's
// bodies returns io.EOF once they are closed, which the SDK does as soon as an
// answer begins. net/http may still be about to look for the end of the body: it
// takes that error for a failure, and closes the connection under the answer.
func sendPlain(o *sdk.Options) {
	if o.HTTPClient != nil {
		o.HTTPClient = plainClient{o.HTTPClient}
	}
}

type plainClient struct{ sdk.HTTPClient }

// Do implements sdk.HTTPClient.
func (c plainClient) Do(r *http.Request) (*http.Response, error) {
	if _, ok := r.Body.(io.WriterTo); ok && r.Body != http.NoBody {
		r = r.WithContext(r.Context()) // a copy
		r.Body = struct{ io.ReadCloser }{r.Body}
	}
	return c.HTTPClient.Do(r)
}

// errStop says that the caller has left the loop.
var errStop = errors.New("stopped")

// take yields what is new of a page.
func (s *search) take(p page, yield func(types.TestCase, error) bool) error {
	n := &s.progress
	n.Pages++
	if p.last {
		n.Done++
	}
	if len(s.inputs) == 1 && s.requests[0].residual == nil && p.out.ApproximateTotalCount != nil {
		n.Total = *p.out.ApproximateTotalCount
	}
	var selected []types.TestCase
	for i := range p.out.TestCases {
		tc := &p.out.TestCases[i]
		id := aws.ToString(tc.Id)
		if id == "" {
			return ErrNoID
		}
		n.Seen++
		switch {
		case s.yielded[id]:
			n.Repeated++
		case s.selects(p.request, tc):
			s.yielded[id] = true
			n.Matched++
			selected = append(selected, *tc)
		}
	}
	if s.options.Progress != nil {
		s.options.Progress(*n)
	}
	for _, tc := range selected {
		if !yield(tc, nil) {
			return errStop
		}
	}
	return nil
}

// selects reports whether a test case that a request found is to be yielded.
func (s *search) selects(request int, tc *types.TestCase) bool {
	judge := s.requests[request]
	if s.options.Trust {
		return judge.residual == nil || judge.residual.Match(tc)
	}
	if s.query.Match(tc) {
		return true
	}
	if !judge.finds.Match(tc) {
		s.progress.Disagreed++
	}
	return false
}
