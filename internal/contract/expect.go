package contract

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// problem is the body of an error.
type problem struct {
	Type      string
	Title     string
	Status    int
	Detail    string
	Instance  string
	Code      string
	RequestID string `json:"request_id"`
	Errors    []struct{ Pointer, Detail string }
}

// want checks the status.
func (a response) want(t *testing.T, status int) {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d; body: %.400s", a.status, status, a.body)
	}
}

// object returns the body, which must be a JSON object.
func (a response) object(t *testing.T) object {
	t.Helper()
	var o object
	d := json.NewDecoder(strings.NewReader(a.body))
	d.UseNumber()
	if err := d.Decode(&o); err != nil {
		t.Fatalf("the body isn't a JSON object: %v\n%.400s", err, a.body)
	}
	return o
}

// keys returns the keys of the body's object in their order.
func (a response) keys(t *testing.T) []string {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(a.body))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		t.Fatalf("the body isn't a JSON object: %.400s", a.body)
	}
	var keys []string
	for d.More() {
		key, err := d.Token()
		if err != nil {
			t.Fatalf("%v: %.400s", err, a.body)
		}
		keys = append(keys, key.(string))
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			t.Fatalf("%v: %.400s", err, a.body)
		}
	}
	return keys
}

// problem checks that the response is a problem with this status and code. If
// pointers are given, its errors must have exactly these.
func (a response) problem(t *testing.T, status int, code string, pointers ...string) problem {
	t.Helper()
	a.want(t, status)
	if got := a.header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("Content-Type is %q, want application/problem+json", got)
	}
	var p problem
	d := json.NewDecoder(strings.NewReader(a.body))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		t.Fatalf("the body isn't a problem: %v\n%s", err, a.body)
	}
	if p.Code != code || p.Status != status {
		t.Errorf("code %q and status %d in the body, want %q and %d\n%s", p.Code, p.Status, code, status, a.body)
	}
	for name, value := range map[string]string{"type": p.Type, "title": p.Title, "detail": p.Detail, "instance": p.Instance, "request_id": p.RequestID} {
		if value == "" {
			t.Errorf("%s is empty in %s", name, a.body)
		}
	}
	if id := a.header.Get("X-Request-ID"); p.RequestID != id {
		t.Errorf("request_id %q in the body, %q in the header", p.RequestID, id)
	}
	p.checkErrors(t)
	if len(pointers) == 0 {
		return p
	}
	got := p.pointers()
	slices.Sort(got)
	got = slices.Compact(got) // One value can break several rules.
	slices.Sort(pointers)
	if diff := cmp.Diff(pointers, got); diff != "" {
		t.Errorf("pointers of the errors (-want +got):\n%s", diff)
	}
	return p
}

// problemOnSome is like problem for a body with wrong types or unknown fields, whose
// errors needn't all be listed.
func (a response) problemOnSome(t *testing.T, status int, code string, pointers ...string) {
	t.Helper()
	p := a.problem(t, status, code)
	for _, pointer := range p.pointers() {
		if !slices.Contains(pointers, pointer) {
			t.Errorf("an error for %s, want some of %q", pointer, pointers)
		}
	}
}

func (p problem) pointers() []string {
	var all []string
	for _, e := range p.Errors {
		all = append(all, e.Pointer)
	}
	return all
}

func (p problem) checkErrors(t *testing.T) {
	t.Helper()
	detailed := p.Code == "validation_failed" || p.Code == "conflict"
	if p.Code == "conflict" && len(p.Errors) == 0 {
		detailed = false // The database doesn't always name the field.
	}
	if detailed != (len(p.Errors) > 0) || len(p.Errors) > 100 {
		t.Errorf("code %s with %d errors", p.Code, len(p.Errors))
	}
	for _, e := range p.Errors {
		if e.Detail == "" {
			t.Errorf("no detail for %s", e.Pointer)
		}
	}
}

// refusal is a request that must be rejected, and the expected error.
type refusal struct {
	request
	status   int
	code     string
	pointers []string
	some     bool // the response may list only some of the pointers
}

func refused(r request, status int, code string, pointers ...string) refusal {
	return refusal{r, status, code, pointers, false}
}

// refusedForSome returns a refusal because of wrong types or unknown fields, of which
// the response lists at least the first.
func refusedForSome(r request, pointers ...string) refusal {
	return refusal{r, http.StatusUnprocessableEntity, "validation_failed", pointers, true}
}

// refuses checks refusals, each keyed by a sentence.
func (a *api) refuses(t *testing.T, cases map[string]refusal) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := a.send(t, c.request)
			if c.method == http.MethodHead {
				got.want(t, c.status)
				return
			}
			if c.some {
				got.problemOnSome(t, c.status, c.code, c.pointers...)
			} else {
				got.problem(t, c.status, c.code, c.pointers...)
			}
			path, _, _ := strings.Cut(c.path, "?")
			if instance := got.object(t)["instance"]; instance != path {
				t.Errorf("instance is %q, want %q", instance, path)
			}
		})
	}
}
