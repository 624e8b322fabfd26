package wire

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// An Item is a record that is ready to be matched against requests of its target.
// Several goroutines may use it at once.
type Item struct {
	target *Target
	values []value // by the index of the field
	tags   map[string]string
	meta   map[string]any // of Retrieve: a string, a float64, a bool, or a list of these
}

// A value is what an item has for a field.
type value struct {
	has   bool
	text  text   // also the digits of a number, and true or false
	list  []text // of a list
	point point
	truth bool
}

type text struct{ plain, folded string }

// Item returns the item of a record, given its JSON: an element of the list that a
// search or a List answers with, or what a Describe has. For Amazon Q in Connect
// it is an object with Tags, or with tags. Their values are text, and for Retrieve
// also numbers, booleans, and lists of these. null is lacking. A value of another
// type than the table says is an error, which is an *Error.
func (t *Target) Item(record []byte) (i *Item, err error) {
	defer catch(&err)
	in := newReader(record)
	in.wanted = t.members
	in.checkUTF8()
	root := in.any(0)
	in.end()
	in.at = 0 // of the whole, for what is wrong from here on
	item := Item{target: t, values: make([]value, len(t.fields)), tags: map[string]string{}}
	if t.form == retrieve {
		item.meta = map[string]any{}
	}
	for _, f := range t.fields {
		v := &item.values[f.index]
		for _, path := range f.paths {
			if !v.has {
				in.follow(root, path, func(found any) { in.set(v, f.kind, found) })
			}
		}
	}
	in.follow(root, []string{"Tags"}, func(found any) { in.setTags(&item, found) })
	if !t.isSearch() {
		in.follow(root, []string{"tags"}, func(found any) { in.setTags(&item, found) })
	}
	return &item, nil
}

// follow calls visit for each value to which a path leads, unless it is null.
func (r *reader) follow(v any, path []string, visit func(any)) {
	switch {
	case v == nil:
	case len(path) == 0:
		visit(v)
	case path[0] == "[]":
		list, ok := v.([]any)
		if !ok {
			r.wrong("a list", v)
		}
		for k, element := range list {
			r.in(step{element: true, index: k}, func() { r.follow(element, path[1:], visit) })
		}
	default:
		members, ok := v.(map[string]any)
		if !ok {
			r.wrong("an object", v)
		}
		if path[0] != "*" {
			r.in(step{name: path[0]}, func() { r.follow(members[path[0]], path[1:], visit) })
			break
		}
		for name, member := range members {
			r.in(step{name: name}, func() { r.follow(member, path[1:], visit) })
		}
	}
}

// in calls read one step further into a value.
func (r *reader) in(s step, read func()) {
	r.path = append(r.path, s)
	read()
	r.path = r.path[:len(r.path)-1]
}

// set gives a value what its path leads to; that of a list, one of its texts or
// all of them.
func (r *reader) set(v *value, kind kind, found any) {
	v.has = true
	switch kind {
	case textKind, idKind, enumKind:
		v.text = newText(r.asString(found))
	case listKind:
		list, ok := found.([]any)
		if !ok {
			v.list = append(v.list, newText(r.asString(found)))
		}
		for k, element := range list {
			r.in(step{element: true, index: k}, func() { v.list = append(v.list, newText(r.asString(element))) })
		}
	case numberKind:
		n, ok := found.(json.Number)
		if !ok {
			r.wrong("a number", found)
		}
		v.point.number = r.toDouble(n)
		v.text = newText(digits(n, v.point.number))
	case boolKind:
		truth, ok := found.(bool)
		if !ok {
			r.wrong("a boolean", found)
		}
		v.truth = truth
		v.text = newText(strconv.FormatBool(truth))
	case timeKind:
		v.point.time = r.toTime(found)
	case dateKind:
		t, err := time.Parse(time.DateOnly, r.asString(found))
		if err != nil {
			r.wrong("a date", found)
		}
		v.point.time = t
	}
}

// setTags reads the tags of an item.
func (r *reader) setTags(i *Item, tags any) {
	members, ok := tags.(map[string]any)
	if !ok {
		r.wrong("an object", tags)
	}
	for key, v := range members {
		r.in(step{name: key}, func() {
			if i.target.form == retrieve {
				i.meta[key] = r.meta(v, true)
			} else {
				i.tags[key] = r.asString(v)
			}
		})
	}
}

// meta returns what Retrieve compares.
func (r *reader) meta(v any, lists bool) any {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return v
	case json.Number:
		return r.toDouble(v)
	case []any:
		if lists {
			list := []any{}
			for k, element := range v {
				r.in(step{element: true, index: k}, func() { list = append(list, r.meta(element, false)) })
			}
			return list
		}
	}
	r.wrong("a string, a number, a boolean or a list of these", v)
	return nil
}

func newText(s string) text { return text{s, fold(s)} }

func (r *reader) asString(v any) string {
	s, ok := v.(string)
	if !ok {
		r.wrong("a string", v)
	}
	return s
}

// toTime returns the time of seconds since 1970, or of RFC 3339.
func (r *reader) toTime(v any) time.Time {
	switch v := v.(type) {
	case string:
		if t, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return t.UTC()
		}
	case json.Number:
		if t, ok := unixTime(string(v)); ok {
			return t
		}
	}
	r.wrong("a time, in seconds since 1970 or as RFC 3339 has it,", v)
	return time.Time{}
}

// unixTime returns the time of so many seconds since 1970. A double would move
// the thousandths that the number has.
func unixTime(number string) (t time.Time, ok bool) {
	digits, exponent, _ := strings.Cut(strings.ToLower(number), "e")
	if len(digits) > 40 || len(exponent) > 3 { // which is long without an exponent
		return t, false
	}
	if f, err := strconv.ParseFloat(number, 64); err != nil || math.Abs(f) > 1e12 {
		return t, false
	}
	seconds, ok := new(big.Rat).SetString(number)
	if !ok {
		return t, false
	}
	nanoseconds := seconds.Mul(seconds, big.NewRat(1e9, 1))
	whole, rest := new(big.Int).DivMod(new(big.Int).Div(nanoseconds.Num(), nanoseconds.Denom()), big.NewInt(1e9), new(big.Int))
	return time.Unix(whole.Int64(), rest.Int64()).UTC(), true
}

// digits returns a number as it is written without an exponent.
func digits(n json.Number, f float64) string {
	if s := string(n); s != "-0" && !strings.ContainsAny(s, ".eE") {
		return s
	}
	return strconv.FormatFloat(f+0, 'f', -1, 64)
}

// wrong reports a value in a record that is another one than is wanted.
func (r *reader) wrong(what string, got any) {
	switch got := got.(type) {
	case map[string]any:
		r.want(what, json.Delim('{'))
	case []any:
		r.want(what, json.Delim('['))
	default:
		r.want(what, got)
	}
}

// appendValues appends what a record has for the fields.
func (r *Record) appendValues(list []value, t *Target, folded bool) []value {
	for _, f := range t.fields {
		var v value
		v.text.plain, v.has = r.Fields[f.name]
		if f.member == "StatusCondition" {
			v.text.plain, v.has = r.Status, true
		}
		if folded {
			v.text.folded = fold(v.text.plain)
		}
		list = append(list, v)
	}
	return list
}
