package wire

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestTarget_withFieldNames has two targets of one, each of which keeps what it has.
func TestTarget_withFieldNames(t *testing.T) {
	all := slices.Clone(testCases.members)
	name := testCases.withFieldNames([]string{"name"})
	members := slices.Clone(name.members)
	assert.Contains(t, members, "Name")
	description := testCases.withFieldNames([]string{"description"})
	assert.Contains(t, description.members, "Description")
	assert.Equal(t, members, name.members)
	assert.Equal(t, all, testCases.members)
	assert.NotContains(t, description.members, "Name")
}
