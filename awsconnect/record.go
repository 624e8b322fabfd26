package awsconnect

import (
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/schema"
)

// Binding returns what looks into the SDK's test cases for queries on
// schema.TestCase. A member that is nil, or an empty status or type, is lacking; an
// empty text is a value.
//
//	p, err := searchfilter.Bind(q, awsconnect.Binding())
func Binding() eval.Binding[*types.TestCase] { return bindingFor(schema.TestCase()) }

// bindingFor returns the binding for a schema that may lack some of the fields, or have
// others of these names.
func bindingFor(s *schema.Schema) eval.Binding[*types.TestCase] {
	member := func(of func(*types.TestCase) *string) func(*types.TestCase) (string, bool) {
		return func(tc *types.TestCase) (string, bool) { return valueOf(of(tc)) }
	}
	b := eval.Binding[*types.TestCase]{
		Texts: map[string]func(*types.TestCase) (string, bool){
			"name":                     member(func(tc *types.TestCase) *string { return tc.Name }),
			"description":              member(func(tc *types.TestCase) *string { return tc.Description }),
			"id":                       member(func(tc *types.TestCase) *string { return tc.Id }),
			"arn":                      member(func(tc *types.TestCase) *string { return tc.Arn }),
			"region":                   member(func(tc *types.TestCase) *string { return tc.LastModifiedRegion }),
			"sha256":                   member(func(tc *types.TestCase) *string { return tc.TestCaseSha256 }),
			"content":                  member(func(tc *types.TestCase) *string { return tc.Content }),
			"initialization":           member(func(tc *types.TestCase) *string { return tc.InitializationData }),
			"flow":                     flow,
			"source-phone-number":      voiceCall(func(p *types.VoiceCallEntryPointParameters) *string { return p.SourcePhoneNumber }),
			"destination-phone-number": voiceCall(func(p *types.VoiceCallEntryPointParameters) *string { return p.DestinationPhoneNumber }),
			"status":                   func(tc *types.TestCase) (string, bool) { return string(tc.Status), tc.Status != "" },
			"type": func(tc *types.TestCase) (string, bool) {
				if tc.EntryPoint == nil {
					return "", false
				}
				return string(tc.EntryPoint.Type), tc.EntryPoint.Type != ""
			},
		},
		Times: map[string]func(*types.TestCase) (time.Time, bool){
			"modified": func(tc *types.TestCase) (t time.Time, ok bool) {
				if tc.LastModifiedTime == nil {
					return t, false
				}
				return *tc.LastModifiedTime, true
			},
		},
		Tag: func(tc *types.TestCase, key string) (value string, ok bool) {
			value, ok = tc.Tags[key]
			return value, ok
		},
	}
	lacks := func(name string, kinds ...schema.Kind) bool {
		i := s.Lookup(name)
		return i < 0 || s.Fields[i].Name != name || !slices.Contains(kinds, s.Fields[i].Kind)
	}
	maps.DeleteFunc(b.Texts, func(name string, _ func(*types.TestCase) (string, bool)) bool {
		return lacks(name, schema.Text, schema.Enum)
	})
	maps.DeleteFunc(b.Times, func(name string, _ func(*types.TestCase) (time.Time, bool)) bool { return lacks(name, schema.Time) })
	return b
}

// flow returns the flow in which a test case begins: that of a call before that
// of a chat, as schema.TestCase has them.
func flow(tc *types.TestCase) (value string, ok bool) {
	if tc.EntryPoint == nil {
		return "", false
	}
	if p := tc.EntryPoint.VoiceCallEntryPointParameters; p != nil && p.FlowId != nil {
		return *p.FlowId, true
	}
	if p := tc.EntryPoint.ChatEntryPointParameters; p != nil {
		return valueOf(p.FlowId)
	}
	return "", false
}

// voiceCall returns what gets a parameter of the voice call in which a test case begins.
func voiceCall(of func(*types.VoiceCallEntryPointParameters) *string) func(*types.TestCase) (string, bool) {
	return func(tc *types.TestCase) (value string, ok bool) {
		if tc.EntryPoint == nil || tc.EntryPoint.VoiceCallEntryPointParameters == nil {
			return "", false
		}
		return valueOf(of(tc.EntryPoint.VoiceCallEntryPointParameters))
	}
}

func valueOf(s *string) (value string, ok bool) {
	if s == nil {
		return "", false
	}
	return *s, true
}
