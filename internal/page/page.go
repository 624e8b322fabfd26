// Package page lets a page in a browser use the library. The playground compiles it to
// WebAssembly. Calls and answers are JSON; their types are in src/library.ts of the playground.
//
// All places are offsets in UTF-16 code units, as JavaScript counts.
package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"runtime/debug"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/shown"
)

// A Page holds the records that one page has loaded. The zero Page has none. A Page is not safe
// for concurrent use.
type Page struct {
	sets map[string]*recordSet // by the target's name
}

// Call calls a method. Params is a JSON object, and data the contents of a file, for the
// methods load and zone. The answer is {"result": …}, or {"error": "…"} if the call itself is
// wrong: for an unknown method or target, or for parameters that the method does not take. A
// wrong query is no error: its diagnostics are the result. Call never panics.
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

// The answers of Call.
type (
	succeeded struct {
		Result any `json:"result"`
	}
	failed struct {
		Error string `json:"error"`
	}
)

// A method answers the calls of one name.
type method func(p *Page, params, data []byte) (any, error)

var methods map[string]method

func init() { // in a variable it would be a cycle
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

// answer returns the method that calls f with its parameters.
func answer[P, R any](f func(*Page, P) (R, error)) method {
	return func(p *Page, params, _ []byte) (any, error) {
		var of P
		if err := read(params, &of); err != nil {
			return nil, err
		}
		return f(p, of)
	}
}

// read reads parameters. It skips unknown members, which a newer page may send.
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
		b, _ = chars.JSON(failed{"the answer is no JSON: " + err.Error()}) // a text cannot fail
	}
	return b
}

// nothing is the type of the parameters of methods that take none.
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
