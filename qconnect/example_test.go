package qconnect_test

import (
	"fmt"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/qconnect"
)

func ExampleContentCFN() {
	q := searchfilter.MustParse("tag:team = billing or tag:team = sales and tag:region = eu")
	for _, target := range []compile.Target{qconnect.Session(), qconnect.ContentCFN()} {
		r, err := compile.Compile(q.Resolved(), target)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(target.Name, string(r.Member(target.Members[0])))
	}
	// Output:
	// q-session {"orConditions":[{"tagCondition":{"key":"team","value":"billing"}},{"andConditions":[{"key":"team","value":"sales"},{"key":"region","value":"eu"}]}]}
	// q-content-cfn {"OrConditions":[{"TagCondition":{"Key":"team","Value":"billing"}},{"AndConditions":[{"Key":"team","Value":"sales"},{"Key":"region","Value":"eu"}]}]}
}
