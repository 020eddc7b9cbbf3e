package contract

import (
	"net/http"
	"strings"
	"testing"
)

func documentation(t *testing.T, a *api) {
	if !a.Docs {
		a.send(t, get("/docs")).problem(t, 404, "route_not_found")
		return
	}
	got := a.send(t, get("/docs"))
	got.want(t, http.StatusOK)
	if kind := got.header.Get("Content-Type"); !strings.HasPrefix(kind, "text/html") {
		t.Errorf("Content-Type is %q", kind)
	}
	shown := got.body
	assets := assetsOf(got.body)
	if len(assets) == 0 {
		t.Errorf("the page has no assets:\n%s", got.body)
	}
	for _, asset := range assets {
		if strings.Contains(asset, "//") {
			t.Errorf("%s comes from another host", asset)
			continue
		}
		if !strings.HasPrefix(asset, "/") {
			asset = "/" + asset // the page is at /docs, so its folder is the root
		}
		t.Run(asset, func(t *testing.T) {
			got := a.send(t, get(asset))
			got.want(t, http.StatusOK)
			shown += got.body
			if got.body == "" || got.header.Get("Content-Type") == "" || got.header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%d bytes with %v", len(got.body), got.header)
			}
		})
	}
	if !strings.Contains(shown, "openapi.yaml") {
		t.Errorf("neither the page nor an asset contains the path of the document:\n%s", got.body)
	}
	a.send(t, get("/docs/nothing.js")).want(t, http.StatusNotFound)
}

// assetsOf returns the values of src and href in a page.
func assetsOf(page string) []string {
	var assets []string
	for _, attribute := range []string{`src="`, `href="`} {
		for n, part := range strings.Split(page, attribute) {
			if value, _, ok := strings.Cut(part, `"`); n > 0 && ok && !strings.HasPrefix(value, "data:") && value != "" {
				assets = append(assets, value)
			}
		}
	}
	return assets
}
