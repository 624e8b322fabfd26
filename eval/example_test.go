package eval_test

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/schema"
)

func ExampleCompile() {
	query := ast.Any( // name ^= smoke and status = PUBLISHED or tag:BPO = 123
		ast.All(ast.Compare(ast.Name("name"), ast.OpHasPrefix, "smoke"), ast.Compare(ast.Name("status"), ast.OpEqual, "PUBLISHED")),
		ast.Compare(ast.Tag("BPO"), ast.OpEqual, "123"),
	)
	q, err := schema.TestCase().Resolve(query, schema.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	selects := eval.Compile(q)
	for _, m := range []map[string]any{
		{"name": "smoke-1", "status": "PUBLISHED"},
		{"name": "smoke-1", "status": "SAVED"},
		{"name": "greeting", "status": "SAVED", "tag:BPO": "123"},
	} {
		r, err := eval.NewRecord(schema.TestCase(), m)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(selects(r))
	}
	// Output:
	// true
	// false
	// true
}

func ExampleCompileFor() {
	type host struct {
		name   string
		booted time.Time // zero if it is down
		load   float64
		roles  []string
		labels map[string]string
	}
	hosts := schema.MustNew(schema.Schema{
		Name: "host",
		Fields: []schema.Field{
			{Name: "name", Always: true},
			{Name: "booted", Kind: schema.Time},
			{Name: "load", Kind: schema.Number},
			{Name: "roles", Kind: schema.List},
		},
		Tags: "labels",
	})
	binding := eval.Binding[*host]{
		Texts: map[string]func(*host) (string, bool){
			"name": func(h *host) (string, bool) { return h.name, true },
		},
		Times: map[string]func(*host) (time.Time, bool){
			"booted": func(h *host) (time.Time, bool) { return h.booted, !h.booted.IsZero() },
		},
		Floats: map[string]func(*host) (float64, bool){
			"load": func(h *host) (float64, bool) { return h.load, true },
		},
		Lists: map[string]func(*host) []string{
			"roles": func(h *host) []string { return h.roles },
		},
		Tag: func(h *host, key string) (string, bool) { v, ok := h.labels[key]; return v, ok },
	}

	// booted < 2026-01-31 and load <= 0.1 and roles != db and not tag:keep exists
	query := ast.All(
		ast.Compare(ast.Name("booted"), ast.OpLess, "2026-01-31"),
		ast.Compare(ast.Name("load"), ast.OpLessEqual, "0.1"),
		ast.Compare(ast.Name("roles"), ast.OpNotEqual, "db"),
		&ast.Not{X: ast.Compare(ast.Tag("keep"), ast.OpExists)},
	)
	q, err := hosts.Resolve(query, schema.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := eval.CompileFor(q, binding)
	if err != nil {
		fmt.Println(err)
		return
	}
	day := func(d int) time.Time { return time.Date(2026, time.January, d, 9, 0, 0, 0, time.UTC) }
	for _, h := range []*host{
		{name: "a", booted: day(2), load: 0.1, roles: []string{"web", "cache"}},
		{name: "b", booted: day(3), labels: map[string]string{"keep": ""}},
		{name: "c"},
		{name: "d", booted: day(31)},
		{name: "e", booted: day(2), roles: []string{"web", "db"}},
	} {
		if p(h) {
			fmt.Println(h.name)
		}
	}
	// Output:
	// a
}

func ExampleCompile_ignoreCase() {
	name := ast.Compare(ast.Name("name"), ast.OpHasPrefix, "smoke")
	name.Fold = true
	query := ast.All(name, ast.Compare(ast.Tag("team"), ast.OpEqual, "Sales")) // name ^= smoke i and tag:team = Sales
	q, err := schema.TestCase().Resolve(query, schema.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	selects := eval.Compile(q)
	for _, m := range []map[string]any{{"name": "SMOKE-1", "tag:team": "Sales"}, {"name": "smoke-1", "tag:team": "sales"}} {
		r, err := eval.NewRecord(schema.TestCase(), m)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(selects(r))
	}
	// Output:
	// true
	// false
}

func ExampleExplain() {
	query := ast.Any( // name ^= smoke and status = PUBLISHED or tag:BPO = 123
		ast.All(ast.Compare(ast.Name("name"), ast.OpHasPrefix, "smoke"), ast.Compare(ast.Name("status"), ast.OpEqual, "PUBLISHED")),
		ast.Compare(ast.Tag("BPO"), ast.OpEqual, "123"),
	)
	q, err := schema.TestCase().Resolve(query, schema.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range []map[string]any{
		{"name": "smoke-1", "status": "SAVED"},
		{"name": "smoke-2", "status": "PUBLISHED"},
	} {
		r, err := eval.NewRecord(schema.TestCase(), m)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Print(eval.Explain(q, r))
	}
	// Output:
	// not selected: name ^= smoke and status = PUBLISHED or tag:BPO = 123
	//   status = PUBLISHED  no: status is SAVED
	//   tag:BPO = 123       no: there is no tag BPO
	// selected: name ^= smoke and status = PUBLISHED or tag:BPO = 123
	//   name ^= smoke       yes: name is smoke-2
	//   status = PUBLISHED  yes: status is PUBLISHED
}

func ExampleDecoder() {
	d, err := eval.Decoder(schema.TestCase())([]byte(`{
		"Name": "smoke-1",
		"Description": null,
		"LastModifiedTime": 1.7727552e9,
		"EntryPoint": {"Type": "CHAT", "ChatEntryPointParameters": {"FlowId": "f-1"}},
		"Tags": {"BPO": "123"}
	}`))

	if err != nil {
		fmt.Println(err)
		return
	}
	for _, name := range []string{"name", "description", "modified", "flow"} {
		fmt.Printf("%s: %q\n", name, d.Values(ast.Name(name)))
	}
	// Output:
	// name: ["smoke-1"]
	// description: []
	// modified: ["1.7727552e9"]
	// flow: ["f-1"]
}

func ExampleReader() {
	pages := `
		{"TestCases": [{"Name": "a", "Status": "SAVED"}, {"Name": "b", "Status": "PUBLISHED"}], "NextToken": "x"}
		{"TestCases": [{"Name": "c", "Status": "SAVED"}]}`
	q, err := schema.TestCase().Resolve(ast.Compare(ast.Name("status"), ast.OpEqual, "SAVED"), schema.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	selects := eval.Compile(q)
	r := eval.NewReader(strings.NewReader(pages), schema.TestCase(), q)
	for {
		d, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		if selects(d) {
			fmt.Printf("%s\n", d.Raw())
		}
	}
	// Output:
	// {"Name": "a", "Status": "SAVED"}
	// {"Name": "c", "Status": "SAVED"}
}
