package main

import (
	"errors"
	"flag"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"
)

// A stage is a part of the way from a text to the records that it selects.
type stage int

const (
	parse   stage = iota // the text to a tree
	compile              // the text to a predicate, parsing included, since some peers do both at once
	filter               // a predicate on all records
	stages
)

func (s stage) String() string { return [...]string{"parse", "compile", "filter"}[s] }

// A series is what is measured of one query in one stage.
type series struct {
	index int // of the query
	query query
	stage stage
	ns    [][]float64 // by peer, by round; none for a peer that does not have the stage
}

// checkPeers returns an error unless all peers agree on every query and record.
func checkPeers(queries []query, records []*record) error {
	errs := make([]error, len(peers)*len(queries))
	places := make(chan bool, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			places <- true
			defer func() { <-places }()
			p, q := i%len(peers), i/len(peers)
			errs[i] = peers[p].check(q, queries[q], records)
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// measure fills in the series. In each of the rounds every peer runs once for
// each series, one after the other, so that a ratio within a round compares what
// ran at the same time; each round begins with another peer, and with another
// stretch of the records.
func measure(all []*series, records []*record, rounds int, duration time.Duration) error {
	testing.Init() // registers the flag that sets how long a benchmark runs
	if err := flag.Set("test.benchtime", duration.String()); err != nil {
		return err
	}
	benchmarks := make([][]benchmark, len(all))
	for i, s := range all {
		s.ns = make([][]float64, len(peers))
		benchmarks[i] = make([]benchmark, len(peers))
		for j := range peers {
			var err error
			if benchmarks[i][j], err = peers[j].benchmark(s.stage, s.index, s.query, records); err != nil {
				return err
			}
		}
	}
	for round := range rounds {
		from := round * len(records) / rounds
		for i, s := range all {
			for j := range peers {
				j = (j + round) % len(peers)
				if run := benchmarks[i][j]; run != nil {
					result := testing.Benchmark(func(b *testing.B) { run(b, from) })
					if result.N == 0 {
						return fmt.Errorf("%s, %s: %v failed", peers[j].name, s.query.name, s.stage)
					}
					s.ns[j] = append(s.ns[j], float64(result.T)/float64(result.N))
				}
			}
		}
	}
	for _, s := range all {
		if s.stage == filter {
			for _, ns := range s.ns {
				for i := range ns {
					ns[i] *= recordCount / stretch
				}
			}
		}
	}
	return nil
}

// stretch is how many records are filtered in one run of a benchmark. The time
// for all is a multiple of the mean, since a slow peer would not get through
// them in a round.
const stretch = 100

// A benchmark measures one stage of one query, on the records from an index on.
type benchmark func(b *testing.B, from int)

// benchmark returns the benchmark of the peer, or nil if it does not have the
// stage. It is the same here and in go test.
func (p *peer) benchmark(s stage, i int, q query, records []*record) (benchmark, error) {
	if !p.does(s) {
		return nil, nil
	}
	if s == filter {
		is, err := p.predicate(i, q)
		return func(b *testing.B, from int) {
			for b.Loop() {
				for range stretch {
					if _, err := is(records[from]); err != nil {
						b.Fatal(err)
					}
					from = (from + 1) % len(records)
				}
			}
		}, err
	}
	text := p.text(i, q)
	run := p.parse
	if s == compile {
		run = func(text string) error {
			_, err := p.compile(text)
			return err
		}
	}
	return func(b *testing.B, _ int) {
		for b.Loop() {
			if err := run(text); err != nil {
				b.Fatal(err)
			}
		}
	}, nil
}
