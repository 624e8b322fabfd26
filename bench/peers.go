package main

import (
	"context"
	"fmt"
	goparser "go/parser"
	"strings"

	"cel.dev/cel-go/cel"
	"github.com/PaesslerAG/gval"
	"github.com/expr-lang/expr"
	exprparser "github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
	"github.com/ganigeorgiev/fexpr"
	"github.com/hashicorp/go-bexpr"
	bexprgrammar "github.com/hashicorp/go-bexpr/grammar"
	"github.com/jmespath/go-jmespath"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// A peer is a way to ask the queries.
type peer struct {
	name   string
	module string // its path; empty for the standard library and for no library at all
	remark string // what is to be known of its row, after its name

	// texts has the first queries as users of the peer would write them. The
	// rest are made by term and or.
	texts []string
	term  func(c condition) string
	or    string // with its spaces
	not   string // what negates the term that follows; empty if nothing does

	// parse parses a text, and makes nothing of it. It is nil for a peer that
	// does not do this alone.
	parse func(text string) error

	// compile makes a text a predicate: it parses, checks and compiles. It is nil
	// for a peer that only parses.
	compile func(text string) (predicate, error)

	// byHand is the predicate for a query that is written without a library. It is nil
	// for a peer that has one.
	byHand func(q query) predicate

	// reading says what the tree means to which such a peer parses a text. It
	// is there to check the peer by, and is not timed.
	reading func(text string) (predicate, error)

	// bound is what our time to parse the first query may be at most, as a
	// multiple of the peer's; 0 for no bound.
	bound float64

	against   string // the name of the row by hand with which a row of ours is compared
	unplotted bool   // for what differs from another row by the records alone
}

// does reports whether the peer has the stage.
func (p *peer) does(s stage) bool {
	switch s {
	case parse:
		return p.parse != nil
	case compile:
		return p.compile != nil
	default:
		return p.compile != nil || p.byHand != nil
	}
}

// predicate returns what the i-th of the queries means to the peer.
func (p *peer) predicate(i int, q query) (predicate, error) {
	switch {
	case p.byHand != nil:
		return p.byHand(q), nil
	case p.compile != nil:
		return p.compile(p.text(i, q))
	default:
		return p.reading(p.text(i, q))
	}
}

// check returns an error unless the peer gives the answer for each of records
// that the query's Go gives, and refuses the query when it does not end.
func (p *peer) check(i int, q query, records []*record) error {
	is, err := p.predicate(i, q)
	if err != nil {
		return fmt.Errorf("%s, %s: %w", p.name, q.name, err)
	}
	for n, r := range records {
		want, _ := q.byHand(r)
		if got, err := is(r); got != want || err != nil {
			return fmt.Errorf("%s, %s: record %d is %v, %v; want %v: %+v", p.name, q.name, n, got, err, want, r.testCase)
		}
	}
	if p.parse != nil {
		if err := p.parse(p.text(i, q)); err != nil {
			return fmt.Errorf("%s, %s: parse: %w", p.name, q.name, err)
		}
		if p.parse(p.text(i, q)+p.or) == nil {
			return fmt.Errorf("%s, %s: parse takes a query that ends with %q", p.name, q.name, p.or)
		}
	}
	if p.compile != nil {
		if _, err := p.compile(p.text(i, q) + p.or); err == nil {
			return fmt.Errorf("%s, %s: compile takes a query that ends with %q", p.name, q.name, p.or)
		}
	}
	return nil
}

// text returns the i-th of the queries, or any other query that has conditions,
// as the peer has it.
func (p *peer) text(i int, q query) string {
	if q.conditions == nil {
		return p.texts[i]
	}
	terms := make([]string, len(q.conditions))
	for i, c := range q.conditions {
		terms[i] = p.term(c)
	}
	return strings.Join(terms, p.or)
}

// infix returns a term function: tag is the format of a tag by its key, is that
// of a field that is equal to a value, and has that of one that begins with it.
// No value needs an escape.
func infix(tag, is, has string) func(condition) string {
	return func(c condition) string {
		field := c.field
		if c.tag {
			field = fmt.Sprintf(tag, c.field)
		}
		if c.prefix {
			return fmt.Sprintf(has, field, c.value)
		}
		return fmt.Sprintf(is, field, c.value)
	}
}

// peers begins with our own, to which the others are compared.
var peers = []peer{
	{
		name:    "searchfilter",
		module:  "github.com/searchfilter/searchfilter",
		texts:   ourTexts,
		term:    infix(`tag:%s`, `%s = "%s"`, `%s ^= "%s"`),
		or:      ` or `,
		not:     `not `,
		parse:   ours{}.parse,
		compile: ours{}.compile,
		against: byHand,
	},
	{
		name:      "searchfilter, eval.Record",
		module:    "github.com/searchfilter/searchfilter",
		remark:    "has records that an eval.Decoder made of JSON; the row above looks into structs by an eval.Binding; to be compared with " + documentsByHand,
		texts:     ourTexts,
		term:      infix(`tag:%s`, `%s = "%s"`, `%s ^= "%s"`),
		or:        ` or `,
		not:       `not `,
		compile:   ours{}.compileRecord,
		against:   documentsByHand,
		unplotted: true,
	},
	{
		name:   "cel-go",
		module: "cel.dev/cel-go",
		remark: "asks of a tag first whether it is there, for it is an error to look up one that is not",
		texts: []string{
			`name.startsWith("smoke") && status == "PUBLISHED" || "BPO" in tag && tag["BPO"] == "123"`,
			`(name.startsWith("smoke") || name.contains("eu west")) && status == "PUBLISHED" && ` +
				`!("env" in tag && tag["env"] == "prod" || "cost center" in tag && tag["cost center"] == "42") && ` +
				`type == "CHAT" || "BPO" in tag && tag["BPO"] == "123" && description != "old one"`,
		},
		term: func(c condition) string {
			term := infix(`tag["%s"]`, `%s == "%s"`, `%s.startsWith("%s")`)(c)
			if c.tag {
				return fmt.Sprintf(`"%s" in tag && %s`, c.field, term)
			}
			return term
		},
		or:  ` || `,
		not: `!`,
		parse: func(text string) error {
			_, issues := celEnv.Parse(text)
			return issues.Err()
		},
		compile: compileCEL,
		bound:   1.0 / 15,
	},
	{
		name:   "expr",
		module: "github.com/expr-lang/expr",
		texts: []string{
			`name startsWith "smoke" && status == "PUBLISHED" || tag["BPO"] == "123"`,
			`(name startsWith "smoke" || name contains "eu west") && status == "PUBLISHED" && ` +
				`!(tag["env"] == "prod" || tag["cost center"] == "42") && ` +
				`type == "CHAT" || tag["BPO"] == "123" && description != "old one"`,
		},
		term: infix(`tag["%s"]`, `%s == "%s"`, `%s startsWith "%s"`),
		or:   ` || `,
		not:  `!`,
		parse: func(text string) error {
			_, err := exprparser.Parse(text)
			return err
		},
		compile: func(text string) (predicate, error) {
			program, err := expr.Compile(text, expr.Env(&testCase{}), expr.AsBool())
			if err != nil {
				return nil, err
			}
			var machine vm.VM // kept, as its users are told to
			return func(r *record) (bool, error) {
				v, err := machine.Run(program, &r.testCase)
				return v == true, err
			}, nil
		},
	},
	{
		name:   "go-bexpr",
		module: "github.com/hashicorp/go-bexpr",
		remark: "has no operator for a prefix: a regular expression stands for it",
		texts: []string{
			`name matches "^smoke" and status == "PUBLISHED" or tag.BPO=="123"`,
			`(name matches "^smoke" or name contains "eu west") and status == "PUBLISHED" and ` +
				`not (tag.env == "prod" or tag["cost center"] == "42") and ` +
				`type == "CHAT" or tag.BPO == "123" and description != "old one"`,
		},
		term: infix(`tag.%s`, `%s == "%s"`, `%s matches "^%s"`),
		or:   ` or `,
		not:  `not `,
		parse: func(text string) error { // as CreateEvaluator does
			_, err := bexprgrammar.Parse("", []byte(text), bexprgrammar.MaxExpressions(2_000_000))
			return err
		},
		compile: func(text string) (predicate, error) {
			e, err := bexpr.CreateEvaluator(text)
			if err != nil {
				return nil, err
			}
			return func(r *record) (bool, error) { return e.Evaluate(&r.testCase) }, nil
		},
		bound: 1.0 / 15,
	},
	{
		name:   "gval",
		module: "github.com/PaesslerAG/gval",
		remark: "parses and compiles in one, and has no operators for a prefix or a part of a text: a regular expression stands for them",
		texts: []string{
			`name =~ "^smoke" && status == "PUBLISHED" || tag.BPO == "123"`,
			`(name =~ "^smoke" || name =~ "eu west") && status == "PUBLISHED" && ` +
				`!(tag.env == "prod" || tag["cost center"] == "42") && ` +
				`type == "CHAT" || tag.BPO == "123" && description != "old one"`,
		},
		term: infix(`tag.%s`, `%s == "%s"`, `%s =~ "^%s"`),
		or:   ` || `,
		not:  `!`,
		compile: func(text string) (predicate, error) {
			e, err := gvalLanguage.NewEvaluable(text)
			if err != nil {
				return nil, err
			}
			return func(r *record) (bool, error) { return e.EvalBool(context.Background(), r.json) }, nil
		},
	},
	{
		name:   "go-jmespath",
		module: "github.com/jmespath/go-jmespath",
		remark: "searches each record, not one list of all, and takes a tag that may be missing as text before it looks for a prefix",
		texts: []string{
			`starts_with(name, 'smoke') && status == 'PUBLISHED' || tag.BPO == '123'`,
			`(starts_with(name, 'smoke') || contains(name, 'eu west')) && status == 'PUBLISHED' && ` +
				`!(tag.env == 'prod' || tag."cost center" == '42') && ` +
				`type == 'CHAT' || tag.BPO == '123' && description != 'old one'`,
		},
		// A function of what is missing is an error, so a tag is taken as text.
		term: func(c condition) string {
			if c.tag && c.prefix {
				return fmt.Sprintf(`starts_with(tag.%s || '', '%s')`, c.field, c.value)
			}
			return infix(`tag.%s`, `%s == '%s'`, `starts_with(%s, '%s')`)(c)
		},
		or:  ` || `,
		not: `!`,
		parse: func(text string) error {
			_, err := jmespath.NewParser().Parse(text)
			return err
		},
		compile: func(text string) (predicate, error) {
			e, err := jmespath.Compile(text)
			if err != nil {
				return nil, err
			}
			return func(r *record) (bool, error) {
				v, err := e.Search(r.json)
				return v == true, err
			}, nil
		},
	},
	{
		name:   "aip filtering",
		module: "go.einride.tech/aip",
		remark: "only parses: evaluation is left to its users",
		texts: []string{
			`(name = "smoke*" AND status = PUBLISHED) OR tag.BPO="123"`,
			`((name = "smoke*" OR name = "*eu west*") AND status = PUBLISHED AND ` +
				`NOT (tag.env = prod OR tag."cost center" = "42") AND ` +
				`type = CHAT) OR (tag.BPO = "123" AND description != "old one")`,
		},
		term: infix(`tag.%s`, `%s = "%s"`, `%s = "%s*"`),
		or:   ` OR `,
		not:  `NOT `,
		parse: func(text string) error {
			_, err := parseAIP(text)
			return err
		},
		reading: readAIP,
	},
	{
		name:   "fexpr",
		module: "github.com/ganigeorgiev/fexpr",
		remark: "only parses; it has no not, so the second query has != twice instead",
		texts: []string{
			`name ~ "smoke%" && status = "PUBLISHED" || tag.BPO="123"`,
			`(name ~ "smoke%" || name ~ "%eu west%") && status = "PUBLISHED" && ` +
				`(tag.env != "prod" && "tag.cost center" != "42") && ` +
				`type = "CHAT" || tag.BPO = "123" && description != "old one"`,
		},
		term: infix(`tag.%s`, `%s = "%s"`, `%s ~ "%s%%"`),
		or:   ` || `,
		parse: func(text string) error {
			_, err := fexpr.Parse(text)
			return err
		},
		reading: readFexpr,
		bound:   1.6,
	},
	{
		name:   "go/parser",
		remark: "only parses, what would be Go",
		texts: []string{
			`strings.HasPrefix(name, "smoke") && status == "PUBLISHED" || tag["BPO"]=="123"`,
			`(strings.HasPrefix(name, "smoke") || strings.Contains(name, "eu west")) && status == "PUBLISHED" && ` +
				`!(tag["env"] == "prod" || tag["cost center"] == "42") && ` +
				`typ == "CHAT" || tag["BPO"] == "123" && description != "old one"`,
		},
		term: infix(`tag["%s"]`, `%s == "%s"`, `strings.HasPrefix(%s, "%s")`),
		or:   ` || `,
		not:  `!`,
		parse: func(text string) error {
			_, err := goparser.ParseExpr(text)
			return err
		},
		reading: readGo,
		bound:   1.8,
	},
	{
		name:   byHand,
		remark: "is what one would write without a library: for many values a set, for many prefixes a loop",
		byHand: func(q query) predicate { return q.byHand },
	},
	{
		name:      documentsByHand,
		remark:    "asks the methods of a record",
		byHand:    func(q query) predicate { return func(r *record) (bool, error) { return q.ofDocument(r.document), nil } },
		unplotted: true,
	},
}

// The rows for the predicates that are written in Go.
const (
	byHand          = "Go by hand"
	documentsByHand = "Go by hand, eval.Record"
)

// ourTexts is what all of our rows are asked.
var ourTexts = []string{
	`name ^= "smoke" and status = PUBLISHED or tag:BPO=123`,
	`(name ^= "smoke" or name *= "eu west") and status = PUBLISHED and not (tag:env = prod or tag:"cost center" = 42) ` +
		`and type = CHAT or tag:BPO = 123 and description != "old one"`,
}

// ours is this library, under limits.
type ours struct{ ast.Limits }

func (o ours) parse(text string) error {
	_, err := parser.Options{Limits: o.Limits}.Parse(text)
	return err
}

// resolve returns what the text means to test cases.
func (o ours) resolve(text string) (*schema.Resolved, error) {
	x, err := parser.Options{Limits: o.Limits}.Parse(text)
	if err != nil {
		return nil, err
	}
	return schema.TestCase().Resolve(x, schema.Options{Limits: o.Limits})
}

func (o ours) compile(text string) (predicate, error) {
	q, err := o.resolve(text)
	if err != nil {
		return nil, err
	}
	p, err := eval.CompileFor(q, binding)
	if err != nil {
		return nil, err
	}
	return func(r *record) (bool, error) { return p(r), nil }, nil
}

func (o ours) compileRecord(text string) (predicate, error) {
	q, err := o.resolve(text)
	if err != nil {
		return nil, err
	}
	p := eval.Compile(q)
	return func(r *record) (bool, error) { return p(r.document), nil }, nil
}

// celEnv is made once, as its users do.
var celEnv = func() *cel.Env {
	env, err := cel.NewEnv(
		cel.Variable("name", cel.StringType),
		cel.Variable("description", cel.StringType),
		cel.Variable("status", cel.StringType),
		cel.Variable("type", cel.StringType),
		cel.Variable("tag", cel.MapType(cel.StringType, cel.StringType)),
	)
	if err != nil {
		panic(err)
	}
	return env
}()

func compileCEL(text string) (predicate, error) {
	tree, issues := celEnv.Compile(text)
	if err := issues.Err(); err != nil {
		return nil, err
	}
	program, err := celEnv.Program(tree)
	if err != nil {
		return nil, err
	}
	return func(r *record) (bool, error) {
		v, _, err := program.Eval(r.json)
		if err != nil {
			return false, err
		}
		return v.Value() == true, nil
	}, nil
}

// gvalLanguage is made once, as its users do.
var gvalLanguage = gval.Full()
