package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/limit"
)

// A hostile case is an input that somebody might send to a service.
type hostileCase struct {
	name string
	text func(p *peer, size int) string // empty if the peer has nothing of the kind
}

var hostileCases = []hostileCase{
	{"`(`", func(p *peer, size int) string { return strings.Repeat("(", size) }},
	{"`not `", func(p *peer, size int) string { return repeat(p.not, size) }},
	{"`a=b or `", func(p *peer, size int) string {
		term := p.term(condition{field: "name", value: "b"})
		return repeat(term+p.or, size) + term
	}},
	{"one string", func(p *peer, size int) string {
		return p.term(condition{field: "name", value: strings.Repeat("x", size)})
	}},
	{"random bytes", func(p *peer, size int) string {
		text := make([]byte, size)
		rand.NewChaCha8([32]byte{}).Read(text)
		return string(text)
	}},
}

func repeat(s string, size int) string {
	if s == "" {
		return ""
	}
	return strings.Repeat(s, size/len(s))
}

// hostileSizes are tried one after the other until a process survives.
var hostileSizes = []int{10_000_000, 1_000_000, 100_000, 10_000, 1_000}

// hostilePeers are those that are sent hostile input: the peers with a syntax
// and a parser of their own, and our own without its limits.
var hostilePeers = func() []peer {
	var all []peer
	for _, p := range peers {
		if p.parse == nil && p.compile == nil {
			continue
		}
		all = append(all, p)
		if len(all) == 1 {
			p.name = "searchfilter, limits raised"
			p.compile = ours{ast.Limits{Bytes: 1 << 30, Depth: limit.MaxDepth, Conditions: 1 << 30}}.compile
			all = append(all, p)
		}
	}
	return all
}()

// A caps is what a process may take.
type caps struct {
	time   time.Duration
	memory int64 // bytes of address space
}

// An outcome is what became of a process.
type outcome struct {
	Died     string        // what of; empty if it did not
	Accepted bool          // whether the peer took the text
	Time     time.Duration // how long it took to
	Memory   uint64        // bytes that it took from the system meanwhile
}

// childVariable is set for a process that is to take hostile input: the peer, the
// case and the size, in JSON.
const childVariable = "SEARCHFILTER_BENCH_CHILD"

type childTask struct {
	Peer, Case string
	Size       int
}

// runChild does the task that the environment has, if it has one, writes an
// outcome and exits.
func runChild() {
	value, ok := os.LookupEnv(childVariable)
	if !ok {
		return
	}
	var task childTask
	if err := json.Unmarshal([]byte(value), &task); err != nil {
		panic(err)
	}
	for _, p := range hostilePeers {
		for _, c := range hostileCases {
			if p.name == task.Peer && c.name == task.Case {
				json.NewEncoder(os.Stdout).Encode(suffer(&p, c.text(&p, task.Size)))
				os.Exit(0)
			}
		}
	}
	panic(value)
}

// suffer compiles the text, or parses it if the peer only parses.
func suffer(p *peer, text string) outcome {
	before, start := fromSystem(), time.Now()
	var err error
	if p.compile != nil {
		_, err = p.compile(text)
	} else {
		err = p.parse(text)
	}
	return outcome{Accepted: err == nil, Time: time.Since(start), Memory: fromSystem() - before}
}

// fromSystem returns how much memory the process has taken from the system; it
// never shrinks.
func fromSystem() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Sys
}

// run does the task in a process of its own. The error is one of the harness; the
// death of the process is an outcome.
func (t childTask) run(c caps) (outcome, error) {
	value, err := json.Marshal(t)
	if err != nil {
		return outcome{}, err
	}
	self, err := os.Executable()
	if err != nil {
		return outcome{}, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), c.time)
	defer cancel()
	// The shell becomes the process, so that killing it kills that.
	cmd := exec.CommandContext(ctx, "sh", "-c", `ulimit -v "$1" && exec "$2"`, "sh", strconv.FormatInt(c.memory>>10, 10), self)
	cmd.Env = append(os.Environ(), childVariable+"="+string(value), "GOTRACEBACK=none", "GOMEMLIMIT=off", "GOGC=100")
	cmd.WaitDelay = time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	if ctx.Err() != nil {
		return outcome{Died: "timed out"}, nil
	}
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		for _, cause := range []struct{ says, died string }{
			{"stack exceeds", "stack overflow"},
			{"out of memory", "out of memory"},
			{"cannot allocate memory", "out of memory"},
			{"failed to create new OS thread", "out of memory"},
			{"panic:", "panic"},
		} {
			if strings.Contains(stderr.String(), cause.says) {
				return outcome{Died: cause.died}, nil
			}
		}
		return outcome{}, fmt.Errorf("%+v: %w: %s", t, err, stderr.Bytes())
	}
	if err != nil {
		return outcome{}, err
	}
	var o outcome
	if err := json.Unmarshal(stdout.Bytes(), &o); err != nil {
		return outcome{}, fmt.Errorf("%+v printed %q: %w", t, stdout.Bytes(), err)
	}
	return o, nil
}

// A trial is what became of a peer in a hostile case.
type trial struct {
	largest outcome // at the first of hostileSizes
	size    int     // the largest that the process survived, or 0
	at      outcome // what it did with that
}

// try sends a peer the text of a case in every size, until it survives. It
// returns nil if the peer has nothing of the kind.
func try(p *peer, hostile hostileCase, c caps) (*trial, error) {
	if hostile.text(p, 1000) == "" {
		return nil, nil
	}
	var t trial
	for i, size := range hostileSizes {
		o, err := childTask{p.name, hostile.name, size}.run(c)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			t.largest = o
		}
		if o.Died == "" {
			t.size, t.at = size, o
			break
		}
	}
	return &t, nil
}

// tryAll returns the trials by peer and case.
func tryAll(c caps) ([][]*trial, error) {
	trials := make([][]*trial, len(hostilePeers))
	for i := range hostilePeers {
		for _, hostile := range hostileCases {
			t, err := try(&hostilePeers[i], hostile, c)
			if err != nil {
				return nil, err
			}
			trials[i] = append(trials[i], t)
		}
	}
	return trials, nil
}
