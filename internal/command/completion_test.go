package command

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"
)

// texts returns what may stand at the end of a line of bash, without quotes.
func texts(t *testing.T, line string) []string {
	list := []string{}
	for _, p := range propose(bash.read(line), nil) {
		list = append(list, p.text)
	}
	return list
}

func TestPropose(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"cases.json", "my cases.json", ".hidden", "other"} {
		require.NoError(t, os.WriteFile(name, nil, 0o600))
	}
	require.NoError(t, os.MkdirAll(filepath.Join("dir", "below"), 0o700))
	files := []string{"cases.json", "dir/", "my cases.json", "other"}
	for _, test := range []struct {
		line string
		want []string
	}{
		{"searchfilter pl", []string{"plan"}},
		{"searchfilter help la", []string{"language"}},
		{"searchfilter help f", []string{"fmt", "fields"}},
		{"searchfilter completion ", []string{"bash", "zsh", "fish", "powershell"}},
		{"searchfilter fields use", []string{"user-hierarchy-groups", "users"}},
		{"searchfilter fields users x", []string{}},
		{"searchfilter plan --comp", []string{"--compact"}},
		{"searchfilter match --target us", []string{"user-hierarchy-groups", "users"}},
		{"searchfilter match --target=us", []string{"--target=user-hierarchy-groups", "--target=users"}},
		{"searchfilter lint --target aut", []string{"auto"}},
		{"searchfilter match --output ", []string{"json", "jsonl", "ids", "csv", "tsv", "table"}},
		{"searchfilter match --output=js", []string{"--output=json", "--output=jsonl"}},
		{"searchfilter --color ", []string{"auto", "always", "never"}},
		{"searchfilter check --diagnostics=", []string{"--diagnostics=text", "--diagnostics=json"}},
		{"searchfilter check --now ", []string{}},
		{"searchfilter version ", []string{}},
		{"searchfilter serve --data ", files},
		{"searchfilter match 'name = a' ", files},
		{"searchfilter match 'name = a' my", []string{"my cases.json"}},
		{"searchfilter match 'name = a' 'my c", []string{"my cases.json"}},
		{"searchfilter match 'name = a' cases.json dir/", []string{"dir/below/"}},
		{"searchfilter match 'name = a' .", []string{".hidden"}},
		{"searchfilter match 'name = a' nothing/", []string{}},
		{"searchfilter decompile o", []string{"other"}},
		{"searchfilter explain --record=o", []string{"--record=other"}},
		{"searchfilter diff 'name = a' @ca", []string{"@cases.json"}},
		{"searchfilter plan 'name = a' ", []string{}},
		{"searchfilter fmt name < ca", []string{"cases.json"}},
		{"searchfilter nothing ", []string{}},
		{"searchfilter plan --closed na", []string{"name"}},
		{"searchfilter plan --target users --unsent tag,user", []string{"tag,username"}},
		{"searchfilter compile --target users --unsent=username,rou", []string{"--unsent=username,routing-profile-id"}},
		{"searchfilter match --target users --fields username,t", []string{"username,tags"}},
		{"searchfilter match --target users --fields user", []string{"username"}},
		{"searchfilter fields users --try userna", []string{"username"}},
		{"searchf", []string{}},
		{"", []string{}},

		{"searchfilter plan 'name ^= smoke and stat", []string{"name ^= smoke and status =", "name ^= smoke and status !=", "name ^= smoke and status in", "name ^= smoke and status not in", "name ^= smoke and status exists"}},
		{"searchfilter plan 'status = ", []string{"status = PUBLISHED", "status = SAVED"}},
		{"searchfilter plan 'status =", []string{"status = PUBLISHED", "status = SAVED"}},
		{"searchfilter plan 'status = pu", []string{"status = PUBLISHED and", "status = PUBLISHED or"}},
		{"searchfilter plan 'status in", []string{"status in (PUBLISHED", "status in (SAVED"}},
		{"searchfilter plan 'status in (SAVED", []string{"status in (SAVED,", "status in (SAVED)"}},
		{"searchfilter plan 'name = a", []string{"name = a and", "name = a or", "name = a i"}},
		{"searchfilter plan '(name = a", []string{"(name = a)", "(name = a and", "(name = a or", "(name = a i"}},
		{"searchfilter plan 'name = ", []string{}},
		{"searchfilter plan 'name = \"smo", []string{"name = \"smo\" and", "name = \"smo\" or", "name = \"smo\" i"}},
		{"searchfilter plan 'stauts", []string{}},
		{"searchfilter plan 'tag:", []string{}},
		{"searchfilter plan 'name = a and tag:", []string{}},
		{"searchfilter plan 'name = tag:", []string{"name = tag: and", "name = tag: or", "name = tag: i"}},
		{"searchfilter plan --target users 'username ^", []string{"username ^="}},
		{"searchfilter plan $'status = ", []string{}},
		{"searchfilter diff 'name = a' 'status = ", []string{"status = PUBLISHED", "status = SAVED"}},
	} {
		assert.Equal(t, test.want, texts(t, test.line), "%s", test.line)
	}
	users := texts(t, "searchfilter match --target users 'user")
	assert.Contains(t, users, "username")
	assert.NotContains(t, texts(t, "searchfilter match 'user"), "username")
}

// TestPropose_right takes one proposal after the other, and always comes to a query.
func TestPropose_right(t *testing.T) {
	var whole int
	for first := range 12 {
		for second := range 3 {
			src := ""
			for step := range 12 {
				list := queryProposals(searchfilter.Options{}, src)
				if len(list) == 0 {
					src += " a" // a text, of which none is known
					continue
				}
				which := (first + step*second) % len(list)
				assert.True(t, strings.HasPrefix(list[which].text, src), "%q for %q", list[which].text, src)
				src = list[which].text
				if _, err := searchfilter.Parse(src); err == nil {
					whole++
				}
			}
		}
	}
	t.Logf("%d queries", whole)
	assert.Greater(t, whole, 20)
}

func TestCompletion(t *testing.T) {
	for sh, script := range scripts {
		call{name: string(sh), args: []string{"completion", string(sh)}, out: script}.test(t)
		assert.NotRegexp(t, `\beval\b|\$\{!`, script, "%s", sh)
	}
	assert.Len(t, scripts, len(shells))
	testAll(t, []call{
		{
			name: "no shell", args: []string{"completion", "sh"}, status: Failed,
			err: "searchfilter: <shell> must be one of \"bash\",\"zsh\",\"fish\",\"powershell\" but got \"sh\" (see searchfilter completion --help)\n",
		},
		{name: "only one in a quote", args: []string{"__propose", "bash", "searchfilter plan --target users 'username ^", "username ^", "9"}, out: "username ^=\nusername ^= \n"},
		{name: "what all begin with", args: []string{"__propose", "bash", "searchfilter plan 'status = ", "status = ", "9"}, out: "status = PUBLISHED\nstatus = SAVED\n"},
		{name: "list", args: []string{"__propose", "bash", "searchfilter plan 'status = ", "status = ", "63"}, out: "PUBLISHED  -- value of status\nSAVED      -- value of status\n"},
		{name: "list that begins with the same", args: []string{"__propose", "bash", "searchfilter match --output=", "", "33"}, out: "json\njsonl\nids\ncsv\ntsv\ntable\n"},
		{name: "list that must not be written", args: []string{"__propose", "bash", "searchfilter match --output json", "json", "33"}, out: "json\njsonl\n \n"},
		{name: "what is typed stands within another", args: []string{"__propose", "bash", "searchfilter match --target users 'phone", "'phone", "9"}, out: "'phone-type\n'phone-type \n"},
		{name: "word that is elsewhere", args: []string{"__propose", "bash", "searchfilter plan 'status = ", "other", "9"}},
		{name: "zsh", args: []string{"__propose", "zsh", "searchfilter plan 'status = ", "status = "}, out: "status = PUBLISHED\tPUBLISHED  -- value of status\nstatus = SAVED\tSAVED      -- value of status\n"},
		{name: "fish", args: []string{"__propose", "fish", "searchfilter plan 'status = "}, out: "status = PUBLISHED\tvalue of status\nstatus = SAVED\tvalue of status\n"},
		{name: "PowerShell", args: []string{"__propose", "powershell", base64.StdEncoding.EncodeToString([]byte("searchfilter plan 'status = "))}, out: "'status = PUBLISHED\tPUBLISHED\tvalue of status\n'status = SAVED\tSAVED\tvalue of status\n"},
		{name: "no Base64", args: []string{"__propose", "powershell", "#"}},
		{name: "control character", args: []string{"__propose", "fish", "searchfilter plan 'status\n= "}},
		{name: "no line", args: []string{"__propose"}, status: Failed, err: "searchfilter: requires at least 2 arg(s), only received 0\n"},
	})
	// Nothing that is typed is taken away.
	different := []proposal{{text: "name a"}, {text: "named"}}
	texts, _ := zsh.replies(different, "x name", 2)
	assert.Equal(t, []string{`name\ a `, "named "}, texts)
	texts, _ = zsh.replies([]proposal{{text: "name =", open: true, query: true}, {text: "named"}}, "x name", 2)
	assert.Empty(t, texts, "what is written begins with a quote in one of them alone")
	var out bytes.Buffer
	Run([]string{"--help"}, nil, &out, nil)
	assert.NotContains(t, out.String(), "__propose")
}
