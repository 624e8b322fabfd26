package connecttest_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"

	"github.com/searchfilter/searchfilter/connecttest"
)

// A service for tests, with a search as any client sends it.
func Example() {
	service := connecttest.New(connecttest.Options{})
	if err := service.Put(connecttest.DefaultInstance, "test-cases",
		json.RawMessage(`{"Name": "smoke-billing", "Status": "PUBLISHED"}`),
		json.RawMessage(`{"Name": "smoke-sales", "Status": "SAVED"}`),
		json.RawMessage(`{"Name": "load-billing", "Status": "PUBLISHED"}`),
	); err != nil {
		fmt.Println(err)
		return
	}
	server := httptest.NewServer(service)
	defer server.Close()

	response, err := server.Client().Post(server.URL+"/search-test-cases", "application/json", strings.NewReader(`{
		"InstanceId": "12345678-1234-1234-1234-123456789012",
		"SearchCriteria": {"AndConditions": [
			{"StringCondition": {"FieldName": "name", "Value": "smoke", "ComparisonType": "STARTS_WITH"}},
			{"StatusCondition": "PUBLISHED"}
		]}
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer response.Body.Close()
	var found struct {
		TestCases             []struct{ Name string }
		ApproximateTotalCount int
	}
	if err := json.NewDecoder(response.Body).Decode(&found); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(found.ApproximateTotalCount, found.TestCases[0].Name)
	// Output: 1 smoke-billing
}

// Every second call is throttled, which the retries of a client are to survive.
func ExampleFault() {
	service := connecttest.New(connecttest.Options{Fault: func(c connecttest.Call) (f connecttest.Fault) {
		if c.N%2 == 0 {
			f.Error = "ThrottlingException"
		}
		return f
	}})
	for range 3 {
		w := httptest.NewRecorder()
		service.ServeHTTP(w, httptest.NewRequest("GET", "/test-cases-summary/"+connecttest.DefaultInstance, nil))
		fmt.Printf("%d %q\n", w.Code, w.Header().Get("x-amzn-errortype"))
	}
	// Output:
	// 200 ""
	// 429 "ThrottlingException"
	// 200 ""
}

// The sample has test cases, too.
func ExampleSampleRecords_testCases() {
	for _, raw := range connecttest.SampleRecords(3, 0, 1)["test-cases"] {
		var c struct {
			Name, Status string
			Tags         map[string]string
		}
		if err := json.Unmarshal(raw, &c); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(c.Name, c.Status, c.Tags["team"])
	}
	// Output:
	// smoke-queue-full-bog-prod PUBLISHED care
	// regression-order-status-kl-dev SAVED sales
	// failover-outage-known-sin-prod PUBLISHED tech
}

// The instance, region and account are those of the test cases in hand.
func ExampleOpen() {
	data := `[{"Name": "smoke", "Arn": "arn:aws:connect:eu-west-2:111122223333:instance/aaaaaaaa-0000-0000-0000-000000000000/test-case/1"}]`
	service, err := connecttest.Open(connecttest.Options{}, connecttest.Source{Reader: strings.NewReader(data)})
	if err != nil {
		fmt.Println(err)
		return
	}
	o := service.Options()
	fmt.Println(o.Region, o.Account, len(service.Records(o.Instances[0], "test-cases")))
	// Output: eu-west-2 111122223333 1
}

// Users are put in as a search answers with them.
func ExampleService_Put() {
	service := connecttest.New(connecttest.Options{})
	err := service.Put(connecttest.DefaultInstance, "users",
		json.RawMessage(`{"Id": "1", "Username": "jane", "Tags": {"team": "billing"}}`),
		json.RawMessage(`{"Id": "2", "Username": "joe"}`),
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	w := httptest.NewRecorder()
	service.ServeHTTP(w, httptest.NewRequest("POST", "/search-users", strings.NewReader(`{
		"InstanceId": "12345678-1234-1234-1234-123456789012",
		"SearchFilter": {"TagFilter": {"TagCondition": {"TagKey": "team", "TagValue": "billing"}}}
	}`)))
	fmt.Println(w.Body)
	// Output: {"Users":[{"Arn":"arn:aws:connect:us-east-1:111122223333:instance/12345678-1234-1234-1234-123456789012/agent/1","Id":"1","Username":"jane","Tags":{"team":"billing"}}],"ApproximateTotalCount":1}
}

// A user's routing profile is among the samples, too.
func ExampleSampleRecords() {
	records := connecttest.SampleRecords(0, 1, 1)
	var user struct{ Username, RoutingProfileId string }
	if err := json.Unmarshal(records["users"][0], &user); err != nil {
		fmt.Println(err)
		return
	}
	for _, raw := range records["routing-profiles"] {
		var profile struct{ RoutingProfileId, Name string }
		if err := json.Unmarshal(raw, &profile); err == nil && profile.RoutingProfileId == user.RoutingProfileId {
			fmt.Println(user.Username, "answers for", profile.Name)
		}
	}
	// Output: chloé.ng1 answers for care
}
