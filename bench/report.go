package main

import (
	"bytes"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/klauspost/cpuid/v2"

	"github.com/searchfilter/searchfilter/bench/internal/report"
	"github.com/searchfilter/searchfilter/internal/limit"
)

// tables are what there is to say, as Markdown.
type tables struct{ bytes.Buffer }

func (r *tables) printf(format string, args ...any) { fmt.Fprintf(r, format, args...) }

// measured writes the table of the series, which has those of all queries in
// each stage.
func (r *tables) measured(all []*series, settings string) {
	r.printf("%s %s/%s on %s, GOMAXPROCS %d; %s.\n", runtime.Version(), runtime.GOOS, runtime.GOARCH,
		cpuid.CPU.BrandName, runtime.GOMAXPROCS(0), settings)
	r.printf("Each cell is for queries of 3, 8 and 200 conditions. The first row has times, the others multiples of them:\n" +
		"2 is twice as long. Ratios are taken within a round, and these are their medians. *compile* is from text to\n" +
		"predicate, parsing included; *filter* is the predicate on 100,000 records, of which all peers select the same.\n\n")
	versions := versions()
	rows := [][]string{{"", "version", parse.String(), compile.String(), filter.String()}}
	for i, p := range peers {
		row := []string{p.name, versions[p.module], "", "", ""}
		for _, s := range all {
			cell := &row[2+int(s.stage)]
			if len(s.ns[i]) == 0 {
				*cell = "–"
				continue
			}
			if *cell != "" {
				*cell += " / "
			}
			if i == 0 {
				*cell += report.Duration(report.Median(s.ns[i]))
			} else {
				*cell += report.Significant(report.Median(report.Ratios(s.ns[i], s.ns[0])))
			}
		}
		rows = append(rows, row)
	}
	r.WriteString(report.Table(rows))
	r.printf("\n")
	for _, p := range peers {
		if p.remark != "" {
			r.printf("* %s %s.\n", p.name, p.remark)
		}
	}
}

// bounds writes how our time to parse the first query, and to filter, compares with
// what is wanted of it.
func (r *tables) bounds(all []*series) {
	line := func(what string, ours, theirs []float64, bound float64) {
		ratio, met := report.Median(report.Ratios(ours, theirs)), "met"
		if ratio > bound {
			met = "not met"
		}
		r.printf("%s: %.3f, wanted at most %.3f: %s\n", what, ratio, bound, met)
	}
	for _, s := range all {
		if s.index != 0 || s.stage != parse {
			continue
		}
		for i, p := range peers {
			if p.bound != 0 {
				line("parse of the first query, ours / "+p.name, s.ns[0], s.ns[i], p.bound)
			}
		}
	}
	for _, s := range all {
		if s.stage != filter || s.query.conditions != nil {
			continue
		}
		for i, p := range peers {
			for j, hand := range peers {
				if hand.byHand != nil && p.compile != nil && p.against == hand.name {
					line(fmt.Sprintf("filter by %s, %s / %s", s.query.name, p.name, hand.name), s.ns[i], s.ns[j], 1.15)
				}
			}
		}
	}
}

// hostile writes the table of the trials, by peer and case.
func (r *tables) hostile(trials [][]*trial, c caps) {
	r.printf("%s of hostile input, in the syntax of each peer and within its default limits; *limits raised* is ours without any but\n"+
		"that of %d levels. Each text is compiled, or parsed where a peer only parses, in a process of its own that may take %s\n"+
		"and %s of address space. Where the process died, there follows the largest text that one survived.\n\n",
		report.Size(hostileSizes[0]), limit.MaxDepth, report.Duration(float64(c.time)), report.Size(int(c.memory)))
	headings := []string{""}
	for _, hostile := range hostileCases {
		headings = append(headings, hostile.name)
	}
	rows := [][]string{headings}
	for i, p := range hostilePeers {
		row := []string{p.name}
		for _, t := range trials[i] {
			row = append(row, t.String())
		}
		rows = append(rows, row)
	}
	r.WriteString(report.Table(rows))
}

func (t *trial) String() string {
	switch {
	case t == nil:
		return "–"
	case t.largest.Died == "":
		return t.largest.String()
	case t.size == 0:
		return t.largest.Died
	}
	return fmt.Sprintf("**%s**; %s: %v", t.largest.Died, report.Size(t.size), t.at)
}

func (o outcome) String() string {
	s := "refused"
	if o.Accepted {
		s = "accepted"
	}
	s += " in " + report.Duration(float64(o.Time))
	if o.Memory >= 1e6 {
		s += ", " + report.Size(int(o.Memory))
	}
	return s
}

// versions returns the version of each module in the binary, by its path, and
// that of the standard library by the empty path.
func versions() map[string]string {
	v := map[string]string{"": runtime.Version()}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			v[m.Path] = m.Version
			if m.Replace != nil {
				v[m.Path] = "this tree"
			}
		}
	}
	return v
}
