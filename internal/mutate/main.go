// Command mutate checks the tests: it makes small mistakes in the code, one at
// a time, and says which of them no test finds.
//
//	go run ./internal/mutate            # all edits
//	go run ./internal/mutate -list      # what they are
//	go run ./internal/mutate -run logic # those with logic in their name or file
//
// The mistakes are the list in edits.go. Each is laid over its file by the go
// command's -overlay, so that nothing in the tree changes, and the packages that
// depend on the file are tested, the nearest first and in each the quick tests
// first, until one test fails. Before that the tests must pass without an edit.
// A line for each edit says which test failed, or that the edit survived:
//
//	killed    lexer/paren-depth-limit      by lexer TestLexer_limits in 1.3s
//	survived  logic/forgotten-exclusion    in 96.2s
//
// A test that outlives -timeout counts as failed, and is named as such. The exit
// status is 1 if more edits survive than -allow says, or if one cannot be made:
// its fragment must be in the file exactly once, and the result must compile. The
// tests of this package hold the list to that.
//
// A survivor is a test that is missing, or an edit that changes nothing and is
// to be replaced by a better one.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ok, err := command(ctx, os.Args[1:], os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
	}
	if !ok {
		os.Exit(1)
	}
}

// command runs the program, and reports whether all is well.
func command(ctx context.Context, args []string, out io.Writer) (ok bool, err error) {
	flags := flag.NewFlagSet("mutate", flag.ContinueOnError)
	list := flags.Bool("list", false, "list the edits")
	run := flags.String("run", "", "only the edits whose name or file matches the `regexp`")
	allow := flags.Int("allow", 0, "how many edits may survive")
	workers := flags.Int("p", runtime.NumCPU(), "how many edits are tested at once, by one core each")
	timeout := flags.Duration("timeout", 5*time.Minute, "how long the tests of a package may take")
	if err := flags.Parse(args); err != nil {
		return err == flag.ErrHelp, nil // flags has said what is wrong
	}
	wanted, err := regexp.Compile(*run)
	if err != nil {
		return false, err
	}
	var chosen []edit
	for _, e := range edits {
		if wanted.MatchString(e.name) || wanted.MatchString(e.file) {
			chosen = append(chosen, e)
		}
	}
	if *list {
		for _, e := range chosen {
			fmt.Fprintf(out, "%-*s  %-30s  %s\n", width(chosen), e.name, e.file, e.breaks)
		}
		return true, nil
	}
	root, err := moduleRoot()
	if err != nil {
		return false, err
	}
	m, err := newModule(ctx, root)
	if err != nil {
		return false, err
	}
	m.timeout = *timeout
	if err := m.check(ctx, chosen); err != nil {
		return false, err
	}
	start := time.Now()
	counts := map[verdict]int{}
	for r := range m.run(ctx, chosen, min(max(*workers, 1), runtime.NumCPU())) {
		counts[r.verdict]++
		fmt.Fprintf(out, "%-9s %-*s  %s in %.1fs\n", r.verdict, width(chosen), r.edit.name, r.by, r.took.Seconds())
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	fmt.Fprintf(out, "%d edits: %d killed, of which %d by the time limit, %d survived, %d could not be made, in %.0fs\n",
		len(chosen), counts[killed]+counts[timedOut], counts[timedOut], counts[survived], counts[broken], time.Since(start).Seconds())
	return counts[survived] <= *allow && counts[broken] == 0, nil
}

func width(list []edit) int {
	n := 0
	for _, e := range list {
		n = max(n, len(e.name))
	}
	return n
}

// moduleRoot returns the folder of the module that the working directory is in.
func moduleRoot() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOMOD: %w", err)
	}
	file := strings.TrimSpace(string(out))
	if filepath.Base(file) != "go.mod" {
		return "", fmt.Errorf("the working directory is in no module")
	}
	return filepath.Dir(file), nil
}
