package awsconnect

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"reflect"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/connect"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/awsconnect/internal/pages"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/schema"
)

// Options set how a search runs. The zero Options is the default.
type Options struct {
	// Target says what is known of the service. The default is that of the query's
	// Options, or of package connect if the query has a Schema alone.
	Target *compile.Target

	// Plan says what the plan may do.
	Plan compile.PlanOptions

	// PageSize is the MaxResults of each call, from 1 on. The default is the most
	// that the API takes.
	PageSize int32

	// Concurrency is how many requests of the plan are under way at a time. The
	// default is 1: then records come in the order of the plan's requests, and of the
	// service's pages within a request. Otherwise they come as they arrive.
	Concurrency int

	// Trust yields what the requests and residuals find as it comes. By default
	// each record is held to the whole query as well, and what the query does not select
	// is left out: the service may take a condition in another way than is assumed, and
	// what it found may have changed meanwhile. Progress counts what was left out so.
	// Trust a service that sends records without the members that the query is about.
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

	Seen      int // records on these pages
	Repeated  int // of these, the ones that were yielded before
	Matched   int // of these, the ones that are yielded, once each
	Disagreed int // of these, the ones left out that the service should not have found

	// Total is how many records there are in all by the service's count, which it calls
	// approximate, or -1 where that is not known: of several requests, or if there is
	// something left to check.
	Total int64
}

// A RequestError says which call failed. The error that a sequence yields wraps it, and what the
// SDK, or the context, says.
type RequestError struct {
	Request  int              // 1 for the first of the plan
	Requests int              // of the plan
	Page     int              // 1 for the request's first
	Query    *schema.Resolved // what the request finds
}

// Error says which page of which request it was.
func (e *RequestError) Error() string {
	query := e.Query.String()
	if first := fmt.Sprintf("%.40s", query); first != query {
		query = first + "…"
	}
	return fmt.Sprintf("page %d of request %d of %d, for %q", e.Page, e.Request, e.Requests, query)
}

// errRepeatedToken is the error for a service that sends the token of a page a
// second time, which would go on without an end.
var errRepeatedToken = errors.New("the service sent the token of an earlier page for this one")

// SearchWith yields what Search does, as the SDK's own type R, by a method of the SDK's client,
// or of a stand-in in a test:
//
//	awsconnect.SearchWith[types.UserSearchSummary](ctx, client.SearchUsers, instanceID, q, o)
//
// R is the type of the records in the method's output. The error is a plain one if it is not,
// or if the query or Options.Target is for another search than the method.
func SearchWith[R, In, Out any](
	ctx context.Context, call func(context.Context, *In, ...func(*sdk.Options)) (*Out, error), instanceID string, q searchfilter.Query, o Options,
) iter.Seq2[R, error] {
	return sequence(ctx, typed[R](call), instanceID, q, o)
}

// A prepare makes what sends a request of a plan, of the search of base. The request has its
// MaxResults.
type prepare[R any] func(base *compile.Target, instanceID string, r *compile.Request) (send[R], error)

// A send asks for the page with that token, which is empty for the first.
type send[R any] func(ctx context.Context, token string, options []func(*sdk.Options)) (answer[R], error)

// typed returns what prepares requests for that method of the SDK's client.
func typed[R, In, Out any](call func(context.Context, *In, ...func(*sdk.Options)) (*Out, error)) prepare[R] {
	return func(base *compile.Target, instanceID string, r *compile.Request) (send[R], error) {
		list := base.Schema.Lists[0]
		records, ok := reflect.TypeFor[Out]().FieldByName(list)
		switch in := reflect.TypeFor[In](); {
		case in.Name() != base.Operation+"Input" || !ok:
			return nil, fmt.Errorf("awsconnect: the query is for %s, and the method takes a %s", base.Operation, in.Name())
		case records.Type != reflect.TypeFor[[]R]():
			return nil, fmt.Errorf("awsconnect: the records of %s are of the type %v, not %v", base.Operation, records.Type.Elem(), reflect.TypeFor[R]())
		}
		first, err := Input[In](instanceID, r)
		if err != nil {
			return nil, err
		}
		return func(ctx context.Context, token string, options []func(*sdk.Options)) (answer[R], error) {
			page := *first
			if token != "" {
				reflect.ValueOf(&page).Elem().FieldByName("NextToken").Set(reflect.ValueOf(&token))
			}
			out, err := call(ctx, &page, options...)
			if err != nil {
				return answer[R]{}, err
			}
			return answerOf[R](out, list)
		}, nil
	}
}

// sequence returns what a search yields.
func sequence[R any](ctx context.Context, p prepare[R], instanceID string, q searchfilter.Query, o Options) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		s, err := newSearch(p, instanceID, q, o)
		if err != nil {
			var none R
			yield(none, err)
			return
		}
		s.run(ctx, yield)
	}
}

// A search is one run of a plan.
type search[R any] struct {
	options   Options
	plan      *compile.Plan
	sends     []send[R]                 // by request
	residuals []func(*eval.Record) bool // by request: what is left to check, or nil
	query     func(*eval.Record) bool
	decoder   func([]byte) (*eval.Record, error) // of what these ask for
	identity  identity
	yielded   map[string]bool
	progress  Progress
}

func newSearch[R any](p prepare[R], instanceID string, q searchfilter.Query, o Options) (*search[R], error) {
	base, target, err := targetsOf(q, o)
	if err != nil {
		return nil, err
	}
	plan, err := compile.NewPlan(q.Resolved(), target, o.Plan)
	if err != nil {
		return nil, err
	}
	s := &search[R]{
		options:  o,
		plan:     plan,
		query:    eval.Compile(q.Resolved()),
		yielded:  map[string]bool{},
		progress: Progress{Requests: len(plan.Requests), Total: -1},
	}
	if s.identity, err = newIdentity(base.Schema); err != nil {
		return nil, err
	}
	asked := []*schema.Resolved{searchfilter.Query{}.Resolved()} // of nothing
	if !o.Trust {
		asked = append(asked, q.Resolved())
	}
	for i := range plan.Requests {
		r := &plan.Requests[i]
		var check func(*eval.Record) bool
		if residual := cmp.Or(r.Residual, plan.Residual); residual != nil {
			check = eval.Compile(residual)
			asked = append(asked, residual)
		}
		s.residuals = append(s.residuals, check)
		if err := r.Request.Set("MaxResults", cmp.Or(max(int(o.PageSize), 0), pages.Most(base.Operation))); err != nil {
			return nil, err
		}
		send, err := p(&base, instanceID, r.Request)
		if err != nil {
			return nil, err
		}
		s.sends = append(s.sends, send)
	}
	s.decoder = eval.Decoder(q.Resolved().Schema(), asked...)
	return s, nil
}

// targetsOf returns the target of the search that a query is for, as package connect has it,
// and as the query or the options do.
func targetsOf(q searchfilter.Query, o Options) (base, target compile.Target, err error) {
	if o.Target != nil {
		target = *o.Target
	} else if target, err = q.Target(); err != nil {
		return base, target, err
	}
	searches := connect.Targets()
	i := slices.IndexFunc(searches, func(t compile.Target) bool { return t.Operation == target.Operation })
	switch {
	case i >= 0:
		return searches[i], target, nil
	case target.Criteria == nil:
		return base, target, fmt.Errorf("awsconnect: %s has no records to search for: it takes a filter on tags, which compile.Compile makes", target.Name)
	}
	return base, target, fmt.Errorf("awsconnect: there is no search %s: package connect has the targets of those that there are", target.Operation)
}

// A page is what one call returned.
type page[R any] struct {
	request, number int // from 0, and from 1
	answer[R]
	err error
}

func (s *search[R]) run(ctx context.Context, yield func(R, error) bool) {
	var none R
	if len(s.sends) == 0 {
		return
	}
	inner, cancel := context.WithCancel(ctx)
	pages := make(chan page[R])
	next := make(chan int, len(s.sends))
	for i := range s.sends {
		next <- i
	}
	close(next)
	var workers sync.WaitGroup
	for range min(max(s.options.Concurrency, 1), len(s.sends)) {
		workers.Go(func() {
			for i := range next {
				if !s.fetch(inner, i, pages) {
					return
				}
			}
		})
	}
	defer workers.Wait()
	defer cancel()

	open := page[R]{number: 1} // the page that is waited for, as far as one is known
	for s.progress.Done < len(s.sends) {
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
				yield(none, s.failed(p))
				return
			}
			open = page[R]{request: p.request, number: p.number + 1}
			if p.isLast() {
				open = page[R]{request: min(p.request+1, len(s.sends)-1), number: 1}
			}
		case <-ctx.Done():
			open.err = context.Cause(ctx)
			yield(none, s.failed(open))
			return
		}
	}
}

func (s *search[R]) failed(p page[R]) error {
	return fmt.Errorf("%w: %w", &RequestError{p.request + 1, len(s.sends), p.number, s.plan.Requests[p.request].Query}, p.err)
}

// fetch sends the pages of a request, and reports whether all came.
func (s *search[R]) fetch(ctx context.Context, request int, pages chan<- page[R]) bool {
	options := append(slices.Clone(s.options.Client), retryCut, sendPlain, keepBody)
	var token string // of the next page
	sent := map[string]bool{}
	for number := 1; ; number++ {
		p := page[R]{request: request, number: number}
		if sent[token] {
			p.err = errRepeatedToken
		} else {
			sent[token] = true
			p.answer, p.err = s.sends[request](ctx, token, slices.Clip(options))
			token = p.token
		}
		select {
		case pages <- p:
		case <-ctx.Done():
			return false
		}
		if p.err != nil || p.isLast() {
			return p.err == nil
		}
	}
}

func (p *page[R]) isLast() bool { return p.token == "" }

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
func (s *search[R]) take(p page[R], yield func(R, error) bool) error {
	n := &s.progress
	n.Pages++
	if p.isLast() {
		n.Done++
	}
	if len(s.sends) == 1 && s.residuals[0] == nil && p.total != nil {
		n.Total = *p.total
	}
	var selected []R
	for i, raw := range p.raw {
		id, err := s.identity.of(raw)
		if err != nil {
			return fmt.Errorf("record %d: %w", i+1, err)
		}
		n.Seen++
		if s.yielded[id] {
			n.Repeated++
			continue
		}
		r, err := s.decoder(raw)
		if err != nil {
			return fmt.Errorf("record %d: %w", i+1, err)
		}
		if s.selects(p.request, r) {
			s.yielded[id] = true
			n.Matched++
			selected = append(selected, p.records[i])
		}
	}
	if s.options.Progress != nil {
		s.options.Progress(*n)
	}
	for _, record := range selected {
		if !yield(record, nil) {
			return errStop
		}
	}
	return nil
}

// selects reports whether a record that a request found is to be yielded.
func (s *search[R]) selects(request int, r *eval.Record) bool {
	residual := s.residuals[request]
	checked := residual == nil || residual(r)
	if s.options.Trust {
		return checked
	}
	selected := s.query(r)
	if checked && !selected {
		s.progress.Disagreed++ // what a request finds and its residual allows, is selected
	}
	return selected
}
