package command

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/schema"
)

// records reads the records in one file after the other.
type records struct {
	*Streams
	query     *schema.Resolved // what is asked of them
	out       *bufio.Writer    // flushed before waiting for more input
	compact   bool             // a record is a line
	keepGoing bool             // after a mistake
	passed    int              // the number of mistakes passed over
	opened    bool             // the last file could be opened
	morePages bool             // the last answer says that more pages follow
	empty     string           // the name of the last input that was empty
}

// errEnough ends the reading of a file without an error.
var errEnough = errors.New("enough")

// mostPassed is how many mistakes are shown that are passed over. All are counted.
const mostPassed = 10

// each calls f with each record in the file and its number, which counts from 1. It ends at an
// error of f or of the reader, and returns that with the name of the file. If f returns
// errEnough, it ends without an error.
func (r *records) each(name string, f func(*eval.Record, int) error) error {
	r.morePages, r.opened = false, false
	return r.input(name, func(in io.Reader, called string) error { return r.read(in, called, f) })
}

// read is each for what is open. Its errors lack the name.
func (r *records) read(in io.Reader, name string, f func(*eval.Record, int) error) error {
	out := r.out
	if file, ok := in.(*os.File); ok {
		info, err := file.Stat()
		switch {
		case err == nil && info.IsDir():
			return errors.New("is a directory")
		case err == nil && info.Mode().IsRegular():
			out = nil // reading a file takes no time in which output would be missed
		}
	}
	r.opened = true
	input := &flushingReader{Reader: in, out: out}
	reader := eval.NewReader(input, r.query.Schema(), r.query)
	reader.ReuseRecord, reader.Compact = true, r.compact
	for n := 1; ; n++ {
		d, err := reader.Next()
		if err == io.EOF {
			r.morePages = reader.MorePages
			if !input.any {
				r.empty = name
			}
			return nil
		}
		stuck := err != nil && (!r.keepGoing || isClosedPipe(err) || !reader.Resume())
		if err == nil {
			err = f(d, n)
		}
		switch {
		case err == nil:
		case err == errEnough:
			return nil
		case stuck && r.keepGoing && !isClosedPipe(err):
			return fmt.Errorf("%w; what follows in it was not read, for damage in an array or an answer, or an input that fails, cannot be passed over", err)
		case stuck || !r.keepGoing:
			return err
		default:
			if r.passed++; r.passed <= mostPassed {
				r.Complain(name, ": ", err)
			}
		}
	}
}

// end warns of pages that were not read. It returns an error if a mistake was passed over.
func (r *records) end() error {
	if r.morePages {
		token := r.query.Schema().Token
		r.Complain("warning: the last answer has a ", token, ", so more pages follow, which were not read: send the request again with it; the AWS command line fetches all pages unless --no-paginate or --max-items says otherwise")
	}
	if r.passed == 0 {
		return nil
	}
	what := "1 record or line was"
	if r.passed > 1 {
		what = fmt.Sprintf("%d records or lines were", r.passed)
	}
	r.Complain(what, " passed over")
	return Exit(Failed)
}

// A flushingReader flushes out before it reads, if there is an out. So records appear as they
// come, and a closed pipe ends an endless input.
type flushingReader struct {
	io.Reader
	out *bufio.Writer
	any bool // something was read
}

func (r *flushingReader) Read(b []byte) (int, error) {
	if r.out != nil {
		if err := r.out.Flush(); err != nil {
			return 0, err
		}
	}
	n, err := r.Reader.Read(b)
	r.any = r.any || n > 0
	return n, bare(err)
}
