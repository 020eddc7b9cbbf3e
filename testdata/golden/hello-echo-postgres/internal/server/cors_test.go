package server

import (
	"net/http"
	"strings"
	"testing"

	"example.com/hello/internal/store/memory"
)

func TestCORS(t *testing.T) {
	a := newAPI(t, memory.New(), loadDocument(t))
	for origin, allowed := range map[string]string{"https://page.example": "https://page.example", "https://other.example": "", "": ""} {
		got := a.want(a.do(http.MethodGet, kinds[0].path, nil, "Origin", origin), http.StatusOK, "")
		if got.Header.Get("Access-Control-Allow-Origin") != allowed || !strings.Contains(strings.Join(got.Header.Values("Vary"), ","), "Origin") {
			t.Errorf("%q: got %v", origin, got.Header)
		}
		preflight := a.do(http.MethodOptions, kinds[0].path+"/1", nil, "Origin", origin, "Authorization", "",
			"Access-Control-Request-Method", "PATCH", "Access-Control-Request-Headers", "content-type,if-match")
		if preflight.Header.Get("Access-Control-Allow-Origin") != allowed || allowed != "" && preflight.StatusCode != http.StatusNoContent {
			t.Errorf("%q: got %d %v", origin, preflight.StatusCode, preflight.Header)
		}
	}
}
