package connecttest

import (
	"context"
	"time"
)

// A Call is what a Fault is chosen by.
type Call struct {
	// Operation is the API's name of it, such as SearchTestCases.
	Operation string

	// N is the number of the call, from 1 on, among all that the service got,
	// retries and what is no operation included.
	N int

	// Page is the number of the page that an operation with pages is asked for, from
	// 1 on. It is 0 for other operations, and for a token that is not valid.
	Page int
}

// A Fault is what goes wrong with a call. The zero Fault is nothing.
type Fault struct {
	// Delay is how long the answer waits. It ends early when the client gives
	// up.
	Delay time.Duration

	// Error is the type of the error that is answered without doing anything,
	// such as ThrottlingException, InternalServiceException, or
	// InvalidParameterException for a token that has expired. It has the
	// status code of the documents, and 500 if they do not have the type.
	Error string

	// Cut does what is asked for, and breaks the connection in the middle of the
	// answer.
	Cut bool

	// Empty makes a page one without records, whose token leads to the records that
	// it leaves out. The documents allow it: MaxResults is a maximum, and only a
	// missing token is the end.
	Empty bool

	// Repeat makes a page begin with the record that ended the page before.
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
		const message = "this error is on purpose"
		e := &apiError{Type: f.Error, Message: message}
		if f.Error == invalidTestCase {
			e.problems = []string{message}
		}
		return e
	}
	return nil
}
