package eval

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// zipped returns the text, compressed.
func zipped(t testing.TB, text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := io.WriteString(z, text)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.String()
}

func TestReader_gzip(t *testing.T) {
	const a, b = `{"Name":"a"}`, `{"Name":"é"}`
	in := zipped(t, a+"\n") + zipped(t, "["+b+"]") // two files, one behind the other, are one
	for how, r := range map[string]io.Reader{
		"at once":         strings.NewReader(in),
		"byte by byte":    iotest.OneByteReader(strings.NewReader(in)),
		"error with data": iotest.DataErrReader(strings.NewReader(in)),
	} {
		got, err := readAll(r, hosts)
		assert.NoError(t, err, how)
		assert.Equal(t, []string{a, b}, got, how)
	}
	t.Run("cut off", func(t *testing.T) {
		for n := 2; n < len(in); n++ {
			got, err := readAll(strings.NewReader(in[:n]), hosts)
			if n == len(zipped(t, a+"\n")) {
				assert.Equal(t, []string{a}, got)
				continue
			}
			require.ErrorIs(t, err, io.ErrUnexpectedEOF, "%d bytes", n)
			require.ErrorContains(t, err, "the input is cut off", "%d bytes", n)
		}
	})
	t.Run("damaged", func(t *testing.T) {
		for at := range in {
			if at < 2 || 3 < at && at < 10 { // the magic number; time, flags and system, which do not matter
				continue
			}
			damaged := []byte(in)
			damaged[at] ^= 0x55
			_, err := readAll(bytes.NewReader(damaged), hosts)
			if 3 < at-len(zipped(t, a+"\n")) && at-len(zipped(t, a+"\n")) < 10 {
				continue
			}
			require.ErrorContains(t, err, "offset ", "byte %d", at)
		}
	})
	t.Run("only its first byte", func(t *testing.T) {
		for _, in := range []string{"\x1f", "\x1f{}"} {
			_, err := readAll(iotest.OneByteReader(strings.NewReader(in)), hosts)
			assert.ErrorContains(t, err, `line 1, offset 0: record 1: not JSON: invalid character '\x1f'`)
		}
	})
	t.Run("no progress behind its first byte", func(t *testing.T) {
		_, err := readAll(io.MultiReader(strings.NewReader("\x1f"), stuck{}), hosts)
		assert.Error(t, err)
	})
	t.Run("nothing in it", func(t *testing.T) {
		got, err := readAll(strings.NewReader(zipped(t, "")), hosts)
		assert.NoError(t, err)
		assert.Empty(t, got)
	})
	t.Run("error of the input", func(t *testing.T) {
		for n := 2; n < len(in); n++ {
			_, err := readAll(io.MultiReader(strings.NewReader(in[:n]), &once{err: io.ErrClosedPipe}), hosts)
			require.ErrorIs(t, err, io.ErrClosedPipe, "after %d bytes", n)
		}
	})
}

// TestReader_bomb has small inputs that become large: a record is bounded, and what
// is passed over takes no memory.
func TestReader_bomb(t *testing.T) {
	defer func(n int) { mostUnzipped = n }(mostUnzipped)
	mostUnzipped = 1 << 20
	long := strings.Repeat("x", 3<<20)
	for name, test := range map[string]struct{ in, want string }{
		"record":                 {`{"Name":"a"}{"Name":"` + long + `"}`, "record 2: it is larger than 1 MiB when decompressed"},
		"before the list":        {`{"X":"` + long + `","Hosts":[]}`, "record 1: it is larger than 1 MiB when decompressed"},
		"behind the list":        {`{"Hosts":[],"X":"` + long + `"}`, ""},
		"between the records":    {`{"Name":"a"}` + strings.Repeat("\n", 3<<20) + `{"Name":"a"}`, ""},
		"many records":           {strings.Repeat(`{"Name":"a"}`, 200_000), ""},
		"record of just so many": {fmt.Sprintf(`{"Name":"%s"}`, long[:1<<20-64<<10-20]), ""},
	} {
		t.Run(name, func(t *testing.T) {
			in := zipped(t, test.in)
			assert.Less(t, len(in), 20_000)
			r := NewReader(strings.NewReader(in), hosts)
			var err error
			for err == nil {
				_, err = r.Next()
			}
			if test.want == "" {
				assert.Equal(t, io.EOF, err)
			} else {
				assert.ErrorContains(t, err, test.want)
			}
			assert.LessOrEqual(t, r.in.Room(), mostUnzipped*5/4)
			_, plain := readAll(strings.NewReader(test.in), hosts)
			assert.NoError(t, plain, "what is not compressed is as large as it is")
		})
	}
}
