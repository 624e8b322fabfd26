package connecttest

import "time"

// SetTimes sets how long a body may take to arrive, and an answer to be taken.
func SetTimes(body, answer time.Duration) (restore func()) {
	b, a := bodyTime, answerTime
	bodyTime, answerTime = body, answer
	return func() { bodyTime, answerTime = b, a }
}

// Waiting returns how many changes wait for the one that is being kept.
func (s *Service) Waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting)
}

// Targets returns the targets of all searches.
func Targets() []string { return targets() }

// TimeMembers are the members of records that are times.
func TimeMembers() []string { return timeMembers }

// IsUUID reports whether a text is a UUID, and whether its pattern says so.
func IsUUID(s string) (is, want bool) { return isUUID(s), uuidPattern.MatchString(s) }
