package report

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func TestMedian(t *testing.T) {
	for _, test := range []struct {
		x    []float64
		want float64
	}{
		{[]float64{3}, 3},
		{[]float64{9, 1}, 5},
		{[]float64{9, 1, 2}, 2},
		{Ratios([]float64{8, 6, 9}, []float64{2, 2, 1}), 4},
	} {
		if got := Median(test.x); got != test.want {
			t.Errorf("Median(%v) = %v, want %v", test.x, got, test.want)
		}
	}
}

func TestDuration(t *testing.T) {
	for ns, want := range map[float64]string{
		0: "0 ns", 0.25: "0.25 ns", 1: "1 ns", 999.4: "999 ns", 1000: "1 µs", 2345: "2.3 µs", 23_450: "23 µs", 234_700: "235 µs", 7.25e9: "7.2 s", 1e13: "10000 s",
	} {
		if got := Duration(ns); got != want {
			t.Errorf("Duration(%v) = %q, want %q", ns, got, want)
		}
	}
}

func TestReplaceMarked(t *testing.T) {
	for _, test := range []struct{ name, readme, want, err string }{
		{name: "empty", readme: "a\n<!-- bench -->\n<!-- /bench -->\nb\n", want: "a\n<!-- bench -->\n\nnew\n\n<!-- /bench -->\nb\n"},
		{name: "filled", readme: "<!-- bench -->\n\nold\n\n<!-- /bench -->\n", want: "<!-- bench -->\n\nnew\n\n<!-- /bench -->\n"},
		{name: "none", readme: "a\n", err: "there are 0 lines <!-- bench -->, want 1"},
		{name: "no end", readme: "<!-- bench -->\n", err: "there are 0 lines <!-- /bench -->, want 1"},
		{name: "twice", readme: "<!-- bench -->\n<!-- bench -->\n<!-- /bench -->\n", err: "there are 2 lines <!-- bench -->, want 1"},
		{name: "swapped", readme: "<!-- /bench -->\n<!-- bench -->\n", err: "<!-- /bench --> stands before <!-- bench -->"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := replaceMarked(test.readme, "bench", "new\n")
			if got != test.want || fmt.Sprint(err) != test.err && (err != nil || test.err != "") {
				t.Errorf("replaceMarked(%q) = %q, %v; want %q, %s", test.readme, got, err, test.want, test.err)
			}
		})
	}
}

func TestWrite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "README.md")
	if err := Write(file, "bench", ""); !os.IsNotExist(err) {
		t.Errorf("Write() = %v without a file", err)
	}
	if err := os.WriteFile(file, []byte("<!-- bench -->\n<!-- /bench -->\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Write(file, "bench", "new"); err != nil {
		t.Error(err)
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != "<!-- bench -->\n\nnew\n\n<!-- /bench -->\n" {
		t.Errorf("there is %q, %v", got, err)
	}
}
