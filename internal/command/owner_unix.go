//go:build unix

package command

import (
	"io/fs"
	"os"
	"syscall"
)

// keepOwner gives a file the owner and the group of another one, or the group alone
// where only root may give files away, as far as that is allowed.
func keepOwner(file *os.File, of fs.FileInfo) {
	s, ok := of.Sys().(*syscall.Stat_t)
	if ok && file.Chown(int(s.Uid), int(s.Gid)) != nil {
		_ = file.Chown(-1, int(s.Gid))
	}
}
