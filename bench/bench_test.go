package main

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// Each peer is asked in its own syntax.
func Example() {
	for _, p := range peers {
		if p.texts != nil {
			fmt.Println(p.text(-1, wideQuery(2)))
		}
	}
	// Output:
	// name = "smoke-us-east-88154" or name ^= "billing-eu west-914"
	// name = "smoke-us-east-88154" or name ^= "billing-eu west-914"
	// name == "smoke-us-east-88154" || name.startsWith("billing-eu west-914")
	// name == "smoke-us-east-88154" || name startsWith "billing-eu west-914"
	// name == "smoke-us-east-88154" or name matches "^billing-eu west-914"
	// name == "smoke-us-east-88154" || name =~ "^billing-eu west-914"
	// name == 'smoke-us-east-88154' || starts_with(name, 'billing-eu west-914')
	// name = "smoke-us-east-88154" OR name = "billing-eu west-914*"
	// name = "smoke-us-east-88154" || name ~ "billing-eu west-914%"
	// name == "smoke-us-east-88154" || strings.HasPrefix(name, "billing-eu west-914")
}

func TestPeers(t *testing.T) {
	records := makeRecords(2000)
	for i := range peers {
		t.Run(peers[i].name, func(t *testing.T) {
			t.Parallel()
			for j, q := range queries {
				if err := peers[i].check(j, q, records); err != nil {
					t.Error(err)
				}
			}
			for _, s := range plotSeries() {
				if err := peers[i].check(-1, s.query, records[:100]); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// A peer that asks something else, or takes what is no query, is found out.
func TestPeers_wrong(t *testing.T) {
	records := makeRecords(2000)
	anything := func(string) error { return nil }
	for _, test := range []struct {
		name  string
		wrong func(p *peer)
		want  string
	}{
		{"another query", func(p *peer) { p.texts = []string{`name ^= smoke and (status = PUBLISHED or tag:BPO = 123)`} }, "want true"},
		{"no query", func(p *peer) { p.texts = []string{`name ^=`} }, "there is no value"},
		{"parses anything", func(p *peer) { p.parse = anything }, "parse takes a query that ends with"},
		{"parses nothing", func(p *peer) { p.parse = func(string) error { return io.EOF } }, "parse: EOF"},
		{"compiles anything", func(p *peer) {
			compile := p.compile
			p.compile = func(text string) (predicate, error) { return compile(strings.TrimSuffix(text, p.or)) }
		}, "compile takes a query that ends with"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := peers[0]
			test.wrong(&p)
			if err := p.check(0, queries[0], records); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("check() = %v, want %q", err, test.want)
			}
		})
	}
}

// Every query selects some of the records, and by far not all.
func TestQueries(t *testing.T) {
	records := makeRecords(10_000)
	for _, q := range queries {
		selected := 0
		for _, r := range records {
			if ok, err := q.byHand(r); err != nil {
				t.Fatal(err)
			} else if ok {
				selected++
			}
		}
		t.Logf("%s: %d of %d records", q.name, selected, len(records))
		if selected < len(records)/50 || selected > len(records)/2 {
			t.Errorf("%s: %d of %d records", q.name, selected, len(records))
		}
	}
}

// Every condition of the queries makes a difference, so that a peer that has it
// wrong does not go unnoticed.
func TestQueries_conditions(t *testing.T) {
	records := makeRecords(2000)
	for i, conditions := range [][]string{
		{`name ^= "smoke"`, `status = PUBLISHED`, `tag:BPO=123`},
		{`name ^= "smoke"`, `name *= "eu west"`, `status = PUBLISHED`, `tag:env = prod`, `tag:"cost center" = 42`,
			`type = CHAT`, `tag:BPO = 123`, `description != "old one"`},
	} {
		for _, c := range conditions {
			for _, instead := range []string{"not " + c, "description exists", "not description exists"} {
				p := peers[0]
				p.texts = slices.Clone(p.texts)
				p.texts[i] = strings.Replace(p.texts[i], c, instead, 1)
				if p.texts[i] == peers[0].texts[i] {
					t.Fatalf("there is no %s in %s", c, p.texts[i])
				}
				if err := p.check(i, queries[i], records); err == nil {
					t.Errorf("the answers are the same with %s for %s", instead, c)
				}
			}
		}
	}
}

func TestMakeRecords(t *testing.T) {
	records := makeRecords(1000)
	again := makeRecords(1000)
	lacking := 0
	for i, r := range records {
		if fmt.Sprint(r.testCase) != fmt.Sprint(again[i].testCase) {
			t.Fatalf("record %d is %+v, and %+v the next time", i, r.testCase, again[i].testCase)
		}
		tag := map[string]string{}
		for key, value := range r.json["tag"].(map[string]any) {
			tag[key] = value.(string)
		}
		want := testCase{r.json["name"].(string), r.json["description"].(string), r.json["status"].(string), r.json["type"].(string), tag}
		if r.Name != want.Name || r.Description != want.Description || r.Status != want.Status || r.Type != want.Type || !maps.Equal(r.testCase.Tag, want.Tag) {
			t.Errorf("record %d is %+v, and %+v as JSON", i, r.testCase, want)
		}
		if _, ok := r.Tag["BPO"]; !ok {
			lacking++
		}
	}
	if lacking < 100 || lacking > 900 {
		t.Errorf("%d of %d records lack a tag", lacking, len(records))
	}
}

// keepBenchtime undoes what measure does to the flag.
func keepBenchtime(t *testing.T) {
	benchtime := flag.Lookup("test.benchtime").Value.String()
	t.Cleanup(func() { flag.Set("test.benchtime", benchtime) })
}

// measureOnce measures all series in 6 rounds that are as short as can be.
func measureOnce(t *testing.T, all []*series) {
	keepBenchtime(t)
	if err := measure(all, makeRecords(1000), 6, time.Nanosecond); err != nil {
		t.Fatal(err)
	}
}

func TestMeasure(t *testing.T) {
	all := []*series{
		{index: 0, query: queries[0], stage: parse},
		{index: 1, query: queries[1], stage: compile},
		{index: 2, query: queries[2], stage: filter},
	}
	measureOnce(t, all)
	for _, s := range all {
		for i, p := range peers {
			want := 0
			if p.does(s.stage) {
				want = 6
			}
			if len(s.ns[i]) != want {
				t.Errorf("%s, %v: %d times, want %d", p.name, s.stage, len(s.ns[i]), want)
			}
			if slices.ContainsFunc(s.ns[i], func(ns float64) bool { return ns <= 0 }) {
				t.Errorf("%s, %v: %v", p.name, s.stage, s.ns[i])
			}
		}
	}
}

// tableOf returns series in which the n-th peer takes n times 1.5 µs.
func tableOf(all []*series) []*series {
	for _, s := range all {
		s.ns = make([][]float64, len(peers))
		for i, p := range peers {
			if p.does(s.stage) {
				s.ns[i] = []float64{1500 * float64(i+1)}
			}
		}
	}
	return all
}

func TestReport(t *testing.T) {
	all := tableOf(tableSeries())
	trials := make([][]*trial, len(hostilePeers))
	for i := range trials {
		trials[i] = []*trial{
			{largest: outcome{Died: "timed out"}},
			{largest: outcome{Died: "stack overflow"}, size: 1000, at: outcome{Time: time.Microsecond, Memory: 2_500_000}},
			{largest: outcome{Accepted: true, Time: 1234 * time.Millisecond, Memory: 1000}},
			nil,
			nil,
		}
	}
	var r tables
	r.measured(all, "the settings")
	r.hostile(trials, caps{2 * time.Second, 3e9})
	r.bounds(all)
	for _, want := range []string{
		"; the settings.\n",
		"| searchfilter              | this tree | 1.5 µs / 1.5 µs / 1.5 µs | 1.5 µs / 1.5 µs / 1.5 µs | 1.5 µs / 1.5 µs / 1.5 µs |\n",
		"| – ",
		"| 3.0 / 3.0 / 3.0 ",
		"\n10 MB of hostile input",
		"may take 2 s\nand 3 GB of address space",
		"| timed out | **stack overflow**; 1 kB: refused in 1 µs, 2.5 MB | accepted in 1.2 s | – ",
		"ours / cel-go: 0.333, wanted at most 0.067: not met\n",
		"filter by 3 conditions, searchfilter / Go by hand: 0.091, wanted at most 1.150: met\n",
		"filter by 8 conditions, searchfilter, eval.Record / Go by hand, eval.Record: 0.167, wanted at most 1.150: met\n",
		"ours / fexpr: 0.111, wanted at most 1.600: met\n",
	} {
		if !strings.Contains(r.String(), want) {
			t.Errorf("there is no %q in\n%s", want, &r)
		}
	}
	width := 0
	for line := range strings.Lines(r.String()) {
		if columns := strings.Count(line, "|"); columns == 0 {
			width = 0
		} else if n := len([]rune(line)); width == 0 {
			width = n
		} else if n != width {
			t.Errorf("a line is as long as %d, others of its table as %d: %s", n, width, line)
		}
	}
}

func TestWritePlot(t *testing.T) {
	var one, two bytes.Buffer
	for _, b := range []*bytes.Buffer{&one, &two} {
		if err := writePlot(b, tableOf(plotSeries())); err != nil {
			t.Fatal(err)
		}
	}
	if one.String() != two.String() {
		t.Error("the same series give two plots")
	}
	if err := xml.Unmarshal(one.Bytes(), new(struct{})); err != nil {
		t.Error(err)
	}
	for _, p := range peers {
		if got := strings.Contains(one.String(), ">"+p.name+"<"); got != (p.does(filter) && !p.unplotted) {
			t.Errorf("%s is in the plot: %v, want %v", p.name, got, p.does(filter))
		}
	}
}

// BenchmarkPeers measures what the command does. Filtering is of as many
// records as stretch says.
func BenchmarkPeers(b *testing.B) {
	records := makeRecords(1000)
	for _, s := range tableSeries() {
		for i := range peers {
			run, err := peers[i].benchmark(s.stage, s.index, s.query, records)
			if err != nil {
				b.Fatal(err)
			}
			if run != nil {
				b.Run(fmt.Sprintf("%v/%s/%s", s.stage, s.query.name, peers[i].name), func(b *testing.B) {
					b.ReportAllocs()
					run(b, 0)
				})
			}
		}
	}
}
