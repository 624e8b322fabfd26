package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"

	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/schema"
)

// recordCount is how many records are filtered.
const recordCount = 100_000

// A testCase is a record as a program has it: a struct, with the names by which
// the peers that look into structs know its fields.
type testCase struct {
	Name        string            `bexpr:"name" expr:"name"`
	Description string            `bexpr:"description" expr:"description"`
	Status      string            `bexpr:"status" expr:"status"`
	Type        string            `bexpr:"type" expr:"type"`
	Tag         map[string]string `bexpr:"tag" expr:"tag"`
}

// A record is a test case in the forms that the peers take: the struct, the map that
// JSON decodes to, and the record that an eval.Decoder makes of it. All are made
// before anything is timed.
type record struct {
	testCase
	json     map[string]any
	document *eval.Record
}

var binding = eval.Binding[*record]{
	Texts: map[string]func(*record) (string, bool){
		"name":        func(r *record) (string, bool) { return r.Name, true },
		"description": func(r *record) (string, bool) { return r.Description, true },
		"status":      func(r *record) (string, bool) { return r.Status, true },
		"type":        func(r *record) (string, bool) { return r.Type, true },
	},
	Tag: func(r *record, key string) (string, bool) { v, ok := r.testCase.Tag[key]; return v, ok },
}

// makeRecords returns the first n of the records, which are always the same.
// They come in no order, so that any stretch of them stands for all.
func makeRecords(n int) []*record {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	records := make([]*record, n)
	for i := range records {
		c := testCase{
			Name: fmt.Sprintf("%s-%s-%05d", pick("smoke", "billing", "greeting", "transfer", "hours", "voicemail", "survey", "callback"),
				pick("eu west", "eu-central", "us-east", "us-west", "ap south", "sa-east"), r.IntN(recordCount)),
			Description: pick("", "the first call of the day", "out of hours", "old one", `says "hello" twice`, "a caller who hangs up while the menu is being read"),
			Status:      pick("PUBLISHED", "PUBLISHED", "SAVED"),
			Type:        pick("VOICE_CALL", "VOICE_CALL", "CHAT"),
			Tag:         map[string]string{"env": pick("test", "prod")},
		}
		if r.IntN(10) < 3 {
			c.Tag["BPO"] = pick(fmt.Sprint(100+r.IntN(50)), fmt.Sprint(1000+r.IntN(10_000)))
		}
		if r.IntN(10) < 6 {
			c.Tag["team"] = fmt.Sprintf("team-%04d", r.IntN(10_000))
		}
		if r.IntN(10) < 5 {
			c.Tag["cost center"] = fmt.Sprint(40 + r.IntN(5))
		}
		tag := map[string]any{}
		for key, value := range c.Tag {
			tag[key] = value
		}
		records[i] = &record{c, map[string]any{
			"name": c.Name, "description": c.Description, "status": c.Status, "type": c.Type, "tag": tag,
		}, nil}
	}
	// Apart, so that what is next to each other in memory is of one form.
	for _, r := range records {
		r.document = makeDocument(r.testCase)
	}
	return records
}

// makeDocument returns the test case as the service writes it.
func makeDocument(c testCase) *eval.Record {
	data, err := json.Marshal(map[string]any{
		"Name": c.Name, "Description": c.Description, "Status": c.Status, "EntryPoint": map[string]any{"Type": c.Type}, "Tags": c.Tag,
	})
	if err != nil {
		panic(err)
	}
	d, err := eval.Decoder(schema.TestCase())(data)
	if err != nil {
		panic(err)
	}
	return d
}
