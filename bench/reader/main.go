// Command reader measures how fast the command searchfilter reads records, beside
// jq and programs that others would write for the same question:
//
//	go -C bench run ./reader
//	go -C bench run ./reader -mb 20 -rounds 3 -only 'array|pretty'
//	go -C bench run ./reader -write README.md
//
// The first takes some minutes and prints tables; the last also writes them into
// bench/README.md, between its lines <!-- reader --> and <!-- /reader -->.
//
// Whole processes are measured, their start included: the CPU time that the system
// has counted for each, and the most memory that it had, where there is Linux. In each round all of them
// run once, one after the other, and nothing is measured before all have printed the
// same. The inputs are the sample of package connecttest, repeated, and what a
// processor cannot learn so easily.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/cpuid/v2"

	"github.com/searchfilter/searchfilter/bench/internal/report"
)

type options struct {
	rounds int
	mb     float64
	only   *regexp.Regexp
	readme string
}

func main() {
	if len(os.Args) == 4 && os.Args[1] == childArgument {
		if err := child(os.Args[2], os.Args[3]); err != nil {
			fmt.Fprintln(os.Stderr, "reader:", err)
			os.Exit(1)
		}
		return
	}

	var o options
	only := ""
	flags := flag.NewFlagSet("reader", flag.ExitOnError)
	flags.IntVar(&o.rounds, "rounds", 6, "how often each process is measured")
	flags.Float64Var(&o.mb, "mb", 168, "how many `megabytes` the largest input has")
	flags.StringVar(&only, "only", "", "measure the inputs whose names match this `pattern`, and not the start")
	flags.StringVar(&o.readme, "write", "", "write the tables into this `file`, between its markers")
	flags.Parse(os.Args[1:])

	var err error
	if o.only, err = regexp.Compile(only); err == nil {
		err = run(os.Stdout, os.Stderr, o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "reader:", err)
		os.Exit(1)
	}
}

// run prints the tables, and what it is doing to progress.
func run(w, progress io.Writer, o options) (err error) {
	if o.rounds < 1 || o.mb <= 0 {
		return errors.New("at least one round and some megabytes are wanted")
	}
	dir, err := os.MkdirTemp("", "searchfilter-bench")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	l, err := newLab(dir)
	if err != nil {
		return err
	}

	var list []*series
	for i := range inputs {
		in := &inputs[i]
		if !o.only.MatchString(in.name) {
			continue
		}
		fmt.Fprintf(progress, "%s: ", in.name)
		s, err := l.measure(in, int(o.mb*1e6*in.share), o.rounds, progress)
		if err != nil {
			return fmt.Errorf("%s: %w", in.name, err)
		}
		list = append(list, s)
	}
	if len(list) == 0 {
		return fmt.Errorf("no input has a name like %s", o.only)
	}
	start := ""
	if o.only.String() == "" {
		fmt.Fprintln(progress, "start")
		if start, err = l.start(o.rounds); err != nil {
			return err
		}
	}

	var b strings.Builder
	fmt.Fprintf(&b, "%s %s/%s on %s, %d cores, %s; medians of %d rounds.\n", runtime.Version(), runtime.GOOS, runtime.GOARCH,
		cpuid.CPU.BrandName, runtime.NumCPU(), time.Now().UTC().Format("2 January 2006"), o.rounds)
	if list[0].input == &inputs[0] {
		fmt.Fprintf(&b, "\n%s, %s:\n\n%s", list[0].input.name, report.Size(list[0].size), list[0].peers())
	}
	fmt.Fprintf(&b, "\nOther inputs, and what `searchfilter` takes of the CPU time of a peer:\n\n%s", overview(list))
	if start != "" {
		fmt.Fprintf(&b, "\n%s", start)
	}
	if o.readme != "" {
		if err := report.Write(o.readme, "reader", b.String()); err != nil {
			return err
		}
	}
	_, err = io.WriteString(w, b.String())
	return err
}

// A lab has what is to be measured.
type lab struct {
	dir, ours, self, jq string
	jqVersion           string
}

// newLab builds the command. It must be called in a folder of this module.
func newLab(dir string) (l lab, err error) {
	l = lab{dir: dir, ours: filepath.Join(dir, "searchfilter.exe")}
	if l.self, err = os.Executable(); err != nil {
		return l, err
	}
	tree, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/searchfilter/searchfilter").Output()
	if err != nil {
		return l, fmt.Errorf("go list: %w", err)
	}
	build := exec.Command("go", "build", "-C", strings.TrimSpace(string(tree)), "-o", l.ours, "./cmd/searchfilter")
	if out, err := build.CombinedOutput(); err != nil {
		return l, fmt.Errorf("%v: %w\n%s", build, err, out)
	}
	if l.jq, err = exec.LookPath("jq"); err == nil {
		version, err := exec.Command(l.jq, "--version").Output()
		if err != nil {
			return l, err
		}
		l.jqVersion = strings.TrimPrefix(strings.TrimSpace(string(version)), "jq-")
	}
	return l, nil
}

// A series is what was measured with one input.
type series struct {
	input *input
	size  int // of the file
	runs  []*process
}

// of returns the process of that name, or nil.
func (s *series) of(name string) *process {
	for _, p := range s.runs {
		if p.name == name {
			return p
		}
	}
	return nil
}

// processes returns those that are asked about the file with the input.
func (l lab) processes(in *input, file string) []*process {
	all := []*process{{name: ours, checks: "JSON, types, places of mistakes", args: append([]string{l.ours}, append(in.args(), file)...)}}
	if l.jq != "" {
		all = append(all, &process{name: "jq", version: l.jqVersion, checks: "JSON", args: append([]string{l.jq}, append(in.jq(), file)...)})
	}
	for _, p := range peers {
		if slices.Contains(in.peers, p.name) {
			all = append(all, &process{name: p.name, version: p.version(), checks: p.checks, silent: p.silent, args: []string{l.self, childArgument, p.name, file}})
		}
	}
	return all
}

func (l lab) measure(in *input, bytes, rounds int, progress io.Writer) (*series, error) {
	file := filepath.Join(l.dir, "input.json")
	if err := writeInput(in.name, bytes, file); err != nil {
		return nil, err
	}
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	s := &series{in, int(info.Size()), l.processes(in, file)}
	n, err := agree(s.runs, in.jsonl)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(progress, "%d records selected, of %s\n", n, report.Size(s.size))
	return s, turns(s.runs, rounds)
}

// start returns how long a small input takes.
func (l lab) start(rounds int) (string, error) {
	const records, times = 500, 5
	file := filepath.Join(l.dir, "small.json")
	if err := writeInput(inputs[0].name, records*recordSize, file); err != nil {
		return "", err
	}
	reading := &process{args: append([]string{l.ours}, append(inputs[0].args(), file)...)}
	version := &process{args: []string{l.ours, "--version"}}
	if err := turns([]*process{reading, version}, rounds*times); err != nil {
		return "", err
	}
	return fmt.Sprintf("About %d records take %s of CPU time, and `searchfilter --version` %s: %s times that.\n", records,
		report.Duration(report.Median(reading.ns)), report.Duration(report.Median(version.ns)), report.Significant(report.Median(report.Ratios(reading.ns, version.ns)))), nil
}

const ours = "searchfilter match"

// peers returns the table of all that was measured.
func (s *series) peers() string {
	rows := [][]string{{"", "version", "CPU", "ours / it", "memory", "what it checks"}}
	for _, p := range s.runs {
		rows = append(rows, []string{p.name, p.version, report.Duration(report.Median(p.ns)), significant(report.Median(report.Ratios(s.runs[0].ns, p.ns))), size(p.memory), p.checks})
	}
	return report.Table(rows)
}

// overview returns the table of all inputs.
func overview(list []*series) string {
	against := []string{"jq", "encoding/json", "jsontext", "lines and bytes.Contains"}
	rows := [][]string{append([]string{"", "size", "CPU", "memory", "memory of jq"}, against...)}
	for _, s := range list {
		row := []string{s.input.name, report.Size(s.size), report.Duration(report.Median(s.runs[0].ns)), size(s.runs[0].memory), "–"}
		if jq := s.of("jq"); jq != nil {
			row[len(row)-1] = size(jq.memory)
		}
		for _, name := range against {
			cell := "–"
			if p := s.of(name); p != nil {
				cell = significant(report.Median(report.Ratios(s.runs[0].ns, p.ns)))
			}
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	return report.Table(rows)
}

// size returns what is known of a process's memory.
func size(bytes int) string {
	if bytes == 0 {
		return "–"
	}
	return report.Size(bytes)
}

// significant returns a ratio, of which more than three digits would be noise.
func significant(x float64) string {
	if x >= 0.995 {
		return report.Significant(x)
	}
	return fmt.Sprintf("%.3f", x)
}
