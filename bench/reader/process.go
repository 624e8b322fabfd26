package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// A process is a command that is measured.
type process struct {
	name, version, checks string
	silent                bool // it prints nothing
	args                  []string

	ns     []float64 // CPU time, by round
	memory int       // the most bytes that it had
}

// run runs it once.
func (p *process) run(out io.Writer) error {
	var complaint bytes.Buffer
	cmd := exec.Command(p.args[0], p.args[1:]...)
	cmd.Stdout, cmd.Stderr = out, &complaint
	if file, ok := out.(*os.File); ok {
		cmd.Stdout = file
	}
	err := cmd.Start()
	if err == nil {
		ended, watched := make(chan bool), make(chan bool)
		go func() {
			defer close(watched)
			p.watch(cmd.Process.Pid, ended)
		}()
		err = cmd.Wait()
		close(ended)
		<-watched
	}
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(p.args, " "), err, &complaint)
	}
	p.ns = append(p.ns, float64(cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()))
	return nil
}

// watch notes how much memory the process takes until it has ended.
func (p *process) watch(pid int, ended <-chan bool) {
	const interval = 2 * time.Millisecond
	for {
		p.memory = max(p.memory, peak(pid))
		select {
		case <-ended:
			return
		case <-time.After(interval):
		}
	}
}

// turns measures each process in every round, one after the other. Each round begins with
// another one.
func turns(all []*process, rounds int) error {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer null.Close()
	for _, p := range all {
		p.ns, p.memory = nil, 0
	}
	for round := range rounds {
		for i := range all {
			if err := all[(i+round)%len(all)].run(null); err != nil {
				return err
			}
		}
	}
	return nil
}

// agree returns an error unless all processes that print something print the same lines,
// and how many these are. If they are JSON, they need not be the same byte for byte.
func agree(all []*process, isJSON bool) (lines int, err error) {
	var want []byte
	for _, p := range all {
		if p.silent {
			continue
		}
		got, n, err := p.digest(isJSON)
		switch {
		case err != nil:
			return 0, err
		case want == nil:
			want, lines = got, n
		case n != lines || !bytes.Equal(got, want):
			return 0, fmt.Errorf("%s prints %d lines, and %s prints %d, or others", all[0].name, lines, p.name, n)
		}
	}
	if lines == 0 {
		return 0, errors.New("nothing is printed")
	}
	return lines, nil
}

// digest runs the process and returns a hash of the lines that it prints, and their number.
func (p *process) digest(isJSON bool) (sum []byte, lines int, err error) {
	r, w := io.Pipe()
	go func() { w.CloseWithError(p.run(w)) }()
	defer r.Close()
	hash := sha256.New()
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		line := scanner.Bytes()
		if isJSON {
			var v any
			if err := json.Unmarshal(line, &v); err != nil {
				return nil, 0, err
			}
			if line, err = json.Marshal(v); err != nil {
				return nil, 0, err
			}
		}
		hash.Write(append(line, '\n'))
		lines++
	}
	return hash.Sum(nil), lines, scanner.Err()
}
