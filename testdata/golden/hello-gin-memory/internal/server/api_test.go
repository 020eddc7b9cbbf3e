package server

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/hello/internal/config"
	"example.com/hello/internal/httpapi"
	"example.com/hello/internal/store"
	"example.com/hello/internal/store/memory"
	"example.com/hello/internal/store/storetest"
)

// kind is what the tests need to know about a kind of resource.
type kind struct {
	path string
	// fields returns the body of a request that creates a resource without conflicts.
	fields  func(t *testing.T, r store.Repositories) any
	unique  []string // members with unique values
	filters []string // query parameters that filter a list
}

var kinds = []kind{
	{
		path: "/v1/users",
		fields: func(*testing.T, store.Repositories) any {
			return httpapi.NewUserFields(storetest.UserFields())
		},
		unique:  []string{"email"},
		filters: []string{"email"},
	},
}

// api is a running server. It checks every response against the OpenAPI document.
type api struct {
	t      *testing.T
	url    string
	server *Server
	store  store.Store
	doc    *document
}

// newAPI starts a server over a store.
func newAPI(t *testing.T, st store.Store, doc *document) *api {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	cfg := config.HTTP{
		MaxBodyBytes: 10_000, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: 10 * time.Second,
		RequestTimeout: time.Second,
	}
	a := &api{t: t, url: "http://" + listener.Addr().String(), store: st, doc: doc}
	a.server = New(cfg, st, slog.New(slog.DiscardHandler))
	go func() { _ = a.server.Serve(listener) }()
	t.Cleanup(func() {
		if err := a.server.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return a
}

// response is a response whose body is read.
type response struct {
	*http.Response
	body []byte
}

// do sends a request. The body is text or a value to encode as JSON. Header fields are
// alternating names and values. By default, the Content-Type of a body is JSON.
func (a *api) do(method, path string, body any, header ...string) response {
	a.t.Helper()
	text, isText := body.(string)
	if !isText && body != nil {
		encoded, err := httpapi.Encode(body)
		if err != nil {
			a.t.Fatal(err)
		}
		text = string(encoded)
	}
	request, err := http.NewRequestWithContext(a.t.Context(), method, a.url+path, strings.NewReader(text))
	if err != nil {
		a.t.Fatal(err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for field := range slices.Chunk(header, 2) {
		request.Header.Set(field[0], field[1])
	}
	got, err := http.DefaultClient.Do(request)
	if err != nil {
		a.t.Fatal(err)
	}
	defer func() { _ = got.Body.Close() }()
	content, err := io.ReadAll(got.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	a.doc.check(a.t, request, got, content)
	return response{Response: got, body: content}
}

// want fails unless the response has the status and, if it is a problem, the code.
func (a *api) want(r response, status int, code string) response {
	a.t.Helper()
	got := ""
	if r.Header.Get("Content-Type") == "application/problem+json" {
		got, _ = r.member(a.t, "code").(string)
	}
	if r.StatusCode != status || got != code {
		a.t.Errorf("%s %s: got %d %s, want %d %s", r.Request.Method, r.Request.URL.Path, r.StatusCode, r.body, status, code)
	}
	return r
}

// member returns a member of a body in JSON.
func (r response) member(t *testing.T, name string) any {
	t.Helper()
	var members map[string]any
	if strings.HasSuffix(r.Header.Get("Content-Type"), "json") && len(r.body) > 0 {
		if err := json.Unmarshal(r.body, &members); err != nil {
			t.Fatal(err)
		}
	}
	return members[name]
}

func (r response) path(t *testing.T, k kind) string {
	t.Helper()
	return fmt.Sprintf("%s/%s", k.path, r.member(t, "id"))
}

// fields returns the body of a request that creates a new resource.
func (a *api) fields(k kind) any {
	a.t.Helper()
	return k.fields(a.t, a.store.Repositories())
}

// conflicting returns the body of a request with some members replaced.
func (a *api) conflicting(k kind, replaced map[string]any) map[string]any {
	a.t.Helper()
	encoded, err := httpapi.Encode(a.fields(k))
	if err != nil {
		a.t.Fatal(err)
	}
	var members map[string]any
	if err := json.Unmarshal(encoded, &members); err != nil {
		a.t.Fatal(err)
	}
	maps.Copy(members, replaced)
	return members
}

func (a *api) create(k kind) response {
	a.t.Helper()
	return a.want(a.do(http.MethodPost, k.path, a.fields(k)), http.StatusCreated, "")
}

// forEachKind runs the test for each kind of resource.
func forEachKind(t *testing.T, test func(*testing.T, *api, kind)) {
	t.Helper()
	for _, k := range kinds {
		t.Run(k.path, func(t *testing.T) { test(t, newAPI(t, memory.New(), loadDocument(t)), k) })
	}
}

func TestResource_Life(t *testing.T) {
	forEachKind(t, func(t *testing.T, a *api, k kind) {
		created := a.create(k)
		path := created.path(t, k)
		if got := created.Header.Get("Location"); got != path {
			t.Errorf("got Location %q, want %q", got, path)
		}
		if got := a.do(http.MethodGet, path, nil); string(got.body) != string(created.body) || got.Header.Get("ETag") != `"1"` {
			t.Errorf("got %v %s, want %s", got.Header, got.body, created.body)
		}
		if got := a.do(http.MethodHead, path, nil); got.StatusCode != http.StatusOK || got.ContentLength != int64(len(created.body)) {
			t.Errorf("HEAD: got %d %v", got.StatusCode, got.Header)
		}
		a.want(a.do(http.MethodDelete, path, nil, "If-Match", `W/"1"`), http.StatusNoContent, "")
		a.want(a.do(http.MethodGet, path, nil), http.StatusNotFound, "not_found")
	})
}

func TestResource_Patch(t *testing.T) {
	forEachKind(t, func(t *testing.T, a *api, k kind) {
		created := a.create(k)
		path := created.path(t, k)
		encoded, err := json.Marshal(a.fields(k))
		if err != nil {
			t.Fatal(err)
		}
		changed := a.want(a.do(http.MethodPatch, path, string(encoded), "Content-Type", "application/merge-patch+json"), http.StatusOK, "")
		var patch, got map[string]any
		if err := json.Unmarshal(encoded, &patch); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(changed.body, &got); err != nil {
			t.Fatal(err)
		}
		for member, value := range patch {
			a, _ := json.Marshal(got[member])
			b, _ := json.Marshal(value)
			if string(a) != string(b) {
				t.Errorf("%s: got %s, want %s", member, a, b)
			}
		}
		if got["created_at"] != created.member(t, "created_at") || got["updated_at"] == created.member(t, "updated_at") {
			t.Errorf("got %s after %s", changed.body, created.body)
		}
		again := a.do(http.MethodPatch, path, string(encoded))
		if string(again.body) != string(changed.body) || again.Header.Get("ETag") != changed.Header.Get("ETag") {
			t.Errorf("a patch that changes nothing: got %s, want %s", again.body, changed.body)
		}
	})
}

func TestList_Pages(t *testing.T) {
	forEachKind(t, func(t *testing.T, a *api, k kind) {
		var want, got []string
		for range 5 {
			want = append(want, string(a.create(k).body))
		}
		for cursor := ""; ; {
			page := a.want(a.do(http.MethodGet, k.path+"?sort=created_at&limit=2"+cursor, nil), http.StatusOK, "")
			for _, item := range page.items(t) {
				got = append(got, string(item))
			}
			next, more := page.member(t, "next_cursor").(string)
			if !more {
				break
			}
			cursor = "&cursor=" + next
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("got %s, want %s", got, want)
		}
		newest := a.do(http.MethodGet, k.path+"?sort=-created_at&limit=1", nil).items(t)
		if len(newest) != 1 || string(newest[0]) != want[4] {
			t.Errorf("got %s, want %s", newest, want[4])
		}
	})
}

func TestList_Filters(t *testing.T) {
	forEachKind(t, func(t *testing.T, a *api, k kind) {
		for _, filter := range k.filters {
			want := a.create(k)
			a.create(k)
			value, ok := want.member(t, filter).(string)
			if !ok {
				encoded, _ := json.Marshal(want.member(t, filter))
				value = string(encoded)
			}
			found := false
			for _, item := range a.do(http.MethodGet, k.path+"?limit=100&"+url.Values{filter: {value}}.Encode(), nil).items(t) {
				var members map[string]any
				if err := json.Unmarshal(item, &members); err != nil || members[filter] != want.member(t, filter) {
					t.Errorf("%s=%s: got %s", filter, value, item)
				}
				found = found || string(item) == string(want.body)
			}
			if !found {
				t.Errorf("%s=%s doesn't list %s", filter, value, want.body)
			}
		}
	})
}

// items returns the items of a page.
func (r response) items(t *testing.T) []json.RawMessage {
	t.Helper()
	var page struct {
		Items []json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(r.body, &page); err != nil {
		t.Fatal(err)
	}
	return page.Items
}
