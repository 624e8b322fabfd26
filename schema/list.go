package schema

var listKind = kind{
	name:   "a list",
	ops:    equality | patterns,
	record: readList,
	wants:  "an array of strings",
}

func readList(m Member) (v Value, ok bool) { return Value{List: m.List}, m.Type == JSONStrings }
