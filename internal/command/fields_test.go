package command

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/schema"
)

func TestFields(t *testing.T) {
	testAll(t, []call{
		{
			name: "users", args: []string{"fields", "users"},
			out: `FIELD                          KIND    ALWAYS  EXACT       WIDENED  CHECKED                   SENT AS
id                             text    yes     = in        -        != ^= *= $=               StringCondition resourceId
arn                            text    yes     -           -        = != ^= *= $= in          -
username                       text    yes     = ^= *= in  $=       !=                        StringCondition Username
first-name                     text    -       = ^= *= in  $=       != exists                 StringCondition FirstName
last-name                      text    -       = ^= *= in  $=       != exists                 StringCondition LastName
routing-profile-id             text    -       = in        -        != ^= *= $= exists        StringCondition RoutingProfileId
security-profile-ids           list    -       = in        -        != ^= *= $= exists        StringCondition SecurityProfileId
hierarchy-group-id             text    -       -           = in     != ^= *= $= exists        HierarchyGroupCondition
directory-user-id              text    -       -           -        = != ^= *= $= in exists   -
phone-type                     enum    -       -           -        = != in exists            -
auto-accept                    bool    -       -           -        = != in exists            -
desk-phone-number              text    -       -           -        = != ^= *= $= in exists   -
after-contact-work-time-limit  number  -       -           -        = != < <= > >= in exists  -
persistent-connection          bool    -       -           -        = != in exists            -
tag:KEY                        text    -       = in        -        != ^= *= $= exists        SearchFilter.TagFilter

phone-type is one of SOFT_PHONE DESK_PHONE
`,
		}, {
			name: "what is off", args: []string{"fields", "email-addresses"},
			out: `FIELD         KIND  ALWAYS  EXACT  WIDENED  CHECKED                  SENT AS
id            text  yes     -      -        = != ^= *= $= in         -
arn           text  yes     -      -        = != ^= *= $= in         -
address       text  yes     -      -        = != ^= *= $= in         off: StringCondition emailAddress
description   text  -       -      -        = != ^= *= $= in exists  off: StringCondition description
display-name  text  -       -      -        = != ^= *= $= in exists  off: StringCondition displayName
alias-ids     list  -       -      -        = != ^= *= $= in exists  -

off since nobody says how SearchEmailAddresses is asked for it: --try address,description,display-name has it sent as above
`,
		}, {
			name: "tried", args: []string{"fields", "email-addresses", "--try", "address,description,display-name"},
			out: `FIELD         KIND  ALWAYS  EXACT       WIDENED  CHECKED                  SENT AS
id            text  yes     -           -        = != ^= *= $= in         -
arn           text  yes     -           -        = != ^= *= $= in         -
address       text  yes     = ^= *= in  $=       !=                       StringCondition emailAddress
description   text  -       = ^= *= in  $=       != exists                StringCondition description
display-name  text  -       = ^= *= in  $=       != exists                StringCondition displayName
alias-ids     list  -       -           -        = != ^= *= $= in exists  -
`,
		}, {
			name: "closed and unsent", args: []string{"fields", "--unsent=name", "--closed", "state", "contact-flow-modules"},
			out: `FIELD                        KIND    ALWAYS  EXACT       WIDENED  CHECKED                   SENT AS
id                           text    yes     -           -        = != ^= *= $= in          -
arn                          text    yes     -           -        = != ^= *= $= in          -
name                         text    yes     -           -        = != ^= *= $= in          -
description                  text    -       = ^= *= in  $=       != exists                 StringCondition description
state                        enum    closed  = != in     -        -                         StateCondition
status                       enum    -       = in        -        != exists                 StatusCondition
content                      text    -       -           -        = != ^= *= $= in exists   -
sha256                       text    -       -           -        = != ^= *= $= in exists   -
version                      number  -       -           -        = != < <= > >= in exists  -
version-description          text    -       -           -        = != ^= *= $= in exists   -
settings                     text    -       -           -        = != ^= *= $= in exists   -
external-invocation-enabled  bool    -       -           -        = != in exists            -
tag:KEY                      text    -       = in        -        != ^= *= $= exists        SearchFilter.TagFilter

state is one of ACTIVE ARCHIVED
status is one of PUBLISHED SAVED
`,
		}, {
			name: "tags alone", args: []string{"fields", "q-session"},
			out: `FIELD    KIND  ALWAYS  EXACT        WIDENED  REFUSED      SENT AS
tag:KEY  text  -       = in exists  -        != ^= *= $=  tagFilter
`,
		}, {
			name: "JSON", args: []string{"fields", "--json", "q-session"},
			out: `{"target":"q-session","operation":"a session's tagFilter","fields":[{"name":"tag:KEY","kind":"text","always":false,"exact":["=","in","exists"],"widened":[],"notSent":["!=","^=","*=","$=","not in"],"condition":"tagFilter"}]}` + "\n",
		}, {
			name: "JSON of fields", args: []string{"fields", "--json", "--try=name", "predefined-attributes"},
			out: `{"target":"predefined-attributes","operation":"SearchPredefinedAttributes","record":"predefined attribute","fields":[{"name":"name","kind":"text","always":true,"exact":["=","^=","*=","in"],"widened":["$="],"notSent":["!=","not in"],"condition":"StringCondition","fieldName":"name"},{"name":"values","kind":"list","always":false,"exact":[],"widened":[],"notSent":["=","!=","^=","*=","$=","in","not in","exists"]},{"name":"purposes","kind":"list","always":false,"exact":[],"widened":[],"notSent":["=","!=","^=","*=","$=","in","not in","exists"]},{"name":"enable-value-validation-on-association","kind":"bool","always":false,"exact":[],"widened":[],"notSent":["=","!=","in","not in","exists"]},{"name":"read-only","kind":"bool","always":false,"exact":[],"widened":[],"notSent":["=","!=","in","not in","exists"]},{"name":"modified","kind":"time","always":false,"exact":[],"widened":[],"notSent":["=","!=","<","<=",">",">=","in","not in","exists"]},{"name":"region","kind":"text","always":false,"exact":[],"widened":[],"notSent":["=","!=","^=","*=","$=","in","not in","exists"]}]}` + "\n",
		}, {
			name: "unknown", args: []string{"fields", "nope"}, status: Failed,
			err: "searchfilter: fields: there is no target \"nope\": searchfilter fields lists all (see searchfilter fields --help)\n",
		}, {
			name: "nearly known", args: []string{"fields", "contact-flow"}, status: Failed,
			err: "searchfilter: fields: there is no target \"contact-flow\", did you mean \"contact-flows\"? (see searchfilter fields --help)\n",
		}, {
			name: "fields of no target", args: []string{"fields", "--try=x"}, status: Failed,
			err: "searchfilter: fields: --closed, --try and --unsent are about the fields of one target: name it (see searchfilter fields --help)\n",
		}, {
			name: "unknown field", args: []string{"fields", "--try=x", "users"}, status: Failed,
			err: "searchfilter: fields: --try: the records of users have no field \"x\": searchfilter fields users lists all (see searchfilter fields --help)\n",
		},
	})
}

func TestFieldsOfAll(t *testing.T) {
	var out, stderr bytes.Buffer
	require.Equal(t, done, Run([]string{"fields"}, nil, &out, &stderr))
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	require.Len(t, lines, len(shown.AllTargets()))
	for i, target := range shown.AllTargets() {
		assert.Regexp(t, "^"+target.Name+"  +"+target.Operation+"$", lines[i])
	}
	assert.Empty(t, stderr.String())

	out.Reset()
	require.Equal(t, done, Run([]string{"fields", "--json"}, nil, &out, &stderr))
	var list []shown.ListedTarget
	require.NoError(t, json.Unmarshal(out.Bytes(), &list))
	require.Len(t, list, len(shown.AllTargets()))
	assert.Equal(t, shown.ListedTarget{Target: "agent-statuses", Operation: "SearchAgentStatuses"}, list[0])
}

// TestDescribe asks for each operator of each field, once.
func TestDescribe(t *testing.T) {
	operators := 0
	for _, target := range shown.AllTargets() {
		d := shown.Describe(&target)
		for _, f := range d.Fields {
			kind := schema.Text
			if i := target.Schema.Lookup(f.Name); i >= 0 {
				kind = target.Schema.Fields[i].Kind
			}
			said := map[string]int{}
			for _, list := range [][]string{f.Exact, f.Widened, f.NotSent} {
				for _, op := range list {
					said[op]++
				}
			}
			for op := ast.OpEqual; op <= ast.OpExists; op++ {
				want := 0
				if kinds.Takes(kind, op) && !(op == ast.OpExists && f.Always) {
					want = 1
					operators++
				}
				assert.Equal(t, want, said[op.String()], "%s %s %s", target.Name, f.Name, op)
			}
		}
	}
	t.Logf("%d operators", operators)
	require.Greater(t, operators, 1000)
}
