package sql

import (
	"cmp"
	"fmt"
	"math/bits"
	"strconv"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// A Clause is the condition of a WHERE clause.
type Clause struct {
	// Text is a condition. It can stand next to an AND or an OR without parentheses. For a row
	// that is not selected it may be NULL, so outside of a WHERE write COALESCE(Text, FALSE).
	// For its negation, make a clause of the negated query: NOT Text is not the same.
	Text string

	// Args has the arguments of the placeholders, in their order. Each is a string, an int64 or
	// a float64.
	Args []any

	// Residual is what is left to check on the records of the selected rows. It is nil if
	// nothing is left, and always unless Options.Partial is set.
	Residual *schema.Resolved
}

// Options says how a clause is written. The zero Options has the defaults.
type Options struct {
	// Placeholder stands for an argument: ? for all of them, or $1 for $1, $2 and so on. The
	// default is $1 for PostgreSQL and ? for the other dialects.
	Placeholder string

	// First is the number of the first placeholder. The default is 1. The numbers before it
	// count towards the most arguments of the engine.
	First int

	// Literals puts the values into the text as literals. Then there are no arguments.
	Literals bool

	// Partial leaves to the Residual what the clause cannot say. The clause may then select
	// too many rows, but never too few. Without Partial that is an error.
	Partial bool
}

// Where returns the clause that selects the rows of the records that q selects. For the empty
// query it is 1 = 1. With Partial, the query selects a record if and only if the clause selects
// its row and the residual, if there is one, selects the record.
//
// If the table or the dialect cannot say a query exactly, the error is ast.Diagnostics. The code
// is "inexpressible" for a field or a tag without a column, and for a clause with more arguments or
// bytes than the engine takes. It is "too-deep" if expressions nest too deep for the engine. A
// mistake in the table or the options is another error.
func Where(q *schema.Resolved, d Dialect, t Table, o Options) (Clause, error) {
	w, err := newWriter(q, d, t, o)
	if err != nil {
		return Clause{}, err
	}
	x, left := q.Expr(), ast.Expr(nil)
	if o.Partial {
		if left = w.left(x, false); left != nil {
			x = w.weakened(x, false)
		}
	}
	f := w.expr(x, false)
	if err := w.errors.Err(); err != nil {
		return Clause{}, err
	}
	c, err := w.clause(f)
	if err == nil && left != nil {
		c.Residual = q.With(left)
	}
	return c, err
}

// weakened returns the strongest condition that follows from x, or from its negation, and that has
// no comparison that is refused. Its negations are at the leaves.
func (w *writer) weakened(x ast.Expr, negated bool) ast.Expr {
	switch x := x.(type) {
	case *ast.Not:
		return w.weakened(x.X, !negated)
	case *ast.Comparison:
		switch {
		case w.refuse(x) != nil:
			return &ast.And{}
		case negated:
			return &ast.Not{X: x}
		}
		return x
	}
	_, or := x.(*ast.Or)
	or = or != negated
	var terms []ast.Expr
	for _, t := range tree.Terms(x) {
		switch t := w.weakened(t, negated); {
		case !tree.IsEmpty(t):
			terms = append(terms, t)
		case or:
			return &ast.And{}
		}
	}
	switch {
	case len(terms) == 1:
		return terms[0]
	case or:
		return &ast.Or{Terms: terms}
	}
	return &ast.And{Terms: terms}
}

// left returns what is left to check of x, or of its negation. Of an and that is each term in
// which something is refused; of anything else it is all. It is nil if nothing is refused.
func (w *writer) left(x ast.Expr, negated bool) ast.Expr {
	if !w.refusesAny(x) {
		return nil
	}
	and := false
	switch x := x.(type) {
	case *ast.Not:
		return w.left(x.X, !negated)
	case *ast.And:
		and = !negated
	case *ast.Or:
		and = negated
	}
	switch {
	case and:
		var terms []ast.Expr
		for _, t := range tree.Terms(x) {
			if t := w.left(t, negated); t != nil {
				terms = append(terms, t)
			}
		}
		return ast.All(terms...)
	case negated:
		return &ast.Not{X: x}
	}
	return x
}

func (w *writer) refusesAny(x ast.Expr) bool {
	for c := range ast.Comparisons(x) {
		if w.refuse(c) != nil {
			return true
		}
	}
	return false
}

// A fragment is a part of a clause. In its text, each U+0000 stands for an argument.
type fragment struct {
	text   string
	args   []any
	depth  int  // of the expression
	closed bool // it stands in parentheses
}

// A literal is an argument that always becomes a literal: letters whose case is ignored, or what
// replaces them.
type literal string

func (f fragment) empty() bool { return f.text == "" }

// arg returns the fragment that is an argument.
func arg(v any) fragment { return fragment{text: "\x00", args: []any{v}} }

// raw returns the fragment of a text without arguments.
func raw(text string) fragment { return fragment{text: text} }

// holes maps the names in the braces of a form to what replaces them.
type holes map[string]fragment

// fill returns the form with its holes filled.
func fill(form string, h holes) fragment {
	var b strings.Builder
	var f fragment
	whole := form
	for {
		before, rest, ok := strings.Cut(form, "{")
		b.WriteString(before)
		if !ok {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		part, ok := h[name]
		if !ok {
			panic("sql: the form has a hole {" + name + "} for which there is nothing")
		}
		b.WriteString(part.text)
		f.args = append(f.args, part.args...)
		f.depth = max(f.depth, part.depth)
		form = after
	}
	f.text = b.String()
	f.depth++
	f.closed = isClosed(whole)
	return f
}

// isClosed reports whether all of a form stands in one pair of parentheses.
func isClosed(form string) bool {
	open := 0
	for i, c := range form {
		switch c {
		case '(':
			open++
		case ')':
			open--
		}
		if open == 0 {
			return i > 0 && i == len(form)-1
		}
	}
	return false
}

// joined returns the fragments with a separator between them.
func joined(fragments []fragment, separator string) fragment {
	var f fragment
	texts := make([]string, len(fragments))
	for i, g := range fragments {
		texts[i] = g.text
		f.args = append(f.args, g.args...)
		f.depth = max(f.depth, g.depth)
	}
	f.text = strings.Join(texts, separator)
	return f
}

// A writer writes one clause.
type writer struct {
	query   *schema.Resolved
	dialect *dialect
	table   Table
	options Options
	errors  diag.Report
}

// dialectOf returns the dialect of that name.
func dialectOf(name Dialect) (*dialect, error) {
	if d := dialects[name]; d != nil {
		return d, nil
	}
	return nil, fmt.Errorf("sql: there is no dialect %s", chars.Excerpt(string(name)))
}

func newWriter(q *schema.Resolved, of Dialect, t Table, o Options) (*writer, error) {
	d, err := dialectOf(of)
	if err != nil {
		return nil, err
	}
	if o.Placeholder = cmp.Or(o.Placeholder, d.placeholder); o.Placeholder != question && o.Placeholder != dollar {
		return nil, fmt.Errorf("sql: a placeholder is ? or $1, and not %s", chars.Excerpt(o.Placeholder))
	}
	if err := t.check(q.Schema(), d, o); err != nil {
		return nil, err
	}
	return &writer{query: q, dialect: d, table: t, options: o}, nil
}

// expr returns the fragment for x, or for its negation. It negates comparisons alone, so that no
// NOT stands before what may be NULL.
func (w *writer) expr(x ast.Expr, negated bool) fragment {
	switch x := x.(type) {
	case *ast.Not:
		return w.expr(x.X, !negated)
	case *ast.Comparison:
		if d := w.refuse(x); d != nil {
			w.errors.Add(*d)
			return fragment{}
		}
		return w.comparison(x, negated)
	}
	_, or := x.(*ast.Or)
	or = or != negated
	var terms []fragment
	for _, t := range tree.Terms(x) {
		terms = append(terms, w.expr(t, negated))
	}
	return junction(terms, or)
}

// junction joins the terms with AND or OR, in parentheses. Engines nest a long chain as deep as
// it has terms, so junction makes pairs of pairs.
func junction(terms []fragment, or bool) fragment {
	const most = 3 // that stand side by side: as deep as two pairs
	operator := " AND "
	if or {
		operator = " OR "
	}
	switch n := len(terms); {
	case n == 0 && or:
		return never
	case n == 0:
		return always
	case n == 1:
		return terms[0]
	case n > most:
		half := 1 << (bits.Len(uint(n-1)) - 1)
		terms = []fragment{junction(terms[:half], or), junction(terms[half:], or)}
	}
	f := joined(terms, operator)
	f.text, f.closed = "("+f.text+")", true
	f.depth += len(terms) - 1
	return f
}

var (
	always = fragment{text: "(1 = 1)", closed: true}
	never  = fragment{text: "(1 = 0)", closed: true}
)

// clause writes f with its arguments.
func (w *writer) clause(f fragment) (Clause, error) {
	n := max(w.options.First, 1)
	if !f.closed {
		f.text = "(" + f.text + ")"
	}
	var c Clause
	var b strings.Builder
	for i, part := range strings.Split(f.text, "\x00") {
		if i > 0 {
			switch v := f.args[i-1].(type) {
			case literal:
				b.WriteString(w.dialect.literal(string(v)))
			default:
				switch {
				case w.options.Literals:
					b.WriteString(w.literalOf(v))
				case w.options.Placeholder == dollar:
					b.WriteString("$" + strconv.Itoa(n))
				default:
					b.WriteByte('?')
				}
				c.Args = append(c.Args, v)
				n++
			}
		}
		b.WriteString(part)
	}
	c.Text = b.String()
	d := w.dialect
	switch {
	case w.options.Literals:
		c.Args = nil
	case n-1 > d.maxArgs:
		return Clause{}, tooMuch(codes.Inexpressible, fmt.Sprintf("the clause takes %d arguments, and %s takes %d in a statement", n-1, d, d.maxArgs))
	}
	if d.maxBytes > 0 && len(c.Text) > d.maxBytes {
		return Clause{}, tooMuch(codes.Inexpressible, fmt.Sprintf("the clause has %d bytes, and %s takes %d in a statement", len(c.Text), d, d.maxBytes))
	}
	if f.depth > d.maxDepth {
		return Clause{}, tooMuch(codes.TooDeep, fmt.Sprintf("the clause nests %d deep, and of what %s takes %d are ours", f.depth, d, d.maxDepth))
	}
	return c, nil
}

func tooMuch(code ast.Code, message string) ast.Diagnostics {
	return ast.Diagnostics{{Code: code, Message: message, Hint: "split the query into several"}}
}

// literalOf returns an argument as a literal.
func (w *writer) literalOf(v any) string {
	switch v := v.(type) {
	case int64:
		if v == -1<<63 { // a sign stands before a number, and this one is too great without
			return "(-9223372036854775807 - 1)"
		}
		return strconv.FormatInt(v, 10)
	case float64:
		return w.dialect.float(v)
	}
	return w.dialect.literal(v.(string))
}

// name returns a name between quotes.
func (w *writer) name(name string) string { return quoted(name, w.dialect.quote) }

// columnName returns the name of a column of the table.
func (w *writer) columnName(name string) fragment {
	if w.table.Name != "" {
		return raw(w.name(w.table.Name) + "." + w.name(name))
	}
	return raw(w.name(name))
}

// inner returns the name of the table in a subquery. It differs from that of the outer table.
func (w *writer) inner() string {
	if strings.EqualFold(w.table.Name, "e") {
		return "e2"
	}
	return "e"
}

// refuse returns a diagnostic if the clause cannot say x.
func (w *writer) refuse(x *ast.Comparison) *ast.Diagnostic {
	d := ast.Diagnostic{Code: codes.Inexpressible, Span: x.Field.At}
	column, kind, ok := w.place(x.Field)
	switch name := chars.Brief(x.Field.String(), 60); {
	case !ok:
		d.Message = "the table has no column for " + name
		d.Hint = "leave it out and match the records that are found with the whole query, or say which column has it"
		return &d
	case x.Field.Tag && w.dialect.pointer != nil && strings.Contains(x.Field.Name, "\x00") && column.of.base == baseJSON:
		d.Message = w.dialect.String() + " finds no key with a U+0000 in JSON"
	case x.Fold && kinds.Folds(kind) && w.dialect.fold.replace != "" && column.Folded == "" && len(replacements(x.Values)) > w.dialect.maxReplaced:
		d.Span = x.At
		d.Message = fmt.Sprintf("%s ignores the case of %d characters in a condition on %s, and this has more", w.dialect, w.dialect.maxReplaced, name)
		d.Hint = "compare with case, or have a column that is Folded"
	default:
		return nil
	}
	return &d
}

// place returns the column of a field, and the kind of the field.
func (w *writer) place(f ast.Field) (c Column, k schema.Kind, ok bool) {
	if !f.Tag {
		c, ok = w.table.Columns[f.Name]
		k = w.query.Schema().KindOf(f)
		return c.as(k), k, ok
	}
	tags := w.table.Tags
	switch {
	case tags.Column != nil:
		return tags.Column.typed(), schema.Text, true
	case tags.Rows != nil:
		return Column{Rows: tags.Rows}, schema.Text, true
	}
	c, ok = tags.Columns[f.Name]
	return c.as(schema.Text), schema.Text, ok
}

var orders = map[ast.Op]string{
	ast.OpLess:         "<",
	ast.OpLessEqual:    "<=",
	ast.OpGreater:      ">",
	ast.OpGreaterEqual: ">=",
}

// positive returns the positive operator for op, and whether op negates it.
func positive(op ast.Op) (positive ast.Op, negated bool) {
	switch op {
	case ast.OpNotEqual:
		return ast.OpEqual, true
	case ast.OpNotIn:
		return ast.OpIn, true
	}
	return op, false
}

// texts returns the texts of the values, without those that no text of the dialect can have.
func (w *writer) texts(values []ast.Value) []string {
	var list []string
	for _, v := range values {
		if w.dialect.nul || !strings.Contains(v.Text, "\x00") {
			list = append(list, v.Text)
		}
	}
	return list
}
