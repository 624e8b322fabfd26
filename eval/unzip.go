package eval

import (
	"bytes"
	"compress/gzip"
	"io"
)

// mostUnzipped is how many bytes a record may have in an input that is compressed. It is
// some thousand times the largest that AWS has, and what DEFLATE can make of 256 KiB.
var mostUnzipped = 256 << 20

// An unzipper reads what r has, which it decompresses if it begins as gzip does.
type unzipper struct {
	r      io.Reader
	began  bool
	zipped bool
}

// Read reads as an io.Reader does. At first, b must have some room.
func (u *unzipper) Read(b []byte) (int, error) {
	if u.began {
		return u.r.Read(b)
	}
	const magic, tries = "\x1f\x8b", 100
	n, err := u.r.Read(b)
	for i := 0; n == 1 && b[0] == magic[0] && err == nil; i++ {
		if i == tries {
			return n, io.ErrNoProgress
		}
		var more int
		more, err = u.r.Read(b[n:])
		n += more
	}
	u.began = n > 0
	if !bytes.HasPrefix(b[:n], []byte(magic)) {
		return n, err
	}
	start := bytes.Clone(b[:n])
	u.zipped = true
	u.r = io.MultiReader(bytes.NewReader(start), failing{u.r, err})
	z, err := gzip.NewReader(u.r)
	if err != nil {
		return 0, err
	}
	u.r = z
	return u.r.Read(b)
}

// A failing reader has an error that its reader returned before, and does not return
// again for sure.
type failing struct {
	io.Reader
	err error
}

func (f failing) Read(b []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return f.Reader.Read(b)
}
