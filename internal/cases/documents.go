package cases

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A DocumentFile is the documents of one topic.
type DocumentFile struct {
	Path    string
	Comment string // what the topic is
	Cases   []*Document
}

// A Document is JSON, and its sections by name. Of these
//
//	document    the JSON, or in document.quoted as a Go string with its escapes
//	target      test-cases, q-session or q-content-cfn, if it is not recognised
//
// are written by hand, and
//
//	recognized  the target that is recognised, or nothing
//	query       the query
//	json        what the compiler makes of the query
//	problems    the diagnostics, of the compiler too if the document can be decoded
//
// are written by go test ./compile -run TestDecode_cases -update, for a person
// to read.
type Document struct {
	Name     string
	Document string
	Target   string // of the section, or empty
	Sections map[string]string
}

var documentInputs = []string{"document", "document.quoted", "target"}

// DocumentOutputs are the sections of a Document that are not written by hand, in
// the order in which they stand.
var DocumentOutputs = []string{"recognized", "query", "json", "problems"}

// LoadDocuments returns all files of testdata/json, from whatever package's folder
// the test runs in.
func LoadDocuments(t testing.TB) []*DocumentFile {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(Root(t), "testdata", "json", "*.txtar"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	var files []*DocumentFile
	for _, path := range paths {
		comment, list := read(t, path, slices.Concat(documentInputs, DocumentOutputs))
		f := &DocumentFile{Path: path, Comment: comment}
		for _, c := range list {
			f.Cases = append(f.Cases, &Document{c.name, text(t, c, "document"), strings.TrimSpace(c.sections["target"]), c.sections})
		}
		files = append(files, f)
	}
	return files
}

// Format returns the file's text.
func (f *DocumentFile) Format() []byte {
	var list []named
	for _, c := range f.Cases {
		list = append(list, named{c.Name, c.Sections})
	}
	return format(f.Comment, list, slices.Concat(documentInputs, DocumentOutputs))
}
