package command

import (
	"os"

	"golang.org/x/sys/windows"
)

// takesEscapes reports whether the console understands escape sequences. It asks the console
// to do so.
func takesEscapes(f *os.File) bool {
	var mode uint32
	h := windows.Handle(f.Fd())
	return windows.GetConsoleMode(h, &mode) == nil && windows.SetConsoleMode(h, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
