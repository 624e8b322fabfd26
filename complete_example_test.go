package searchfilter_test

import (
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/connect"
)

// show prints completions, and the text that each makes of src.
func show(src string, list []searchfilter.Completion) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, c := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\n", src[:c.Start]+c.Text+src[c.End:], c.Kind, c.Detail)
	}
	w.Flush()
}

func ExampleCompleter() {
	src := `name ^= smoke and st and type = CHAT`
	show(src, searchfilter.Completer{}.Complete(src, len(`name ^= smoke and st`)))

	src = `name ^= smoke and status not in (PUBLISHED) `
	show(src, searchfilter.Completer{}.Complete(src, len(src)))
	// Output:
	// name ^= smoke and status and type = CHAT  field  enum, sent to SearchTestCases
	// name ^= smoke and status not in (PUBLISHED) and  keyword  both must hold
	// name ^= smoke and status not in (PUBLISHED) or   keyword  one of both must hold
}

func ExampleCompleter_target() {
	o := searchfilter.Options{Target: connect.Users()}
	for _, src := range []string{`not phone`, `phone-type `, `phone-type = "des`} {
		show(src, searchfilter.Completer{Options: o}.Complete(src, len(src)))
		fmt.Println()
	}
	// Output:
	// not phone-type         field  enum, checked on what is found
	// not desk-phone-number  field  text, checked on what is found
	//
	// phone-type =       operator  equals
	// phone-type !=      operator  does not equal, or is lacking
	// phone-type in      operator  is one of
	// phone-type not in  operator  is none of, or is lacking
	// phone-type exists  operator  is present
	//
	// phone-type = "DESK_PHONE"  value  value of phone-type
}

// What the caller knows of tags and values is proposed, too.
func ExampleCompleter_known() {
	c := searchfilter.Completer{
		Options: searchfilter.Options{Now: time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC)},
		TagKeys: []string{"team", "cost center"},
		Values: func(f ast.Field) []string {
			if f.Tag && f.Name == "team" {
				return []string{"billing", "after sales"}
			}
			return nil
		},
	}
	for _, src := range []string{`tag:`, `tag:team = `, `tag:team = sal`, `modified >= `} {
		show(src, c.Complete(src, len(src)))
		fmt.Println()
	}
	// Output:
	// tag:team           tag  tag, sent to SearchTestCases
	// tag:"cost center"  tag  tag, sent to SearchTestCases
	//
	// tag:team = billing        value  value of tag:team
	// tag:team = "after sales"  value  value of tag:team
	//
	// tag:team = "after sales"  value  value of tag:team
	//
	// modified >= -1h         value  an hour ago
	// modified >= -1d         value  a day ago
	// modified >= -1w         value  a week ago
	// modified >= 2026-01-31  value  today
}
