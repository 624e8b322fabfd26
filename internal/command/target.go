package command

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/internal/spell"
)

// setTarget says in options what a query is for.
func setTarget(o *searchfilter.Options, t compile.Target) {
	if shown.IsListing(&t) {
		o.Schema = t.Schema
		return
	}
	o.Target = t
}

// unsendable returns the error for a listing, which no request finds.
func unsendable(t *compile.Target) error {
	return fmt.Errorf("no search finds %s: get them by %s, and select among them with searchfilter match --target %s", t.Name, t.Operation, t.Name)
}

// targetOf returns the target of that name.
func targetOf(name string) (compile.Target, error) {
	list := shown.AllTargets()
	if i := slices.IndexFunc(list, func(t compile.Target) bool { return t.Name == name }); i >= 0 {
		return list[i], nil
	}
	return compile.Target{}, fmt.Errorf("there is no target %s%s", chars.Excerpt(name), nearTarget(name))
}

// targetNames returns the names of all targets.
func targetNames(string) (names []string) {
	for _, t := range shown.AllTargets() {
		names = append(names, t.Name)
	}
	return names
}

// nearTarget returns what to say of the target that was probably meant, by its name or its
// operation, or else how to list all.
func nearTarget(name string) string {
	var names []string
	for _, t := range shown.AllTargets() {
		if strings.EqualFold(t.Operation, name) {
			return shown.DidYouMean(t.Name)
		}
		names = append(names, t.Name)
	}
	if near := spell.Near(name, names); near != "" {
		return shown.DidYouMean(near)
	}
	return ": searchfilter fields lists all"
}

// listFields returns an error of package shown's about a field of the target, and how to list
// all if that is unknown.
func listFields(t *compile.Target, err error) error {
	var wrong *shown.FieldError
	if errors.As(err, &wrong) && wrong.Unknown {
		return fmt.Errorf("%w: searchfilter fields %s lists all", err, t.Name)
	}
	return err
}

// A targetFlag says what a query is for.
type targetFlag struct {
	About compile.Target
}

// needRecords returns an error if no records come back from the target, so that something
// cannot be.
func (f *targetFlag) needRecords(what string) error {
	if !shown.HasRecords(&f.About) {
		return fmt.Errorf("%s has no records, so there is no %s: searchfilter compile prints what is sent", f.About.Name, what)
	}
	return nil
}

// NeedSearch returns an error if no search finds records for the target.
func (f *targetFlag) NeedSearch(what string) error {
	if shown.IsListing(&f.About) {
		return unsendable(&f.About)
	}
	return f.needRecords(what)
}

// A targetQuery is a query for the target that a flag names.
type targetQuery struct {
	QueryArgs
	targetFlag
}

func (a *targetQuery) addTo(cmd *cobra.Command, more ...Arg) {
	a.QueryArgs.AddTo(cmd, more...)
	a.targetFlag.addTo(cmd)
	completeQuery(cmd, 1, len(more) > 0, func() searchfilter.Options {
		o := a.options()
		setTarget(&o, a.About)
		return o
	})
}

func (a *targetQuery) parse() (searchfilter.Query, error) { return a.QueryArgs.parse(a.About) }

// Parse returns the query, or the error with which to exit.
func (a *targetQuery) Parse(s *Streams) (searchfilter.Query, error) {
	return a.QueryArgs.parseFor(s, a.About)
}

// ServiceFlags are what is known of a service that nobody says.
type ServiceFlags struct{ shown.Service }

// apply returns t with what is known of it. The error names the flag.
func (f *ServiceFlags) apply(t compile.Target) (compile.Target, error) {
	t, err := f.Apply(t)
	var wrong *shown.FieldError
	if errors.As(err, &wrong) {
		err = fmt.Errorf("--%s: %w", wrong.List, listFields(&t, err))
	}
	return t, err
}

func (c *targetFlag) addTo(cmd *cobra.Command) {
	targetVar(cmd, &c.About, "target", "NAME", "What the query is for: test-cases, which is the default, or another name that searchfilter fields lists.")
}

// fieldNames returns what proposes the fields of the target, and more names, for a list with
// commas.
func fieldNames(about func() compile.Target, more ...string) func(string) []string {
	return func(written string) (list []string) {
		before := written[:strings.LastIndexByte(written, ',')+1]
		if s := about().Schema; s != nil {
			for _, f := range s.Fields {
				list = append(list, before+f.Name)
			}
			for _, name := range more {
				list = append(list, before+name)
			}
		}
		return list
	}
}

// addTo adds the flags to a command whose query is for that target.
func (c *ServiceFlags) addTo(cmd *cobra.Command, about func() compile.Target) {
	fields := fieldNames(about)
	f := cmd.Flags()
	f.BoolVar(&c.KeyWithoutValueExists, "key-without-value-exists", false, "The service takes a tag condition without a value to ask whether the tag exists. Unless set, searches are not sent such conditions.")
	f.BoolVar(&c.StatusMayBeMissing, "status-may-be-missing", false, "A test case may lack a status. Unless set, status != SAVED is sent as status = PUBLISHED.")
	f.BoolVar(&c.ServiceFoldsCase, "service-folds-case", false, "The service compares the text of fields without case. Unless set, it is not sent comparisons that ignore case.")
	f.BoolVar(&c.ContainsAnyLength, "contains-any-length", false, "The service takes any text in a contains. Unless set, that is 2 to 25 characters.")
	listVar(cmd, &c.Closed, "closed", "FIELD,...", "Every record has the field, and of an enum one of the values that searchfilter fields lists: what negates a condition on it is sent as the opposite.", fields)
	listVar(cmd, &c.Try, "try", "FIELD,...", "Send conditions on a field that is off, since nobody says how the service is asked for it. Make sure first that this finds a record that exists.", fields)
	listVar(cmd, &c.Unsent, "unsent", "FIELD,...", "Send no conditions on the field. A plan checks them after the requests.", fields)
	section(f, serviceFlags, "key-without-value-exists", "status-may-be-missing", "service-folds-case", "contains-any-length", "closed", "try", "unsent")
}
