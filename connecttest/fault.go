package connecttest

import (
	"context"
	"time"
)

// A Call is a call of an operation, for which [Options.Fault] chooses a Fault.
type Call struct {
	// Operation is the API's name of it, such as SearchTestCases.
	Operation string

	// N is the number of the call, from 1 on. All requests count, also retries and those for
	// no operation.
	N int

	// Page is the number of the page that is asked for, from 1 on. It is 0 if the operation has
	// no pages or the token is not valid.
	Page int
}

// A Fault is what goes wrong with a call. The zero Fault is nothing.
type Fault struct {
	// Delay is how long the answer waits. It ends early when the client gives up.
	Delay time.Duration

	// Error is the type of an error that is answered instead of doing anything, such as
	// ThrottlingException, InternalServiceException, or InvalidParameterException for a token
	// that has expired. Its status code is that of the documents, or 500 if they do not have
	// the type.
	Error string

	// Cut does what is asked for, and breaks the connection in the middle of the answer.
	Cut bool

	// Empty makes a page have no records, and a token that leads to them. The documents allow
	// it: MaxResults is a maximum, and only a missing token is the end.
	Empty bool

	// Repeat makes a page begin with the last record of the page before.
	Repeat bool
}

// begin does what a fault does before the operation.
func (f Fault) begin(ctx context.Context) error {
	if f.Delay > 0 {
		timer := time.NewTimer(f.Delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if f.Error != "" {
		return &apiError{Type: f.Error, Message: "this error is on purpose"}
	}
	return nil
}
