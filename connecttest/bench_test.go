package connecttest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/searchfilter/searchfilter/connecttest"
)

// saveSample returns what a service with n sample test cases saves.
func saveSample(b *testing.B, n int) []byte {
	var state bytes.Buffer
	if err := newSample(b, n, connecttest.Options{}).Save(&state); err != nil {
		b.Fatal(err)
	}
	return state.Bytes()
}

// BenchmarkOpen opens a service with 100,000 test cases. For comparison, it has one
// pass of encoding/json over the same text, into structs.
func BenchmarkOpen(b *testing.B) {
	text := saveSample(b, 100_000)
	name := filepath.Join(b.TempDir(), "cases.json")
	if err := os.WriteFile(name, text, 0o600); err != nil {
		b.Fatal(err)
	}
	b.Run("Open", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		for b.Loop() {
			file, err := os.Open(name)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := connecttest.Open(connecttest.Options{}, connecttest.Source{Reader: file}); err != nil {
				b.Fatal(err)
			}
			file.Close()
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		for b.Loop() {
			data, err := os.ReadFile(name)
			if err != nil {
				b.Fatal(err)
			}
			var answer struct{ TestCases []plainTestCase }
			if err := json.Unmarshal(data, &answer); err != nil || len(answer.TestCases) != 100_000 {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkOpen_names opens a service with test cases of one name. The time for one
// does not depend on how many there are.
func BenchmarkOpen_names(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		text := strings.Repeat(`{"Name":"a"}`, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if _, err := connecttest.Open(connecttest.Options{}, connecttest.Source{Reader: strings.NewReader(text)}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/record")
		})
	}
}

// A plainTestCase is a test case without methods.
type plainTestCase struct {
	Arn, Id, Name      string
	Content            *string
	EntryPoint         *entryPoint
	InitializationData *string
	Description        *string
	Status             string
	LastModifiedTime   json.Number
	LastModifiedRegion string
	Tags               map[string]string
	TestCaseSha256     string
}

// BenchmarkList lists all test cases by searches, in pages of 100. The time for a
// test case does not depend on how many there are.
func BenchmarkList(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := newSample(b, n, connecttest.Options{})
			for b.Loop() {
				pages, _ := search{s: s}.pages(b, 0)
				if len(pages) != n/100 {
					b.Fatal(len(pages))
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/record")
		})
	}
}

// BenchmarkSearch searches 100,000 test cases, while nothing is written and while
// changes are kept without a pause.
func BenchmarkSearch(b *testing.B) {
	name := filepath.Join(b.TempDir(), "state.json")
	s := newSample(b, 100_000, connecttest.Options{Keep: func(state io.WriterTo) error {
		file, err := os.Create(name)
		if err != nil {
			return err
		}
		_, err = state.WriteTo(file)
		return errors.Join(err, file.Sync(), file.Close())
	}})
	run := func(b *testing.B) {
		var times []time.Duration
		for b.Loop() {
			start := time.Now()
			ok(b, s, "POST", "/search-test-cases", search{members: smoke}.body(0, ""))
			times = append(times, time.Since(start))
		}
		slices.Sort(times)
		b.ReportMetric(float64(times[len(times)/2].Nanoseconds()), "p50-ns")
	}
	b.Run("quiet", run)
	b.Run("writing", func(b *testing.B) {
		stop, stopped, writes := make(chan bool), make(chan bool), 0
		go func() {
			defer close(stopped)
			for {
				select {
				case <-stop:
					return
				default:
					create(b, s, fmt.Sprintf(`{"Name":"%d","Content":""}`, rand.Uint64()))
					writes++
				}
			}
		}()
		run(b)
		close(stop)
		<-stopped
		b.ReportMetric(float64(writes)/b.Elapsed().Seconds(), "writes/s")
	})
}
