package contract

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"testing"
)

// onePage is the body of a list.
type onePage struct {
	Items      []struct{ ID string }
	NextCursor *string `json:"next_cursor"`
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

// walk reads all users, and calls between before every page but the first. It
// returns their ids in their order.
func walk(t *testing.T, a *api, limit string, between func(page int)) []string {
	t.Helper()
	var ids []string
	query := "?limit=" + limit
	for n := 0; ; n++ {
		if n > 0 {
			between(n)
		}
		p := page(t, a, "/v1/users"+query)
		for _, item := range p.Items {
			ids = append(ids, item.ID)
		}
		if p.NextCursor == nil {
			return ids
		}
		if n > 1000 || *p.NextCursor == "" {
			t.Fatalf("page %d has the next cursor %q", n, *p.NextCursor)
		}
		query = "?limit=" + limit + "&cursor=" + url.QueryEscape(*p.NextCursor)
	}
}

func pages(t *testing.T, shared *api) {
	a := newAPI(t, shared.Service)
	var ids []string
	for range 23 {
		ids = append(ids, a.user(t).id)
	}
	t.Run("every row once, in the order of ids, while rows are added", func(t *testing.T) {
		var added []string
		got := walk(t, a, "5", func(int) { added = append(added, a.user(t).id) })
		if !slices.IsSorted(got) {
			t.Errorf("ids are not sorted: %v", got)
		}
		if len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Errorf("an id stands twice: %v", got)
		}
		if len(got) < len(ids) || !slices.Equal(got[:len(ids)], ids) {
			t.Errorf("got %v, want first %v", got, ids)
		}
		ids = append(ids, added...)
	})
	t.Run("the last page has no cursor, even when it is full", func(t *testing.T) {
		for _, limit := range []string{"1", "100"} {
			if got := walk(t, a, limit, func(int) {}); !slices.Equal(got, ids) {
				t.Errorf("limit %s: got %v, want %v", limit, got, ids)
			}
		}
		fresh := newAPI(t, a.Service)
		for range 3 {
			fresh.user(t)
		}
		if p := page(t, fresh, "/v1/users?limit=3"); p.NextCursor != nil {
			t.Errorf("next_cursor is %q though nothing is left", *p.NextCursor)
		}
	})
	t.Run("a cursor outlives the row that it points at", func(t *testing.T) {
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
