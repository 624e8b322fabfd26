// Command samples writes what the page need not work out to a folder: targets.json, which is
// the answer to the method targets, whose hundreds of plans take a second; and below
// samples the made-up records that it offers, in a file for each target that has some.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/searchfilter/searchfilter/connecttest"
	"github.com/searchfilter/searchfilter/internal/page"
)

// The sample of the local service is the same, so that what is found there is what the page has.
const testCases, users, seed = 500, 200, 1

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: samples FOLDER")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "samples:", err)
		os.Exit(1)
	}
}

func write(folder string) error {
	answer := new(page.Page).Call("targets", []byte("{}"), nil)
	targets, ok := bytes.CutPrefix(bytes.TrimSuffix(answer, []byte("}")), []byte(`{"result":`))
	if !ok {
		return fmt.Errorf("targets: %.200s", answer)
	}
	if err := os.WriteFile(filepath.Join(folder, "targets.json"), targets, 0o644); err != nil {
		return err
	}
	below := filepath.Join(folder, "samples")
	if err := os.MkdirAll(below, 0o755); err != nil {
		return err
	}
	for name, list := range connecttest.SampleRecords(testCases, users, seed) {
		data, err := json.Marshal(list)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(below, name+".json"), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
