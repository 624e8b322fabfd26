package awsconnect

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/schema"
)

// errNoID is the error for a record that has no id, or lacks one of the fields that are known
// instead: nothing tells whether it was yielded before.
var errNoID = errors.New("the service sent a record that cannot be told from others")

// errNoAnswer is the error for an answer that has no list of records, not even an empty one,
// no token, and no count of 0. Another service or a proxy may send that. Taken for an empty
// last page, it would hide what there is.
var errNoAnswer = errors.New("the service sent neither records, nor a token, nor a count of 0")

// An answer is what one call returned.
type answer[R any] struct {
	records []R
	raw     []json.RawMessage // of each record, what the service sent
	token   string            // of the next page; empty if this is the last
	total   *int64
}

// answerOf returns the answer that is out, an output of the SDK's with the records in the
// member list.
func answerOf[R any](out any, list string) (a answer[R], err error) {
	h := headOf(out)
	a.records = reflect.ValueOf(out).Elem().FieldByName(list).Interface().([]R)
	if a.records == nil && h.isEmpty() {
		return a, errNoAnswer
	}
	a.token, a.total = h.token, h.total
	if h.body != nil {
		a.raw, err = recordsIn(h.body, list)
		if err == nil && len(a.raw) != len(a.records) {
			err = fmt.Errorf("the client has %d %s, and the service sent %d", len(a.records), list, len(a.raw))
		}
		return a, err
	}
	a.raw = make([]json.RawMessage, len(a.records))
	for i := range a.records {
		if a.raw[i], err = encode(a.records[i]); err != nil {
			return a, fmt.Errorf("record %d: %w", i+1, err)
		}
	}
	return a, nil
}

// A head is what answers have besides their records.
type head struct {
	token  string
	tokens bool // there is one, if maybe an empty one
	total  *int64
	body   []byte // as the service sent it; nil if nobody knows
}

// headOf returns that of an output of the SDK's.
func headOf(out any) (h head) {
	v := reflect.ValueOf(out).Elem()
	if token := v.FieldByName("NextToken").Interface().(*string); token != nil {
		h.token, h.tokens = *token, true
	}
	h.total = v.FieldByName("ApproximateTotalCount").Interface().(*int64)
	metadata := v.FieldByName("ResultMetadata").Interface().(middleware.Metadata)
	if body, ok := metadata.Get(bodyKey{}).(*bytes.Buffer); ok {
		h.body = body.Bytes()
	}
	return h
}

// isEmpty reports whether an answer without a list says nothing of why there is none.
func (h *head) isEmpty() bool { return !h.tokens && (h.total == nil || *h.total != 0) }

// recordsIn returns the records in the member list of an answer, each as it stands there. It
// is nil if there is no such member.
func recordsIn(body []byte, list string) (records []json.RawMessage, err error) {
	var members map[string]json.RawMessage
	// What may follow the answer is no part of it, for the SDK either.
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(&members); err != nil && err != io.EOF {
		return nil, err
	}
	if members[list] != nil {
		err = json.Unmarshal(members[list], &records)
	}
	return records, err
}

type bodyKey struct{}

// keepBody has a client keep what the service sends, in the metadata of its output.
func keepBody(o *sdk.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("searchfilter.KeepBody", func(
			ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler,
		) (out middleware.DeserializeOutput, metadata middleware.Metadata, err error) {
			out, metadata, err = next.HandleDeserialize(ctx, in)
			if response, ok := out.RawResponse.(*smithyhttp.Response); ok && err == nil {
				body := new(bytes.Buffer)
				response.Body = teeBody{io.TeeReader(response.Body, body), response.Body}
				metadata.Set(bodyKey{}, body)
			}
			return out, metadata, err
		}), middleware.After)
	})
}

// A teeBody is read by one, and closed by the other.
type teeBody struct {
	io.Reader
	io.Closer
}

// An identity says which records are the same one.
type identity struct {
	fields  []string
	decoder func([]byte) (*eval.Record, error)
}

// newIdentity returns that of the schema's records: their id, or else the fields that every
// one has, but for an ARN beside an id.
func newIdentity(s *schema.Schema) (identity, error) {
	var by identity
	for _, f := range s.Fields {
		of, isARN := strings.CutSuffix(f.Name, "-arn")
		if f.Always && !(isARN && s.Lookup(of+"-id") >= 0) {
			by.fields = append(by.fields, f.Name)
		}
	}
	if s.Lookup("id") >= 0 {
		by.fields = []string{"id"}
	}
	var asked []ast.Expr
	for _, name := range by.fields {
		asked = append(asked, ast.Compare(ast.Name(name), ast.OpExists))
	}
	q, err := s.Resolve(ast.All(asked...), schema.Options{})
	if err != nil {
		return by, err
	}
	by.decoder = eval.Decoder(s, q)
	return by, nil
}

// of returns what no other record has.
func (by *identity) of(raw json.RawMessage) (string, error) {
	r, err := by.decoder(raw)
	if err != nil {
		return "", err
	}
	texts := make([]string, len(by.fields))
	for i, name := range by.fields {
		texts[i] = strings.Join(r.Values(ast.Name(name)), "")
		if texts[i] == "" {
			return "", fmt.Errorf("%w: it has no %s", errNoID, name)
		}
	}
	key, err := json.Marshal(texts)
	return string(key), err
}
