package chars

import (
	"bytes"
	"cmp"
	"encoding/json"
	"reflect"
	"strings"
	"unicode/utf8"
)

// JSON returns v as JSON on one line, in which <, > and & are as they are. An encoder that
// escapes them for HTML still does.
func JSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// AppendJSON appends a text as JSON writes it to b.
func AppendJSON(b []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			quoted, _ := JSON(text) // a text has no error
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, text...)
	return append(b, '"')
}

// WrongType says what is wanted where JSON has a value of another type, and the outermost member
// it is in, if any. The texts of encoding/json name types of Go, and differ from release to
// release.
func WrongType(e *json.UnmarshalTypeError) (member, wrong string) {
	is, number, _ := strings.Cut(e.Value, " ") // such as number 1.5
	is = cmp.Or(number, map[string]string{"array": "a list", "bool": "true or false", "number": "a number", "object": "an object", "string": "a text"}[is], is)
	wanted := "a whole number"
	switch e.Type.Kind() {
	case reflect.String:
		wanted = "a text"
	case reflect.Slice:
		wanted = "a list"
	case reflect.Map, reflect.Struct:
		wanted = "an object"
	case reflect.Bool:
		wanted = "true or false"
	}
	member, _, _ = strings.Cut(e.Field, ".")
	if strings.Trim(member, "0123456789") == "" {
		member = "" // an index, which Go 1.27 has there
	}
	return member, wanted + " is wanted, not " + is
}
