package kinds

var listKind = kind{
	ops:    equality | patterns,
	record: readList,
	wants:  "an array of strings",
}

func readList(m Member) (v Value, ok bool) { return Value{List: m.List}, m.Type == JSONStrings }
