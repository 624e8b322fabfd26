package connecttest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
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

// Load adds to the service what Save wrote, or the test cases of an answer to
// SearchTestCases. It takes what Put takes, and so checks little. What is there
// with the same ID is replaced.
//
// The instance of a test case and the assistant of a session are those of its
// ARN, which is then this service's, so Region and Account may differ from those
// with which it was saved. A test case without an ARN is of the first of
// Options.Instances. Nothing is loaded if there is an error, which names what is
// wrong: r is not such JSON, or there is no such instance or assistant.
func (s *Service) Load(r io.Reader) error {
	var st state
	d := json.NewDecoder(r)
	if err := d.Decode(&st); err != nil {
		return fmt.Errorf("connecttest: this is no state of a service: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("connecttest: there is something after the state, at byte %d", d.InputOffset())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	cases, sessions := maps.Clone(s.cases), maps.Clone(s.sessions)
	versions := map[string][]TestCase{}
	for _, v := range st.TestCases {
		if v == nil {
			return errors.New("connecttest: a test case is null")
		}
		instance := s.options.Instances[0]
		if v.Arn != "" {
			_, after, _ := strings.Cut(v.Arn, ":instance/")
			instance, _, _ = strings.Cut(after, "/")
		}
		versions[instance] = append(versions[instance], *v)
	}
	for _, instance := range slices.Sorted(maps.Keys(versions)) {
		list, err := s.put(instance, versions[instance])
		if err != nil {
			return err
		}
		cases[instance] = list
	}
	for _, stored := range st.Sessions {
		x, assistant, err := s.load(stored)
		if err != nil {
			return err
		}
		list := sessions[assistant]
		if i, err := findSession(list, x.ID); err == nil {
			list = slices.Delete(slices.Clone(list), i, i+1)
		}
		sessions[assistant] = append(slices.Clip(list), x)
	}
	return s.change(func() { s.cases, s.sessions = cases, sessions })
}

// load returns a stored session, and the assistant that it is of.
func (s *Service) load(stored storedSession) (*session, string, error) {
	x := &stored.session
	if !isUUID(x.ID) {
		return nil, "", errors.New("connecttest: a session has no sessionId that is a UUID")
	}
	_, after, _ := strings.Cut(x.Arn, ":session/")
	assistant, _, _ := strings.Cut(after, "/")
	if _, ok := s.sessions[assistant]; !ok {
		return nil, "", fmt.Errorf("connecttest: there is no assistant %.100q", assistant)
	}
	x.Arn = s.sessionARN(assistant, x.ID)
	x.TagFilter, x.Agents, x.Orchestrators = compact(x.TagFilter), compact(x.Agents), compact(x.Orchestrators)
	x.token, x.request = stored.ClientToken, stored.Request
	return x, assistant, nil
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
