package compile

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
)

// The lengths that TagRules has by default.
const defaultMaxKey, defaultMaxValue = 128, 256

// Check returns what is wrong by the rules with the key and the value of x, a condition on
// a tag: diagnostics with the code ForbiddenTag.
func (r *TagRules) Check(x *ast.Comparison) (wrong ast.Diagnostics) {
	maxKey, maxValue := r.MaxKey, r.MaxValue
	orDefault(&maxKey, defaultMaxKey)
	orDefault(&maxValue, defaultMaxValue)
	forbid := func(at ast.Span, message, hint string) {
		wrong = append(wrong, ast.Diagnostic{Code: ast.ForbiddenTag, Span: at, Message: message, Hint: hint, Params: ast.ParamsOf(x)})
	}
	key := x.Field.Name
	if n := utf8.RuneCountInString(key); n > maxKey {
		forbid(x.Field.At, "the tag key "+chars.Excerpt(key)+" has "+count(n, "character"),
			"a key has at most "+number(maxKey))
	}
	if r.Reserved != "" && strings.HasPrefix(key, r.Reserved) {
		forbid(x.Field.At, "the tag key "+chars.Excerpt(key)+" begins with "+r.Reserved,
			"keys that begin so are the service's own")
	}
	if r.KeyRunes != nil {
		for _, c := range key {
			if !unicode.In(c, r.KeyRunes...) {
				forbid(x.Field.At, "the tag key "+chars.Excerpt(key)+" has the character "+chars.Excerpt(string(c)),
					"a key is made of "+r.KeyRule)
				break
			}
		}
	}
	if x.Op != ast.OpEqual {
		return wrong
	}
	value := x.Values[0]
	if n := utf8.RuneCountInString(value.Text); n < r.MinValue || n > maxValue {
		forbid(value.At, "the value of "+fieldOf(x)+" has "+count(n, "character"),
			"a value has "+number(r.MinValue)+" to "+number(maxValue))
	}
	return wrong
}
