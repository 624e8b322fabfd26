// Package awsconnect hands the requests of package compile to the AWS SDK for
// Go, v2. It is a module of its own, so that the SDK is downloaded by those
// alone who call Amazon Connect with it.
//
// Requests stay what they are on their way: the body that the SDK sends has the
// members, lists and texts of the request's own JSON.
package awsconnect

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/connect"

	"github.com/searchfilter/searchfilter/compile"
)

// SearchTestCasesInput returns r, a request of SearchTestCases, as the SDK's client takes
// it, for the instance with this ID or ARN. It is made of r's JSON. The error is about a
// member that the SDK does not have, as a request for a target of your own may have it.
func SearchTestCasesInput(instanceID string, r *compile.Request) (*sdk.SearchTestCasesInput, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	in := new(sdk.SearchTestCasesInput)
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(in); err != nil {
		return nil, fmt.Errorf("awsconnect: the SDK's SearchTestCases does not take the request: %w", err)
	}
	if in.InstanceId = nil; instanceID != "" { // else the SDK misses it
		in.InstanceId = aws.String(instanceID)
	}
	return in, nil
}
