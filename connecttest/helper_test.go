package connecttest_test

import (
	"encoding/json"

	"github.com/searchfilter/searchfilter/connecttest"
)

// A testCase is a test case, or a version of one.
type testCase struct {
	Arn                string            `json:",omitempty"`
	Id                 string            `json:",omitempty"`
	Name               string            `json:",omitempty"`
	Content            *string           `json:",omitempty"`
	EntryPoint         *entryPoint       `json:",omitempty"`
	InitializationData *string           `json:",omitempty"`
	Description        *string           `json:",omitempty"`
	Status             string            `json:",omitempty"`
	LastModifiedTime   float64           `json:",omitempty"`
	LastModifiedRegion string            `json:",omitempty"`
	Tags               map[string]string `json:",omitempty"`
	TestCaseSha256     string            `json:",omitempty"`
}

type entryPoint struct {
	Type                     string
	ChatEntryPointParameters *struct{ FlowId string } `json:",omitempty"`
}

// raw returns the test cases in JSON.
func raw(cases ...testCase) (list []json.RawMessage) {
	for _, c := range cases {
		list = append(list, must(json.Marshal(c)))
	}
	return list
}

// parsed returns the test cases that are in JSON.
func parsed(list []json.RawMessage) (cases []testCase) {
	for _, raw := range list {
		var c testCase
		if err := json.Unmarshal(raw, &c); err != nil {
			panic(err)
		}
		cases = append(cases, c)
	}
	return cases
}

func putCases(s *connecttest.Service, instance string, cases ...testCase) error {
	return s.Put(instance, "test-cases", raw(cases...)...)
}

func casesOf(s *connecttest.Service, instance string) []testCase {
	return parsed(s.Records(instance, "test-cases"))
}

// sampleCases returns n test cases of the sample.
func sampleCases(n int, seed uint64) []json.RawMessage {
	return connecttest.SampleRecords(n, 0, seed)["test-cases"]
}

// counted returns how many records of a target there are in all instances and assistants.
func counted(s *connecttest.Service, target string) (n int) {
	owners := s.Options().Instances
	if target == "q-retrieve" {
		owners = s.Options().Assistants
	}
	for _, id := range owners {
		n += len(s.Records(id, target))
	}
	return n
}

// every returns what has every n-th call go wrong.
func every(n int, f connecttest.Fault) func(connecttest.Call) connecttest.Fault {
	return func(c connecttest.Call) connecttest.Fault {
		if c.N%n == 0 {
			return f
		}
		return connecttest.Fault{}
	}
}
