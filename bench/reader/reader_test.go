package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == childArgument { // a peer that a test runs
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func Example() {
	for _, in := range inputs[:3] {
		fmt.Println(in.name+":", "searchfilter", in.args()[:3])
	}
	// Output:
	// JSON Lines: searchfilter [match --output ids]
	// one array in one line: searchfilter [match --output ids]
	// a pretty-printed answer: searchfilter [match --output ids]
}

// All inputs and peers agree, and the tables have a row for each.
func TestRun(t *testing.T) {
	readme := filepath.Join(t.TempDir(), "README.md")
	if err := os.WriteFile(readme, []byte("<!-- reader -->\n<!-- /reader -->\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := options{rounds: 1, mb: 0.5, only: regexp.MustCompile(""), readme: readme}
	if err := run(io.Discard, io.Discard, o); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range peers {
		if !strings.Contains(string(text), "\n| "+p.name+" ") {
			t.Errorf("there is no row for %s in\n%s", p.name, text)
		}
	}
	for _, in := range inputs {
		if !strings.Contains(string(text), "\n| "+in.name+" ") {
			t.Errorf("there is no row for %s in\n%s", in.name, text)
		}
	}
	if !strings.Contains(string(text), "searchfilter --version") {
		t.Errorf("the start is missing in\n%s", text)
	}
}

func TestRun_errors(t *testing.T) {
	for _, o := range []options{
		{rounds: 0, mb: 1},
		{rounds: 1, mb: 0},
		{rounds: 1, mb: 1, only: regexp.MustCompile("no input")},
	} {
		if err := run(io.Discard, io.Discard, o); err == nil {
			t.Errorf("run(%+v) is no error", o)
		}
	}
}

// Those that print something else are found out.
func TestAgree(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Log("there is no printf")
	}
	printed := func(text string) *process { return &process{name: text, args: []string{"printf", "%b", text}} }
	for _, test := range []struct {
		a, b   string
		isJSON bool
		lines  int // 0 if they do not agree
	}{
		{`x\ny\n`, `x\ny\n`, false, 2},
		{`x\ny\n`, `x\n`, false, 0},
		{`x\n`, `y\n`, false, 0},
		{"", "", false, 0},
		{`{"a":1,"b":2}\n`, `{"b":2,"a":1}\n`, true, 1},
		{`{"a":1,"b":2}\n`, `{"b":2,"a":1}\n`, false, 0},
		{`{"a":1}\n`, `{"a":2}\n`, true, 0},
		{`{"a":1}\n`, `{"a"\n`, true, 0},
	} {
		lines, err := agree([]*process{printed(test.a), printed(test.b), {silent: true}}, test.isJSON)
		if lines != test.lines && err == nil || (err == nil) != (test.lines > 0) {
			t.Errorf("agree(%q, %q) = %d, %v, want %d", test.a, test.b, lines, err, test.lines)
		}
	}
}

// Inputs are as large as is asked for, and the same each time.
func TestWriteInput(t *testing.T) {
	const size = 300_000
	dir := t.TempDir()
	for _, in := range inputs {
		var texts [2][]byte
		for i := range texts {
			file := filepath.Join(dir, "input")
			if err := writeInput(in.name, size, file); err != nil {
				t.Fatal(err)
			}
			var err error
			if texts[i], err = os.ReadFile(file); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(texts[0], texts[1]) {
			t.Errorf("%s: the same input is another one", in.name)
		}
		if n := len(texts[0]); n < size || n > size+100_000 {
			t.Errorf("%s: %d bytes, want %d", in.name, n, size)
		}
	}
	if err := writeInput("none", size, filepath.Join(dir, "input")); err == nil {
		t.Error("an input that there is not is no error")
	}
}
