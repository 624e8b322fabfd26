package kinds

var textKind = kind{
	ops:    equality | patterns,
	record: readText,
	wants:  "a string",
}

func readText(m Member) (v Value, ok bool) { return Value{Text: m.Text}, m.Type == JSONString }
