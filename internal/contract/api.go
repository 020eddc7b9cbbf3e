package contract

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// api is a running service with a client, and a record of their exchanges.
type api struct {
	Service
	*process
	client   *http.Client
	database string // the DATABASE_URL, if a test needs it
	mu       sync.Mutex
	recorded []recording
}

// recording is a request and its response.
type recording struct {
	request  request
	response response
}

// request is what a test sends.
type request struct {
	method, path string      // the path with its query, as sent
	body         string      // sent as JSON unless header says otherwise
	header       http.Header // overrides the defaults; nil as the Content-Type sends none
}

// response is the service's response.
type response struct {
	status int
	header http.Header
	body   string
}

func newAPI(t *testing.T, s Service) *api {
	t.Helper()
	return connect(t, s, start(t, s, nil))
}

func connect(t *testing.T, s Service, p *process) *api {
	t.Helper()
	transport := &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 16}
	t.Cleanup(transport.CloseIdleConnections)
	return &api{Service: s, process: p, client: &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       timeout,
	}}
}

// send sends r and returns the response.
func (a *api) send(t *testing.T, r request) response {
	t.Helper()
	got, err := a.try(r)
	if err != nil {
		t.Fatalf("%s: %v", r, err)
	}
	return got
}

func (a *api) try(r request) (response, error) {
	var body io.Reader
	if r.body != "" {
		body = strings.NewReader(r.body)
	}
	req, err := http.NewRequestWithContext(context.Background(), r.method, "http://"+a.addr, body)
	if err != nil {
		return response{}, err
	}
	path, query, asked := strings.Cut(r.path, "?")
	req.URL.Opaque, req.URL.RawQuery, req.URL.ForceQuery = "//"+a.addr+path, query, asked && query == ""
	if r.body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Authorization", "Bearer "+trusted.token())
	for name, values := range r.header {
		req.Header[name] = values
	}
	res, err := a.client.Do(req)
	if err != nil {
		return response{}, err
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return response{}, err
	}
	got := response{res.StatusCode, res.Header, string(data)}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.recorded = append(a.recorded, recording{r, got})
	return got, nil
}

// String formats the request on one line, for messages.
func (r request) String() string {
	body := r.body
	if len(body) > 100 {
		body = body[:100] + fmt.Sprintf("… (%d bytes)", len(r.body))
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", r.method, r.path, body))
}

// with returns a copy of r with a header field set, or removed if no values are given.
func (r request) with(name string, values ...string) request {
	h := http.Header{}
	for key, old := range r.header {
		h[key] = old
	}
	h[http.CanonicalHeaderKey(name)] = values
	r.header = h
	return r
}

func get(path string) request        { return request{method: http.MethodGet, path: path} }
func post(path, body string) request { return request{method: http.MethodPost, path: path, body: body} }

func patched(path, body string) request {
	return request{method: http.MethodPatch, path: path, body: body}
}
func deleted(path string) request { return request{method: http.MethodDelete, path: path} }

// object is a JSON object.
type object map[string]any

func (o object) String() string {
	data, err := json.Marshal(map[string]any(o))
	if err != nil {
		panic(err) // the test's own values are invalid
	}
	return string(data)
}

// but returns a copy with key set, or removed if the value is none.
func (o object) but(key string, value any) object {
	c := object{}
	for k, v := range o {
		c[k] = v
	}
	if value == none {
		delete(c, key)
		return c
	}
	c[key] = value
	return c
}

// none stands for an absent key.
var none = struct{ absent bool }{true}

var serial atomic.Int64

// unique returns a value that no other test uses.
func unique(format string) string { return fmt.Sprintf(format, serial.Add(1)) }

// newUser returns a body that creates a user.
func newUser() object {
	return object{"email": unique("user-%d@example.com"), "name": "Ada"}
}

// newOrder returns a body with every required field that creates an order.
func newOrder(buyer string) object {
	return object{"number": unique("no-%d"), "status": "new", "placed_at": "2024-02-03T04:05:06Z", "buyer_id": buyer}
}

// created is a resource that a test has created.
type created struct {
	id, path, etag string
	fields         object
	body           string
}

// create creates a resource, or fails the test.
func (a *api) create(t *testing.T, collection string, body object) created {
	t.Helper()
	got := a.send(t, post(collection, body.String()))
	got.want(t, http.StatusCreated)
	fields := got.object(t)
	id, _ := fields["id"].(string)
	return created{id, collection + "/" + id, got.header.Get("ETag"), fields, got.body}
}

func (a *api) user(t *testing.T) created {
	t.Helper()
	return a.create(t, "/v1/users", newUser())
}

func (a *api) order(t *testing.T) created {
	t.Helper()
	return a.create(t, "/v1/orders", newOrder(a.user(t).id))
}

// read reads a resource.
func (a *api) read(t *testing.T, path string) created {
	t.Helper()
	got := a.send(t, get(path))
	got.want(t, http.StatusOK)
	fields := got.object(t)
	id, _ := fields["id"].(string)
	return created{id, path, got.header.Get("ETag"), fields, got.body}
}
