package dnf

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A world is variables and the assignments of them that can be: a bit for each
// variable. Each variable that is true in some of them is known as a set.
type world struct {
	variables   []Variable
	groups      int
	assignments []uint
}

// newWorld returns n variables of which a group of so many excludes or implies one
// another as subsets of a few elements do, and the others are free.
func newWorld(pick func(int) int, n, grouped int) *world {
	w := &world{variables: make([]Variable, n)}
	sets := make([]uint, grouped)
	for i := range sets {
		sets[i] = 1 + uint(pick(1<<4-1))
	}
	w.groups = n
	for v := range w.variables {
		w.variables[v].Group = v
		if v%2 == 0 && v >= grouped {
			w.variables[v].Group = -1
		}
	}
	for i := range sets {
		v := &w.variables[i]
		v.Group = 0
		for j := range sets {
			if i != j && sets[i]&^sets[j] == 0 {
				v.Implies = append(v.Implies, j)
				if sets[i] == sets[j] {
					v.Same = append(v.Same, j)
				}
			}
		}
	}
	// One element is so, or none, and the free variables as they like.
	for element := range uint(5) {
		var group uint
		for i, set := range sets {
			group |= (set >> element & 1) << i
		}
		for free := range uint(1) << (n - grouped) {
			w.assignments = append(w.assignments, group|free<<grouped)
		}
	}
	return w
}

// algebra returns the algebra of the world, in which two of one group exclude each
// other if no assignment has both.
func (w *world) algebra(t testing.TB) *Algebra {
	return New(w.variables, w.groups, func(list []Literal) (int, int, bool) {
		require.Greater(t, len(list), 1)
		for j, l := range list {
			require.False(t, l.Negated())
			require.Equal(t, w.variables[list[0].Variable()].Group, w.variables[l.Variable()].Group)
			for i, m := range list[:j] {
				both := uint(1)<<l.Variable() | uint(1)<<m.Variable()
				if !slices.ContainsFunc(w.assignments, func(a uint) bool { return a&both == both }) {
					return i, j, true
				}
			}
		}
		return 0, 0, false
	})
}

func holds(code Code, assignment uint) bool {
	switch code {
	case Always:
		return true
	case Never:
		return false
	}
	return (assignment>>(code>>1)&1 == 1) != (code&1 == 1)
}

// table returns for each assignment that can be whether x holds.
func (w *world) table(x *Expr) (list []bool) {
	var of func(x *Expr, a uint) bool
	of = func(x *Expr, a uint) bool {
		switch x.Op {
		case And:
			return !slices.ContainsFunc(x.Terms, func(t Expr) bool { return !of(&t, a) })
		case Or:
			return slices.ContainsFunc(x.Terms, func(t Expr) bool { return of(&t, a) })
		}
		return holds(x.Literal.Code, a)
	}
	for _, a := range w.assignments {
		list = append(list, of(x, a))
	}
	return list
}

// tableOf returns the same for the or of the rows.
func (w *world) tableOf(rows []Row) (list []bool) {
	for _, a := range w.assignments {
		list = append(list, slices.ContainsFunc(rows, func(r Row) bool {
			return !slices.ContainsFunc(r.Literals, func(l Literal) bool { return !holds(l.Code, a) })
		}))
	}
	return list
}

// random returns an expression of random literals, each with its place. With
// constants, some are Always or Never.
func (w *world) random(pick func(int) int, depth int, constants bool) *Expr {
	place := int32(0)
	var of func(depth int) Expr
	of = func(depth int) Expr {
		if depth == 0 || pick(4) == 0 {
			place++
			code := Code(pick(2 * len(w.variables)))
			if constants && pick(12) == 0 {
				code = []Code{Always, Never}[pick(2)]
			}
			return Expr{Literal: Literal{code, place}}
		}
		x := Expr{Op: []Op{And, Or}[pick(2)]}
		for range 1 + pick(4) {
			x.Terms = append(x.Terms, of(depth-1))
		}
		return x
	}
	x := of(depth)
	return &x
}

func TestSize(t *testing.T) {
	for _, test := range []struct {
		x    string
		want Size
	}{
		{"a", Size{1, 1}},
		{"(or a b)", Size{2, 2}},
		{"(and a b)", Size{1, 2}},
		{"(and (or a b) (or c d))", Size{4, 8}},
		{"(and a (or b c d))", Size{3, 6}},
		{"(or (and a b) (and (or a b) c))", Size{3, 6}},
		{"(and)", Size{1, 0}},
		{"(or)", Size{0, 0}},
		{"(and a (or))", Size{0, 0}},
		{"(and" + strings.Repeat(" (or a b)", 39) + ")", Size{1 << 39, TooLarge}},
		{"(and" + strings.Repeat(" (or a b)", 100) + ")", Size{TooLarge, TooLarge}},
	} {
		x := parse(test.x)
		assert.Equal(t, test.want, x.Size(), test.x)
		parts := map[*Expr]bool{}
		var last *Expr
		x.Sizes(func(y *Expr, s Size) {
			assert.False(t, parts[y], "%s has %s once", test.x, textOf(*y))
			assert.Equal(t, y.Size(), s, "%s in %s", textOf(*y), test.x)
			parts[y], last = true, y
		})
		assert.Same(t, x, last)
		lists, letters := strings.Count(test.x, "("), len(regexp.MustCompile(`\b[a-z]\b`).FindAllString(test.x, -1))
		assert.Len(t, parts, lists+letters, test.x)
	}
	most := Size{4, 8}
	assert.True(t, Size{4, 8}.Within(most))
	assert.False(t, Size{5, 8}.Within(most))
	assert.False(t, Size{4, 9}.Within(most))
	assert.Equal(t, Size{6, 24}, Size{2, 4}.And(Size{3, 6}))
	assert.Equal(t, Size{5, 10}, Size{2, 4}.Or(Size{3, 6}))
}

// parse returns the expression that the text says: letters are variables, capital ones
// their negations, and lists begin with and or or. Places count from 0.
func parse(text string) *Expr {
	words := strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ").Replace(text))
	place := int32(0)
	var next func() Expr
	next = func() Expr {
		word := words[0]
		words = words[1:]
		if word != "(" {
			place++
			code := 2 * Code(word[0]-'a')
			if word[0] < 'a' {
				code = 2*Code(word[0]-'A') + 1
			}
			return Expr{Literal: Literal{code, place - 1}}
		}
		x := Expr{Op: map[string]Op{"and": And, "or": Or}[words[0]]}
		for words = words[1:]; words[0] != ")"; {
			x.Terms = append(x.Terms, next())
		}
		words = words[1:]
		return x
	}
	x := next()
	return &x
}

// textOf is the inverse of parse.
func textOf(x Expr) string {
	switch {
	case x.Op == Lit && x.Literal.Negated():
		return string(rune('A' + x.Literal.Variable()))
	case x.Op == Lit:
		return string(rune('a' + x.Literal.Variable()))
	}
	words := []string{map[Op]string{And: "and", Or: "or"}[x.Op]}
	for _, t := range x.Terms {
		words = append(words, textOf(t))
	}
	return "(" + strings.Join(words, " ") + ")"
}

func textsOf(rows []Row) (list []string) {
	for _, r := range rows {
		text := ""
		for _, l := range r.Literals {
			text += textOf(Expr{Literal: l})
		}
		list = append(list, text)
	}
	return list
}

// abc has ten variables, of which b follows from a, c and d from each other, and e
// excludes f.
func abc() *Algebra {
	variables := make([]Variable, 10)
	for i := range variables {
		variables[i].Group = i / 2
	}
	variables[0].Implies = []int{1}
	variables[2].Implies, variables[2].Same = []int{3}, []int{3}
	variables[3].Implies, variables[3].Same = []int{2}, []int{2}
	return New(variables, 5, func(list []Literal) (i, j int, ok bool) { return 0, 1, list[0].Variable()/2 == 2 })
}

func TestAlgebra_Rows(t *testing.T) {
	for _, test := range []struct {
		x        string
		rows     string // all
		absorbed string // those that are left
		expanded string // those that can be
	}{
		{"a", "a", "a", "a"},
		{"(and g g)", "g", "g", "g"},
		{"(and a b)", "a", "a", "a"},
		{"(and b a)", "a", "a", "a"},
		{"(or a b)", "a b", "b", "b"},
		{"(and c d)", "c", "c", "c"},
		{"(and d c)", "d", "d", "d"},
		{"(or d c)", "d c", "d", "d"},
		{"(and a B)", "aB", "aB", ""},
		{"(and A b)", "Ab", "Ab", "Ab"},
		{"(or A B)", "A B", "A B", "A B"},
		{"(and e f)", "ef", "ef", ""},
		{"(or g (and e f))", "g ef", "g ef", "g"},
		{"(and (or g h) (or g i))", "g gi hg hi", "g hi", "g hi"},
		{"(and (or g h) (or i j))", "gi gj hi hj", "gi gj hi hj", "gi gj hi hj"},
		{"(and (or e g) (or f g))", "ef eg gf g", "ef g", "g"},
	} {
		t.Run(test.x, func(t *testing.T) {
			a := abc()
			rows := a.Rows(parse(test.x))
			assert.Equal(t, strings.Fields(test.rows), textsOf(rows))
			assert.Equal(t, strings.Fields(test.absorbed), textsOf(a.Absorb(rows)))
			expanded, _, ok := a.Expand(parse(test.x), Budget{100, 1000})
			require.True(t, ok)
			if test.expanded == "" {
				assert.Empty(t, expanded)
			} else {
				assert.Equal(t, strings.Fields(test.expanded), textsOf(expanded))
			}
		})
	}
}

// TestAlgebra_Expand covers the clashes and the budget.
func TestAlgebra_Expand(t *testing.T) {
	for _, test := range []struct {
		x       string
		clashes []Clash
	}{
		{"(and e f)", []Clash{{Literal{8, 0}, Literal{10, 1}, true}}},
		{"(or g (and e f))", []Clash{{Literal{8, 1}, Literal{10, 2}, true}}},
		{"(and e (or f g))", []Clash{{Literal{8, 0}, Literal{10, 1}, true}}},
		{"(and (or e g) (or f g))", []Clash{{Literal{8, 0}, Literal{10, 2}, false}}},
		{"(and a (or B g))", []Clash{{Literal{0, 0}, Literal{3, 1}, true}}},
		{"(and a b)", nil},
	} {
		_, clashes, ok := abc().Expand(parse(test.x), Budget{100, 1000})
		require.True(t, ok)
		assert.Equal(t, test.clashes, clashes, test.x)
	}
	x := parse("(and (or g h) (or i j))") // four rows of two, of four literals
	for _, test := range []struct {
		b  Budget
		ok bool
	}{
		{Budget{4, 100}, true},
		{Budget{3, 100}, false},
		{Budget{4, 14}, true},
		{Budget{4, 13}, false},
		{Budget{}, false},
	} {
		_, _, ok := abc().Expand(x, test.b)
		assert.Equal(t, test.ok, ok, test.b)
	}
	rows, _, ok := abc().Expand(&Expr{Literal: Literal{Code: Never}}, Budget{1, 1})
	assert.True(t, ok)
	assert.Empty(t, rows)
	rows, _, ok = abc().Expand(&Expr{Literal: Literal{Code: Always}}, Budget{1, 1})
	assert.True(t, ok)
	assert.Equal(t, []Row{{}}, rows)
}

// TestAlgebra_Absorb has codes that are 64 apart, which share a bit of the mask.
func TestAlgebra_Absorb(t *testing.T) {
	a := New(make([]Variable, 100), 1, nil)
	row := func(codes ...Code) Row {
		var list []Literal
		for _, k := range codes {
			list = append(list, Literal{Code: k})
		}
		return a.Row(list)
	}
	r, s, both := row(1), row(65), row(1, 65)
	assert.False(t, r.Implies(&s))
	assert.True(t, both.Implies(&s))
	assert.False(t, s.Implies(&both))
	assert.Len(t, a.Absorb([]Row{r, s, both}), 2)
	assert.Len(t, a.Absorb([]Row{r, {}, both}), 1)
}

func TestAlgebra_Merge(t *testing.T) {
	for _, test := range []struct{ rows, want string }{
		{"(or (and g i) (and h i))", "i"},
		{"(or (and g i) (and h j))", "gi hj"},
		{"(or (and g i) h)", "i h"},
		{"(or g h)", ""},
	} {
		a := abc()
		rows, complete := a.Merge(a.Rows(parse(test.rows)), [][]Code{{12}, {14}}, 100)
		assert.True(t, complete)
		assert.Equal(t, test.want, strings.Join(textsOf(rows), " "), test.rows)
	}
	a := abc()
	rows, complete := a.Merge(a.Rows(parse("(or (and g i) (and h i))")), [][]Code{{12}, {14}}, 3)
	assert.False(t, complete)
	assert.Equal(t, []string{"gi", "hi"}, textsOf(rows))
}

func TestRow(t *testing.T) {
	a := abc()
	r := a.Row([]Literal{{16, 1}, {0, 2}, {13, 3}})
	assert.Equal(t, []Code{0, 2, 13, 16}, r.Codes)
	assert.True(t, r.Has(2))
	assert.False(t, r.Has(12))
	assert.Equal(t, "(and a G i)", textOf(r.Expr()))

	left, right := r.Split(func(v int) bool { return v > 5 })
	assert.Equal(t, []Code{0, 2}, left.Codes)
	assert.Equal(t, []Literal{{16, 1}, {13, 3}}, right.Literals)
	assert.Equal(t, a.Row(right.Literals), right)

	more := a.Row(append(slices.Clip(left.Literals), Literal{18, 4}))
	assert.True(t, more.Implies(&left))
	assert.False(t, more.Same(&left))
	assert.True(t, right.Same(&Row{Literals: []Literal{{13, 7}, {16, 8}}}))
}

func TestFactor(t *testing.T) {
	for _, test := range []struct{ rows, want string }{
		{"g", "g"},
		{"(and)", "(and)"},
		{"(or (and g i) (and h i))", "(and (or g h) i)"},
		{"(or (and g i) (and g j) (and h i) (and h j))", "(and (or g h) (or i j))"},
		{"(or (and g i) (and h j))", "(or (and g i) (and h j))"},
		{"(or (and g i) (and h i) j)", "(or (and (or g h) i) j)"},
		{"(or i h g)", "(or g h i)"},
		{"(or (and g i) (and g H))", "(and g (or H i))"},
	} {
		assert.Equal(t, test.want, textOf(Factor(abc().Rows(parse(test.rows)))), test.rows)
	}
}

// check holds what is made of random expressions to the assignments.
func check(t testing.TB, pick func(int) int, b Budget) (expanded bool) {
	n := 1 + pick(7)
	w := newWorld(pick, n, pick(n+1))
	a := w.algebra(t)
	// same reports whether two tables are equal.
	same := func(want, got []bool, what string, x *Expr) {
		require.Equal(t, want, got, "%s of %s\n%+v", what, textOf(*x), w.variables)
	}

	x := w.random(pick, 3, false)
	want := w.table(x)
	if size := x.Size(); size.Rows <= 2000 {
		rows := a.Rows(x)
		require.Len(t, rows, int(size.Rows))
		literals := 0
		for _, r := range rows {
			literals += len(r.Literals)
			require.True(t, slices.IsSorted(r.Codes))
			require.LessOrEqual(t, bits.OnesCount64(r.mask), len(r.Codes))
		}
		require.LessOrEqual(t, literals, int(size.Literals))
		same(want, w.tableOf(rows), "the rows", x)
		kept := a.Absorb(rows)
		same(want, w.tableOf(kept), "the absorbed rows", x)
		for i := range kept {
			for j := range kept {
				require.True(t, i == j || !kept[i].Implies(&kept[j]), "one row of %s follows from another", textOf(*x))
			}
		}
		factored := Factor(kept)
		same(want, w.table(&factored), "the factors", x)
		require.LessOrEqual(t, countOf(&factored), countRows(kept))
	}

	x = w.random(pick, 4, true)
	want = w.table(x)
	rows, clashes, ok := a.Expand(x, b)
	for _, c := range clashes {
		require.False(t, slices.ContainsFunc(w.assignments, func(s uint) bool { return holds(c.A.Code, s) && holds(c.B.Code, s) }))
	}
	if !ok {
		return false
	}
	require.LessOrEqual(t, len(rows), max(b.Rows, 1))
	same(want, w.tableOf(rows), "the expansion", x)
	if len(rows) > 0 {
		factored := Factor(rows)
		same(want, w.table(&factored), "the factors", x)
	}
	return true
}

// countOf returns how many literals x has, and countRows those of rows.
func countOf(x *Expr) int {
	if x.Op == Lit {
		return 1
	}
	n := 0
	for i := range x.Terms {
		n += countOf(&x.Terms[i])
	}
	return n
}

func countRows(rows []Row) (n int) {
	for _, r := range rows {
		n += len(r.Literals)
	}
	return n
}

// checkMerge holds rows of which all of one set of a choice hold to the assignments.
func checkMerge(t testing.TB, pick func(int) int) {
	w := newWorld(pick, 6, 0)
	choice := [][]Code{{0}, {2}, {4}}
	if pick(2) == 0 {
		choice = [][]Code{{0, 2}, {2, 4}, {4}}
	}
	w.assignments = slices.DeleteFunc(w.assignments, func(a uint) bool {
		return !slices.ContainsFunc(choice, func(set []Code) bool {
			var all uint
			for _, k := range set {
				all |= 1 << (k / 2)
			}
			return a&7 == all
		})
	})
	a := w.algebra(t)
	var rows []Row
	for range 1 + pick(8) {
		var list []Literal
		if k := pick(4); k < 3 {
			list = append(list, Literal{Code: Code(2 * k)})
		}
		for range pick(3) {
			list = append(list, Literal{Code: Code(6 + pick(6))})
		}
		rows = append(rows, a.Row(list))
	}
	rows = a.Absorb(rows)
	merged, _ := a.Merge(rows, choice, 1000)
	require.Equal(t, w.tableOf(rows), w.tableOf(merged), "%v merged to %v", textsOf(rows), textsOf(merged))
	require.LessOrEqual(t, len(merged), len(rows))
}

func TestRandom(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	expanded := 0
	for range 2000 {
		if check(t, rnd.IntN, Budget{8, 500}) {
			expanded++
		}
		checkMerge(t, rnd.IntN)
	}
	t.Logf("%d of 2000 expanded", expanded)
	assert.Greater(t, expanded, 1000)
	assert.Less(t, expanded, 2000)
}

// FuzzRows makes expressions of the bytes.
func FuzzRows(f *testing.F) {
	f.Add([]byte("a seed that is long enough for an expression of some depth"), uint8(200))
	f.Add([]byte{6, 4, 1, 3, 5, 7, 1, 1, 1, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, uint8(3))
	f.Fuzz(func(t *testing.T, data []byte, budget uint8) {
		pick := func(n int) int {
			if len(data) == 0 {
				return 0
			}
			v := int(data[0]) % n
			data = data[1:]
			return v
		}
		check(t, pick, Budget{int(budget), 20 * int(budget)})
		checkMerge(t, pick)
	})
}

func ExampleFactor() {
	a := New(make([]Variable, 4), 1, nil)
	lit := func(v Code) Expr { return Expr{Literal: Literal{Code: 2 * v}} }
	or := func(terms ...Expr) Expr { return Expr{Op: Or, Terms: terms} }
	x := Expr{Op: And, Terms: []Expr{or(lit(0), lit(1)), or(lit(2), lit(3))}}
	rows := a.Rows(&x)
	y := Factor(rows)
	fmt.Println(x.Size().Rows, len(rows), y.Size().Rows, len(y.Terms))
	// Output: 4 4 4 2
}
