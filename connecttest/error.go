package connecttest

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/internal/chars"
)

// The types of errors that the operations may answer with, and their HTTP status codes, as the
// services' models have them. All services of AWS have UnknownOperationException, and
// RequestTimeoutException is by analogy.
var statusCodes = map[string]int{
	"AccessDeniedException":         403,
	"ConflictException":             409,
	"DependencyFailedException":     424,
	"DuplicateResourceException":    409,
	"IdempotencyException":          409,
	"InternalServiceException":      500,
	"InvalidParameterException":     400,
	"InvalidRequestException":       400,
	"InvalidTestCaseException":      400,
	"LimitExceededException":        429,
	"RequestTimeoutException":       408,
	"ResourceNotFoundException":     404,
	"ServiceQuotaExceededException": 402,
	"ThrottlingException":           429,
	"TooManyTagsException":          400,
	"UnauthorizedException":         401,
	"UnknownOperationException":     404,
	"ValidationException":           400,
}

const (
	internalService  = "InternalServiceException"
	unknownOperation = "UnknownOperationException"
	badParameter     = "InvalidParameterException"
	badRequest       = "InvalidRequestException"
	invalidTestCase  = "InvalidTestCaseException"
	conflict         = "ConflictException"
	validation       = "ValidationException"
)

// An apiError is an answer that is an error of the API.
type apiError struct {
	Type    string
	Message string
	q       bool // of Amazon Q in Connect
}

func (e *apiError) Error() string { return e.Type + ": " + e.Message }

// status returns the HTTP status code.
func (e *apiError) status() int {
	if code, ok := statusCodes[e.Type]; ok {
		return code
	}
	return 500
}

// body returns the error's members. Connect's models call the text Message, or have it in a list
// of Problems, and those of Q in Connect call it message.
func (e *apiError) body() any {
	text := map[string]string{"message": e.Message}
	switch {
	case e.Type == invalidTestCase:
		return map[string]any{"Problems": []any{text}}
	case e.q:
		return text
	}
	return map[string]string{"Message": e.Message}
}

// ofQInConnect returns the error as Amazon Q in Connect has it, which has one type where Connect
// has two.
func (e *apiError) ofQInConnect() *apiError {
	q := *e
	q.q = true
	if q.Type == badParameter || q.Type == badRequest {
		q.Type = validation
	}
	return &q
}

// invalidRequest is the error for what is no request at all.
func invalidRequest(format string, args ...any) error {
	return &apiError{Type: badRequest, Message: fmt.Sprintf(format, args...)}
}

// invalidParameter is the error for a request with a value that is not allowed.
func invalidParameter(format string, args ...any) error {
	return &apiError{Type: badParameter, Message: fmt.Sprintf(format, args...)}
}

func notFound(format string, args ...any) error {
	return &apiError{Type: "ResourceNotFoundException", Message: fmt.Sprintf(format, args...)}
}

// clip returns JSON as it is, but without its end if it is long.
func clip(raw []byte) string {
	const most = 40
	if head := chars.First(string(raw[:min(len(raw), most*utf8.UTFMax)]), most); len(head) < len(raw) {
		return head + "…"
	}
	return string(raw)
}

// few returns the first five of a list, with commas.
func few(list []string) string {
	const most = 5
	if len(list) > most {
		return strings.Join(list[:most], ", ") + ", …"
	}
	return strings.Join(list, ", ")
}

// excerpt returns s in quotes, but without its middle if it is long.
func excerpt(s string) string {
	const end = 60
	if utf8.RuneCountInString(s) <= 2*end {
		return strconv.Quote(s)
	}
	return strconv.Quote(chars.First(s, end)) + "…" + strconv.Quote(chars.Last(s, end))
}

// notOne says that an enum does not have a value.
func notOne(value string, enum []string) string {
	return fmt.Sprintf("%s is not %s", excerpt(value), strings.Join(enum, " or "))
}
