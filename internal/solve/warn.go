package solve

import (
	"slices"
	"strings"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// Warnings is logic.Warnings.
func Warnings(q *schema.Resolved, o Options) ast.Diagnostics {
	if o.Steps <= 0 {
		o.Steps = DefaultSteps
	}
	w := warner{query: q, options: o, steps: o.Steps, written: map[ast.Span]ast.Expr{}}
	if x := ast.Normal(q.Expr()); !tree.IsEmpty(x) {
		w.note(q.Written(), false)
		w.visit(x)
	}
	for c := range ast.Comparisons(q.Written()) {
		if q.Schema().KindOf(c.Field) == schema.Time {
			w.instants(c)
		}
		w.values(c)
	}
	return w.report.Diagnostics()
}

type warner struct {
	query   *schema.Resolved
	options Options
	solver  *Solver               // nil if there is none, or the steps of its last question ran out
	steps   int                   // that are left
	written map[ast.Span]ast.Expr // what stands at a place; negated if it is within a not
	told    []ast.Span
	report  diag.Report
}

// note remembers where x and its parts stand.
func (w *warner) note(x ast.Expr, negated bool) {
	if _, ok := w.written[x.Span()]; !ok && x.Span().IsValid() {
		w.written[x.Span()] = x
		if negated {
			w.written[x.Span()] = &ast.Not{X: x}
		}
	}
	switch x := x.(type) {
	case *ast.Not:
		w.note(x.X, !negated)
	case *ast.Comparison:
		single := map[ast.Op]ast.Op{ast.OpIn: ast.OpEqual, ast.OpNotIn: ast.OpNotEqual}
		if op, ok := single[x.Op]; ok {
			for _, v := range x.Values {
				w.note(&ast.Comparison{Field: x.Field, Op: op, Values: []ast.Value{v}, Fold: x.Fold, At: v.At}, negated)
			}
		}
	}
	for _, t := range tree.Terms(x) {
		w.note(t, negated)
	}
}

// text returns x as it was written, for a message.
func (w *warner) text(x ast.Expr) string {
	if y, ok := w.written[x.Span()]; ok {
		x = y
	}
	return clip(x)
}

func clip(x ast.Expr) string { return chars.Clip(x.String()) }

// isOne reports whether x was written as one condition.
func (w *warner) isOne(x ast.Expr) bool {
	if y, ok := w.written[x.Span()]; ok {
		x = y
	}
	for not, ok := x.(*ast.Not); ok; not, ok = x.(*ast.Not) {
		x = not.X
	}
	return len(tree.Terms(x)) == 0
}

// hasDay reports whether x was written as a condition with a day.
func (w *warner) hasDay(x ast.Expr) bool {
	y, ok := w.written[x.Span()]
	if !ok {
		return false
	}
	for c := range ast.Comparisons(y) {
		isTime := w.query.Schema().KindOf(c.Field) == schema.Time
		isDay := func(v ast.Value) bool { _, instant := kinds.ScalarOf(v); return !instant }
		if isTime && slices.ContainsFunc(c.Values, isDay) {
			return true
		}
	}
	return false
}

// visit warns of x, which is in normal form, or of parts of it.
func (w *warner) visit(x ast.Expr) {
	_, isOr := x.(*ast.Or)
	_, _, pair := w.pair(tree.Terms(x), isOr)
	switch {
	case w.steps <= 0:
		return
	case pair && !isOr || w.never(x):
		w.contradiction(x)
		return
	case pair || w.never(&ast.Not{X: x}):
		d := ast.Diagnostic{Code: codes.Tautology, Warning: true, Span: x.Span(), Hint: "leave it out"}
		d.Message = "every " + w.query.Schema().Name + " meets " + w.text(x)
		if !w.isOne(x) {
			d.Hint += ", or join its conditions with and if all of them must hold"
		}
		w.tell(d)
		return
	}
	for _, t := range tree.Terms(x) {
		w.visit(t)
	}
}

func (w *warner) tell(d ast.Diagnostic) {
	w.report.Add(d)
	w.told = append(w.told, d.Span)
}

// never reports whether no record meets x. It takes no more than a part of the steps that
// are left, so that a hard question leaves some for the others.
func (w *warner) never(x ast.Expr) bool {
	if w.solver == nil {
		w.solver = NewSolver(w.query.Schema(), w.options)
	}
	most := w.steps/8 + 1
	w.solver.steps = most
	verdict := w.solver.Satisfiable(w.query.With(x))
	w.steps -= most - w.solver.Steps()
	if verdict == Unknown {
		w.solver = nil
	}
	return verdict == No
}

// contradiction warns of x, which no record meets.
func (w *warner) contradiction(x ast.Expr) {
	list := tree.Terms(x)
	if _, or := x.(*ast.Or); or && w.isOne(x) {
		list = nil
	} else if or { // each of them
		for _, t := range list {
			w.contradiction(t)
		}
		return
	}
	a, b, ok := w.pair(list, false)
	if !ok {
		for _, t := range list {
			if len(tree.Terms(t)) > 0 && w.never(t) {
				w.contradiction(t)
				return
			}
		}
		a, b, ok = w.exclusive(list)
	}
	if ok && (a.Span() != b.Span() || !a.Span().IsValid()) {
		d := contradiction(a, b, w.text)
		if w.hasDay(a) || w.hasDay(b) {
			d.Hint = "a date is a whole day: > is after it, >= from its start, and = on it"
		}
		w.tell(d)
		return
	}
	d := ast.Diagnostic{Code: codes.Contradiction, Warning: true, Span: x.Span()}
	d.Message, d.Hint = "nothing meets "+w.text(x), "leave it out"
	if !w.isOne(x) {
		d.Message, d.Hint = "nothing meets this: its conditions exclude one another", oneIsEnough
	}
	w.tell(d)
}

// Contradiction returns the warning that no record meets both a and b. Its place is
// the later of them.
func Contradiction(a, b ast.Expr) ast.Diagnostic { return contradiction(a, b, clip) }

func contradiction(a, b ast.Expr, text func(ast.Expr) string) ast.Diagnostic {
	if b.Span().Start.Offset < a.Span().Start.Offset {
		a, b = b, a
	}
	return ast.Diagnostic{
		Code:    codes.Contradiction,
		Warning: true,
		Span:    b.Span(),
		Related: []ast.Span{a.Span()},
		Message: "nothing meets both " + text(a) + " and " + text(b),
		Hint:    oneIsEnough,
	}
}

const oneIsEnough = "join them with or if one of them is enough"

// pair returns two of the terms that are literals and exclude each other, if there are any.
// If negated is set, it is the negations of the literals that do. It needs no Solver.
//
// Each is compared with the first few literals on its field. Another one takes the place of
// one of these that follows from it, since it excludes all that this one does.
func (w *warner) pair(terms []ast.Expr, negated bool) (a, b ast.Expr, ok bool) {
	const step = 16 // that comparing two takes
	const few = 100
	enough := w.steps - w.steps/4
	fields := map[ast.Field][]ast.Expr{}
	for _, b := range terms {
		y, not := tree.Literal(b)
		if y == nil {
			continue
		}
		f := ast.Field{Tag: y.Field.Tag, Name: y.Field.Name}
		follows := -1
		for i, a := range fields[f] {
			x, alsoNot := tree.Literal(a)
			if w.steps -= step; w.steps < enough {
				return nil, nil, false
			}
			switch {
			case w.excludes(x, alsoNot != negated, y, not != negated):
				return a, b, true
			case len(fields[f]) == few && follows < 0 && w.excludes(x, alsoNot == negated, y, not != negated):
				follows = i
			}
		}
		switch {
		case follows >= 0:
			fields[f][follows] = b
		case len(fields[f]) < few:
			fields[f] = append(fields[f], b)
		}
	}
	return nil, nil, false
}

// excludes reports whether x and y, or their negations, exclude each other.
func (w *warner) excludes(x *ast.Comparison, notX bool, y *ast.Comparison, notY bool) bool {
	loose := (w.options.LooseEnums || w.options.AnyRecord) && !slices.Contains(w.options.Closed, x.Field.Name)
	switch {
	case notX && notY, loose && x.Op != y.Op && w.query.Schema().KindOf(x.Field) == schema.Enum:
		return false
	case notX:
		return Implies(w.query.Schema(), y, x)
	case notY:
		return Implies(w.query.Schema(), x, y)
	}
	return Exclusive(w.query.Schema(), x, y)
}

// exclusive returns two of the terms that no record meets together, if there are any. It
// looks at no more than few terms.
func (w *warner) exclusive(terms []ast.Expr) (a, b ast.Expr, ok bool) {
	const few = 30
	if len(terms) > few {
		return nil, nil, false
	}
	for i, b := range terms {
		for _, a := range terms[:i] {
			if w.never(&ast.And{Terms: []ast.Expr{a, b}}) {
				return a, b, true
			}
		}
	}
	return nil, nil, false
}

// instants warns of the instants that c, as it was written, compares with for equality.
func (w *warner) instants(c *ast.Comparison) {
	isNot := c.Op == ast.OpNotEqual || c.Op == ast.OpNotIn
	isList := c.Op == ast.OpIn || c.Op == ast.OpNotIn
	if c.Op != ast.OpEqual && !isNot && !isList {
		return
	}
	for _, s := range w.told {
		if s.Start.Offset <= c.At.Start.Offset && c.At.End.Offset <= s.End.Offset {
			return
		}
	}
	for _, v := range c.Values {
		a, ok := kinds.ScalarOf(v)
		t := kinds.Instant(schema.Time, a)
		_, isInstant := kinds.ParseTime(v.Text)
		if !ok || isInstant && strings.Contains(v.Text, ".") {
			continue
		}
		d := ast.Diagnostic{Code: codes.OneInstant, Warning: true, Span: v.At, Hint: "write a date for the day"}
		d.Params = ast.Params{Field: c.Field.Name, Operator: c.Op.String(), Value: v.Text, Kind: schema.Time.String()}
		d.Message = chars.Excerpt(v.Text) + " is one instant, which hardly any " + w.query.Schema().Name + " has"
		if !isInstant { // but -7d
			d.Hint = "write " + ast.Compare(ast.Name(c.Field.Name), ast.OpGreaterEqual, v.Text).String() + " for the time since then"
			if isNot {
				d.Hint = "write " + ast.Compare(ast.Name(c.Field.Name), ast.OpLess, v.Text).String() + " for the time before"
			}
			w.report.Add(d)
			continue
		}
		unit, step := "second", time.Second
		if t.Second() == 0 {
			unit, step = "minute", time.Minute
		}
		begin := t.Truncate(step).UTC()
		end := begin.Add(step)
		if !isList && begin.Year() >= 0 && end.Year() <= 9999 {
			f := ast.Field{Name: c.Field.Name}
			within := "(" + ast.All(ast.Compare(f, ast.OpGreaterEqual, begin.Format(time.RFC3339)), ast.Compare(f, ast.OpLess, end.Format(time.RFC3339))).String() + ")"
			if isNot {
				within = "not " + within
			}
			d.Hint += ", or " + within + " for the " + unit
		}
		w.report.Add(d)
	}
}
