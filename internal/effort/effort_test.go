package effort_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/searchfilter/searchfilter/internal/effort"
)

func TestCases(t *testing.T) {
	t.Setenv(effort.Variable, "")
	assert.Equal(t, 20, effort.Cases(20, 3000))
	t.Setenv(effort.Variable, "full")
	assert.Equal(t, 3000, effort.Cases(20, 3000))
	t.Setenv(effort.Variable, "1e3")
	assert.PanicsWithValue(t, `SEARCHFILTER_TESTS="1e3": it is full, or nothing`, func() { effort.Cases(20, 3000) })
}
