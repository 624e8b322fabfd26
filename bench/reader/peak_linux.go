package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
)

// peak returns the most bytes that the process has had in memory so far, or 0 if it has
// ended. What the system says of an ended process is no less than what its parent had
// when it started it (a child shares the parent's memory up to exec), and so too much.
func peak(pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(status, []byte("\nVmHWM:"))
	value, _, _ := bytes.Cut(rest, []byte(" kB"))
	n, _ := strconv.Atoi(string(bytes.TrimSpace(value)))
	return n << 10
}
