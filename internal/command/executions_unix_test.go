//go:build unix

package command

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connecttest"
)

// TestServe_killedExecutions has a service killed again and again while executions start.
// Each that it has acknowledged is there, and has ended.
func TestServe_killedExecutions(t *testing.T) {
	binary := program(t)
	file := filepath.Join(t.TempDir(), "cases.json")
	var tc struct{ Id, Status string }
	require.NoError(t, json.Unmarshal(connecttest.SampleRecords(1, 0, sampleSeed)["test-cases"][0], &tc))
	require.Equal(t, "PUBLISHED", tc.Status)
	var mu sync.Mutex
	acknowledged := map[string]bool{}
	const rounds = 5
	for round := range rounds {
		c := exec.Command(binary, "serve", "--addr", "127.0.0.1:0", "--sample", "--data", file, "--execution-time", "1ms")
		out, err := c.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, c.Start())
		line, err := bufio.NewReader(out).ReadString('\n')
		require.NoError(t, err)
		at := regexp.MustCompile(`http://[^ ]+`).FindString(line) + "/test-cases/" + connecttest.DefaultInstance + "/" + tc.Id + "/start-execution"
		var writers sync.WaitGroup
		started := make(chan struct{}, 1<<16)
		for range 3 {
			writers.Go(func() {
				for {
					r, err := http.NewRequest("PUT", at, nil)
					if !assert.NoError(t, err) {
						return
					}
					response, err := http.DefaultClient.Do(r)
					if err != nil {
						return
					}
					text, err := io.ReadAll(response.Body)
					response.Body.Close()
					var answer struct{ TestCaseExecutionId string }
					if err != nil || json.Unmarshal(text, &answer) != nil {
						return
					}
					mu.Lock()
					acknowledged[answer.TestCaseExecutionId] = true
					mu.Unlock()
					started <- struct{}{}
				}
			})
		}
		for range 3 + round { // executions that this service has acknowledged
			<-started
		}
		require.NoError(t, c.Process.Kill())
		writers.Wait()
		_ = c.Wait()
	}
	t.Logf("%d executions acknowledged by %d services that were killed", len(acknowledged), rounds)
	require.NotEmpty(t, acknowledged)
	time.Sleep(10 * time.Millisecond) // and all have ended

	s := startServer(t, "--data", file)
	for token, more := "", true; more; {
		status, text := s.call(t, "GET", "/test-case-executions/"+connecttest.DefaultInstance+"?status=PASSED&nextToken="+url.QueryEscape(token), "")
		require.Equal(t, 200, status, text)
		var page struct {
			TestCaseExecutions []struct{ TestCaseExecutionId string }
			NextToken          string
		}
		require.NoError(t, json.Unmarshal([]byte(text), &page))
		for _, x := range page.TestCaseExecutions {
			delete(acknowledged, x.TestCaseExecutionId)
		}
		token, more = page.NextToken, page.NextToken != ""
	}
	assert.Empty(t, acknowledged, "what was acknowledged and is not there")
}
