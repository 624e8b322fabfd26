package awsconnect

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/compile"
)

// Search yields the records that the query selects, of the search that its Target says, or
// Options.Target: any of connect.Targets(). Each is JSON, byte for byte as the service sent
// it, of which an eval.Decoder makes a record of the query's Schema. The package's documentation
// says what else there is to know.
//
// It also calls searches that the SDK does not have, such as SearchMetrics, and sends and
// returns members that the SDK does not know: the client makes a call of its own for another
// path and body. Endpoint, credentials, signature, retries, and errors are the client's. What
// it tells of the call by the operation's name, it tells by the right one, but for the names
// of its traces.
func Search(ctx context.Context, client *sdk.Client, instanceID string, q searchfilter.Query, o Options) iter.Seq2[json.RawMessage, error] {
	return sequence(ctx, asJSON(client), instanceID, q, o)
}

// The operation that is sent as another one: the one whose answers have the fewest members.
const (
	carrier     = "SearchPredefinedAttributes"
	carrierPath = "/search-predefined-attributes"
)

// asJSON returns what prepares requests for calls by that client of whatever search.
func asJSON(client *sdk.Client) prepare[json.RawMessage] {
	return func(base *compile.Target, instanceID string, r *compile.Request) (send[json.RawMessage], error) {
		if instanceID == "" {
			return nil, errors.New("awsconnect: the ID of the instance is empty")
		}
		first := *r
		if err := first.Set("InstanceId", instanceID); err != nil {
			return nil, err
		}
		return func(ctx context.Context, token string, options []func(*sdk.Options)) (a answer[json.RawMessage], err error) {
			page := first
			if token != "" {
				if err := page.Set("NextToken", token); err != nil {
					return a, err
				}
			}
			body, err := json.Marshal(page)
			if err != nil {
				return a, err
			}
			in := &sdk.SearchPredefinedAttributesInput{InstanceId: &instanceID}
			out, err := client.SearchPredefinedAttributes(ctx, in, append(options, redirect(base, body))...)
			var failed *smithy.OperationError
			if errors.As(err, &failed) && failed.OperationName == carrier {
				failed.OperationName = base.Operation
			}
			if err != nil {
				return a, err
			}
			h := headOf(out)
			a.token, a.total = h.token, h.total
			if a.records, err = recordsIn(h.body, base.Schema.Lists[0]); err == nil && a.records == nil && h.isEmpty() {
				err = errNoAnswer
			}
			a.raw = a.records
			return a, err
		}, nil
	}
}

// redirect has a client send the carrier as a call of another search, with that body.
func redirect(to *compile.Target, body []byte) func(*sdk.Options) {
	return func(o *sdk.Options) {
		region := o.Region
		o.APIOptions = append(slices.Clip(o.APIOptions), func(stack *middleware.Stack) error {
			_, err := stack.Initialize.Swap("RegisterServiceMetadata", &awsmiddleware.RegisterServiceMetadata{
				Region: region, ServiceID: sdk.ServiceID, OperationName: to.Operation,
			})
			if err != nil {
				return err
			}
			return stack.Serialize.Add(middleware.SerializeMiddlewareFunc("searchfilter.Redirect", func(
				ctx context.Context, in middleware.SerializeInput, next middleware.SerializeHandler,
			) (out middleware.SerializeOutput, metadata middleware.Metadata, err error) {
				request, ok := in.Request.(*smithyhttp.Request)
				if !ok || !strings.HasSuffix(request.URL.Path, carrierPath) {
					return out, metadata, fmt.Errorf("the SDK's %s has another form than is known, and so cannot be sent as %s", carrier, to.Operation)
				}
				for _, path := range []*string{&request.URL.Path, &request.URL.RawPath} {
					if before, ok := strings.CutSuffix(*path, carrierPath); ok {
						*path = before + "/search-" + to.Name
					}
				}
				if in.Request, err = request.SetStream(bytes.NewReader(body)); err != nil {
					return out, metadata, err
				}
				return next.HandleSerialize(ctx, in)
			}), middleware.After)
		})
	}
}
