package shown

import (
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/place"
	"github.com/searchfilter/searchfilter/schema"
)

// Object returns the JSON of a record that logic.Witness returned.
func Object(s *schema.Schema, r map[string]any) map[string]any {
	members, tags := make(map[string]any), make(map[string]any)
	for name, v := range r {
		if key, ok := strings.CutPrefix(name, chars.TagPrefix); ok {
			tags[key] = v
		} else {
			f := s.Fields[s.Lookup(name)]
			place.All(f.Name, f.JSON)[0].Put(members, v)
		}
	}
	if len(tags) > 0 {
		members[s.Tags] = tags
	}
	return members
}
