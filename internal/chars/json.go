package chars

import (
	"bytes"
	"encoding/json"
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
