package command

import (
	"cmp"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A page serves the files of a folder, and leaves all other requests to the service. Both have
// one address, and so one origin. The page lists no folders, and serves no file or folder whose
// name begins with a dot. It serves nothing outside the folder: os.Root follows no link out of it.
// No file hides an operation of the service.
type page struct {
	root     *os.Root
	next     http.Handler
	instance string // that the page may search
}

// instanceHeader is a header with the ID of an instance of the service. It tells the page that
// its own address has a service.
const instanceHeader = "Searchfilter-Instance"

// pagePolicy says what a browser lets the page do. The page may compile WebAssembly and send
// requests to its own origin, and nothing else: a text that looks like a script does not run,
// and no data leaves this machine.
const pagePolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// contentTypes maps the extensions of a page's files to their types. Those of package mime
// depend on the machine.
var contentTypes = map[string]string{
	".css":         "text/css; charset=utf-8",
	".html":        "text/html; charset=utf-8",
	".ico":         "image/x-icon",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".map":         "application/json",
	".mjs":         "text/javascript; charset=utf-8",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".txt":         "text/plain; charset=utf-8",
	".wasm":        "application/wasm",
	".webmanifest": "application/manifest+json",
	".woff2":       "font/woff2",
}

// encodings are the compressed forms that a file may have beside it, the better one first. The
// page's build makes them.
var encodings = []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}}

// newPage returns a page with the files in dir. It is an error if dir has no index.html, or the
// source of the page.
func newPage(dir, instance string, next http.Handler) (*page, error) {
	const build = "build the page first, or name the folder that it was built into"
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: "+build, dir, bare(err))
	}
	p := &page{root: root, next: next, instance: instance}
	switch {
	case !p.has("index.html"):
		err = fmt.Errorf("%s: it has no index.html: "+build, filepath.Clean(dir))
	case p.has("package.json"):
		err = fmt.Errorf("%s: it has the page's source: "+build, filepath.Clean(dir))
	}
	if err != nil {
		root.Close()
		return nil, err
	}
	return p, nil
}

func (p *page) close() { _ = p.root.Close() }

// has reports whether there is a regular file of that name. Another one, such as a named pipe,
// might never open.
func (p *page) has(name string) bool {
	info, err := p.root.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// ServeHTTP answers with a file, or leaves the request to the service.
func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ok := pageFile(r.URL.Path)
	plain := (r.Method == http.MethodGet || r.Method == http.MethodHead) && r.Body == http.NoBody
	if !ok || !plain || !p.has(name) {
		p.next.ServeHTTP(w, r)
		return
	}
	encoding, suffix := p.encoding(name, r.Header.Get("Accept-Encoding"))
	f, err := p.root.Open(name + suffix)
	var info os.FileInfo
	if err == nil {
		defer f.Close()
		info, err = f.Stat()
	}
	if err != nil {
		http.Error(w, "the file cannot be read", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", cmp.Or(contentTypes[path.Ext(name)], "application/octet-stream"))
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	h.Add("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache") // ask each time; on one machine that costs nothing
	h.Set("ETag", fmt.Sprintf(`"%x-%x%s"`, info.ModTime().UnixNano(), info.Size(), suffix))
	h.Set("Content-Security-Policy", pagePolicy)
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set(instanceHeader, p.instance)
	http.ServeContent(w, r, "", info.ModTime(), f)
}

// pageFile returns the name below the folder of what a path names, if it may be a file of the
// page. Such a file has an extension, which no path of an operation has.
func pageFile(urlPath string) (string, bool) {
	if urlPath == "/" {
		return "index.html", true
	}
	name, ok := strings.CutPrefix(urlPath, "/")
	if !ok || !fs.ValidPath(name) || strings.ContainsAny(name, "\\:\x00") { // on Windows, no name has \ or :
		return "", false
	}
	parts := strings.Split(name, "/")
	hidden := slices.ContainsFunc(parts, func(s string) bool { return strings.HasPrefix(s, ".") })
	return name, !hidden && path.Ext(name) != ""
}

// encoding returns the first encoding that the client takes and that the file has, with the
// suffix of that file.
func (p *page) encoding(name, accepted string) (encoding, suffix string) {
	for _, e := range encodings {
		if accepts(accepted, e.name) && p.has(name+e.suffix) {
			return e.name, e.suffix
		}
	}
	return "", ""
}

// accepts reports whether an Accept-Encoding names an encoding, and does not
// forbid it by a weight of 0. All other weights count the same.
func accepts(header, encoding string) bool {
	for item := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(item, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		q, weighed := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(weight), " ", ""), "q=")
		n, err := strconv.ParseFloat(q, 64)
		return !weighed || err == nil && n > 0
	}
	return false
}
