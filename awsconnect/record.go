package awsconnect

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/searchfilter/searchfilter/eval"
)

// Record returns tc as the record that queries on schema.TestCase are asked
// about. A member that is nil, or an empty status or type, is lacking; an empty
// text is a value. The record reads tc when it is asked.
func Record(tc *types.TestCase) eval.Record { return record{tc} }

type record struct{ *types.TestCase }

// Field implements eval.Record.
func (r record) Field(name string) (value string, ok bool) {
	switch name {
	case "name":
		return member(r.Name)
	case "description":
		return member(r.Description)
	case "status":
		return string(r.Status), r.Status != ""
	case "id":
		return member(r.Id)
	case "arn":
		return member(r.Arn)
	case "region":
		return member(r.LastModifiedRegion)
	case "sha256":
		return member(r.TestCaseSha256)
	case "content":
		return member(r.Content)
	case "initialization":
		return member(r.InitializationData)
	case "flow":
		return r.flow()
	case "type":
		if r.EntryPoint == nil {
			return "", false
		}
		return string(r.EntryPoint.Type), r.EntryPoint.Type != ""
	case "modified":
		if r.LastModifiedTime == nil {
			return "", false
		}
		return r.LastModifiedTime.UTC().Format(time.RFC3339Nano), true
	}
	return "", false
}

// flow returns the flow in which a test case begins: that of a call before that
// of a chat, as schema.TestCase has them.
func (r record) flow() (value string, ok bool) {
	if r.EntryPoint == nil {
		return "", false
	}
	if p := r.EntryPoint.VoiceCallEntryPointParameters; p != nil && p.FlowId != nil {
		return *p.FlowId, true
	}
	if p := r.EntryPoint.ChatEntryPointParameters; p != nil {
		return member(p.FlowId)
	}
	return "", false
}

// Tag implements eval.Record.
func (r record) Tag(key string) (value string, ok bool) {
	value, ok = r.Tags[key]
	return value, ok
}

func member(s *string) (value string, ok bool) {
	if s == nil {
		return "", false
	}
	return *s, true
}
