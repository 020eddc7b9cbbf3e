package contract

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// onePage is the body of a response to a list request.
type onePage struct {
	Items      []struct{ ID string }
	NextCursor *string `json:"next_cursor"`
}

func (p onePage) ids() []string {
	var ids []string
	for _, item := range p.Items {
		ids = append(ids, item.ID)
	}
	return ids
}

func page(t *testing.T, a *api, path string) onePage {
	t.Helper()
	got := a.send(t, get(path))
	got.want(t, http.StatusOK)
	var p onePage
	if err := json.Unmarshal([]byte(got.body), &p); err != nil {
		t.Fatalf("%v: %s", err, got.body)
	}
	return p
}

// walk reads all pages of a list and calls between before every page except the
// first. The path must have a query. It returns the ids in order.
func walk(t *testing.T, a *api, list string, between func(page int)) []string {
	t.Helper()
	var ids []string
	cursor := ""
	for n := 0; ; n++ {
		if n > 0 {
			between(n)
		}
		p := page(t, a, list+cursor)
		ids = append(ids, p.ids()...)
		if p.NextCursor == nil {
			return ids
		}
		if n > 1000 || *p.NextCursor == "" {
			t.Fatalf("page %d has the next cursor %q", n, *p.NextCursor)
		}
		cursor = "&cursor=" + url.QueryEscape(*p.NextCursor)
	}
}

func list(t *testing.T, a *api) {
	users := []created{a.user(t), a.user(t), a.user(t)}
	got := a.send(t, get("/v1/users?limit=100"))
	got.want(t, http.StatusOK)
	if kind := got.header.Get("Content-Type"); kind != "application/json" {
		t.Errorf("Content-Type is %q", kind)
	}
	listed := got.body
	for next := got.object(t)["next_cursor"]; next != nil; next = got.object(t)["next_cursor"] {
		got = a.send(t, get(fmt.Sprint("/v1/users?limit=100&cursor=", next)))
		got.want(t, http.StatusOK)
		listed += got.body
	}
	for _, user := range users {
		if !strings.Contains(listed, user.body) {
			t.Errorf("the list doesn't contain %s", user.body)
		}
	}
	t.Run("a parameter may be percent-encoded", func(t *testing.T) {
		if n := len(page(t, a, "/v1/users?%6Cimit=%31").Items); n != 1 {
			t.Errorf("%d items, want 1", n)
		}
	})
	t.Run("20 items without a limit", func(t *testing.T) {
		for range 22 {
			a.user(t)
		}
		if n := len(page(t, a, "/v1/users").Items); n != 20 {
			t.Errorf("%d items, want 20", n)
		}
		if n := len(page(t, a, "/v1/users?").Items); n != 20 {
			t.Errorf("%d items with an empty query, want 20", n)
		}
	})
	t.Run("an empty list", func(t *testing.T) {
		fresh := newAPI(t, a.Service)
		got := fresh.send(t, get("/v1/users"))
		got.want(t, http.StatusOK)
		if strings.TrimSpace(got.body) != `{"items":[]}` {
			t.Errorf("body is %s", got.body)
		}
	})
}

func pages(t *testing.T, shared *api) {
	a := newAPI(t, shared.Service)
	var ids []string
	for range 23 {
		ids = append(ids, a.user(t).id)
	}
	t.Run("every row once, ordered by id, while rows are added", func(t *testing.T) {
		var added []string
		got := walk(t, a, "/v1/users?limit=5", func(int) { added = append(added, a.user(t).id) })
		if !slices.IsSorted(got) {
			t.Errorf("ids are not sorted: %v", got)
		}
		if len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Errorf("an id appears twice: %v", got)
		}
		if len(got) < len(ids) || !slices.Equal(got[:len(ids)], ids) {
			t.Errorf("got %v, want first %v", got, ids)
		}
		ids = append(ids, added...)
	})
	t.Run("in reverse order", func(t *testing.T) {
		want := slices.Clone(ids)
		slices.Reverse(want)
		if got := walk(t, a, "/v1/users?sort=-created_at&limit=4", func(int) { ids = append(ids, a.user(t).id) }); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
	t.Run("the last page has no cursor, even if it is full", func(t *testing.T) {
		for _, limit := range []string{"1", "100"} {
			if got := walk(t, a, "/v1/users?limit="+limit, func(int) {}); !slices.Equal(got, ids) {
				t.Errorf("limit %s: got %v, want %v", limit, got, ids)
			}
		}
		fresh := newAPI(t, a.Service)
		for range 3 {
			fresh.user(t)
		}
		for _, path := range []string{"/v1/users?limit=3", "/v1/users?limit=3&sort=-created_at"} {
			if p := page(t, fresh, path); p.NextCursor != nil || len(p.Items) != 3 {
				t.Errorf("%s has %d items and a next_cursor", path, len(p.Items))
			}
		}
	})
	t.Run("a cursor stays valid if its row is deleted", func(t *testing.T) {
		p := page(t, a, "/v1/users?limit=5")
		if p.NextCursor == nil {
			t.Fatal("there is no next page")
		}
		for _, id := range []string{ids[4], ids[5]} {
			a.send(t, deleted("/v1/users/"+id)).want(t, http.StatusNoContent)
		}
		next := page(t, a, "/v1/users?limit=5&cursor="+url.QueryEscape(*p.NextCursor))
		if len(next.Items) == 0 || next.Items[0].ID != ids[6] {
			t.Errorf("the next page starts with %v, want %s", next.Items, ids[6])
		}
	})
}
