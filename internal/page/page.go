// Package page answers what a page in a browser asks of the library: in playground, where it
// is compiled to WebAssembly. Questions and answers are JSON, as src/library.ts there has them.
//
// All places are offsets in UTF-16 units, as JavaScript counts.
package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"runtime/debug"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/shown"
)

// A Page is what one page has asked and may ask for again: the records that it has loaded. The
// zero Page has none. It is not safe for concurrent use.
type Page struct {
	sets map[string]*recordSet // by the target's name
}

// Call answers a call of a method. The parameters are one JSON object, and data is the file of
// the methods load and zone. The answer is {"result": …}, or {"error": "…"} for what is no question: an
// unknown method or target, or parameters that are not what the method takes. A query that
// is wrong is none of these: its diagnostics are a result. Call never panics.
func (p *Page) Call(method string, params, data []byte) (answer []byte) {
	defer func() {
		if v := recover(); v != nil {
			answer = encode(failed{fmt.Sprintf("this is a mistake in the library: %v", v)})
		}
	}()
	m := methods[method]
	if m == nil {
		return encode(failed{fmt.Sprintf("there is no method %.100q", method)})
	}
	result, err := m(p, params, data)
	if err != nil {
		return encode(failed{err.Error()})
	}
	return encode(succeeded{result})
}

// What Call returns.
type (
	succeeded struct {
		Result any `json:"result"`
	}
	failed struct {
		Error string `json:"error"`
	}
)

// A method answers one kind of question.
type method func(p *Page, params, data []byte) (any, error)

var methods map[string]method

func init() { // for they refer to one another
	methods = map[string]method{
		"about":     answer((*Page).about),
		"targets":   answer((*Page).targets),
		"check":     answer((*Page).check),
		"complete":  answer((*Page).complete),
		"format":    answer((*Page).format),
		"plan":      answer((*Page).plan),
		"sql":       answer((*Page).sql),
		"compare":   answer((*Page).compare),
		"decompile": answer((*Page).decompile),
		"load":      load,
		"unload":    answer((*Page).unload),
		"match":     answer((*Page).match),
		"why":       answer((*Page).why),
		"zone":      zone,
	}
}

// answer returns the method whose parameters are read into a P.
func answer[P, R any](f func(*Page, P) (R, error)) method {
	return func(p *Page, params, _ []byte) (any, error) {
		var of P
		if err := read(params, &of); err != nil {
			return nil, err
		}
		return f(p, of)
	}
}

// read reads parameters. Members that nobody knows are passed over, for newer pages.
func read(params []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(params))
	d.UseNumber()
	if err := d.Decode(to); err != nil {
		return fmt.Errorf("the parameters are wrong: %w", err)
	}
	return nil
}

// encode returns v as JSON on one line.
func encode(v any) []byte {
	b, err := chars.JSON(v)
	if err != nil {
		b, _ = chars.JSON(failed{"the answer is no JSON: " + err.Error()}) // of a text, which cannot fail
	}
	return b
}

// nothing is the parameters of methods that take none.
type nothing struct{}

type aboutAnswer struct {
	Version   string   `json:"version"`
	Dialects  []string `json:"dialects"`
	Reference string   `json:"reference"`
}

func (p *Page) about(nothing) (aboutAnswer, error) {
	version := "devel"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		version = info.Main.Version
	}
	return aboutAnswer{version, shown.Dialects(), shown.Language}, nil
}
