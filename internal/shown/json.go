package shown

import (
	"bytes"
	"encoding/json"

	"github.com/searchfilter/searchfilter/internal/chars"
)

// JSON returns v as JSON: indented by two spaces, or compact on one line.
func JSON(v any, compact bool) (string, error) {
	text, err := chars.JSON(v)
	if err != nil || compact {
		return string(text), err
	}
	var b bytes.Buffer
	err = json.Indent(&b, text, "", "  ")
	return b.String(), err
}
