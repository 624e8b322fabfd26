package command

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/internal/shown"
)

const queues = `{"Queues":[{"QueueId":"1","Name":"billing","Status":"ENABLED"},{"QueueId":"2","Name":"sales","Status":"DISABLED"}],"ApproximateTotalCount":2}`

func TestTarget(t *testing.T) {
	testAll(t, []call{
		{
			name: "plan", args: []string{"plan", "--compact", "--target", "users", "username ^= jo and tag:team = billing"},
			out: `{"version":1,"target":"users","requests":[{"request":{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"team","TagValue":"billing"}}},"SearchCriteria":{"StringCondition":{"FieldName":"Username","Value":"jo","ComparisonType":"STARTS_WITH"}}}}],"minimal":"bound"}` + "\n",
		}, {
			name: "plan of what is not sent", args: []string{"plan", "--target", "queues", "status = ENABLED"}, status: Failed,
			err: "1:1: only a scan of every queue finds `status = ENABLED`: SearchQueues has no condition on status\n" +
				"  status = ENABLED\n  ^^^^^^^^^^^^^^^^ add a condition that can be sent, or give --allow-scan\n",
		}, {
			name: "explain", args: []string{"explain", "--target=queues", "name = a and status = ENABLED"},
			out: `1 request
  1. name = a   (at 1:1)
  then check what it finds: status = ENABLED
checked after the requests:
  status = ENABLED   (at 1:14)
    SearchQueues has no condition on status
`,
		}, {
			name: "compile", args: []string{"compile", "--compact", "--target", "rules", "name = a and (tag:b = 1 or tag:b = 2)"},
			out: `{"SearchCriteria":{"StringCondition":{"FieldName":"Name","Value":"a","ComparisonType":"EXACT"}},"SearchFilter":{"AttributeFilter":{"OrConditions":[{"TagConditions":[{"TagKey":"b","TagValue":"1"}]},{"TagConditions":[{"TagKey":"b","TagValue":"2"}]}]}}}` + "\n",
		}, {
			name: "compile with an instance", args: []string{"compile", "--compact", "--target", "rules", "--instance-id=i-1", "name = a"},
			out: `{"InstanceId":"i-1","SearchCriteria":{"StringCondition":{"FieldName":"Name","Value":"a","ComparisonType":"EXACT"}}}` + "\n",
		}, {
			name: "compile the content of an AI agent", args: []string{"compile", "--compact", "--target", "q-content-cfn", "tag:a = 1"},
			out: `{"ContentTagFilter":{"TagCondition":{"Key":"a","Value":"1"}}}` + "\n",
		}, {
			name: "match", args: []string{"match", "--target", "queues", "status = disabled"}, stdin: queues,
			out: "[\n" + `{"QueueId":"2","Name":"sales","Status":"DISABLED"}` + "\n]\n",
		}, {
			name: "match and print IDs", args: []string{"match", "--target=queues", "--output=ids", "name *= i"}, stdin: queues, out: "1\n",
		}, {
			name: "match records of others", args: []string{"match", "name = a"}, stdin: queues, status: Failed, out: "[]\n",
			err: "searchfilter: standard input: line 1, offset 0: record 1 has none of the members of a test case: Name, Description, Status, Id, Arn, LastModifiedRegion, TestCaseSha256, Content, InitializationData, EntryPoint, LastModifiedTime, Tags\n",
		}, {
			name: "records without IDs", args: []string{"match", "--target", "predefined-attributes", "--output=ids", "name = a"}, status: Failed,
			err: "searchfilter: match: the records of predefined-attributes have no Id to print (see searchfilter match --help)\n",
		}, {
			name: "explain a record", args: []string{"explain", "--target=queues", "--record=-", "status = DISABLED"}, stdin: queues,
			out: "record 1, Id \"1\"\nnot selected: status = DISABLED\n  status = DISABLED  no: status is ENABLED\n\n" +
				"record 2, Id \"2\"\nselected: status = DISABLED\n  status = DISABLED  yes: status is DISABLED\n",
		}, {
			name: "explain a record without an ID", args: []string{"explain", "--target=predefined-attributes", "--record=-", "name = a"}, stdin: `{"PredefinedAttributes":[{"Name":"a"}]}`,
			out: "record 1\nselected: name = a\n  name = a  yes: name is a\n",
		}, {
			name: "check", args: []string{"check", "--target", "users", "user-name = a"}, status: Failed,
			err: "1:1: unknown field \"user-name\"\n  user-name = a\n  ^^^^^^^^^ did you mean username?\n",
		}, {
			name: "check with a warning", args: []string{"check", "--target", "agent-statuses", "name exists"},
			err: "warning: 1:1: every agent status meets `name exists`\n  name exists\n  ^^^^^^^^^^^ leave it out\n",
		}, {
			name: "fmt", args: []string{"fmt", "--target", "contact-flows", "TYPE=campaign"}, out: "type = CAMPAIGN\n",
		}, {
			name: "fix", args: []string{"fmt", "--fix", "--target", "users", "Username == a"}, out: "username = a\n",
			err: "fixed: 1:10: there is no operator ==\n  Username == a\n           ^^ write =\n",
		}, {
			name: "diff", args: []string{"diff", "--target", "queues", "status = DISABLED", "status != ENABLED"}, status: problems,
			out: "Only the second selects this record:\n" + `{"Name":"","QueueArn":"","QueueId":""}` + "\n",
		}, {
			name: "diff of lists", args: []string{"diff", "--target", "hours-of-operations", "parent-ids = a and parent-ids = b and parent-names = c", "days = MONDAY"}, status: problems,
			out: "Only the first selects this record:\n" + `{"HoursOfOperationArn":"","HoursOfOperationId":"","Name":"","ParentHoursOfOperations":[{"Id":"a","Name":"c"},{"Id":"b"}]}` + "\n",
		}, {
			name: "diff of values of an object", args: []string{"diff", "--target", "user-hierarchy-groups", "path-ids = a and path-ids = b", "path-names = c"}, status: problems,
			out: "Only the first selects this record:\n" + `{"Arn":"","HierarchyPath":{"000001":{"Id":"a"},"000002":{"Id":"b"}},"Id":"","Name":""}` + "\n",
		}, {
			name: "diff of different records", args: []string{"diff", "--target", "users", "username = a", "@-"}, stdin: `{"SearchCriteria":{"StatusCondition":"SAVED"}}`, status: Failed,
			err: "searchfilter: the second query is wrong\n1:1: this is no filter for users\n  {\"SearchCriteria\":{\"StatusCondition\":\"SAVED\"}}\n  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ it is one for test-cases\n",
		}, {
			name: "decompile", args: []string{"decompile", "--target", "users"}, stdin: `{"SearchCriteria":{"AndConditions":[{"StringCondition":{"FieldName":"Username","Value":"jo","ComparisonType":"STARTS_WITH"}},{"HierarchyGroupCondition":{"Value":"1f0c","HierarchyGroupMatchType":"EXACT"}}]}}`,
			out: "username ^= jo and hierarchy-group-id = 1f0c\n",
		}, {
			name: "a request without a filter", args: []string{"decompile", "--target", "queues"}, stdin: `{"InstanceId":"12345678-1234-1234-1234-123456789012"}`,
			out: "\n", err: "warning: 1:1: SearchQueues without a filter and criteria finds everything\n  {\"InstanceId\":\"12345678-1234-1234-1234-123456789012\"}\n  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n",
		}, {
			name: "what no query says", args: []string{"decompile", "--json"}, stdin: `{"SearchCriteria":{"QueueTypeCondition":"STANDARD"}}`, status: Failed,
			err: `1:20: SearchCriteria.QueueTypeCondition: no query says what QueueTypeCondition does
  {"SearchCriteria":{"QueueTypeCondition":"STANDARD"}}
                     ^^^^^^^^^^^^^^^^^^^^ leave it out: a queue has no type, and STANDARD is the only one that can be asked for
`,
		}, {
			name: "lint", args: []string{"lint", "--target", "evaluation-forms"}, status: problems, stdin: `{"SearchCriteria":{"NumberCondition":{"FieldName":"latestVersion","MinValue":1,"MaxValue":3,"ComparisonType":"RANGE"}}}`,
			out: `warning: 1:51: SearchCriteria.NumberCondition.FieldName: SearchEvaluationForms has the FieldName LatestVersion, and this is "latestVersion"
  {"SearchCriteria":{"NumberCondition":{"FieldName":"latestVersion","MinValue":1,"MaxValue":3,"ComparisonType":"…
                                                    ^^^^^^^^^^^^^^^ write LatestVersion: nothing says that the service ignores the case
warning: 1:110: SearchCriteria.NumberCondition.ComparisonType: nothing says whether the bounds are in a RANGE
  …:"latestVersion","MinValue":1,"MaxValue":3,"ComparisonType":"RANGE"}}}
                                                               ^^^^^^^ here they are: check what is found
`,
		}, {
			name: "diff of users", args: []string{"diff", "--target", "users", "username ^= jo", "@-"}, stdin: `{"SearchCriteria":{"StringCondition":{"FieldName":"Username","Value":"jo","ComparisonType":"STARTS_WITH"}}}`,
			out: "They select the same.\n",
		}, {
			name: "nearly a name", args: []string{"plan", "--target", "user", "name = a"}, status: Failed,
			err: "searchfilter: --target must be the name of a target but got \"user\", did you mean \"users\"? (see searchfilter plan --help)\n",
		}, {
			name: "an operation", args: []string{"match", "--target=SearchContactFlowModules", "name = a"}, status: Failed,
			err: "searchfilter: --target must be the name of a target but got \"SearchContactFlowModules\", did you mean \"contact-flow-modules\"? (see searchfilter match --help)\n",
		}, {
			name: "no records to plan", args: []string{"plan", "--target", "q-session", "tag:a = 1"}, status: Failed,
			err: "searchfilter: plan: q-session has no records, so there is no plan: searchfilter compile prints what is sent (see searchfilter plan --help)\n",
		}, {
			name: "no records to match", args: []string{"match", "--target", "q-content", "tag:a = 1"}, status: Failed,
			err: "searchfilter: match: q-content has no records, so there is no match: searchfilter compile prints what is sent (see searchfilter match --help)\n",
		},
	})
}

// TestTargetWithoutFlags holds the commands to what the library says of each target.
func TestTargetWithoutFlags(t *testing.T) {
	var c planCommand
	require.NoError(t, c.command(&Streams{}).ParseFlags(nil))
	names := map[string]bool{}
	for _, target := range shown.AllTargets() {
		assert.False(t, names[target.Name], target.Name)
		names[target.Name] = true
		byName, err := targetOf(target.Name)
		require.NoError(t, err)
		assert.Equal(t, target, byName)
		if target.Criteria != nil {
			c.About = target
			assert.Equal(t, target, c.Target())
		}
	}
	assert.Len(t, names, len(shown.AllTargets()))
}

func TestServiceFlags(t *testing.T) {
	const scan = "1:1: only a scan of every email address finds `address = a`: nobody says how SearchEmailAddresses is asked for address, so it is not\n" +
		"  address = a\n  ^^^^^^^^^^^ add a condition that can be sent, or give --allow-scan\n"
	const address = `{"version":1,"target":"email-addresses","requests":[{"request":{"SearchCriteria":{"StringCondition":{"FieldName":"emailAddress","Value":"a","ComparisonType":"EXACT"}}}}],"minimal":"bound"}` + "\n"
	testAll(t, []call{
		{name: "not tried", args: []string{"plan", "--target", "email-addresses", "address = a"}, status: Failed, err: scan},
		{name: "tried", args: []string{"plan", "--compact", "--try", "address", "--target", "email-addresses", "address = a"}, out: address},
		{name: "several", args: []string{"plan", "--compact", "--try", "description,ADDRESS", "--try=display-name", "--target", "email-addresses", "address = a"}, out: address},
		{
			name: "compile", args: []string{"compile", "--compact", "--try", "address", "--target", "email-addresses", "address = a"},
			out: `{"SearchCriteria":{"StringCondition":{"FieldName":"emailAddress","Value":"a","ComparisonType":"EXACT"}}}` + "\n",
		}, {
			name: "tried without need", args: []string{"compile", "--compact", "--try", "name", "name = a"},
			out: `{"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"a","ComparisonType":"EXACT"}}}` + "\n",
		}, {
			name: "unsent", args: []string{"plan", "--compact", "--unsent", "name", "name = a and status = SAVED"},
			out: `{"version":1,"target":"test-cases","requests":[{"request":{"SearchCriteria":{"StatusCondition":"SAVED"}}}],"residual":"name = a","minimal":"bound"}` + "\n",
		}, {
			name: "unsent though tried", args: []string{"plan", "--target", "email-addresses", "--unsent", "address", "--try=address", "address = a"}, status: Failed,
			err: "1:1: only a scan of every email address finds `address = a`: SearchEmailAddresses has no condition on address\n" +
				"  address = a\n  ^^^^^^^^^^^ add a condition that can be sent, or give --allow-scan\n",
		}, {
			name: "not closed", args: []string{"plan", "--compact", "--target=contact-flows", "name = a and state != ACTIVE"},
			out: `{"version":1,"target":"contact-flows","requests":[{"request":{"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"a","ComparisonType":"EXACT"}}}}],"residual":"state != ACTIVE","minimal":"bound"}` + "\n",
		}, {
			name: "closed", args: []string{"plan", "--compact", "--target=contact-flows", "--closed", "State", "name = a and state != ACTIVE"},
			out: `{"version":1,"target":"contact-flows","requests":[{"request":{"SearchCriteria":{"AndConditions":[{"StringCondition":{"FieldName":"name","Value":"a","ComparisonType":"EXACT"}},{"StateCondition":"ARCHIVED"}]}}}],"minimal":"bound"}` + "\n",
		}, {
			name: "closed again", args: []string{"compile", "--compact", "--status-may-be-missing", "--closed=status", "status != SAVED"},
			out: `{"SearchCriteria":{"StatusCondition":"PUBLISHED"}}` + "\n",
		}, {
			name: "compile for a service of which more is known", args: []string{"compile", "--compact", "--contains-any-length", "--key-without-value-exists", "name *= a and tag:b exists"},
			out: `{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"b"}}},"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"a","ComparisonType":"CONTAINS"}}}` + "\n",
		}, {
			name: "of another search", args: []string{"plan", "--compact", "--target=queues", "--key-without-value-exists", "--max-tag-conditions=1", "tag:b exists or tag:c = 1"},
			out: `{"version":1,"target":"queues","requests":[{"request":{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"b"}}}}},{"request":{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"c","TagValue":"1"}}}}}],"minimal":"bound"}` + "\n",
		}, {
			name: "no field, but nearly", args: []string{"plan", "--try", "adress", "--target", "email-addresses", "address = a"}, status: Failed,
			err: "searchfilter: plan: --try: the records of email-addresses have no field \"adress\", did you mean \"address\"? (see searchfilter plan --help)\n",
		}, {
			name: "no field", args: []string{"explain", "--unsent=zzzzzz", "name = a"}, status: Failed,
			err: "searchfilter: explain: --unsent: the records of test-cases have no field \"zzzzzz\": searchfilter fields test-cases lists all (see searchfilter explain --help)\n",
		}, {
			name: "nothing to try", args: []string{"compile", "--try=modified", "name = a"}, status: Failed,
			err: "searchfilter: compile: --try: SearchTestCases has no condition on modified that could be tried (see searchfilter compile --help)\n",
		}, {
			name: "a list is not closed", args: []string{"plan", "--target=users", "--closed=security-profile-ids", "username = a"}, status: Failed,
			err: "searchfilter: plan: --closed: security-profile-ids is a list, which may be empty (see searchfilter plan --help)\n",
		},
	})
}
