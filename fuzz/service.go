package fuzz

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/model"
	"github.com/searchfilter/searchfilter/internal/place"
	"github.com/searchfilter/searchfilter/internal/wire"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// A service says which records a target's requests find. It knows AWS's documents by
// package wire, and of the target what they do not say.
type service struct {
	target compile.Target
	wire   *wire.Target
}

// usualTargets are those of packages connect and qconnect, by their names.
var usualTargets = sync.OnceValue(func() map[string]compile.Target {
	all := map[string]compile.Target{}
	for _, t := range append(connect.Targets(), qconnect.Targets()...) {
		all[t.Name] = t
	}
	return all
})

// serviceOf returns the service of a target. There is none for a target that has another
// Name or shape than those of packages connect and qconnect.
func serviceOf(t compile.Target) (*service, error) {
	usual, ok := usualTargets()[t.Name]
	if !ok {
		return nil, fmt.Errorf("fuzz judges requests of the targets of packages connect and qconnect, and %q is the Name of none", t.Name)
	}
	t = t.WithDefaults()
	nested := t.Nested // which may be at another place, for other fields
	nested.Path, nested.Keys, nested.Undocumented = usual.Nested.Path, usual.Nested.Keys, usual.Nested.Undocumented
	nested.NegationFindsLacking, nested.MaxMembers, nested.MaxNesting = usual.Nested.NegationFindsLacking, usual.Nested.MaxMembers, usual.Nested.MaxNesting
	if !reflect.DeepEqual([]any{t.Filter, t.Criteria, nested}, []any{usual.Filter, usual.Criteria, usual.Nested}) {
		return nil, fmt.Errorf("fuzz judges requests of the shape of %s, and this target's have another", t.Name)
	}
	s := &service{t, wire.Lookup(t.Name)}
	for _, f := range t.Schema.Fields {
		leaf, ok := t.Fields[f.Name]
		if !ok {
			continue
		}
		if i := usual.Schema.Lookup(f.Name); i >= 0 && usual.Schema.Fields[i].Kind == f.Kind && reflect.DeepEqual(usual.Schema.Fields[i].JSON, f.JSON) {
			if theirs := usual.Fields[f.Name]; leaf.Member == theirs.Member && leaf.FieldName == theirs.FieldName && leaf.Form == theirs.Form {
				continue
			}
		}
		if !s.wire.Takes(leaf.Member) || leaf.Form != "" || leaf.FieldName == "" {
			return nil, fmt.Errorf("fuzz judges conditions of the shape of %s, and that on %s has another", t.Name, f.Name)
		}
		s.wire = s.wire.With(leaf.Member, leaf.FieldName, f.Kind.String(), paths(f)...)
	}
	return s, nil
}

// paths returns the places of a field as package wire takes them.
func paths(f schema.Field) (list [][]string) {
	for _, p := range place.All(f.Name, f.JSON) {
		var names []string
		for _, part := range p {
			switch part.Step {
			case place.Elements:
				names = append(names, "[]")
			case place.Members:
				names = append(names, "*")
			default:
				names = append(names, part.Name)
			}
		}
		list = append(list, names)
	}
	return list
}

// options describe what the target assumes of the service.
func (s *service) options() wire.Options {
	t := &s.target
	o := wire.Options{
		Strict:           true,
		KeyOnly:          t.Tags.KeyOnly,
		ContainsMin:      t.ContainsMin,
		ContainsMax:      t.ContainsMax,
		MaxTagConditions: t.MaxTagConditions,
		NoBedrockLimits:  t.Nested.MaxMembers > 5 || t.Nested.MaxNesting > 1,
	}
	if t.ContainsMax == math.MaxInt {
		o.ContainsMax = 0
	}
	for _, leaf := range t.Fields {
		if leaf.FieldName != "" && !leaf.Untried {
			o.FieldNames = append(o.FieldNames, leaf.FieldName)
		}
	}
	slices.Sort(o.FieldNames)
	return o
}

// request reads the body of a search, or the filter of a target of tags alone.
func (s *service) request(body []byte, o wire.Options) (*wire.Program, error) {
	if s.target.Criteria == nil {
		return s.wire.Filter(body, o)
	}
	request, err := s.wire.Request(body, o)
	if err == nil && o.Strict && len(o.FieldNames) == 0 { // which allows package wire's
		root, _ := readJSON(body)
		root.below(func(n *jsonNode) bool {
			if slices.Contains(n.names, `"FieldName"`) {
				err = fmt.Errorf("%s sends no condition with a FieldName", s.target.Name)
			}
			return err == nil
		})
	}
	return request, err
}

// item returns a record as the service has it, or nil if it has none such. It is an error if
// package wire cannot read it.
func (s *service) item(r *rand.Rand, record map[string]any) (*wire.Item, error) {
	own := *s.target.Schema
	if own.Tags != "" {
		own.Tags = "Tags"
	}
	own.Fields, record = nil, maps.Clone(record)
	for _, f := range s.target.Schema.Fields {
		v, ok := record[f.Name]
		_, sent := s.target.Fields[f.Name]
		key, isKey := s.target.Nested.Keys[f.Name]
		if !ok || !sent && !isKey {
			continue
		}
		near, same := served(s.target, f, v)
		switch {
		case !same:
			return nil, nil
		case isKey: // the field is what tags are to others
			own.Tags, record[chars.TagPrefix+key] = "Tags", near
		default:
			own.Fields, record[f.Name] = append(own.Fields, f), near
		}
	}
	return s.wire.Item([]byte(jsonText(r, document(r, &own, record))))
}

// items returns those records that the service can have, as it has them.
func (s *service) items(records []map[string]any) (items []*wire.Item, had []map[string]any, err error) {
	r := rand.New(rand.NewSource(1))
	for _, record := range records {
		item, err := s.item(r, record)
		switch {
		case err != nil:
			return nil, nil, fmt.Errorf("the record %s is not as %s has records: %w", show(record), s.target.Name, err)
		case item != nil:
			items, had = append(items, item), append(had, record)
		}
	}
	return items, had, nil
}

// served returns v as the target's service answers it, or something near v if it does not: it
// has times after 1970, numbers that a double says, and whole ones where the model does.
func served(t compile.Target, f schema.Field, v any) (_ any, same bool) {
	leaf, sent := t.Fields[f.Name]
	_, key := t.Nested.Keys[f.Name]
	switch {
	case !sent && !key:
		return v, true
	case f.Kind == schema.Number:
		near, same := asDouble(string(v.(json.Number)), sent && leaf.Member != model.Decimal)
		return json.Number(near), same
	case f.Kind == schema.Time:
		var at time.Time
		var ok bool
		if number, isNumber := v.(json.Number); isNumber {
			at, ok = kinds.ParseSeconds(string(number))
		} else {
			at, ok = kinds.ParseRecordTime(v.(string))
		}
		if !ok || at.Unix() < 1 {
			return now.Format(time.RFC3339), false
		}
		return at.UTC().Format(time.RFC3339Nano), true
	}
	return v, true
}

// asDouble returns the double that is nearest to a number, or the whole number of 32 bits
// that is near it, and whether it is the number.
func asDouble(number string, whole bool) (near string, same bool) {
	n, _ := strconv.ParseFloat(number, 64)
	n = min(max(n, -math.MaxFloat64), math.MaxFloat64) // 1e400 is none
	if whole {
		n = min(max(math.Trunc(n), math.MinInt32+1), math.MaxInt32)
	}
	near = strconv.FormatFloat(n+0, 'f', -1, 64)
	is, _ := kinds.ParseNumber(near)
	was, _ := kinds.ParseNumber(number)
	return near, is == was
}

// hold holds what a plan selects to what the query does, under each reading that the
// target promises. The body is the plan's.
func (s *service) hold(q question, p *plan, body []byte) (told error) {
	items, had, err := s.items(q.records)
	if err != nil {
		return err
	}
	q.records = had
	for _, reading := range s.promised(p, body) {
		// A service that ignores case, which the target does not say, may find too much.
		more := reading.FoldCase && !s.target.ServiceFoldsCase
		told = q.askEach(func(i int, want bool) bool {
			return p.selects(q.records[i], items[i], reading) && (want || !more)
		})
		if wrong(told) && reading != (wire.Reading{}) {
			told = fmt.Errorf("%w, by the reading %s", told, reading)
		}
		if wrong(told) {
			return fmt.Errorf("%w: %s", told, bytes.TrimSpace(body))
		}
	}
	return told
}

// promised returns the readings under which a plan must be right: all under which its
// requests may find other records, but for those that package compile does not withstand.
// In these the service keeps a bound where nobody says it does. Too little is then found
// of > and >=, if that is MaxValue, and of !=.
func (s *service) promised(p *plan, body []byte) []wire.Reading {
	var programs []*wire.Program
	for _, r := range p.requests {
		programs = append(programs, r.body)
	}
	notEqual := bytes.Contains(body, []byte(`"NOT_EQUAL"`))
	list := wire.Readings(programs...)
	any := func(is func(wire.Reading) bool) bool { return slices.ContainsFunc(list, is) }
	folds := s.target.ServiceFoldsCase && any(func(r wire.Reading) bool { return r.FoldCase })
	lacking := s.target.Nested.NegationFindsLacking && any(func(r wire.Reading) bool { return r.NotEqualFindsLacking })
	return slices.DeleteFunc(list, func(r wire.Reading) bool {
		return r.GreaterByMax || r.EqualByMax && notEqual || folds && !r.FoldCase || lacking && !r.NotEqualFindsLacking
	})
}

// read is the reading by which documents are decoded.
func (s *service) read() wire.Reading {
	return wire.Reading{FoldCase: s.target.ServiceFoldsCase, NotEqualFindsLacking: true, NotInFindsLacking: true}
}
