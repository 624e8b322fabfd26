package awsconnect

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/schema"
)

// Record returns a value of the SDK's types, such as the types.Queue of a DescribeQueue, as
// a record, of which q.Match and eval.Explain say whether a query selects it:
//
//	r, err := awsconnect.Record(connect.Queues().Schema, out.Queue)
//
// A member that is nil is lacking, as is an empty text of an enum's type. An empty *string is
// a value. What the service sent and the SDK has no member for is lacking, too, and a number
// or a bool that is no pointer is never lacking. The error is that of an eval.Decoder, or about
// a time or number that JSON cannot say.
func Record(s *schema.Schema, v any) (*eval.Record, error) {
	raw, err := encode(v)
	if err != nil {
		return nil, err
	}
	return eval.Decoder(s)(raw)
}

// unionOf returns what a union is: of XMemberY{Value: v} an object with the member Y. It is nil
// for a member that the SDK does not know, an UnknownUnionMember, whose value is not JSON.
func unionOf(v reflect.Value) any {
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if !v.IsValid() {
		return nil
	}
	if v.Type() == reflect.TypeFor[types.UnknownUnionMember]() {
		return nil
	}
	_, name, _ := strings.Cut(v.Type().Name(), "Member")
	return map[string]any{name: members(v.FieldByName("Value"))}
}

// encode returns the JSON of a value of the SDK's types, with members as the service names
// them, which is how the SDK does.
func encode(v any) (json.RawMessage, error) { return json.Marshal(members(reflect.ValueOf(v))) }

// members returns what encoding/json needs to know of v: nil for what is lacking.
func members(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Invalid:
		return nil
	case reflect.Pointer:
		return members(v.Elem())
	case reflect.Interface:
		return unionOf(v.Elem())
	case reflect.Struct:
		if at, ok := v.Interface().(time.Time); ok {
			return at
		}
		object := map[string]any{}
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				if m := members(v.Field(i)); m != nil {
					object[field.Name] = m
				}
			}
		}
		return object
	case reflect.Slice:
		if v.IsNil() {
			return nil
		}
		list := make([]any, 0, v.Len())
		for i := range v.Len() {
			if m := members(v.Index(i)); m != nil {
				list = append(list, m)
			}
		}
		return list
	case reflect.Map:
		if v.IsNil() {
			return nil
		}
		object := map[string]any{}
		for i := v.MapRange(); i.Next(); {
			object[i.Key().String()] = members(i.Value())
		}
		return object
	case reflect.String:
		if v.Type() != reflect.TypeFor[string]() && v.Len() == 0 {
			return nil // an enum
		}
	}
	return v.Interface()
}
