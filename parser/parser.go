// Package parser turns the text of a query into a tree.
//
// The grammar is a hand-written production that participle runs: it costs a
// few allocations, recurses no deeper than the limit that the lexer enforces,
// and after a mistake goes on to the next condition, so that several are
// reported in one run. The tests have the same language as a plain grammar of
// structs, and check that the two agree. Read that one first.
//
// The parser judges no names: whether there is a field of that name, and a
// value like that, is for package schema to say.
package parser

import (
	"encoding"
	"math"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/alecthomas/participle/v2"
	plexer "github.com/alecthomas/participle/v2/lexer"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/scanner"
	"github.com/searchfilter/searchfilter/lexer"
)

// Options set how text is parsed. The zero Options is the default.
type Options struct {
	Limits ast.Limits
}

// Parse returns the tree of src with the default Options.
func Parse(src string, args ...any) (ast.Expr, error) {
	return Options{}.Parse(src, args...)
}

// Parse returns the tree of src, in which each placeholder $n is replaced by
// args[n-1]: a string, a bool, a number, which is finite, a time.Time, an
// [encoding.TextMarshaler], or a slice of one of these for a placeholder that is
// alone in the list of an in. A text without conditions is the empty query. The
// tree is valid: see ast.Validate.
//
// The error is ast.Diagnostics.
func (o Options) Parse(src string, args ...any) (ast.Expr, error) {
	x, ds := o.ParsePartial(src, args...)
	if len(ds) > 0 {
		return nil, ds
	}
	return x, nil
}

// ParsePartial returns what Parse does. If there are mistakes, it also returns a
// tree of the conditions that it could read, for a tool that says more about
// them. That tree is never nil, and it is not what the text means.
func (o Options) ParsePartial(src string, args ...any) (ast.Expr, ast.Diagnostics) {
	lex := scanner.New(src, o.Limits)
	report := lex.Report()
	tokens := tokensOf(lex, len(src))
	p, _ := grammar.ParseFromLexer(&tokens.PeekingLexer) // the production returns no errors
	tokens.release()
	p.report.Complete(src)
	report.Merge(&p.report)
	p.bind(args, o.Limits, report)
	if p.x == nil {
		p.x = &ast.And{}
	}
	if !report.Empty() || len(p.holes) == 0 && len(src) <= o.Limits.WithDefaults().Bytes/canonicalFactor {
		return p.x, report.Diagnostics()
	}
	// The lexer enforced the limits on the text, but not those on the arguments
	// and on the canonical text.
	if err := ast.Validate(p.x, o.Limits); err != nil {
		report.AddAll(err)
		return &ast.And{}, report.Diagnostics()
	}
	return p.x, report.Diagnostics()
}

// canonicalFactor bounds how many times longer than a text its canonical text
// can be. The most is three: a no-break space, of two bytes, is written \u00a0.
const canonicalFactor = 4

var grammar = participle.MustBuild[production](participle.Lexer(lexer.Definition{}))

// production implements participle.Parseable, and holds what came of it. It is
// the root: participle would wrap and move its errors, and it returns none.
type production struct {
	x      ast.Expr // nil without conditions
	report diag.Report
	holes  []hole
}

// A hole is a value that is a placeholder.
type hole struct {
	in    *ast.Comparison
	index int // in in.Values
	n     int // of $n
}

// String returns the placeholder.
func (h hole) String() string { return "$" + strconv.Itoa(h.n) }

// diagnostic returns the one that says why nothing fills the hole.
func (h hole) diagnostic(code ast.Code, message, hint string) ast.Diagnostic {
	return ast.Diagnostic{
		Code: code, Span: h.in.Values[h.index].At, Message: message, Hint: hint,
		Params: ast.Params{Field: h.in.Field.String(), Token: h.String()},
	}
}

// Parse parses the whole text. It returns nil: mistakes go to the report.
func (p *production) Parse(lex *plexer.PeekingLexer) error {
	run := parse{PeekingLexer: lex, production: p}
	p.x = run.query()
	return nil
}

// bind puts the arguments in the place of the placeholders.
func (p *production) bind(args []any, limits ast.Limits, report *diag.Report) {
	used := make([]bool, len(args))
	var unfilled []*ast.Comparison
	for _, h := range p.holes {
		filled := false
		if h.n <= len(args) {
			used[h.n-1] = true
			filled = h.fill(reflect.ValueOf(args[h.n-1]), limits, report)
		} else {
			report.Add(h.diagnostic(codes.MissingArgument, "there is no argument for "+h.String(), "pass one value for each number with the query"))
		}
		if !filled {
			unfilled = append(unfilled, h.in)
		}
	}
	for _, c := range unfilled {
		c.Op, c.Values, c.Fold = ast.OpExists, nil, false // so that only its field is checked
	}
	for i, ok := range used {
		if !ok && report.Empty() {
			h := hole{n: i + 1}
			start := ast.Position{Line: 1, Column: 1}
			report.Add(ast.Diagnostic{
				Code:    codes.UnusedArgument,
				Span:    ast.Span{Start: start, End: start},
				Message: "argument " + strconv.Itoa(h.n) + " is not used: the query has no " + h.String(),
				Params:  ast.Params{Token: h.String()},
			})
		}
	}
}

// fill puts an argument in the place of the placeholder, and reports whether it could.
func (h hole) fill(arg reflect.Value, limits ast.Limits, report *diag.Report) bool {
	v := &h.in.Values[h.index]
	invalid := func(what, hint string) bool {
		report.Add(h.diagnostic(codes.InvalidArgument, "the argument for "+h.String()+" is "+what, hint))
		return false
	}
	if !isSlice(arg) {
		text, why, hint := argText(arg)
		if why != "" {
			return invalid(why, hint)
		}
		v.Text = text
		return true
	}
	list := h.in.Op == ast.OpIn || h.in.Op == ast.OpNotIn
	switch most := limits.WithDefaults().Conditions; {
	case !list || len(h.in.Values) != 1:
		return invalid("a slice", "a slice stands alone in the list of an in: name in ($1)")
	case arg.Len() == 0:
		return invalid("an empty slice", "a list needs one value at least; leave the condition out")
	case arg.Len() > most:
		report.Add(diag.OverLimit(codes.TooManyConditions, v.At, most))
		return false
	}
	values := make([]ast.Value, arg.Len())
	for i := range values {
		text, why, hint := argText(arg.Index(i))
		if why != "" {
			return invalid("a slice with an element that is "+why, hint)
		}
		values[i] = ast.Value{Text: text, At: v.At}
	}
	h.in.Values = values
	return true
}

// isSlice reports whether arg is a slice of values. One of bytes is not: nobody
// means its numbers, and it may be no text. Nor is one that is a TextMarshaler.
func isSlice(arg reflect.Value) bool {
	return arg.IsValid() && arg.Kind() == reflect.Slice && arg.Type().Elem() != byteType && !arg.Type().Implements(marshalerType)
}

var (
	timeType      = reflect.TypeFor[time.Time]()
	byteType      = reflect.TypeFor[byte]()
	durationType  = reflect.TypeFor[time.Duration]()
	marshalerType = reflect.TypeFor[encoding.TextMarshaler]()
)

// whatToPass is the hint for an argument that is no value.
const whatToPass = "pass a string, a bool, a number, a time.Time or an encoding.TextMarshaler"

// argText returns the text of the value that an argument stands for, or else
// what it is instead of a value, and what to do.
func argText(arg reflect.Value) (text, why, hint string) {
	if arg.IsValid() && arg.Kind() == reflect.Interface {
		arg = arg.Elem() // of a []any
	}
	switch {
	case !arg.IsValid(), arg.Kind() == reflect.Pointer && arg.IsNil():
		return "", "nil", whatToPass
	case arg.Type() == timeType:
		t := arg.Interface().(time.Time).UTC()
		if t.Year() < 0 || t.Year() > 9999 {
			return "", "a time outside the years 0 to 9999", "pass one that RFC 3339 can write"
		}
		return t.Format(time.RFC3339Nano), "", ""
	case arg.Type().Implements(marshalerType):
		b, err := arg.Interface().(encoding.TextMarshaler).MarshalText()
		if err != nil {
			return "", "a value without a text: " + short(err.Error(), "", ""), whatToPass
		}
		return validText(string(b))
	case arg.Kind() == reflect.String:
		return validText(arg.String())
	case arg.Kind() == reflect.Bool:
		return strconv.FormatBool(arg.Bool()), "", ""
	case arg.CanInt() && arg.Type() != durationType: // whose number nobody means
		return strconv.FormatInt(arg.Int(), 10), "", ""
	case arg.CanUint():
		return strconv.FormatUint(arg.Uint(), 10), "", ""
	case arg.CanFloat():
		f := arg.Float()
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return "", "not finite", "pass a number"
		}
		format := byte('f')
		if size := math.Abs(f); size != 0 && (size < 1e-6 || size >= 1e21) { // as JSON has it
			format = 'e'
		}
		return strconv.FormatFloat(f, format, -1, arg.Type().Bits()), "", ""
	}
	if arg.Kind() == reflect.Slice && arg.Type().Elem() == byteType {
		return "", "of type " + short(arg.Type().String(), "", ""), "pass string(b) of the bytes b"
	}
	return "", "of type " + short(arg.Type().String(), "", ""), whatToPass
}

// validText returns s as argText does.
func validText(s string) (text, why, hint string) {
	if !utf8.ValidString(s) {
		return "", "not UTF-8", "pass text"
	}
	return s, "", ""
}
