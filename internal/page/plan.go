package page

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/shown"
)

type planParams struct {
	query
	shown.Service
	InstanceID       string
	AllowScan        bool
	Exact            bool
	MaxRequests      int
	MaxTagConditions int
}

type planAnswer struct {
	Diagnostics []diagnostic     `json:"diagnostics"`
	Requests    []plannedRequest `json:"requests,omitzero"`
	Residual    string           `json:"residual,omitempty"`
	Local       []localCondition `json:"local"`
	Clashes     []clash          `json:"clashes"`
	Minimal     string           `json:"minimal,omitempty"`
	Fooling     []string         `json:"fooling"`
	Splits      int              `json:"splits"`
	Scan        bool             `json:"scan"`
	Explanation string           `json:"explanation,omitempty"`
	JSON        string           `json:"json,omitempty"`
}

type plannedRequest struct {
	Body     string `json:"body"`
	Finds    string `json:"finds"`
	Exact    bool   `json:"exact"`
	From     []span `json:"from"`
	Residual string `json:"residual,omitempty"`
	Command  string `json:"command,omitempty"`
}

type localCondition struct {
	Condition string `json:"condition"`
	Span      *span  `json:"span,omitempty"`
	Reason    string `json:"reason"`
	Sent      string `json:"sent,omitempty"`
}

type clash struct {
	Spans   []span `json:"spans"`
	Message string `json:"message"`
}

func (p *Page) plan(q planParams) (a planAnswer, err error) {
	a = planAnswer{Local: []localCondition{}, Clashes: []clash{}, Fooling: []string{}}
	r, err := q.parse()
	if err != nil || r.wrong != nil {
		a.Diagnostics = r.wrong
		return a, err
	}
	about, err := q.Apply(*r.target)
	if err != nil {
		return a, err
	}
	if q.MaxTagConditions > 0 {
		about.MaxTagConditions = q.MaxTagConditions
	}
	if about.Criteria == nil {
		err = a.one(r.text, r.Query, about)
	} else {
		err = a.several(r.text, r.Query, about, &q)
	}
	var ds ast.Diagnostics
	if errors.As(err, &ds) {
		a.Diagnostics, err = r.text.diagnostics(ds), nil
	}
	return a, err
}

// one fills in the request for a target that takes tags alone.
func (a *planAnswer) one(t *text, q searchfilter.Query, about compile.Target) error {
	r, err := compile.Compile(q.Resolved(), about)
	if err != nil {
		return err
	}
	a.Diagnostics = t.diagnostics(r.Warnings)
	body, err := shown.JSON(r, false)
	if err != nil {
		return err
	}
	var from []ast.Span
	for x := range ast.Comparisons(q.Resolved().Expr()) {
		if !slices.Contains(from, x.At) {
			from = append(from, x.At)
		}
	}
	a.Requests = []plannedRequest{{Body: body, Finds: q.Resolved().String(), Exact: true, From: t.spans(from)}}
	a.Minimal = "bound"
	a.JSON = body
	return nil
}

// several fills in the requests of a plan.
func (a *planAnswer) several(t *text, q searchfilter.Query, about compile.Target, o *planParams) error {
	plan, err := compile.NewPlan(q.Resolved(), about, compile.PlanOptions{Exact: o.Exact, AllowScan: o.AllowScan, MaxRequests: o.MaxRequests})
	if err != nil {
		return err
	}
	takesInstance := slices.Contains(about.Members, "InstanceId")
	a.Diagnostics = t.diagnostics(plan.Warnings)
	e := plan.Explain()
	a.Requests = []plannedRequest{}
	for i := range plan.Requests {
		r := &plan.Requests[i]
		if o.InstanceID != "" && takesInstance {
			if err := r.Request.Set("InstanceId", o.InstanceID); err != nil {
				return err
			}
		}
		to := plannedRequest{
			Finds: e.Requests[i].Finds, Exact: r.Residual == nil && plan.Residual == nil,
			From: t.spans(e.Requests[i].From), Residual: textOf(r.Residual),
		}
		if to.Body, err = shown.JSON(r.Request, false); err != nil {
			return err
		}
		line, err := shown.JSON(r.Request, true)
		if err != nil {
			return err
		}
		to.Command = commandLine(about.Operation, line, takesInstance && o.InstanceID == "")
		a.Requests = append(a.Requests, to)
	}
	for _, l := range e.Local {
		a.Local = append(a.Local, localCondition{l.Condition, t.span(l.Span), l.Reason, l.Sent})
	}
	for _, c := range e.Clashes {
		a.Clashes = append(a.Clashes, clash{t.spans(c.Spans), c.Message})
	}
	a.Fooling = append(a.Fooling, e.Fooling...)
	a.Residual, a.Minimal, a.Splits, a.Scan = textOf(plan.Residual), e.Minimal, e.Splits, e.Scan
	a.Explanation = e.String()
	a.JSON, err = shown.JSON(plan, false)
	return err
}

// commandLine returns the command line that sends a body with the AWS CLI, for a POSIX shell. It
// is empty if the body is longer than Linux allows.
func commandLine(operation, body string, needsInstance bool) string {
	const most = 120 << 10 // MAX_ARG_STRLEN of Linux is 128 KiB
	quoted := quote(body)
	if len(quoted) > most {
		return ""
	}
	instance := ""
	if needsInstance {
		instance = ` --instance-id "$INSTANCE_ID"`
	}
	return "aws connect " + kebab(operation) + instance + " --cli-input-json " + quoted
}

// quote returns text as one word of a POSIX shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// kebab returns the name of an operation as the AWS CLI spells it, such as search-test-cases.
func kebab(operation string) string {
	return strings.ToLower(capitals.ReplaceAllString(operation, "-$0"))
}

var capitals = regexp.MustCompile(`\B[A-Z]`)
