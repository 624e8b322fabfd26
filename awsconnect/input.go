package awsconnect

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/searchfilter/searchfilter/compile"
)

// Input returns r, a request of any search, as the SDK's client takes it, for the instance
// with this ID or ARN: T is the input of the search, such as sdk.SearchUsersInput. It is
// made of r's JSON. The error is about a member that T does not have, as it is if the search
// is another one, or if the request is for a target of your own.
//
// There are searches that the SDK has no input of. Search runs them.
func Input[T any](instanceID string, r *compile.Request) (*T, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	own := map[string]*string{"InstanceId": nil} // which the SDK misses
	if instanceID != "" {
		own["InstanceId"] = &instanceID
	}
	instance, err := json.Marshal(own)
	if err != nil {
		return nil, err
	}
	in := new(T)
	for _, data := range [][]byte{body, instance} {
		d := json.NewDecoder(bytes.NewReader(data))
		d.DisallowUnknownFields()
		if err := d.Decode(in); err != nil {
			return nil, fmt.Errorf("awsconnect: the SDK's %s does not take the request: %w", reflect.TypeFor[T]().Name(), err)
		}
	}
	return in, nil
}
