//go:build !windows

package command

import "os"

// takesEscapes reports whether the terminal takes escapes.
func takesEscapes(*os.File) bool { return true }
