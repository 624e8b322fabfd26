package connecttest

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
)

// A cursor says where a page begins. The zero cursor is that of the first page.
type cursor struct {
	number int    // of pages before
	total  int    // of records on all pages, as the first one counted them
	after  string // the ID of the last record before
}

const sumSize = 12

// token returns the cursor as a NextToken for requests with these parameters. Its sum tells it from
// tokens of other requests and made-up ones. It keeps nothing secret.
func (c cursor) token(parameters []byte) string {
	data := binary.AppendUvarint(nil, uint64(c.number))
	data = binary.AppendUvarint(data, uint64(c.total))
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

// cursorOf returns the cursor of a NextToken. An empty one is that of the first page.
func cursorOf(token string, parameters []byte) (cursor, error) {
	if token == "" {
		return cursor{}, nil
	}
	wrong := invalidParameter("NextToken: this is no token of this service")
	data, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(data) < sumSize || strings.ContainsAny(token, "\r\n") { // which base64 passes over
		return cursor{}, wrong
	}
	s, data := string(data[:sumSize]), data[sumSize:]
	if string(sum(parameters, data)) != s {
		return cursor{}, invalidParameter("NextToken: the token is of a request with other parameters than this")
	}
	number, n := binary.Uvarint(data)
	total, m := binary.Uvarint(data[max(n, 0):])
	if n <= 0 || m <= 0 { // somebody has made the sum, too
		return cursor{}, wrong
	}
	return cursor{int(number), int(total), string(data[n+m:])}, nil
}

// searchParameters returns what a search's token belongs to: the operation, the ID of the
// instance, the filter and the criteria. It does not depend on the order of members, nor on
// whether a filter or criteria that say nothing are empty or left out.
func (c *call) searchParameters() []byte {
	var members map[string]any
	_ = json.Unmarshal(c.body, &members) // it is JSON
	delete(members, "NextToken")
	delete(members, "MaxResults")
	if id, ok := members["InstanceId"].(string); ok {
		members["InstanceId"] = id[strings.LastIndexByte(id, '/')+1:]
	}
	if filter, ok := members["SearchFilter"].(map[string]any); ok {
		for name := range filter {
			dropEmpty(filter, name)
		}
	}
	dropEmpty(members, "SearchFilter")
	dropEmpty(members, "SearchCriteria")
	canonical, _ := json.Marshal(members)
	return append([]byte(c.op.name+" "), canonical...)
}

// dropEmpty removes a member that is an object without members.
func dropEmpty(members map[string]any, name string) {
	if inner, ok := members[name].(map[string]any); ok && len(inner) == 0 {
		delete(members, name)
	}
}

// listParameters is searchParameters of a List: all parameters but those of the page.
func (c *call) listParameters() []byte {
	query := maps.Clone(c.query)
	delete(query, "nextToken")
	delete(query, "maxResults")
	args := slices.Clone(c.args)
	args[0] = args[0][strings.LastIndexByte(args[0], '/')+1:] // of an ARN
	canonical, _ := json.Marshal([]any{c.op.name, args, query})
	return canonical
}

// cursor returns where the page begins that is asked for, and what its token belongs to.
func (c *call) cursor() (at cursor, parameters []byte, err error) {
	token := c.query.Get("nextToken")
	if c.op.method == http.MethodPost { // a search
		var in struct{ NextToken string }
		_ = json.Unmarshal(c.body, &in) // package wire sees to the types
		token, parameters = in.NextToken, c.searchParameters()
	} else {
		parameters = c.listParameters()
	}
	at, err = cursorOf(token, parameters)
	return at, parameters, err
}

// page returns the number of the page that is asked for, for a Call.
func (c *call) page() int {
	if !c.op.paged {
		return 0
	}
	at, _, err := c.cursor()
	if err != nil {
		return 0
	}
	return at.number + 1
}

// A pageOf says which records a page is of.
type pageOf[T any] struct {
	list string // the member of the answer that has the records

	// ascend calls visit for the records from an ID on, in the order of their IDs, until it
	// returns false.
	ascend func(from string, visit func(id string, x T) bool)
	size   int  // the most records
	count  bool // whether all that match are counted, on the first page
	match  func(T) bool
	record func(T) []byte // in the answer
}

// maxPage is the most bytes of a page's records, without one that is repeated on purpose. A single
// record may have more.
const maxPage = 4 << 20

// pageSize returns how many records a page has for a MaxResults, which is 0 if there is none.
func (s *Service) pageSize(maxResults, most int) int {
	for _, n := range []int{s.options.PageSize, maxResults} {
		if n > 0 {
			most = min(most, n)
		}
	}
	return most
}

// listSize returns how many records a page of a List has, whose MaxResults may be at most that.
func (s *Service) listSize(c *call, most int) (int, error) {
	n := 0
	if c.query.Has("maxResults") {
		var err error
		if n, err = strconv.Atoi(c.query.Get("maxResults")); err != nil || n < 1 || n > most {
			return 0, invalidParameter("maxResults: an integer from 1 to %d is wanted", most)
		}
	}
	return s.pageSize(n, most), nil
}

// paginate returns the answer with the page. It looks at all records if it is to count them and the
// page is the first. Otherwise it begins where the page before ended, and stops at the first record
// that has no room.
func paginate[T any](c *call, o pageOf[T]) (any, error) {
	at, parameters, err := c.cursor()
	if err != nil {
		return nil, err
	}
	var records [][]byte
	var beside struct {
		NextToken             string `json:",omitempty"`
		ApproximateTotalCount *int   `json:",omitempty"`
	}
	total := at.total
	next := cursor{at.number + 1, at.total, at.after}
	repeat := c.fault.Repeat && o.size > 1 // or a page of one record would lead to itself
	more, looked, room := false, 0, maxPage
	o.ascend(at.after, func(id string, x T) bool {
		if looked++; looked%1024 == 0 && c.ctx.Err() != nil {
			return false
		}
		again := id == at.after && at.number > 0
		if again && !repeat || !o.match(x) {
			return true
		}
		if !again && at.number == 0 {
			total++
		}
		if !more && !c.fault.Empty && len(records) < o.size {
			record := o.record(x)
			if len(record) <= room || next.after == at.after {
				records = append(records, record)
				if !again {
					room -= len(record)
				}
				next.after = id
				return true
			}
		}
		more = true
		return o.count && at.number == 0
	})
	if err := c.ctx.Err(); err != nil {
		return nil, err
	}
	if more {
		next.total = total
		beside.NextToken = next.token(parameters)
	}
	if o.count {
		beside.ApproximateTotalCount = &total
	}
	rest, err := chars.JSON(beside)
	if err != nil {
		return nil, err
	}
	b := append([]byte(`{"`+o.list+`":[`), bytes.Join(records, []byte(","))...)
	b = append(b, ']')
	if len(rest) > len("{}") {
		b = append(b, ',')
	}
	return body(append(b, rest[1:]...)), nil
}
