package telemetry

import (
	"net/http"
	"net/http/pprof"
	"time"
)

// NewAdmin returns a server for operators, which must not be reachable by the public.
func NewAdmin(withProfiles bool) *http.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", Metrics)
	if withProfiles {
		mux.HandleFunc("/debug/pprof/", pprof.Index)
		mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
		mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
		mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	}
	return &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
}
