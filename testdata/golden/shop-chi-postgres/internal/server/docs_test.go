package server_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

var docsLink = regexp.MustCompile(`(?:src|href)="([^"]*)"`)

// The page must work without a network: all that it loads comes from the service.
func TestTheDocsPageHasAllItLoads(t *testing.T) {
	t.Parallel()
	s := startService(t)
	page := s.want(s.do(http.MethodGet, "/docs", nil), http.StatusOK, "")
	if !strings.Contains(page.Header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("the policy is %q", page.Header.Get("Content-Security-Policy"))
	}
	links := docsLink.FindAllStringSubmatch(string(page.body), -1)
	if len(links) < 3 {
		t.Errorf("the page has the links %q", links)
	}
	types := map[string]string{
		"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "png": "image/png",
	}
	for _, found := range links {
		asset := s.want(s.do(http.MethodGet, "/"+found[1], nil), http.StatusOK, "")
		want := types[found[1][strings.LastIndexByte(found[1], '.')+1:]]
		if asset.Header.Get("Content-Type") != want || len(asset.body) == 0 {
			t.Errorf("%s: got %d bytes of %q, want %q", found[1], len(asset.body), asset.Header.Get("Content-Type"), want)
		}
	}
}

func provokeDocs(t *testing.T, s *testService) {
	t.Helper()
	for _, path := range []string{"/docs", "/docs/init.js", "/docs/favicon-32x32.png", "/docs/swagger-ui.css"} {
		s.want(s.do(http.MethodGet, path, nil), http.StatusOK, "")
	}
	s.want(s.do(http.MethodGet, "/docs/none", nil), http.StatusNotFound, "route_not_found")
}
