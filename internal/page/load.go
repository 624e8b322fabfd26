package page

// A keptAnswer is that to a file without records, where the target has some.
type keptAnswer struct {
	loadAnswer
	Kept bool `json:"kept"`
}

// loadOrKeep loads a file. If there are no records in it, or none that can be read, the target
// has those from before, and the answer says what is wrong with the file.
func loadOrKeep(p *Page, params, data []byte) (any, error) {
	var l loadParams
	if err := read(params, &l); err != nil {
		return nil, err
	}
	before := p.sets[l.Target]
	answer, err := load(p, params, data)
	loaded, ok := answer.(loadAnswer)
	if err != nil || !ok || l.Append || loaded.Count > 0 || before == nil || len(before.list) == 0 {
		return answer, err
	}
	p.sets[l.Target] = before
	kept := before.answer()
	kept.Errors, kept.Warnings = loaded.Errors, loaded.Warnings
	return keptAnswer{kept, true}, nil
}
