// Command samples writes the made-up records that the page offers to a folder: a file for each
// target that has some, with its name.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/searchfilter/searchfilter/connecttest"
)

// samples has, by the name of a target, an answer with records as its search returns.
var samples = map[string]any{
	"test-cases": map[string]any{"TestCases": connecttest.Sample(500, 1)},
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: samples FOLDER")
		os.Exit(2)
	}
	for name, answer := range samples {
		data, err := json.Marshal(answer)
		if err == nil {
			err = os.WriteFile(filepath.Join(os.Args[1], name+".json"), data, 0o644)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "samples:", err)
			os.Exit(1)
		}
	}
}
