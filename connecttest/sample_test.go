package connecttest_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connecttest"
)

// TestSample holds the sample to being varied, and to what CreateTestCase takes.
func TestSample(t *testing.T) {
	list := parsed(sampleCases(500, 1))
	require.Len(t, list, 500)
	assert.Equal(t, list[:20], parsed(sampleCases(20, 1)), "the first of many are those of few")
	assert.NotEqual(t, list[:20], parsed(sampleCases(20, 2)))

	s := connecttest.New(connecttest.Options{})
	ids := map[string]bool{}
	count := map[string]int{}
	for _, c := range list {
		ids[c.Id] = true
		b, err := json.Marshal(c)
		require.NoError(t, err)
		members, err := decode(string(b))
		require.NoError(t, err)
		for _, name := range []string{"Id", "LastModifiedTime", "LastModifiedRegion"} {
			require.NotEmpty(t, members[name])
			delete(members, name)
		}
		b, err = json.Marshal(members)
		require.NoError(t, err)
		ok(t, s, "PUT", caseURL, string(b), "x-amz-resource-id", c.Id, "x-amz-last-modified-region", c.LastModifiedRegion)

		count[c.Status]++
		_, stage, _ := strings.Cut(c.Name, "-")
		require.NotEmpty(t, stage)
		switch {
		case c.Description == nil:
			count["no description"]++
		case *c.Description == "":
			count["empty description"]++
		}
		if len(c.Tags) == 0 {
			count["no tags"]++
		}
		if c.EntryPoint != nil {
			count[c.EntryPoint.Type]++
		} else {
			count["no entry point"]++
		}
		if c.InitializationData == nil {
			count["no initialization data"]++
		}
		if len(c.Name) != utf8.RuneCountInString(c.Name) {
			count["name not ASCII"]++
		}
		assert.True(t, json.Valid([]byte(*c.Content)))
		age := float64(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).Unix()) - c.LastModifiedTime
		assert.True(t, age >= 0 && age < 400*24*3600, "%v", age)
	}
	assert.Len(t, ids, 500)
	t.Log(count)
	for _, kind := range []string{
		"PUBLISHED", "SAVED", "no description", "empty description", "no tags", "VOICE_CALL", "CHAT", "no entry point", "no initialization data", "name not ASCII",
	} {
		assert.GreaterOrEqual(t, count[kind], 5, kind)
	}
}

var update = flag.Bool("update", false, "write the files in testdata anew")

// TestSample_file holds ../testdata/sample.json, with which the command can be tried,
// to the sample.
func TestSample_file(t *testing.T) {
	const name = "../testdata/sample.json"
	s := connecttest.New(connecttest.Options{})
	require.NoError(t, s.Put(instance, "test-cases", sampleCases(500, 1)...))
	want := []byte("{\"TestCases\": [\n")
	for i, line := range s.Records(instance, "test-cases") {
		if i > 0 {
			want = append(want, ",\n"...)
		}
		want = append(want, line...)
	}
	want = append(want, "\n]}\n"...)
	if *update {
		require.NoError(t, os.WriteFile(name, want, 0o644))
	}
	got, err := os.ReadFile(name)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(want, got), "%s is stale: run go test ./connecttest -run TestSample_file -update", name)
}
