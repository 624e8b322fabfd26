package command

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A guard protects a service that asks nobody for credentials. Any web page can send requests
// to this machine. The guard refuses those of other origins that could change something. It
// also refuses an unexpected Host: a page can make a name of its own resolve to this machine
// (DNS rebinding), and would then have the same origin.
type guard struct {
	next    http.Handler // behind the check of origins
	origins []string     // whose pages may send any request
	hosts   []string     // in lower case; nil allows any
}

// newGuard returns a guard before next. It allows the names in hosts as a Host, besides
// localhost and IP addresses. With anyHost it allows all.
func newGuard(next http.Handler, origins, hosts []string, anyHost bool) (*guard, error) {
	g := &guard{origins: origins}
	cross := http.NewCrossOriginProtection()
	for _, origin := range origins {
		if u, err := url.Parse(origin); err != nil || !isOrigin(u) || cross.AddTrustedOrigin(origin) != nil {
			return nil, fmt.Errorf("%.100q is no origin as browsers send it, such as http://localhost:3000", origin)
		}
	}
	if !anyHost {
		g.hosts = []string{"localhost"}
		for _, host := range hosts {
			if !hostForm.MatchString(host) {
				return nil, fmt.Errorf("%.100q is no name of a machine, such as connect.test", host)
			}
			g.hosts = append(g.hosts, hostname(host))
		}
	}
	cross.SetDenyHandler(http.HandlerFunc(denyOrigin))
	g.next = cross.Handler(next)
	return g, nil
}

// isOrigin reports whether u is an origin as browsers write it.
func isOrigin(u *url.URL) bool {
	port := map[string]string{"http": "80", "https": "443"}[u.Scheme]
	return port != "" && u.Port() != port && u.User == nil && hostForm.MatchString(u.Host) && u.Host == strings.ToLower(u.Host)
}

// hostForm matches a name or an address, with or without a port.
var hostForm = regexp.MustCompile(`^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?$`)

func denyOrigin(w http.ResponseWriter, r *http.Request) {
	deny(w, r, "a web page of another origin asks: if that is meant, start searchfilter serve with --allow-origin and the page's origin, such as http://localhost:3000")
}

// ServeHTTP answers a request, or refuses it as the service would.
func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !g.expects(r.Host) {
		deny(w, r, fmt.Sprintf("the host is called %.100q here, which any web page may have resolve to this machine: if that is meant, start searchfilter serve with --allow-host and that name", r.Host))
		return
	}
	h := w.Header()
	if len(g.origins) > 0 {
		h.Add("Vary", "Origin")
	}
	preflight := r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != ""
	if origin := r.Header.Get("Origin"); slices.Contains(g.origins, origin) {
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Expose-Headers", "x-amzn-errortype, x-amzn-requestid")
		if preflight {
			h.Set("Access-Control-Allow-Methods", "GET, PUT, POST, DELETE")
			h.Set("Access-Control-Allow-Headers", r.Header.Get("Access-Control-Request-Headers"))
			w.WriteHeader(http.StatusNoContent)
			return
		}
	} else if preflight {
		denyOrigin(w, r)
		return
	}
	g.next.ServeHTTP(w, r)
}

// expects reports whether a request may have that Host. Browsers send no empty one.
func (g *guard) expects(host string) bool {
	host = hostname(host)
	_, err := netip.ParseAddr(host)
	return g.hosts == nil || host == "" || err == nil || slices.Contains(g.hosts, host)
}

// hostname returns the name in a Host, without a port, as names are compared.
func hostname(host string) string {
	if u, err := url.Parse("//" + host); err == nil {
		host = u.Hostname()
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// deny answers with an error of the API. It does not read the body.
func deny(w http.ResponseWriter, r *http.Request, message string) {
	if r.Body != http.NoBody {
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(headerTime)) // for what net/http reads of it
		w.Header().Set("Connection", "close")
	}
	body, err := json.Marshal(map[string]string{"message": message})
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("x-amzn-errortype", "AccessDeniedException")
	w.WriteHeader(http.StatusForbidden)
	_, _ = w.Write(body)
}
