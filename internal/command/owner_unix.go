//go:build unix

package command

import (
	"io/fs"
	"os"
	"syscall"
)

// keepOwner gives a file the owner and the group of another one, as far as that is allowed. Where
// only root may give files away, it gives the group alone.
func keepOwner(file *os.File, of fs.FileInfo) {
	s, ok := of.Sys().(*syscall.Stat_t)
	if ok && file.Chown(int(s.Uid), int(s.Gid)) != nil {
		_ = file.Chown(-1, int(s.Gid))
	}
}
