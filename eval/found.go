package eval

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// A found is a value of JSON or of Go that stands for a field, before the field's kind has
// read it.
type found struct {
	kinds.Member
	other string // what it is if it is no Member, such as "an object"
	wrong *wrongElement

	marshaled bool // the text is what MarshalText returned: of a string, a number or a bool

	time *kinds.Value // of a time.Time, which needs no reading
}

// A wrongElement is the first element of a list that is no string.
type wrongElement struct {
	index int
	what  string
}

// with returns f, a list of strings, with an element that is no string.
func (f found) with(element found) found {
	return found{Member: kinds.Member{Type: kinds.JSONStrings}, other: "an array", wrong: &wrongElement{len(f.List), element.describe()}}
}

// read returns the value that the kind reads.
func (f found) read(k schema.Kind) (v kinds.Value, ok bool) {
	switch {
	case f.time != nil:
		return *f.time, k == schema.Time
	case f.other != "":
		return v, false
	}
	m := f.Member
	switch {
	case f.marshaled && k == schema.Number:
		m.Type = kinds.JSONNumber
	case f.marshaled && k == schema.Bool:
		m.Type = kinds.JSONBool
	}
	return kinds.Read(k, m)
}

// refused returns the error for what the kind does not read. It is bounded, whatever
// was found.
func (f found) refused(where string, k schema.Kind) error {
	wants := kinds.Wants(k)
	switch {
	case k == schema.List && f.wrong != nil:
		return fmt.Errorf("%s[%d] is %s, and must be a string", where, f.wrong.index, f.wrong.what)
	case k == schema.Date && f.time != nil:
		wants += ", such as the Format(time.DateOnly) of a time"
	}
	what := f.describe()
	if f.other == "" {
		if mistake := kinds.Mistake(k, f.Member); mistake != "" {
			what += ", " + mistake
		}
	}
	return fmt.Errorf("%s is %s, and must be %s", where, what, wants)
}

// describe says what was found, in a few words.
func (f found) describe() string {
	switch {
	case f.other != "":
		return f.other
	case f.Type == kinds.JSONString:
		return "the string " + chars.Excerpt(f.Text)
	case f.Type == kinds.JSONNumber:
		excerpt := chars.Excerpt(f.Text)
		return "the number " + excerpt[1:len(excerpt)-1]
	case f.Type == kinds.JSONBool:
		return f.Text
	}
	return "an array"
}

// foundGo returns what a value of Go is. It is not ok for nil and for a nil pointer.
func foundGo(v any) (f found, ok bool) {
	switch v := v.(type) {
	case nil:
		return found{other: "nil"}, false
	case json.Number:
		return found{Member: kinds.Member{Type: kinds.JSONNumber, Text: v.String()}}, true
	case []string:
		return found{Member: kinds.Member{Type: kinds.JSONStrings, List: slices.Clone(v)}}, true
	case time.Time:
		return found{other: typeName(v), time: &kinds.Value{Text: v.UTC().Format(time.RFC3339Nano), Scalar: kinds.OfTime(v)}}, true
	case time.Duration, []byte: // whose numbers nobody means
		return found{other: typeName(v)}, true
	}
	r := reflect.ValueOf(v)
	if r.Kind() == reflect.Pointer && r.IsNil() {
		return foundGo(nil)
	}
	m, ok := v.(encoding.TextMarshaler)
	if ok && r.Kind() == reflect.Pointer { // unless its value is one, too, as a time.Time is
		_, is := r.Elem().Interface().(encoding.TextMarshaler)
		ok = !is
	}
	if ok { // as for an argument of a query
		text, err := m.MarshalText()
		if err != nil {
			return found{other: typeName(v) + " without a text"}, true
		}
		return found{Member: kinds.Member{Type: kinds.JSONString, Text: string(text)}, marshaled: true}, true
	}
	text, kind := "", kinds.JSONNumber
	switch r.Kind() {
	case reflect.Pointer:
		if !isNested(r.Elem().Kind()) {
			return foundGo(r.Elem().Interface())
		}
		return found{other: typeName(v)}, true
	case reflect.String:
		text, kind = r.String(), kinds.JSONString
	case reflect.Bool:
		text, kind = strconv.FormatBool(r.Bool()), kinds.JSONBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		text = strconv.FormatInt(r.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		text = strconv.FormatUint(r.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		text = strconv.FormatFloat(r.Float(), 'g', -1, r.Type().Bits())
	case reflect.Slice:
		f.Type = kinds.JSONStrings
		for i := range r.Len() {
			v := r.Index(i).Interface()
			if reflect.ValueOf(v).Kind() == reflect.Slice { // what is in it does not matter
				return f.with(found{other: typeName(v)}), true
			}
			element, ok := foundGo(v)
			if !ok || element.other != "" || element.Type != kinds.JSONString {
				return f.with(element), true
			}
			f.List = append(f.List, element.Text)
		}
		return f, true
	default:
		return found{other: typeName(v)}, true
	}
	return found{Member: kinds.Member{Type: kind, Text: text}}, true
}

// isNested reports whether a value of the kind may hold others, and even itself.
func isNested(k reflect.Kind) bool {
	return k == reflect.Slice || k == reflect.Pointer || k == reflect.Interface
}

// typeName says of which type v is.
func typeName(v any) string {
	const most = 60 // runes
	return "a " + chars.Line(fmt.Sprintf("%T", v), most)
}
