package command

import (
	"os"

	"golang.org/x/sys/windows"
)

// takesEscapes reports whether the console takes escapes, which one of Windows does when
// it is asked to.
func takesEscapes(f *os.File) bool {
	var mode uint32
	h := windows.Handle(f.Fd())
	return windows.GetConsoleMode(h, &mode) == nil && windows.SetConsoleMode(h, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
