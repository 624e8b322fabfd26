//go:build linux

package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Some peers that come to grief.
var unlucky = []peer{
	{name: "recursive", parse: func(text string) error { kept = append(kept, make([]byte, recur(1))); return nil }},
	{name: "greedy", parse: func(text string) error { kept = append(kept, make([]byte, 1<<40)); return nil }},
	{name: "endless", parse: func(text string) error { time.Sleep(time.Hour); return nil }},
	{name: "panicking", parse: func(text string) error { panic(text) }},
	{name: "patient", parse: func(text string) error {
		time.Sleep(time.Millisecond)
		kept = append(kept, make([]byte, 1<<25))
		return nil
	}},
}

var kept [][]byte

// recur returns for negative numbers alone.
func recur(n int) int {
	if n < 0 {
		return 0
	}
	return 1 + recur(n+1)
}

func TestMain(m *testing.M) {
	for i := range unlucky {
		unlucky[i].term = func(condition) string { return "x" }
		unlucky[i].or = " or "
	}
	peers := hostilePeers
	hostilePeers = append(hostilePeers, unlucky...)
	runChild()
	hostilePeers = peers
	os.Exit(m.Run())
}

func TestChild(t *testing.T) {
	for _, test := range []struct {
		peer string
		caps caps
		want string
	}{
		{"recursive", caps{time.Minute, 4e9}, "stack overflow"},
		{"recursive", caps{time.Minute, 1e9}, "out of memory"},
		{"greedy", caps{time.Minute, 4e9}, "out of memory"},
		{"endless", caps{300 * time.Millisecond, 4e9}, "timed out"},
		{"panicking", caps{time.Minute, 4e9}, "panic"},
		{"patient", caps{time.Minute, 4e9}, ""},
	} {
		got, err := childTask{test.peer, "random bytes", 10}.run(test.caps)
		if err != nil || got.Died != test.want {
			t.Errorf("%s under %v: %+v, %v; want %q", test.peer, test.caps, got, err, test.want)
		}
		if test.want == "" && (!got.Accepted || got.Time < time.Millisecond || got.Memory < 1<<25) {
			t.Errorf("%s: %+v", test.peer, got)
		}
	}
}

func TestChild_unknown(t *testing.T) {
	if got, err := (childTask{"nobody", "`(`", 10}).run(caps{time.Minute, 4e9}); got.Died != "panic" {
		t.Errorf("an unknown peer: %+v, %v", got, err)
	}
}

// Whatever the size, our own refuses at once.
func TestTry(t *testing.T) {
	for _, hostile := range hostileCases {
		got, err := try(&hostilePeers[0], hostile, caps{time.Minute, 4e9})
		if err != nil || got == nil || got.size != hostileSizes[0] || got.at.Accepted || got.at.Memory > 10e6 {
			t.Errorf("%s: %+v, %v", hostile.name, got, err)
		}
	}
	for i := range hostilePeers {
		if p := &hostilePeers[i]; p.name == "fexpr" {
			if got, err := try(p, hostileCases[1], caps{time.Minute, 4e9}); got != nil || err != nil {
				t.Errorf("fexpr has no not: %+v, %v", got, err)
			}
		}
	}
	// Those that never survive are tried in every size.
	never := unlucky[3]
	if got, err := try(&never, hostileCases[4], caps{time.Minute, 4e9}); err != nil || got.size != 0 || got.largest.Died != "panic" {
		t.Errorf("%s: %+v, %v", never.name, got, err)
	}
}

// TestRun does all that the command does, on few records and small texts.
func TestRun(t *testing.T) {
	keepBenchtime(t)
	sizes, conditions := hostileSizes, plotConditions
	t.Cleanup(func() { hostileSizes, plotConditions = sizes, conditions })
	hostileSizes, plotConditions = []int{1000}, []int{1, 20}

	dir := t.TempDir()
	o := options{
		records:  500,
		rounds:   6,
		duration: time.Nanosecond,
		caps:     caps{time.Minute, 4e9},
		readme:   filepath.Join(dir, "README.md"),
		plot:     filepath.Join(dir, "filter.svg"),
	}
	if err := os.WriteFile(o.readme, []byte("before\n<!-- queries -->\n<!-- /queries -->\nafter\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(&out, io.Discard, o); err != nil {
		t.Fatal(err)
	}
	tables, _, _ := strings.Cut(out.String(), "\nparse of the first query, ")
	readme, err := os.ReadFile(o.readme)
	if want := "before\n<!-- queries -->\n\n" + tables + "\n<!-- /queries -->\nafter\n"; err != nil || string(readme) != want {
		t.Errorf("the README is\n%s\nwant\n%s, %v", readme, want, err)
	}
	for _, p := range peers {
		if !strings.Contains(tables, "\n| "+p.name+" ") {
			t.Errorf("there is no line for %s in\n%s", p.name, tables)
		}
	}
	if plot, err := os.ReadFile(o.plot); err != nil || !bytes.HasSuffix(plot, []byte("</svg>\n")) {
		t.Errorf("the plot is %s, %v", plot, err)
	}
}

func TestRun_errors(t *testing.T) {
	o := options{records: 100, rounds: 5}
	if err := run(io.Discard, io.Discard, o); err == nil || err.Error() != "5 rounds are too few for a median; at least 6 are wanted" {
		t.Errorf("run(%+v) = %v", o, err)
	}
}
