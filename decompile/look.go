package decompile

import (
	"maps"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/model"
)

// This file looks for values that may be filters, by the names that the targets have.

// A candidate is a value that may be a filter.
type candidate struct {
	doc       *jsonDocument
	node      *jsonNode
	form      form
	targets   []int
	written   string // how the member in which it stands should be written, if it is misspelled
	duplicate bool   // the member is there already
	residual  string // of a plan's request
	version   string // of a plan in another version than is read here
}

// A form says what a value is read as.
type form uint8

const (
	aDocument form = iota // a request, or what stands in one
	aRequest              // a request among other things
	aFilter               // what stands in the Filter's Path
)

// A finder looks for candidates.
type finder struct {
	*jsonDocument // in which it is looking
	targets       []compile.Target
	limits        ast.Limits
	first         map[string][]mention // by the key of the name
	candidates    []candidate
	without       []candidate // objects that say that they have no filter
	tooMany       bool        // candidates: it has stopped
	emptyPlan     bool        // there is a plan without requests
}

// A mention says that a name is the first in the path to a target's filter or criteria.
type mention struct {
	target int
	path   []string
	inner  func(name string) bool // what stands there has a member with such a name
}

func newFinder(targets []compile.Target, limits ast.Limits) (*finder, error) {
	f := &finder{targets: make([]compile.Target, len(targets)), limits: limits, first: map[string][]mention{}}
	for i, t := range targets {
		t = t.WithDefaults()
		if err := t.Check(); err != nil {
			return nil, err
		}
		f.targets[i] = t
		if path := filterPath(&f.targets[i]); len(path) > 0 {
			m := mention{i, path, nearly(append(filterMembers(&f.targets[i]), unknownToSDK)...)}
			f.mention(m)
			if m.path = path[len(path)-1:]; t.Criteria == nil && len(path) > 1 {
				f.mention(m)
			}
		}
		if t.Criteria != nil {
			f.mention(mention{i, t.Criteria.Path, nearly(append(criterionMembers(&f.targets[i]), unknownToSDK)...)})
		}
	}
	return f, nil
}

func (f *finder) mention(m mention) {
	key := nameKey(m.path[0])
	f.first[key] = append(f.first[key], m)
}

// whole looks into a whole document, or a text that is one.
func (f *finder) whole(n *jsonNode) {
	if n.kind == jsonObject {
		if f.plan(n) {
			return
		}
		if c := f.inner(n); len(c.targets) > 0 {
			f.add(c)
			return
		}
	}
	f.look(n)
}

// inner returns an object as a candidate for a part of a request, if its members say that it
// is one. If they also say that it is a whole request it is that, unless they are
// misspelled. A candidate without targets is none.
func (f *finder) inner(n *jsonNode) candidate {
	c := candidate{doc: f.jsonDocument, node: n, form: aDocument}
	names, keys := map[string]bool{}, map[string]bool{} // of the members
	for kid := range f.kids(n) {
		f.visited++
		names[f.name(kid)], keys[nameKey(f.name(kid))] = true, true
	}
	exact := false
	for i := range f.targets {
		t := &f.targets[i]
		inner, innermost := innerNames(t), innerFilter(t)
		switch {
		case slices.ContainsFunc(inner, func(name string) bool { return names[name] }), innermost != "" && names[innermost]:
			exact = true
		case f.outer != nil || !slices.ContainsFunc(inner, func(name string) bool { return keys[nameKey(name)] }) && !f.hasInnerFilter(n, t, nearly):
			continue
		}
		c.targets = append(c.targets, i)
	}
	if len(c.targets) == 0 {
		return c
	}
	for kid := range f.kids(n) {
		if hits, near := f.hits(kid); len(hits) > 0 && (!near || !exact) {
			return candidate{}
		}
	}
	return c
}

// innerNames returns the names of the members that a part of a request may have.
func innerNames(t *compile.Target) []string {
	if t.Criteria == nil {
		return filterMembers(t)
	}
	return criterionMembers(t)
}

// innerFilter returns the last of several names in the path to the filter of a search. It
// returns "" if there are not several.
func innerFilter(t *compile.Target) string {
	if t.Criteria == nil || len(t.Filter.Path) < 2 {
		return ""
	}
	return last(t.Filter.Path)
}

// hasInnerFilter reports whether n has a member with nearly that name that looks like a
// filter. Named is exactly or nearly: it compares the names in it.
func (d *jsonDocument) hasInnerFilter(n *jsonNode, t *compile.Target, named func(names ...string) func(string) bool) bool {
	name := innerFilter(t)
	if name == "" {
		return false
	}
	filter := d.member(n, nearly(name))
	return filter != nil && d.member(filter, named(t.Filter.One, t.Filter.And, t.Filter.Or)) != nil
}

// look looks into a value.
func (f *finder) look(n *jsonNode) {
	if n.kind < jsonString || f.tooMany {
		return
	}
	f.visited++
	switch n.kind {
	case jsonObject:
		f.object(n)
	case jsonList:
		for kid := range f.kids(n) {
			f.look(kid)
		}
	case jsonString:
		if f.outer != nil {
			return
		}
		if doc := f.readText(n, f.limits); doc != nil {
			outer := f.jsonDocument
			f.jsonDocument = doc
			f.whole(&doc.nodes[0])
			f.jsonDocument = outer
			f.visited += doc.visited
		}
	}
}

// object looks into an object: for filters of tags alone in its members, for a request
// that it is itself, and into all other members.
func (f *finder) object(n *jsonNode) {
	type named struct {
		*jsonNode
		hits []mention
		near bool
	}
	var members []named           // in which something may stand
	taken := map[*jsonNode]bool{} // members
	var request, seen, null []int // targets: of a request, and those whose filter is a member, or one that is null
	isRequest := false            // by an exact name
	for kid := range f.kids(n) {
		hits, near := f.hits(kid)
		if len(hits) == 0 {
			continue
		}
		members = append(members, named{kid, hits, near})
		for _, m := range hits {
			if f.targets[m.target].Criteria != nil && kid.kind != jsonNull {
				isRequest = isRequest || !near
				request = append(request, m.target)
				taken[kid] = true
			}
		}
	}
	for _, member := range members {
		var alone []mention
		for _, m := range member.hits {
			switch t := &f.targets[m.target]; {
			case t.Criteria != nil, member.near && isRequest:
			case member.kind == jsonNull && len(t.Filter.Beside) > 0:
				null = append(null, m.target)
			default:
				alone = append(alone, m)
				taken[member.jsonNode] = true
			}
		}
		if len(alone) > 0 {
			f.alone(member.jsonNode, alone, member.near, slices.Contains(seen, alone[0].target))
			for _, m := range alone {
				seen = append(seen, m.target)
			}
		}
	}
	f.lacking(n, null)
	if len(request) > 0 {
		slices.Sort(request)
		form := aRequest
		if f.outer == nil && (n.self == 0 || f.several && n.parent == 0) {
			form = aDocument
		}
		f.add(candidate{doc: f.jsonDocument, node: n, form: form, targets: slices.Compact(request)})
	}
	for kid := range f.kids(n) {
		if !taken[kid] {
			f.look(kid)
		}
	}
}

// hits returns the targets whose filters or criteria a member may be, and whether its name
// is only near theirs.
func (f *finder) hits(n *jsonNode) (hits []mention, near bool) {
	f.visited++
	name := f.name(n)
	all := f.first[nameKey(name)]
	if len(all) == 0 {
		return nil, false
	}
	near = !slices.ContainsFunc(all, func(m mention) bool { return m.path[0] == name })
	for _, m := range all {
		if (near || m.path[0] == name) && f.fits(n, m, near) {
			hits = append(hits, m)
		}
	}
	return hits, near
}

// fits reports whether a member may be what is mentioned. If its name is only near, or a
// single word such as filter, its value must look like a filter.
func (f *finder) fits(n *jsonNode, m mention, near bool) bool {
	if n.kind == jsonString && beginsObject(f.raw(n)[1:]) {
		return false // it is looked into
	}
	alone := f.targets[m.target].Criteria == nil
	for _, name := range m.path[1:] {
		if n = f.member(n, nearly(name)); n == nil {
			return !near && !alone
		}
	}
	name := last(m.path)
	words := strings.ToLower(name[1:]) != name[1:]
	return !near && words || f.member(n, m.inner) != nil
}

// alone adds a candidate for the filters of tags alone that are mentioned: a member, or what
// stands at the rest of the path in it.
func (f *finder) alone(n *jsonNode, mentions []mention, near, duplicate bool) {
	path := mentions[0].path
	c := candidate{doc: f.jsonDocument, node: n, form: aFilter, duplicate: duplicate}
	if near {
		c.written = path[0]
	}
	for _, m := range mentions {
		if slices.Equal(m.path, path) {
			c.targets = append(c.targets, m.target)
		}
	}
	for _, name := range path[1:] {
		c.node = f.member(c.node, nearly(name))
	}
	f.add(c)
}

// lacking notes an object that may have a filter and has none: its filter is null, or it has
// the members that stand beside one.
func (f *finder) lacking(n *jsonNode, null []int) {
	c := candidate{doc: f.jsonDocument, node: n, form: aFilter}
	for t := range f.targets {
		beside := f.targets[t].Filter.Beside
		lacks := func(name string) bool { return f.member(n, exactly(name)) == nil }
		if len(beside) > 0 && (slices.Contains(null, t) || !slices.ContainsFunc(beside, lacks)) {
			c.targets = append(c.targets, t)
		}
	}
	if len(c.targets) > 0 && len(f.without) <= f.most() {
		f.without = append(f.without, c)
	}
}

// add adds a candidate. If there are too many, looking ends.
func (f *finder) add(c candidate) {
	if len(f.candidates) <= f.most() {
		f.candidates = append(f.candidates, c)
	}
	f.tooMany = len(f.candidates) > f.most()
}

// most returns how many filters a document may have.
func (f *finder) most() int { return f.limits.WithDefaults().Conditions }

// plan reports whether an object is the JSON of a plan, and adds its requests. Of a plan in
// another version it adds the version alone: what its requests mean is unknown.
func (f *finder) plan(n *jsonNode) bool {
	target, requests := f.member(n, exactly("target")), f.member(n, exactly("requests"))
	if target == nil || requests == nil || requests.kind != jsonList {
		return false
	}
	var list []candidate
	c := candidate{doc: f.jsonDocument, form: aDocument, residual: f.string(f.member(n, exactly("residual")))}
	name, version := f.string(target), f.member(n, exactly("version"))
	isCurrent := version != nil && f.raw(version) == number(model.PlanVersion)
	if t := slices.IndexFunc(f.targets, func(t compile.Target) bool { return t.Name == name }); t >= 0 {
		c.targets = []int{t}
		if version != nil && !isCurrent {
			f.add(candidate{doc: f.jsonDocument, node: version, form: aDocument, version: f.raw(version)})
			return true
		}
	}
	for planned := range f.kids(requests) {
		c := c
		c.node = f.member(planned, exactly("request"))
		if c.node == nil || c.node.kind != jsonObject {
			return false
		}
		if own := f.member(planned, exactly("residual")); own != nil {
			c.residual = f.string(own)
		}
		list = append(list, c)
	}
	if len(list) == 0 {
		if !isCurrent { // anything may have members with these names
			return false
		}
		f.emptyPlan = true
	}
	for _, c := range list {
		f.add(c)
	}
	return true
}

// string returns the text of a string. It is empty for any other value, and for nil.
func (f *finder) string(n *jsonNode) string {
	if n == nil || n.kind != jsonString {
		return ""
	}
	return f.text(n)
}

// member returns the first member of an object with a name that is wanted, or nil.
func (d *jsonDocument) member(n *jsonNode, wanted func(name string) bool) *jsonNode {
	if n.kind != jsonObject {
		return nil
	}
	for kid := range d.kids(n) {
		d.visited++
		if wanted(d.name(kid)) {
			return kid
		}
	}
	return nil
}

// exactly returns a function that reports whether a name is one of these.
func exactly(names ...string) func(string) bool {
	return func(name string) bool { return slices.Contains(names, name) }
}

// nearly returns a function that reports whether a name is, or is meant to be, one of these.
func nearly(names ...string) func(string) bool {
	keys := make(map[string]bool, len(names))
	for _, name := range names {
		keys[nameKey(name)] = true
	}
	return func(name string) bool { return keys[nameKey(name)] }
}

// memberNames are the names of members that targets have.
type memberNames struct {
	owners map[string][]int // the indexes of the targets that have a name
	unsaid map[string]bool  // Unsaid by some targets, and said by none
}

func namesOf(targets []compile.Target) memberNames {
	all := memberNames{map[string][]int{}, map[string]bool{}}
	said := map[string]bool{}
	for i := range targets {
		t := &targets[i]
		names := slices.Concat(filterPath(t), filterMembers(t), []string{t.Filter.Conditions, t.Filter.Key, t.Filter.Value, t.Nested.Key, t.Nested.Value})
		if t.Criteria != nil {
			names = slices.Concat(names, t.Criteria.Path, criterionMembers(t))
		}
		for _, name := range names {
			said[name] = true
		}
		for name := range t.Unsaid {
			names = append(names, name)
			all.unsaid[name] = true
		}
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			if name != "" {
				all.owners[name] = append(all.owners[name], i)
			}
		}
	}
	maps.DeleteFunc(all.unsaid, func(name string, _ bool) bool { return said[name] })
	return all
}

// A ballot counts, for each target, the names in a value that the target has.
type ballot map[int]int

func (b ballot) add(name string, names memberNames) {
	for _, t := range names.owners[name] {
		b[t]++
	}
}

func (b ballot) addBelow(d *jsonDocument, n *jsonNode, names memberNames) {
	for kid := range d.kids(n) {
		name := d.name(kid)
		b.add(name, names)
		if !names.unsaid[name] { // in which they would mean something else
			b.addBelow(d, kid, names)
		}
	}
}
