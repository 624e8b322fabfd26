package command

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/shown"
)

// unsendable returns the error for a listing, whose records no search finds.
func unsendable(t *compile.Target) error {
	return fmt.Errorf("no search finds %s: get them by %s, and select among them with searchfilter match --target %s", t.Name, t.Operation, t.Name)
}

// targetOf returns the target of that name.
func targetOf(name string) (compile.Target, error) {
	list := shown.AllTargets()
	if i := shown.Index(list, name); i >= 0 {
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

// nearTarget returns advice about the name of a target that does not exist: the target whose
// name or operation was probably meant, or how to list all.
func nearTarget(name string) string {
	for _, t := range shown.AllTargets() {
		if strings.EqualFold(t.Operation, name) {
			return shown.DidYouMean(t.Name)
		}
	}
	return cmp.Or(didYouMean(name, targetNames("")), ": searchfilter fields lists all")
}

// listFields adds to err how to list the fields of the target, if err is about an unknown one.
func listFields(t *compile.Target, err error) error {
	var wrong *shown.FieldError
	if errors.As(err, &wrong) && wrong.Unknown {
		return fmt.Errorf("%w: searchfilter fields %s lists all", err, t.Name)
	}
	return err
}

// ServiceFlags holds what the user knows of the service and no document says.
type ServiceFlags struct{ shown.Service }

// apply returns t changed by the flags. The error names the flag that is wrong.
func (f *ServiceFlags) apply(t compile.Target) (compile.Target, error) {
	t, err := f.Apply(t)
	var wrong *shown.FieldError
	if errors.As(err, &wrong) {
		err = fmt.Errorf("--%s: %w", wrong.List, listFields(&t, err))
	}
	return t, err
}

// proposeFields returns a function that proposes the fields of the target, and more names, for
// a list with commas.
func proposeFields(about func() compile.Target, more ...string) func(string) []string {
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

// addTo adds the flags to a command whose query is for the target that about returns.
func (f *ServiceFlags) addTo(cmd *cobra.Command, about func() compile.Target) {
	fields := proposeFields(about)
	set := cmd.Flags()
	set.BoolVar(&f.KeyWithoutValueExists, "key-without-value-exists", false, "The service takes a tag condition without a value to ask whether the tag exists. Unless set, searches are not sent such conditions.")
	set.BoolVar(&f.StatusMayBeMissing, "status-may-be-missing", false, "A test case may lack a status. Unless set, status != SAVED is sent as status = PUBLISHED.")
	set.BoolVar(&f.ServiceFoldsCase, "service-folds-case", false, "The service compares the text of fields without case. Unless set, it is not sent comparisons that ignore case.")
	set.BoolVar(&f.ContainsAnyLength, "contains-any-length", false, "The service takes any text in a contains. Unless set, that is 2 to 25 characters.")
	List(cmd, &f.Closed, "closed", "FIELD,...", "Every record has the field, and of an enum one of the values that searchfilter fields lists: what negates a condition on it is sent as the opposite.", fields)
	List(cmd, &f.Try, "try", "FIELD,...", "Send conditions on a field that is off, since nobody says how the service is asked for it. Make sure first that this finds a record that exists.", fields)
	List(cmd, &f.Unsent, "unsent", "FIELD,...", "Send no conditions on the field. A plan checks them after the requests.", fields)
	section(set, serviceFlags, "key-without-value-exists", "status-may-be-missing", "service-folds-case", "contains-any-length", "closed", "try", "unsent")
}
