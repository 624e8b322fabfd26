package fuzz

import (
	"encoding/json"
	"maps"
	"math/rand"
	"slices"
	"strconv"
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/place"
	"github.com/searchfilter/searchfilter/schema"
)

// Documents returns the generator of JSON texts of a record, which is a map as [Records]
// makes it. For test cases a text is what SearchTestCases lists. Decoding it by the schema
// gives the record's values and tags, and no others.
//
// A field stands in any of its places in the JSON, and the other places of a list may have
// an empty array or null. Where the texts of a list stand apart, elements without one stand
// between them. What the record lacks is left out, or null, or an empty array. Members are
// in any order, some are of no field, and strings have any escapes. The size does not
// matter.
func Documents(s *schema.Schema, record map[string]any) Generator[string] {
	return func(r *rand.Rand, _ int) string { return jsonText(r, document(r, s, record)) }
}

// document returns the JSON of a record.
func document(r *rand.Rand, s *schema.Schema, record map[string]any) *object {
	whole := map[string]any{}
	for _, f := range s.Fields {
		v, ok := record[f.Name]
		places := place.All(f.Name, f.JSON)
		at := -1
		switch {
		case ok:
			at = r.Intn(len(places))
			if !places[at].Several() {
				v = jsonValue(v)
			}
			places[at].Put(whole, v)
		case f.Kind != schema.List && rarely(r, 8):
			pick(r, places).Put(whole, literal("null"))
		}
		for i, p := range places {
			if f.Kind == schema.List && i != at && oneIn(r, 2) {
				putNothing(r, whole, p)
			}
		}
	}
	o := objectOf(r, whole)
	if s.Tags != "" {
		tags := new(object)
		for _, name := range slices.Sorted(maps.Keys(record)) {
			if key, ok := strings.CutPrefix(name, chars.TagPrefix); ok {
				tags.add(key, jsonValue(record[name]))
			}
		}
		switch {
		case len(tags.members) > 0 || oneIn(r, 2):
			o.add(s.Tags, tags.shuffled(r))
		case oneIn(r, 2):
			o.add(s.Tags, literal("null"))
		}
	}
	if len(o.members) == 0 && len(s.Fields) > 0 { // so that it can be seen to be a record
		o.add(place.All(s.Fields[0].Name, s.Fields[0].JSON)[0][0].Name, literal("null"))
	}
	if rarely(r, 4) {
		o.add("no field", &list{[]any{literal("1.5"), members("", Texts(r, 1))}})
	}
	return o.shuffled(r)
}

// putNothing puts what counts as lacking at a place of a List.
func putNothing(r *rand.Rand, whole map[string]any, p place.Path) {
	if p.Several() {
		p.Put(whole, []string{})
		return
	}
	p.Put(whole, pick(r, []any{&list{}, literal("null")}))
}

// objectOf returns an object that place.Path.Put has made. Elements without anything
// stand between those of its arrays.
func objectOf(r *rand.Rand, m map[string]any) *object {
	o := new(object)
	for _, name := range slices.Sorted(maps.Keys(m)) {
		o.add(name, valueOf(r, m[name]))
	}
	return o
}

func valueOf(r *rand.Rand, v any) any {
	switch v := v.(type) {
	case map[string]any:
		return objectOf(r, v)
	case []any:
		l := new(list)
		for _, element := range v {
			if rarely(r, 4) {
				l.elements = append(l.elements, pick(r, []any{new(object), literal("null")}))
			}
			l.elements = append(l.elements, valueOf(r, element))
		}
		return l
	}
	return v
}

// jsonValue returns what a record has as JSON.
func jsonValue(v any) any {
	switch v := v.(type) {
	case bool:
		return literal(strconv.FormatBool(v))
	case json.Number:
		return literal(v)
	case []string:
		l := new(list)
		for _, text := range v {
			l.elements = append(l.elements, text)
		}
		return l
	}
	return v
}
