package eval

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/schema"
)

// TestRecords asks records of both kinds for the same fields and tags.
func TestRecords(t *testing.T) {
	d, err := Decode(schema.TestCase(), []byte(`{"Name": "smoke", "Description": "", "Tags": {"team": "billing", "empty": ""}}`))
	require.NoError(t, err)
	m := Map{"name": "smoke", "description": "", "tag:team": "billing", "tag:empty": ""}
	for _, r := range []Record{d, m} {
		for _, test := range []struct {
			get   func(string) (string, bool)
			name  string
			value string
			ok    bool
		}{
			{r.Field, "name", "smoke", true},
			{r.Field, "description", "", true},
			{r.Field, "status", "", false},
			{r.Field, "Name", "", false},
			{r.Tag, "team", "billing", true},
			{r.Tag, "empty", "", true},
			{r.Tag, "Team", "", false},
			{r.Tag, "name", "", false},
		} {
			value, ok := test.get(test.name)
			assert.Equal(t, test.value, value, "%T: %s", r, test.name)
			assert.Equal(t, test.ok, ok, "%T: %s", r, test.name)
		}
	}
}
