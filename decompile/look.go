package decompile

import (
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
)

// This file looks for values that may be filters, by the names that the targets have.

// A candidate is a value that may be a filter.
type candidate struct {
	at        *step
	node      *jsonNode
	form      form
	targets   []int
	written   string // how the member in which it stands should be written, if it is misspelled
	duplicate bool   // the member is there already
	residual  string // of a plan's request
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
	doc        *jsonDocument // in which it is looking
	targets    []compile.Target
	limits     ast.Limits
	first      map[string][]mention // by the key of the name
	candidates []candidate
	without    []candidate // objects that say that they have no filter
	tooMany    bool        // candidates: it has stopped
	visited    int         // entries, for the test that says how many
}

// A mention says that the path to a target's filter, or to its criteria, begins with a
// name.
type mention struct {
	target int
	path   []string
	inner  map[string]bool // the keys of the names of which what stands there has one
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
			m := mention{i, path, keysOf(append(filterMembers(&f.targets[i]), unknownToSDK)...)}
			f.mention(m)
			if m.path = path[len(path)-1:]; t.Criteria == nil && len(path) > 1 {
				f.mention(m)
			}
		}
		if t.Criteria != nil {
			f.mention(mention{i, t.Criteria.Path, keysOf(append(criterionMembers(&f.targets[i]), unknownToSDK)...)})
		}
	}
	return f, nil
}

func (f *finder) mention(m mention) {
	key := nameKey(m.path[0])
	f.first[key] = append(f.first[key], m)
}

// whole looks into a whole document, or a text that is one.
func (f *finder) whole(i int, at *step) {
	if f.doc.entries[i].kind == jsonObject {
		if f.plan(i, at) {
			return
		}
		if c := f.inner(i, at); len(c.targets) > 0 {
			f.add(c)
			return
		}
	}
	f.look(i, at)
}

// inner returns entry i as a candidate for what stands in a request, if its members say
// that it is. If they also say that it is a request it is that, unless they are misspelled.
func (f *finder) inner(i int, at *step) candidate {
	c := candidate{at: at, form: aDocument}
	exact := false
	n := f.doc.shallow(i, nil)
	for t := range f.targets {
		names := innerNames(&f.targets[t])
		innermost := innerFilter(&f.targets[t])
		switch {
		case slices.ContainsFunc(n.kids, func(m *jsonNode) bool { return slices.Contains(names, m.name) || m.name == innermost && m.name != "" }):
			exact = true
		case f.doc.outer != nil || !hasAny(n, names...) && !f.hasInnerFilter(i, t):
			continue
		}
		c.targets = append(c.targets, t)
	}
	if len(c.targets) == 0 {
		return c
	}
	for k := range f.doc.inside(i) {
		if hits, near := f.hits(k); len(hits) > 0 && (!near || !exact) {
			return candidate{}
		}
	}
	c.node = f.doc.node(i)
	return c
}

// innerNames returns the names of which what stands in a request has one.
func innerNames(t *compile.Target) []string {
	if t.Criteria == nil {
		return filterMembers(t)
	}
	return criterionMembers(t)
}

// innerFilter returns the name of the innermost of several members in which the filter of
// a search stands, or "".
func innerFilter(t *compile.Target) string {
	if t.Criteria == nil || len(t.Filter.Path) < 2 {
		return ""
	}
	return last(t.Filter.Path)
}

// hasInnerFilter reports whether a member of entry i is nearly called so, and looks like
// a filter.
func (f *finder) hasInnerFilter(i, target int) bool {
	t := &f.targets[target]
	name := innerFilter(t)
	if name == "" {
		return false
	}
	k := f.member(i, keysOf(name))
	return k >= 0 && f.member(k, keysOf(t.Filter.One, t.Filter.And, t.Filter.Or)) >= 0
}

// look looks into entry i.
func (f *finder) look(i int, at *step) {
	f.visited++
	switch f.doc.entries[i].kind {
	case jsonObject:
		f.object(i, at)
	case jsonList:
		index := 0
		for k := range f.doc.inside(i) {
			f.lookBelow(k, at, index)
			index++
		}
	case jsonString:
		if f.doc.outer != nil {
			return
		}
		if doc := f.doc.readText(i, f.limits); doc != nil {
			outer := f.doc
			f.doc = doc
			f.whole(0, &step{before: at, doc: doc})
			f.doc = outer
		}
	}
}

// lookBelow looks into entry k of what stands at at.
func (f *finder) lookBelow(k int, at *step, index int) {
	if f.doc.entries[k].kind >= jsonString && !f.tooMany {
		f.look(k, &step{before: at, doc: f.doc, entry: k, index: index})
	}
}

// object looks into an object: for filters of tags alone in its members, for a request
// that it is itself, and into all other members.
func (f *finder) object(i int, at *step) {
	request, isRequest := f.request(i)
	taken := map[int]bool{} // members
	var seen, null []int    // the targets whose filter is a member, or one that is null
	for k := range f.doc.inside(i) {
		hits, near := f.hits(k)
		isNull := f.doc.entries[k].kind == jsonNull
		var alone []mention
		for _, m := range hits {
			switch t := &f.targets[m.target]; {
			case t.Criteria != nil:
				taken[k] = taken[k] || !isNull
			case near && isRequest:
			case isNull && len(t.Filter.Beside) > 0:
				null = append(null, m.target)
			default:
				alone = append(alone, m)
				taken[k] = true
			}
		}
		if len(alone) > 0 {
			f.alone(k, at, alone, near, slices.Contains(seen, alone[0].target))
			for _, m := range alone {
				seen = append(seen, m.target)
			}
		}
	}
	f.lacking(i, at, null)
	if len(request) > 0 {
		form := aRequest
		if at.before == nil || f.doc.several && at.before.before == nil {
			form = aDocument
		}
		f.add(candidate{at: at, node: f.doc.shallow(i, taken), form: form, targets: request})
	}
	for k := range f.doc.inside(i) {
		if !taken[k] {
			f.lookBelow(k, at, 0)
		}
	}
}

// request returns the targets for which an object may be a request with criteria, and
// whether a name in it says so exactly.
func (f *finder) request(i int) (targets []int, exactly bool) {
	for k := range f.doc.inside(i) {
		if f.doc.entries[k].kind == jsonNull {
			continue
		}
		hits, near := f.hits(k)
		for _, m := range hits {
			if f.targets[m.target].Criteria != nil {
				exactly = exactly || !near
				if !slices.Contains(targets, m.target) {
					targets = append(targets, m.target)
				}
			}
		}
	}
	slices.Sort(targets)
	return targets, exactly
}

// hits returns whose filters or criteria may stand in a member, and whether its name is
// only nearly theirs.
func (f *finder) hits(k int) (hits []mention, near bool) {
	f.visited++
	name, _, _ := f.doc.name(&f.doc.entries[k])
	all := f.first[nameKey(name)]
	if len(all) == 0 {
		return nil, false
	}
	near = !slices.ContainsFunc(all, func(m mention) bool { return m.path[0] == name })
	for _, m := range all {
		if (near || m.path[0] == name) && f.fits(k, m, near) {
			hits = append(hits, m)
		}
	}
	return hits, near
}

// fits reports whether what stands in entry k may be what is mentioned. A name that is
// nearly right, or a single word such as filter, says so only of what looks like it.
func (f *finder) fits(k int, m mention, near bool) bool {
	if f.doc.entries[k].kind == jsonString && beginsObject(f.doc.src[f.doc.entries[k].start+1:]) {
		return false // it is looked into
	}
	alone := f.targets[m.target].Criteria == nil
	for _, name := range m.path[1:] {
		next := f.member(k, keysOf(name))
		if next < 0 {
			return !near && !alone
		}
		k = next
	}
	name := last(m.path)
	words := strings.ToLower(name[1:]) != name[1:]
	return !near && words || f.member(k, m.inner) >= 0
}

// member returns the first member of entry k whose name has one of the keys, or -1.
func (f *finder) member(k int, keys map[string]bool) int {
	if f.doc.entries[k].kind != jsonObject {
		return -1
	}
	for j := range f.doc.inside(k) {
		f.visited++
		name, _, _ := f.doc.name(&f.doc.entries[j])
		if keys[nameKey(name)] {
			return j
		}
	}
	return -1
}

// keysOf returns the keys of names.
func keysOf(names ...string) map[string]bool {
	keys := map[string]bool{}
	for _, name := range names {
		keys[nameKey(name)] = true
	}
	return keys
}

// alone adds what stands in entry k, or at the rest of the path in it, as a candidate for
// the filters of tags alone that are mentioned.
func (f *finder) alone(k int, at *step, mentions []mention, near, duplicate bool) {
	path := mentions[0].path
	c := candidate{at: &step{before: at, doc: f.doc, entry: k}, form: aFilter, duplicate: duplicate}
	if near {
		c.written = path[0]
	}
	for _, m := range mentions {
		if slices.Equal(m.path, path) {
			c.targets = append(c.targets, m.target)
		}
	}
	for _, name := range path[1:] {
		k = f.member(k, keysOf(name))
		c.at = &step{before: c.at, doc: f.doc, entry: k}
	}
	c.node = f.doc.node(k)
	f.add(c)
}

// lacking notes entry i as one without a filter, unless one is found anywhere, if it says
// that it may have one: by a member that is null, or by the members that stand beside one.
func (f *finder) lacking(i int, at *step, null []int) {
	c := candidate{at: at, form: aFilter}
	for t := range f.targets {
		beside := f.targets[t].Filter.Beside
		lacks := func(name string) bool { return f.exactly(i, name) < 0 }
		if len(beside) > 0 && (slices.Contains(null, t) || !slices.ContainsFunc(beside, lacks)) {
			c.targets = append(c.targets, t)
		}
	}
	if len(c.targets) > 0 && len(f.without) <= f.most() {
		c.node = f.doc.shallow(i, nil)
		f.without = append(f.without, c)
	}
}

// add adds a candidate. After one that is too many it ends the looking.
func (f *finder) add(c candidate) {
	if len(f.candidates) <= f.most() {
		f.candidates = append(f.candidates, c)
	}
	f.tooMany = len(f.candidates) > f.most()
}

// most returns how many filters a document may have.
func (f *finder) most() int { return f.limits.WithDefaults().Conditions }

// plan adds the requests of a plan, if entry i is one by its JSON, and reports whether it
// is.
func (f *finder) plan(i int, at *step) bool {
	target, requests, residual := f.exactly(i, "target"), f.exactly(i, "requests"), f.exactly(i, "residual")
	if target < 0 || requests < 0 || f.doc.entries[requests].kind != jsonList {
		return false
	}
	var list []candidate
	c := candidate{form: aDocument, residual: f.text(residual)}
	name := f.text(target)
	if t := slices.IndexFunc(f.targets, func(t compile.Target) bool { return t.Name == name }); t >= 0 {
		c.targets = []int{t}
	}
	index := 0
	for k := range f.doc.inside(requests) {
		request := f.exactly(k, "request")
		if request < 0 || f.doc.entries[request].kind != jsonObject {
			return false
		}
		c := c
		if own := f.exactly(k, "residual"); own >= 0 {
			c.residual = f.text(own)
		}
		c.at = &step{before: at, doc: f.doc, entry: requests}
		c.at = &step{before: c.at, doc: f.doc, entry: k, index: index}
		c.at = &step{before: c.at, doc: f.doc, entry: request}
		c.node = f.doc.node(request)
		list = append(list, c)
		index++
	}
	for _, c := range list {
		f.add(c)
	}
	return true
}

// exactly returns the member of entry i with that name, or -1.
func (f *finder) exactly(i int, name string) int {
	if f.doc.entries[i].kind != jsonObject {
		return -1
	}
	for k := range f.doc.inside(i) {
		f.visited++
		if have, _, _ := f.doc.name(&f.doc.entries[k]); have == name {
			return k
		}
	}
	return -1
}

func (f *finder) text(i int) string {
	if i < 0 || f.doc.entries[i].kind != jsonString {
		return ""
	}
	return f.doc.node(i).text
}

// shallow returns entry i with its members, and what is in those that are deep.
func (d *jsonDocument) shallow(i int, deep map[int]bool) *jsonNode {
	n := d.bare(i)
	for k := range d.inside(i) {
		if deep[k] {
			n.kids = append(n.kids, d.node(k))
		} else {
			n.kids = append(n.kids, d.bare(k))
		}
	}
	return n
}

// A step leads to a value: by the entry that it is, in the value that the step before
// leads to. An entry of another document than that is the text that stands there.
type step struct {
	before *step // nil for the outermost value
	doc    *jsonDocument
	entry  int
	index  int    // of an element
	text   string // how the step is written, once it was
}

// written returns how the step is written: .name, [index] or ["any name"].
func (s *step) written() string {
	if s.text == "" {
		var b strings.Builder
		if e := &s.doc.entries[s.entry]; e.name == noName {
			b.WriteString("[" + number(s.index) + "]")
		} else {
			name, _, _ := s.doc.name(e)
			appendName(&b, name)
		}
		if s.text = b.String(); s.text[0] != '[' {
			s.text = "." + s.text
		}
	}
	return s.text
}

// inText stands in paths between that of a text and that in it.
const inText = " → "

// path returns the path that the steps make.
func (s *step) path() string {
	var steps []*step
	for ; s.before != nil; s = s.before {
		steps = append(steps, s)
	}
	var b strings.Builder
	for i, s := range slices.Backward(steps) {
		isText := s.doc != s.before.doc
		switch {
		case isText && i == 0:
			b.WriteString(inText + "$")
		case isText:
			b.WriteString(inText)
		case s.before.before == nil || s.before.doc != s.before.before.doc:
			b.WriteString(strings.TrimPrefix(s.written(), "."))
		default:
			b.WriteString(s.written())
		}
	}
	return b.String()
}

// joinPath returns the path to what stands at below in what stands at path.
func joinPath(path, below string) string {
	whole, isText := strings.CutSuffix(path, inText+"$")
	switch {
	case below == "":
		return path
	case isText:
		return whole + inText + below
	case path == "" || below[0] == '[':
		return path + below
	}
	return path + "." + below
}

// tellingNames returns the names of members that one target alone has, with its index.
func tellingNames(targets []compile.Target) map[string]int {
	const shared = -1
	telling := map[string]int{}
	add := func(i int, names ...string) {
		for _, name := range names {
			if j, ok := telling[name]; !ok {
				telling[name] = i
			} else if j != i {
				telling[name] = shared
			}
		}
	}
	for i := range targets {
		t := &targets[i]
		add(i, filterPath(t)...)
		add(i, filterMembers(t)...)
		add(i, t.Filter.Conditions, t.Filter.Key, t.Filter.Value, t.Nested.Key, t.Nested.Value)
		if t.Criteria != nil {
			add(i, t.Criteria.Path...)
			add(i, criterionMembers(t)...)
		}
		for name := range t.Unsaid {
			add(i, name)
		}
	}
	for name, t := range telling {
		if name == "" || t == shared {
			delete(telling, name)
		}
	}
	return telling
}

// A ballot counts for each target the names that are its alone.
type ballot map[int]int

func (b ballot) add(name string, telling map[string]int) {
	if i, ok := telling[name]; ok {
		b[i]++
	}
}

func (b ballot) addBelow(n *jsonNode, telling map[string]int) {
	for _, kid := range n.kids {
		b.add(kid.name, telling)
		b.addBelow(kid, telling)
	}
}
