//go:build js && wasm

// Command wasm is the library for a page: it defines the function searchfilterCall, which takes
// the name of a method, its parameters as JSON, and for some methods a file as a Uint8Array.
// It returns JSON: see package internal/page.
package main

import (
	"syscall/js"

	"github.com/searchfilter/searchfilter/internal/page"
)

func main() {
	var p page.Page
	js.Global().Set("searchfilterCall", js.FuncOf(func(_ js.Value, args []js.Value) any {
		var data []byte
		if len(args) > 2 && args[2].Type() == js.TypeObject {
			data = make([]byte, args[2].Get("length").Int())
			js.CopyBytesToGo(data, args[2])
		}
		return string(p.Call(args[0].String(), []byte(args[1].String()), data))
	}))
	select {}
}
