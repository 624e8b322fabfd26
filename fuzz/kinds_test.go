package fuzz

import "github.com/searchfilter/searchfilter/schema"

// Kinds has fields of every kind, two of those that are not alike.
var Kinds = schema.MustNew(schema.Schema{
	Name: "page",
	Fields: []schema.Field{
		{Name: "title", JSON: []string{"Title"}},
		{Name: "state", Kind: schema.Enum, Values: []string{"OPEN", "CLOSED", "LOST"}, JSON: []string{"State"}},
		{Name: "active", Kind: schema.Bool, JSON: []string{"Flags.Active"}},
		{Name: "size", Kind: schema.Number, JSON: []string{"Size"}, Always: true},
		{Name: "rating", Kind: schema.Number, JSON: []string{"Rating"}},
		{Name: "created", Kind: schema.Time, JSON: []string{"Created"}},
		{Name: "due", Kind: schema.Date, JSON: []string{"Due"}},
		{Name: "labels", Kind: schema.List, JSON: []string{"Labels", "Old.Labels"}},
		{Name: "owners", Kind: schema.List, JSON: []string{"Owners"}},
	},
	Tags: "Tags",
})
