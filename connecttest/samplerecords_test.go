package connecttest_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connecttest"
)

// sampleCentre returns a service with the samples of all kinds.
func sampleCentre(t testing.TB, users int, o connecttest.Options) *connecttest.Service {
	t.Helper()
	s := connecttest.New(o)
	id := s.Options().Instances[0]
	for target, records := range connecttest.SampleRecords(40, users, 1) {
		require.NoError(t, s.Put(id, target, records...), target)
	}
	return s
}

// TestSampleRecords_references sees that what a record refers to is there.
func TestSampleRecords_references(t *testing.T) {
	s := sampleCentre(t, 150, connecttest.Options{})
	type record struct {
		Id, QueueId, HoursOfOperationId, RoutingProfileId, HierarchyGroupId, DefaultOutboundQueueId, Arn string
		SecurityProfileIds, AssociatedQueueIds                                                           []string
		HierarchyPath                                                                                    struct{ LevelOne struct{ Id string } }
		QuickConnectConfig                                                                               struct {
			QueueConfig struct{ QueueId, ContactFlowId string }
		}
		EntryPoint struct {
			VoiceCallEntryPointParameters, ChatEntryPointParameters struct{ FlowId string }
		}
	}
	ids, records := map[string][]string{}, map[string][]record{}
	for _, target := range connecttest.Targets() {
		for _, raw := range s.Records(instance, target) {
			var r record
			require.NoError(t, json.Unmarshal(raw, &r))
			records[target] = append(records[target], r)
			own := map[string]string{"queues": r.QueueId, "hours-of-operations": r.HoursOfOperationId, "routing-profiles": r.RoutingProfileId}
			id, named := own[target]
			if !named {
				id = r.Id
			}
			ids[target] = append(ids[target], id)
		}
	}
	checked := map[string]int{}
	is := func(target, id string) {
		if id != "" {
			checked[target]++
			assert.Contains(t, ids[target], id, "of %s", target)
		}
	}
	for _, r := range records["queues"] {
		is("hours-of-operations", r.HoursOfOperationId)
	}
	for _, r := range records["routing-profiles"] {
		for _, id := range append(r.AssociatedQueueIds, r.DefaultOutboundQueueId) {
			is("queues", id)
		}
		assert.NotEqual(t, r.AssociatedQueueIds[0], r.AssociatedQueueIds[1])
	}
	for _, r := range records["users"] {
		require.NotEmpty(t, r.RoutingProfileId)
		require.NotEmpty(t, r.SecurityProfileIds)
		is("routing-profiles", r.RoutingProfileId)
		is("user-hierarchy-groups", r.HierarchyGroupId)
		for _, id := range r.SecurityProfileIds {
			is("security-profiles", id)
		}
		assert.True(t, strings.HasPrefix(r.Arn, instanceARN+"/agent/"), r.Arn)
	}
	for _, r := range records["user-hierarchy-groups"] {
		is("user-hierarchy-groups", r.HierarchyPath.LevelOne.Id)
	}
	for _, r := range records["quick-connects"] {
		is("queues", r.QuickConnectConfig.QueueConfig.QueueId)
		is("contact-flows", r.QuickConnectConfig.QueueConfig.ContactFlowId)
	}
	for _, r := range records["test-cases"] {
		is("contact-flows", r.EntryPoint.VoiceCallEntryPointParameters.FlowId)
		is("contact-flows", r.EntryPoint.ChatEntryPointParameters.FlowId)
	}
	t.Logf("references checked: %v", checked)
	for _, target := range []string{"hours-of-operations", "queues", "routing-profiles", "security-profiles", "contact-flows", "user-hierarchy-groups"} {
		assert.Greater(t, checked[target], 5, target)
	}
	assert.Len(t, records["users"], 150)
}

func TestSampleRecords_same(t *testing.T) {
	few, many := connecttest.SampleRecords(0, 5, 4), connecttest.SampleRecords(0, 9, 4)
	assert.Equal(t, many, connecttest.SampleRecords(0, 9, 4))
	assert.Equal(t, many["users"][:5], few["users"])
	assert.Equal(t, many["queues"], few["queues"])
	assert.NotEqual(t, few["queues"], connecttest.SampleRecords(0, 5, 5)["queues"])
	targets := slices.Sorted(maps.Keys(few))
	assert.Equal(t, []string{
		"agent-statuses", "contact-flows", "hours-of-operations", "prompts", "queues", "quick-connects", "routing-profiles", "security-profiles",
		"user-hierarchy-groups", "users",
	}, targets)
	// Every flow of an entry point is there, of any sample.
	var flows []string
	for _, raw := range few["contact-flows"] {
		var f struct{ Id string }
		require.NoError(t, json.Unmarshal(raw, &f))
		flows = append(flows, f.Id)
	}
	for _, tc := range parsed(sampleCases(2000, 9)) {
		if e := tc.EntryPoint; e != nil && e.ChatEntryPointParameters != nil {
			require.Contains(t, flows, e.ChatEntryPointParameters.FlowId)
		}
	}
}
