//go:build !windows

package command

import "os"

// takesEscapes reports whether the terminal understands escape sequences.
func takesEscapes(*os.File) bool { return true }
