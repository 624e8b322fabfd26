package lexer_test

import (
	"fmt"

	"github.com/alecthomas/participle/v2"
	plexer "github.com/alecthomas/participle/v2/lexer"

	"github.com/searchfilter/searchfilter/lexer"
)

func ExampleDefinition_LexString() {
	names := plexer.SymbolsByRune(lexer.Definition{})
	l, _ := lexer.Definition{}.LexString("", `in in (in, "it's") && tag:k`)
	for tok, _ := l.Next(); !tok.EOF(); tok, _ = l.Next() {
		fmt.Println(tok.Pos.Column, names[tok.Type], tok.Value)
	}
	// Output:
	// 1 Name in
	// 4 In in
	// 7 Open (
	// 8 Word in
	// 10 Comma ,
	// 12 String "it's"
	// 18 Close )
	// 20 Foreign &&
	// 23 Tag tag:k
}

// A grammar on the tokens names their types.
func ExampleDefinition() {
	type inList struct {
		Field  string   `parser:"@Name In"`
		Values []string `parser:"Open @( Word | String ) ( Comma @( Word | String ) )* Close"`
	}
	parser := participle.MustBuild[inList](participle.Lexer(lexer.Definition{}))
	list, err := parser.ParseString("", `status in (SAVED, "PUBLISHED")`)
	fmt.Println(list.Field, list.Values, err)
	// Output: status [SAVED "PUBLISHED"] <nil>
}
