package cases

import (
	"slices"
	"strings"
	"testing"
)

// A DocumentFile holds the documents of one topic.
type DocumentFile struct {
	Path    string
	Comment string // what the topic is
	Cases   []*Document
}

// A Document is JSON, with its sections. Of these
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
// are written by go test ./decompile -run TestDecode_cases -update, for a person
// to read.
type Document struct {
	named
	Document string
	Target   string // what the section target says, or empty
}

var documentInputs = []string{"document", "document.quoted", "target"}

// DocumentOutputs are the sections of a Document that a test writes, in their order.
var DocumentOutputs = []string{"recognized", "query", "json", "problems"}

// LoadDocuments returns all files of testdata/json.
func LoadDocuments(t testing.TB) []*DocumentFile {
	t.Helper()
	var files []*DocumentFile
	for _, path := range paths(t, "json") {
		comment, list := read(t, path, slices.Concat(documentInputs, DocumentOutputs))
		f := &DocumentFile{Path: path, Comment: comment}
		for _, c := range list {
			f.Cases = append(f.Cases, &Document{c, c.text(t, "document"), strings.TrimSpace(c.Sections["target"])})
		}
		files = append(files, f)
	}
	return files
}

// Format returns the file's text.
func (f *DocumentFile) Format() []byte {
	var list []named
	for _, c := range f.Cases {
		list = append(list, c.named)
	}
	return format(f.Comment, list, slices.Concat(documentInputs, DocumentOutputs))
}
