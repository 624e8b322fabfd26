// Command bench compares the parser with others that read such a query, each
// in its own syntax:
//
//	go -C bench run .
//	go -C bench test -bench .
//
// The first prints a table. Its ratios are taken within a round, in which each
// parser runs once, and the median of the rounds is shown: what else the
// machine does then weighs on both sides alike. The second prints what
// benchstat reads.
//
// To add a peer, append one to peers: its query, written as its users would, so
// that it asks the same (tags are a map, with any text as a key), its parse
// function, and a shape function that shows what it made of the query. Nothing
// is timed before every peer has read its query to the same shape and refused
// it without its last value.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/klauspost/cpuid/v2"
)

func main() {
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	rounds := flags.Int("rounds", 4*len(peers), "how often each parser is timed, at least 6; each comes first equally often in a multiple of their number")
	duration := flags.Duration("time", 200*time.Millisecond, "how long each parser runs in a round")
	flags.Parse(os.Args[1:])

	if err := run(os.Stdout, *rounds, *duration); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, rounds int, duration time.Duration) error {
	if rounds < 6 {
		return fmt.Errorf("%d rounds are too few for a median; at least 6 are wanted", rounds)
	}
	for _, p := range peers {
		if err := p.check(); err != nil {
			return err
		}
	}
	testing.Init() // registers the flag that sets how long a benchmark runs
	if err := flag.Set("test.benchtime", duration.String()); err != nil {
		return err
	}
	versions := versions()
	printMachine(w, rounds, duration)
	return printTable(w, versions, measure(rounds))
}

// measure times every peer once in each round, and returns the results by peer
// and round. Each round begins with another peer.
func measure(rounds int) [][]testing.BenchmarkResult {
	results := make([][]testing.BenchmarkResult, len(peers))
	for round := range rounds {
		for i := range peers {
			i = (i + round) % len(peers)
			results[i] = append(results[i], testing.Benchmark(peers[i].benchmark))
		}
	}
	return results
}

// benchmark is the measurement of p, here and in go test.
func (p peer) benchmark(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if err := p.parse(p.query); err != nil {
			b.Fatal(err)
		}
	}
}

func printMachine(w io.Writer, rounds int, duration time.Duration) {
	fmt.Fprintf(w, "%s %s/%s, %s, GOMAXPROCS %d\n", runtime.Version(), runtime.GOOS, runtime.GOARCH,
		cpuid.CPU.BrandName, runtime.GOMAXPROCS(0))
	fmt.Fprintf(w, "%d rounds of %v\n\n", rounds, duration)
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

// printTable prints a line for each peer. Our own is the first.
func printTable(w io.Writer, versions map[string]string, results [][]testing.BenchmarkResult) error {
	ours := nanoseconds(results[0])
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "parser\tversion\tns/op\tallocs/op\tours/peer\twanted\tmet\tquery")
	for i, p := range peers {
		ns := nanoseconds(results[i])
		fmt.Fprintf(t, "%s\t%s\t%.0f\t%d\t", p.name, versions[p.module], median(ns), results[i][0].AllocsPerOp())
		if p.bound == 0 {
			fmt.Fprint(t, "\t\t\t")
		} else {
			ratio := median(ratios(ours, ns))
			met := "no"
			if ratio <= p.bound {
				met = "yes"
			}
			fmt.Fprintf(t, "%.3f\t≤ %.3f\t%s\t", ratio, p.bound, met)
		}
		fmt.Fprintln(t, p.query)
	}
	return t.Flush()
}

// nanoseconds returns the time of one operation, by round.
func nanoseconds(results []testing.BenchmarkResult) []float64 {
	ns := make([]float64, len(results))
	for i, r := range results {
		ns[i] = float64(r.T) / float64(r.N)
	}
	return ns
}

// ratios returns a/b, by round.
func ratios(a, b []float64) []float64 {
	r := make([]float64, len(a))
	for i := range r {
		r[i] = a[i] / b[i]
	}
	return r
}

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	n := len(x)
	return (x[(n-1)/2] + x[n/2]) / 2
}
