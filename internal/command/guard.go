package command

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// A guard stands between a browser and a service that asks nobody for credentials.
// Any web page can send requests to this machine. The guard refuses what would
// change something for a page of another origin, and, so that no page can take
// itself for one of the service's by a name that it has resolve to this machine,
// a Host that is not expected.
type guard struct {
	next    http.Handler
	cross   *http.CrossOriginProtection
	origins []string // whose pages may do everything
	hosts   []string // in lower case; nil takes any
}

// newGuard returns a guard of next. Hosts are the names that it takes in a Host,
// besides localhost and IP addresses; anyHost has it take all.
func newGuard(next http.Handler, origins, hosts []string, anyHost bool) (*guard, error) {
	g := &guard{next: next, cross: http.NewCrossOriginProtection(), origins: origins}
	for _, origin := range origins {
		if err := g.cross.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("%.100q is no origin such as http://localhost:3000", origin)
		}
	}
	if !anyHost {
		g.hosts = []string{"localhost"}
		for _, host := range hosts {
			g.hosts = append(g.hosts, hostname(host))
		}
	}
	g.cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		deny(w, "a web page of another origin asks: if that is meant, start searchfilter serve with --allow-origin and the page's origin, such as http://localhost:3000")
	}))
	return g, nil
}

// ServeHTTP answers a request, or refuses it as the service would.
func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if host := hostname(r.Host); g.hosts != nil && net.ParseIP(host) == nil && !slices.Contains(g.hosts, host) {
		deny(w, fmt.Sprintf("the host is called %.100q here, which any web page may have resolve to this machine: if that is meant, start searchfilter serve with --allow-host and that name", host))
		return
	}
	if origin := r.Header.Get("Origin"); slices.Contains(g.origins, origin) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Expose-Headers", "x-amzn-errortype, x-amzn-requestid")
		h.Add("Vary", "Origin")
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			h.Set("Access-Control-Allow-Methods", "GET, PUT, POST, DELETE")
			h.Set("Access-Control-Allow-Headers", r.Header.Get("Access-Control-Request-Headers"))
			w.WriteHeader(http.StatusNoContent)
			return
		}
	}
	g.cross.Handler(g.next).ServeHTTP(w, r)
}

// hostname returns the name in a Host, with or without a port, as names are compared.
func hostname(host string) string {
	if u, err := url.Parse("//" + host); err == nil {
		host = u.Hostname()
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// deny answers with an error of the API.
func deny(w http.ResponseWriter, message string) {
	body, err := json.Marshal(map[string]string{"message": message})
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("x-amzn-errortype", "AccessDeniedException")
	w.WriteHeader(http.StatusForbidden)
	_, _ = w.Write(body)
}
