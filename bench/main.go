// Command bench compares this library with others that make a text a question
// about records, on the whole way from the text to the records that it selects:
//
//	go -C bench run .
//	go -C bench run . -write README.md -plot filter.svg
//	go -C bench test -bench .
//
// The first takes some two minutes and prints tables: the time to parse, to
// compile and to filter, and what becomes of hostile input. The second also
// writes them into README.md, between the lines <!-- queries --> and <!-- /queries -->,
// and draws how filtering grows with the query. The third prints what benchstat
// reads. How fast records are read is for bench/reader to measure.
//
// All peers are asked the same queries about the same records, each in its own
// syntax as its users would write it, and nothing is timed before all have given
// the same answers; of those that only parse, the tree has to mean the same. The
// measure of all is a predicate that is written in Go by hand.
//
// A ratio is taken within a round, in which each peer runs once, and the median
// of the rounds is shown: what else the machine does then weighs on both sides
// alike.
//
// To add a peer, append one to peers.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/searchfilter/searchfilter/bench/internal/report"
)

// options are set by the command's flags, but for records.
type options struct {
	records      int
	rounds       int
	duration     time.Duration
	caps         caps
	readme, plot string
}

func main() {
	runChild()

	o := options{records: recordCount}
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	flags.IntVar(&o.rounds, "rounds", 6, "how often everything is timed, at least 6")
	flags.DurationVar(&o.duration, "time", 50*time.Millisecond, "how long each peer runs in a round for each number")
	flags.DurationVar(&o.caps.time, "hostile-time", 10*time.Second, "how long a process may take for hostile input")
	flags.Int64Var(&o.caps.memory, "hostile-memory", 4_000_000_000, "how many `bytes` of address space it may take")
	flags.StringVar(&o.readme, "write", "", "write the tables into this `file`, between its markers")
	flags.StringVar(&o.plot, "plot", "", "draw the time to filter by the number of conditions, into this SVG `file`")
	flags.Parse(os.Args[1:])

	if err := run(os.Stdout, os.Stderr, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run prints the tables, and what it is doing to progress.
func run(w, progress io.Writer, o options) error {
	if o.rounds < 6 {
		return fmt.Errorf("%d rounds are too few for a median; at least 6 are wanted", o.rounds)
	}
	records := makeRecords(o.records)

	fmt.Fprintln(progress, "checking that all peers give the same answers")
	if err := checkPeers(queries, records); err != nil {
		return err
	}

	fmt.Fprintln(progress, "measuring")
	table := tableSeries()
	if err := measure(table, records, o.rounds, o.duration); err != nil {
		return err
	}

	if o.plot != "" {
		fmt.Fprintln(progress, "measuring for the plot")
		if err := makePlot(o, records[:min(plotRecords, len(records))]); err != nil {
			return err
		}
	}

	fmt.Fprintln(progress, "trying hostile input")
	trials, err := tryAll(o.caps)
	if err != nil {
		return err
	}

	var r tables
	r.measured(table, fmt.Sprintf("%d rounds of %v", o.rounds, o.duration))
	r.printf("\n")
	r.hostile(trials, o.caps)
	if o.readme != "" {
		if err := report.Write(o.readme, "queries", r.String()); err != nil {
			return err
		}
	}
	r.printf("\n")
	r.bounds(table)
	_, err = r.WriteTo(w)
	return err
}

// tableSeries returns the series of the table: every query in every stage.
func tableSeries() []*series {
	var all []*series
	for s := range stages {
		for i, q := range queries {
			all = append(all, &series{index: i, query: q, stage: s})
		}
	}
	return all
}

// plotSeries returns the series of the plot.
func plotSeries() []*series {
	var all []*series
	for _, n := range plotConditions {
		all = append(all, &series{query: wideQuery(n), stage: filter})
	}
	return all
}

func makePlot(o options, records []*record) error {
	all := plotSeries()
	var queries []query
	for _, s := range all {
		queries = append(queries, s.query)
	}
	if err := checkPeers(queries, records); err != nil {
		return err
	}
	if err := measure(all, records, o.rounds, o.duration); err != nil {
		return err
	}

	var b bytes.Buffer
	if err := writePlot(&b, all); err != nil {
		return err
	}
	return os.WriteFile(o.plot, b.Bytes(), 0o644)
}
