package admin

import (
	"net/http"
	"net/http/pprof"

	"example.com/hello/internal/config"
)

// Pages are what operators may ask for, by path. A path that ends in a slash stands for
// all below it.
type Pages map[string]http.Handler

// NewPages returns the pages that are configured.
func NewPages(cfg config.Admin) Pages {
	pages := Pages{}
	if cfg.PPROF {
		pages["/debug/pprof/"] = http.HandlerFunc(pprof.Index)
		pages["/debug/pprof/cmdline"] = http.HandlerFunc(pprof.Cmdline)
		pages["/debug/pprof/profile"] = http.HandlerFunc(pprof.Profile)
		pages["/debug/pprof/symbol"] = http.HandlerFunc(pprof.Symbol)
		pages["/debug/pprof/trace"] = http.HandlerFunc(pprof.Trace)
	}
	return pages
}

// handler answers for the pages, and 404 for all else.
func (p Pages) handler() http.Handler {
	mux := http.NewServeMux()
	for path, page := range p {
		mux.Handle("GET "+path, page)
	}
	return mux
}
