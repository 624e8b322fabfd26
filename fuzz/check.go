package fuzz

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/rand"
	"os"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/leanovate/gopter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// The variables of the environment that every check honours. One that is empty counts
// as unset.
const (
	envSeed   = "SEARCHFILTER_SEED"   // of the first case: an integer, or random
	envChecks = "SEARCHFILTER_CHECKS" // how many cases a check tries: an integer from 1 up
)

// defaultChecks is how many cases a check without parameters tries.
const defaultChecks = 1000

// ErrVacuous is what a property returns for a value that does not tell whether it
// holds, such as a query that selects all of the records at hand.
var ErrVacuous = errors.New("the case tells nothing")

// parameters returns p with what the environment says about seed and budget in place
// of its own. If p is nil, it stands for defaultChecks cases from seed 1. The error
// says which variable has a wrong value.
func parameters(p *gopter.TestParameters) (*gopter.TestParameters, error) {
	q := gopter.DefaultTestParametersWithSeed(1)
	q.MinSuccessfulTests = defaultChecks
	if p != nil {
		*q = *p
	}
	seed := q.Seed()
	switch text := os.Getenv(envSeed); text {
	case "":
	case "random":
		seed = gopter.DefaultTestParameters().Seed()
	default:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%s=%q: the seed is an integer of 64 bits, or random", envSeed, text)
		}
		seed = n
	}
	q.Rng = rand.New(rand.NewSource(seed)) // which SetSeed changes; p keeps its own
	q.SetSeed(seed)
	if text := os.Getenv(envChecks); text != "" {
		n, err := strconv.ParseInt(text, 10, 32)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%s=%q: the number of cases is an integer from 1 to %d", envChecks, text, 1<<31-1)
		}
		q.MinSuccessfulTests = int(n)
	}
	return q, nil
}

// Check tries a property on values of the generator. The property returns nil if it
// holds of the value, [ErrVacuous], or what is wrong. A panic is wrong, too. If the
// property fails, Check reports the smallest value that it finds to fail, with the
// command that tries it again. To find that value it calls the property on what shrink
// yields. If shrink is nil, the value is not made smaller.
//
// Check logs how many values told something. It fails if fewer than a tenth of ten or
// more did.
//
// If p is nil, Check tries 1000 values from seed 1. Of p it takes MinSuccessfulTests,
// which is how many values are tried, the seed, MinSize and MaxSize, between which the
// size of each value is drawn, and MaxShrinkCount: it calls the property at most a
// hundred times as often to make a value smaller. The values are made from the seed,
// the seed plus 1, and so on, each by its own alone.
func Check[V any](t testing.TB, p *gopter.TestParameters, g Generator[V], shrink func(V) iter.Seq[V], property func(V) error) {
	t.Helper()
	check(t, p, g, shrink, property)
}

// check is Check, and reports whether it passed.
func check[V any](t testing.TB, p *gopter.TestParameters, g Generator[V], shrink func(V) iter.Seq[V], property func(V) error) bool {
	t.Helper()
	p, err := parameters(p)
	if err != nil {
		t.Errorf("%v", err)
		return false
	}
	if shrink == nil {
		shrink = func(V) iter.Seq[V] { return func(func(V) bool) {} }
	}
	telling := 0
	for i := range p.MinSuccessfulTests {
		seed := p.Seed() + int64(i)
		r := rand.New(rand.NewSource(seed))
		x := g(r, p.MinSize+r.Intn(max(p.MaxSize-p.MinSize, 1)))
		switch err := try(property, x); {
		case err == nil:
			telling++
		case !errors.Is(err, ErrVacuous):
			why := err // of the smallest that failed, which a property may not do twice
			x, shrinks := minimize(x, shrink, func(y V) bool {
				err := try(property, y)
				if wrong(err) {
					why = err
				}
				return wrong(err)
			}, 100*p.MaxShrinkCount)
			report := fmt.Sprintf("%v\nin the smallest case of those tried, shrunk %s after %s right:\n%s",
				why, count(shrinks, "time", "times"), count(i, "case was", "cases were"), indent(show(x)))
			if why.Error() != err.Error() {
				report += fmt.Sprintf("\nbefore it was shrunk: %v", err)
			}
			t.Errorf("%s\nto try it again: %s", report, replay(t.Name(), seed))
			return false
		}
	}
	t.Logf("%s from seed %d, of which %s something", count(p.MinSuccessfulTests, "case", "cases"), p.Seed(), count(telling, "tells", "tell"))
	if telling < p.MinSuccessfulTests/10 {
		t.Errorf("only %d of %d cases tell something, and a tenth should", telling, p.MinSuccessfulTests)
		return false
	}
	return true
}

// count returns n and what there are n of.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func wrong(err error) bool { return err != nil && !errors.Is(err, ErrVacuous) }

// try returns what the property says of x. That it panics is an error.
func try[V any](property func(V) error, x V) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v%s", p, stack())
		}
	}()
	return property(x)
}

// stack returns the calls from what panicked up to this package's own, for the
// function that recovers.
func stack() string {
	const most = 32
	own := reflect.TypeFor[question]().PkgPath() + "."
	callers := make([]uintptr, 1000)
	frames := runtime.CallersFrames(callers[:runtime.Callers(0, callers)])
	var calls []string
	last := 0 // how many calls there are up to the last one that is of the property
	for panicked, more := false, true; more; {
		var f runtime.Frame
		switch f, more = frames.Next(); {
		case f.Function == own+"try[...]":
			more = false
		case panicked:
			calls = append(calls, "\n"+f.Function+"\n\t"+f.File+":"+strconv.Itoa(f.Line))
			if !strings.HasPrefix(f.Function, own) && !strings.HasPrefix(f.Function, "runtime.") {
				last = len(calls)
			}
		default: // what has recovered
			panicked = f.Function == "runtime.gopanic"
		}
	}
	if last > 0 {
		calls = calls[:last]
	}
	if len(calls) > most {
		calls = append(calls[:most], "\nand "+strconv.Itoa(len(calls)-most)+" calls more")
	}
	return strings.Join(calls, "")
}

// replay returns the command that runs the test of that name on one case alone.
func replay(name string, seed int64) string {
	parts := strings.Split(name, "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	run := "'" + strings.ReplaceAll(strings.Join(parts, "/"), "'", `'\''`) + "'"
	return fmt.Sprintf("%s=%d %s=1 go test -run %s", envSeed, seed, envChecks, run)
}

func indent(s string) string { return "\t" + strings.ReplaceAll(s, "\n", "\n\t") }

// show returns a value as text to copy, all of it and in ASCII: a query and a
// text as Go strings, a record as a Go map, JSON as a Go string, and anything
// else by its own String or as %+v, which is quoted if it is not ASCII.
func show(v any) string {
	switch v := v.(type) {
	case ast.Expr:
		return quote(v.String())
	case *schema.Resolved:
		return quote(v.String())
	case string:
		return quote(v)
	case []byte:
		return quote(string(v))
	case json.Number:
		return "json.Number(" + strconv.QuoteToASCII(string(v)) + ")"
	case []string:
		var texts []string
		for _, s := range v {
			texts = append(texts, strconv.QuoteToASCII(s))
		}
		return "[]string{" + strings.Join(texts, ", ") + "}"
	case map[string]any:
		var members []string
		for _, k := range slices.Sorted(maps.Keys(v)) {
			value := show(v[k])
			if s, ok := v[k].(string); ok { // as keys are
				value = strconv.QuoteToASCII(s)
			}
			members = append(members, strconv.QuoteToASCII(k)+": "+value)
		}
		return "map[string]any{" + strings.Join(members, ", ") + "}"
	}
	if s := fmt.Sprintf("%+v", v); isASCII(s) {
		return s
	}
	return strconv.QuoteToASCII(fmt.Sprintf("%+v", v))
}

// quote returns s as a Go string, which is raw if that is easier to read.
func quote(s string) string {
	q := strconv.QuoteToASCII(s)
	if raw := "`" + s + "`"; len(raw) < len(q) && strconv.CanBackquote(s) && isASCII(s) {
		return raw
	}
	return q
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}
