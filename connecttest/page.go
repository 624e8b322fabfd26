package connecttest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"strings"
)

// A cursor says where a page begins. The zero cursor is the first page's.
type cursor struct {
	number int    // pages that went before
	after  string // the ID of the last record that went before
}

const sumSize = 12

// token returns the cursor as a NextToken for requests with these parameters.
// Its sum tells tokens of other requests and made-up ones from its own; there is
// nothing to keep secret.
func (c cursor) token(parameters []byte) string {
	data := binary.BigEndian.AppendUint32(nil, uint32(c.number))
	data = append(data, c.after...)
	return base64.RawURLEncoding.EncodeToString(append(sum(parameters, data), data...))
}

func sum(parameters, data []byte) []byte {
	h := sha256.New()
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(parameters))))
	h.Write(parameters)
	h.Write(data)
	return h.Sum(nil)[:sumSize]
}

// cursorOf returns the cursor of a NextToken, which is that of the first page if
// it is empty.
func cursorOf(token string, parameters []byte) (cursor, error) {
	if token == "" {
		return cursor{}, nil
	}
	data, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(data) < sumSize+4 || strings.ContainsAny(token, "\r\n") { // which base64 passes over
		return cursor{}, invalidParameter("NextToken: this is no token of this service")
	}
	s, data := string(data[:sumSize]), data[sumSize:]
	if string(sum(parameters, data)) != s {
		return cursor{}, invalidParameter("NextToken: the token is of a request with other parameters than this")
	}
	return cursor{int(binary.BigEndian.Uint32(data)), string(data[4:])}, nil
}

// searchParameters returns what a search's token is bound to: the ID of the
// instance, the filter and the criteria, in a form that does not depend on the
// order of members, nor on whether what says nothing is empty or left out.
func searchParameters(body []byte) []byte {
	var members map[string]any
	_ = json.Unmarshal(body, &members) // it was read before
	delete(members, "NextToken")
	delete(members, "MaxResults")
	if id, ok := members["InstanceId"].(string); ok {
		members["InstanceId"] = id[strings.LastIndexByte(id, '/')+1:]
	}
	if filter, ok := members["SearchFilter"].(map[string]any); ok {
		dropEmpty(filter, "TagFilter")
	}
	dropEmpty(members, "SearchFilter")
	dropEmpty(members, "SearchCriteria")
	canonical, _ := json.Marshal(members)
	return append([]byte("SearchTestCases "), canonical...)
}

// dropEmpty removes a member that is an object without members.
func dropEmpty(members map[string]any, name string) {
	if inner, ok := members[name].(map[string]any); ok && len(inner) == 0 {
		delete(members, name)
	}
}

// listParameters is searchParameters of ListTestCases.
func listParameters(instance string) []byte { return []byte("ListTestCases " + instance) }

// page returns the number of the page that is asked for, for a Call.
func (c *call) page(op *operation) int {
	var at cursor
	var err error
	switch op.name {
	case "SearchTestCases":
		var in struct{ NextToken string }
		_ = json.Unmarshal(c.body, &in) // of a token that is no text there is none
		at, err = cursorOf(in.NextToken, searchParameters(c.body))
	case "ListTestCases":
		at, err = cursorOf(c.query.Get("nextToken"), listParameters(c.args[0]))
	default:
		return 0
	}
	if err != nil {
		return 0
	}
	return at.number + 1
}

// A page is what a request for one finds.
type page struct {
	cases []*testCase
	next  string // the token, or empty if there are no more
	total int
}

// paginate returns the page of the test cases that match, at most size of them.
func (c *call) paginate(cases []*testCase, token string, size int, parameters []byte, match func(*testCase) bool) (*page, error) {
	at, err := cursorOf(token, parameters)
	if err != nil {
		return nil, err
	}
	var p page
	next := cursor{at.number + 1, at.after}
	repeat := c.fault.Repeat && size > 1 // or a page of one record would lead to itself
	more := false
	for _, tc := range cases {
		if err := c.ctx.Err(); err != nil {
			return nil, err
		}
		if !match(tc) {
			continue
		}
		p.total++
		if tc.id < at.after || tc.id == at.after && !repeat {
			continue
		}
		if c.fault.Empty || len(p.cases) == size {
			more = true
			continue
		}
		p.cases = append(p.cases, tc)
		next.after = tc.id
	}
	if more {
		p.next = next.token(parameters)
	}
	return &p, nil
}
