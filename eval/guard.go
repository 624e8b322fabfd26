package eval

import (
	"fmt"
	"sync/atomic"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// A guard panics for records that cannot be asked what a query asks. It looks at all that
// the query asks for, so that a mistake in Go code shows with every record.
type guard struct {
	schema *schema.Schema
	fields []ast.Field            // of which the query asks
	good   atomic.Pointer[origin] // the last that can be asked, other than the usual one
}

// An origin is what says of a record what it can be asked.
type origin struct {
	schema *schema.Schema
	asked  *decoder
}

func newGuard(q *schema.Resolved) *guard {
	g := &guard{schema: q.Schema()}
	seen := map[ast.Field]bool{} // a query may ask for 10,000 tags
	for c := range ast.Comparisons(q.Expr()) {
		if f := keyOf(c.Field); !seen[f] {
			seen[f] = true
			g.fields = append(g.fields, f)
		}
	}
	return g
}

// check panics if r cannot be asked what the query asks.
func (g *guard) check(r *Record) {
	if r.schema == g.schema && r.asked == nil || r.schema == nil { // the zero Record has none
		return
	}
	if good := g.good.Load(); good == nil || *good != (origin{r.schema, r.asked}) {
		g.checkOrigin(origin{r.schema, r.asked})
	}
}

func (g *guard) checkOrigin(o origin) {
	for _, f := range g.fields {
		if f.Tag {
			if o.schema.Tags == "" {
				panic(fmt.Sprintf("eval: a record of the schema %s is asked for %v, and its schema has no tags", o.schema.Name, f))
			}
			o.asked.mustAskForTag(f.Name)
			continue
		}
		kind, i := g.schema.KindOf(f), o.schema.Lookup(f.Name)
		if i < 0 || o.schema.Fields[i].Kind != kind {
			panic(fmt.Sprintf("eval: a record of the schema %s is asked for the %v field %s of the schema %s", o.schema.Name, kind, f.Name, g.schema.Name))
		}
		o.asked.mustAskFor(i)
	}
	g.good.Store(&o)
}

// mustAskFor panics if d, which may be nil, does not read the i-th field of its schema.
func (d *decoder) mustAskFor(i int) {
	if d != nil && d.slots[i] < 0 {
		panic("eval: the record was read for queries that do not ask for " + d.schema.Fields[i].Name)
	}
}

// mustAskForTag panics if d, which may be nil, does not read the tag with that key.
func (d *decoder) mustAskForTag(key string) {
	if d != nil && !d.asksForTag(key) {
		panic("eval: the record was read for queries that do not ask for " + ast.Tag(key).String())
	}
}
