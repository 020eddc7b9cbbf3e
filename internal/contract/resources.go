package contract

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var (
	uuidV7    = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	timestamp = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$`)
	strongTag = regexp.MustCompile(`^"[\x21\x23-\x7e]+"$`)
)

// missingID is a valid id of no resource.
const missingID = "01890000-0000-7000-8000-000000000000"

func create(t *testing.T, a *api) {
	body := newUser()
	before := time.Now().Add(-time.Millisecond)
	got := a.send(t, post("/v1/users", body.String()))
	got.want(t, http.StatusCreated)
	made := got.object(t)
	id, _ := made["id"].(string)
	if !uuidV7.MatchString(id) {
		t.Errorf("id %q isn't a UUIDv7 in lower case", id)
	}
	if location := got.header.Get("Location"); location != "/v1/users/"+id {
		t.Errorf("Location is %q", location)
	}
	if tag := got.header.Get("ETag"); !strongTag.MatchString(tag) {
		t.Errorf("ETag %q isn't strong", tag)
	}
	if kind := got.header.Get("Content-Type"); kind != "application/json" {
		t.Errorf("Content-Type is %q", kind)
	}
	if diff := cmp.Diff([]string{"id", "email", "name", "created_at", "updated_at"}, got.keys(t)); diff != "" {
		t.Errorf("order of the keys (-want +got):\n%s", diff)
	}
	if made["email"] != body["email"] || made["name"] != body["name"] || made["created_at"] != made["updated_at"] {
		t.Errorf("got %v from %v", made, body)
	}
	checkTime(t, made["created_at"], before)
	if a.Orders {
		t.Run("defaults", func(t *testing.T) { createDefaults(t, a) })
		t.Run("stores every field", func(t *testing.T) { createWhole(t, a) })
	}
}

func checkTime(t *testing.T, value any, after time.Time) {
	t.Helper()
	text, _ := value.(string)
	if !timestamp.MatchString(text) {
		t.Errorf("%q isn't a UTC time with microseconds", text)
		return
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || at.Before(after.Truncate(time.Microsecond)) || at.After(time.Now().Add(time.Second)) {
		t.Errorf("%q isn't the current time: %v", text, err)
	}
}

func createDefaults(t *testing.T, a *api) {
	order := a.create(t, "/v1/orders", newOrder(a.user(t).id))
	for key, want := range map[string]any{"count": "1", "express": "false", "note": "null", "gift_for_id": "null", "placed_at": `"2024-02-03T04:05:06.000000Z"`} {
		if got := jsonText(t, order.fields, key); got != want {
			t.Errorf("%s is %s, want %s", key, got, want)
		}
	}
	got := a.send(t, get(order.path))
	want := []string{"id", "number", "status", "note", "count", "express", "placed_at", "buyer_id", "gift_for_id", "created_at", "updated_at"}
	if diff := cmp.Diff(want, got.keys(t)); diff != "" {
		t.Errorf("order of the keys (-want +got):\n%s", diff)
	}
}

func createWhole(t *testing.T, a *api) {
	buyer, friend := a.user(t), a.user(t)
	sent := object{
		"number": unique("no-%d"), "status": "paid", "note": "a\nb \"c\" \U0001F600 </script>\u2028", "count": 99, "express": true,
		"placed_at": "1999-12-31T23:59:59.123456-02:00", "buyer_id": buyer.id, "gift_for_id": friend.id,
	}
	order := a.create(t, "/v1/orders", sent)
	for key := range sent {
		want := jsonText(t, sent, key)
		if key == "placed_at" {
			want = `"2000-01-01T01:59:59.123456Z"`
		}
		if got := jsonText(t, order.fields, key); got != want {
			t.Errorf("%s is %s, want %s", key, got, want)
		}
	}
}

// jsonText returns one value of o as JSON.
func jsonText(t *testing.T, o object, key string) string {
	t.Helper()
	value, ok := o[key]
	if !ok {
		t.Errorf("there is no %s in %s", key, o)
	}
	text := object{"k": value}.String()
	return text[len(`{"k":`) : len(text)-1]
}

func read(t *testing.T, a *api) {
	user := a.user(t)
	got := a.send(t, get(user.path))
	got.want(t, http.StatusOK)
	if got.body != user.body || got.header.Get("ETag") != user.etag {
		t.Errorf("GET and POST respond differently:\n%s %s\n%s %s", user.etag, user.body, got.header.Get("ETag"), got.body)
	}
	t.Run("If-None-Match with the ETag is 304", func(t *testing.T) {
		got := a.send(t, get(user.path).with("If-None-Match", `"other", `+user.etag))
		got.want(t, http.StatusNotModified)
		if got.body != "" || got.header.Get("ETag") != user.etag {
			t.Errorf("ETag %q and body %q", got.header.Get("ETag"), got.body)
		}
	})
	t.Run("If-None-Match with a weak ETag is 304", func(t *testing.T) {
		a.send(t, get(user.path).with("If-None-Match", "W/"+user.etag)).want(t, http.StatusNotModified)
	})
	t.Run("If-None-Match with another ETag is 200", func(t *testing.T) {
		a.send(t, get(user.path).with("If-None-Match", `"other"`)).want(t, http.StatusOK)
	})
	t.Run("a range is ignored", func(t *testing.T) {
		a.send(t, get(user.path).with("Range", "bytes=0-3")).want(t, http.StatusOK)
	})
	t.Run("Accept is ignored", func(t *testing.T) {
		a.send(t, get(user.path).with("Accept", "image/png")).want(t, http.StatusOK)
	})
	a.refuses(t, map[string]refusal{
		"an unknown id": refused(get("/v1/users/"+missingID), 404, "not_found"),
	})
}

func patch(t *testing.T, a *api) {
	user := a.user(t)
	t.Run("changes the given fields and updated_at", func(t *testing.T) {
		got := a.send(t, patched(user.path, `{"name":"Grace"}`).with("Content-Type", "application/merge-patch+json"))
		got.want(t, http.StatusOK)
		now := got.object(t)
		if now["name"] != "Grace" || now["email"] != user.fields["email"] || now["id"] != user.id || now["created_at"] != user.fields["created_at"] {
			t.Errorf("patched to %s", got.body)
		}
		if now["updated_at"].(string) <= user.fields["updated_at"].(string) {
			t.Errorf("updated_at went from %v to %v", user.fields["updated_at"], now["updated_at"])
		}
		if tag := got.header.Get("ETag"); tag == user.etag || !strongTag.MatchString(tag) {
			t.Errorf("ETag went from %s to %s", user.etag, tag)
		}
		if after := a.read(t, user.path); after.body != got.body || after.etag != got.header.Get("ETag") {
			t.Errorf("GET responds %s, PATCH responded %s", after.body, got.body)
		}
	})
	for name, body := range map[string]string{"an empty patch": `{}`, "a patch without changes": `{"name":"Grace","email":` + jsonText(t, user.fields, "email") + `}`} {
		t.Run(name+" doesn't change updated_at", func(t *testing.T) {
			before := a.read(t, user.path)
			got := a.send(t, patched(user.path, body))
			got.want(t, http.StatusOK)
			if got.body != before.body || got.header.Get("ETag") != before.etag {
				t.Errorf("%s became %s", before.body, got.body)
			}
		})
	}
	a.refuses(t, map[string]refusal{
		"an unknown id":             refused(patched("/v1/users/"+missingID, `{"name":"x"}`), 404, "not_found"),
		"null for a required field": refused(patched(user.path, `{"name":null}`), 422, "validation_failed", "/name"),
		"a blank required field":    refused(patched(user.path, `{"name":" \t\n"}`), 422, "validation_failed", "/name"),
		"fields set by the server":  refusedForSome(patched(user.path, `{"id":"`+user.id+`","created_at":null,"updated_at":""}`), "/id", "/created_at", "/updated_at"),
		"the version":               refused(patched(user.path, `{"version":1}`), 422, "validation_failed", "/version"),
	})
	if a.Orders {
		t.Run("optional fields are set and removed", func(t *testing.T) { patchOptional(t, a) })
	}
}

func patchOptional(t *testing.T, a *api) {
	order, friend := a.order(t), a.user(t)
	got := a.send(t, patched(order.path, object{"note": "n", "gift_for_id": friend.id, "count": 7}.String()))
	got.want(t, http.StatusOK)
	if o := got.object(t); o["note"] != "n" || o["gift_for_id"] != friend.id || jsonText(t, o, "count") != "7" {
		t.Errorf("patched to %s", got.body)
	}
	got = a.send(t, patched(order.path, `{"note":null,"gift_for_id":null}`))
	got.want(t, http.StatusOK)
	if o := got.object(t); o["note"] != nil || o["gift_for_id"] != nil || jsonText(t, o, "count") != "7" {
		t.Errorf("patched to %s", got.body)
	}
	a.refuses(t, map[string]refusal{
		"null for fields with a default": refused(patched(order.path, `{"count":null,"express":null}`), 422, "validation_failed", "/count", "/express"),
	})
}

func remove(t *testing.T, a *api) {
	user := a.user(t)
	got := a.send(t, deleted(user.path))
	got.want(t, http.StatusNoContent)
	if got.body != "" || got.header.Get("Content-Type") != "" || got.header.Get("Content-Length") != "" {
		t.Errorf("204 with %v and body %q", got.header, got.body)
	}
	a.refuses(t, map[string]refusal{
		"reading it again is 404":  refused(get(user.path), 404, "not_found"),
		"deleting it again is 404": refused(deleted(user.path), 404, "not_found"),
		"patching it is 404":       refused(patched(user.path, `{}`), 404, "not_found"),
	})
	t.Run("its unique value can be used again", func(t *testing.T) {
		a.create(t, "/v1/users", object{"email": user.fields["email"], "name": "Next"})
	})
	t.Run("a body is ignored", func(t *testing.T) {
		a.send(t, request{method: http.MethodDelete, path: a.user(t).path, body: "{not JSON"}.with("Content-Type", "text/plain")).want(t, http.StatusNoContent)
	})
}

// preconditions checks If-Match. It follows RFC 9110, except that weak tags match
// too, because a proxy that compresses responses makes tags weak.
func preconditions(t *testing.T, a *api) {
	stale := func() (string, string) {
		user := a.user(t)
		a.send(t, patched(user.path, `{"name":"changed"}`)).want(t, http.StatusOK)
		return user.path, user.etag
	}
	fresh := func(format string) (string, string) {
		user := a.user(t)
		return user.path, strings.ReplaceAll(format, "TAG", user.etag)
	}
	for name, c := range map[string]struct {
		setup   func() (path, match string)
		matches bool
	}{
		"the current ETag":        {func() (string, string) { return fresh("TAG") }, true},
		"one of several":          {func() (string, string) { return fresh(`"a,b" , TAG`) }, true},
		"any":                     {func() (string, string) { return fresh("*") }, true},
		"an older ETag":           {stale, false},
		"another ETag":            {func() (string, string) { return fresh(`"other"`) }, false},
		"the ETag made weak":      {func() (string, string) { return fresh("W/TAG") }, true},
		"an older ETag made weak": {func() (string, string) { path, tag := stale(); return path, "W/" + tag }, false},
		"a prefix of the ETag":    {func() (string, string) { p, tag := fresh("TAG"); return p, tag[:len(tag)-2] + `"` }, false},
		"a suffix of the ETag":    {func() (string, string) { p, tag := fresh("TAG"); return p, `"x` + tag[1:] }, false},
	} {
		for _, method := range []string{http.MethodPatch, http.MethodDelete} {
			t.Run(method+" "+name, func(t *testing.T) {
				path, match := c.setup()
				r := request{method: method, path: path}.with("If-Match", match)
				if method == http.MethodPatch {
					r.body = `{"name":"If"}`
				}
				got := a.send(t, r)
				if c.matches {
					if !slices.Contains([]int{http.StatusOK, http.StatusNoContent}, got.status) {
						t.Errorf("status %d, want success: %s", got.status, got.body)
					}
					return
				}
				got.problem(t, 412, "precondition_failed")
				a.read(t, path)
			})
		}
	}
	t.Run("a patch without changes must match too", func(t *testing.T) {
		path, match := stale()
		a.send(t, patched(path, `{}`).with("If-Match", match)).problem(t, 412, "precondition_failed")
	})
	t.Run("two header fields are one list", func(t *testing.T) {
		user := a.user(t)
		a.send(t, patched(user.path, `{}`).with("If-Match", `"other"`, user.etag)).want(t, http.StatusOK)
	})
}
