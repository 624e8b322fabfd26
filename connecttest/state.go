package connecttest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
)

// A state is all that a service keeps, as JSON.
type state struct {
	TestCases []*TestCase
	Sessions  []storedSession `json:",omitempty"`
}

// A storedSession is a session with what is not answered.
type storedSession struct {
	session
	ClientToken string `json:"clientToken,omitempty"`
	Request     string `json:"requestSha256,omitempty"`
}

// Save writes all test cases and sessions to w as one JSON object. Its member
// TestCases is a list of versions as in an answer to SearchTestCases, so tools
// that read such an answer read this. Of a test case with two versions both are
// there, with one Id.
func (s *Service) Save(w io.Writer) error {
	s.mu.Lock()
	cases, sessions := s.cases, s.sessions
	s.mu.Unlock()
	return save(w, cases, sessions)
}

func save(w io.Writer, cases map[string][]*testCase, sessions map[string][]*session) error {
	st := state{TestCases: []*TestCase{}}
	for _, instance := range slices.Sorted(maps.Keys(cases)) {
		for _, tc := range cases[instance] {
			st.TestCases = append(st.TestCases, tc.versions()...)
		}
	}
	for _, assistant := range slices.Sorted(maps.Keys(sessions)) {
		for _, x := range sessions[assistant] {
			st.Sessions = append(st.Sessions, storedSession{*x, x.token, x.request})
		}
	}
	b := bufio.NewWriter(w)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(st); err != nil {
		return err
	}
	return b.Flush()
}

// change does what f does to cases and sessions, and undoes it if the state that
// comes of it cannot be kept. f replaces maps. s.mu is held.
func (s *Service) change(f func()) error {
	cases, sessions := s.cases, s.sessions
	f()
	if s.options.Keep == nil {
		return nil
	}
	var state bytes.Buffer
	err := save(&state, s.cases, s.sessions)
	if err == nil {
		err = s.options.Keep(state.Bytes())
	}
	if err != nil {
		s.cases, s.sessions = cases, sessions
		return fmt.Errorf("connecttest: the change could not be kept: %w", err)
	}
	return nil
}

// changeCases makes list the test cases of the instance. s.mu is held.
func (s *Service) changeCases(instance string, list []*testCase) error {
	return s.change(func() {
		s.cases = maps.Clone(s.cases)
		s.cases[instance] = list
	})
}

// changeSessions makes list the sessions of the assistant. s.mu is held.
func (s *Service) changeSessions(assistant string, list []*session) error {
	return s.change(func() {
		s.sessions = maps.Clone(s.sessions)
		s.sessions[assistant] = list
	})
}
