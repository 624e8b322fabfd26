package cases

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A failure keeps the message of Fatalf, which then panics instead of ending the test.
type failure struct {
	testing.TB
	message string
}

func (f *failure) Fatalf(format string, args ...any) {
	f.message = fmt.Sprintf(format, args...)
	panic(f)
}

// TestRead_twice reads files in which two cases have one name, with whichever sections. The
// error says the name and the file.
func TestRead_twice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "some.txtar")
	for text, ok := range map[string]bool{
		"-- a/query --\nx\n-- a/plan --\ny\n-- b/query --\nx\n":  true,
		"-- a/query --\nx\n-- a/query --\ny\n":                   false,
		"-- a/query --\nx\n-- b/query --\nx\n-- a/query --\ny\n": false,
		"-- a/query --\nx\n-- b/query --\nx\n-- a/plan --\ny\n":  false,
		"-- a/query --\nx\n-- a/plan --\ny\n-- a/query --\nz\n":  false,
	} {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		f := &failure{TB: t}
		var list []named
		func() {
			defer func() { assert.Equal(t, !ok, recover() == any(f), text) }()
			_, list = read(f, path, []string{"query", "plan"})
		}()
		if ok {
			assert.Len(t, list, 2)
			continue
		}
		assert.Equal(t, path+": there are two cases named a", f.message, text)
	}
}
