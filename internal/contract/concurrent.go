package contract

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
)

func concurrency(t *testing.T, a *api) {
	t.Run("concurrent patches of different fields all take effect", func(t *testing.T) { concurrentPatches(t, a) })
	t.Run("one of many requests with the same If-Match succeeds", func(t *testing.T) {
		user := a.user(t)
		got := a.together(t, 16, func(n int) request {
			return patched(user.path, object{"name": fmt.Sprint("n", n)}.String()).with("If-Match", user.etag)
		})
		wantOne(t, got, http.StatusOK, http.StatusPreconditionFailed)
	})
	t.Run("one of many requests with the same unique value succeeds", func(t *testing.T) {
		body := newUser().String()
		got := a.together(t, 16, func(int) request { return post("/v1/users", body) })
		wantOne(t, got, http.StatusCreated, http.StatusConflict)
	})
	t.Run("one of many deletions succeeds", func(t *testing.T) {
		user := a.user(t)
		got := a.together(t, 16, func(int) request { return deleted(user.path) })
		wantOne(t, got, http.StatusNoContent, http.StatusNotFound)
	})
	if a.Orders {
		t.Run("no reference is dangling", func(t *testing.T) { dangling(t, a) })
	}
}

// together sends n requests at the same time and returns their statuses.
func (a *api) together(t *testing.T, n int, r func(n int) request) []int {
	t.Helper()
	statuses := make([]int, n)
	errs := make([]error, n)
	var wg sync.WaitGroup
	begin := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-begin
			got, err := a.try(r(i))
			statuses[i], errs[i] = got.status, err
		})
	}
	close(begin)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	return statuses
}

// wantOne checks that one request succeeded with the status won and all others failed with the status lost.
func wantOne(t *testing.T, statuses []int, won, lost int) {
	t.Helper()
	wins := 0
	for _, status := range statuses {
		if status == won {
			wins++
		} else if status != lost {
			t.Errorf("status %d, want %d or %d", status, won, lost)
		}
	}
	if wins != 1 {
		t.Errorf("%d of %d succeeded, want 1: %v", wins, len(statuses), statuses)
	}
}

func concurrentPatches(t *testing.T, a *api) {
	user := a.user(t)
	fields := []string{"email", "name"}
	path := user.path
	value := func(round, field int) any { return fmt.Sprintf("r%d.f%d@%s", round, field, unique("h%d.example")) }
	if a.Orders {
		order := a.order(t)
		path, fields = order.path, []string{"number", "note", "count"}
	}
	for round := range 20 {
		want := object{}
		for n, field := range fields {
			if want[field] = value(round, n); field == "count" {
				want[field] = round + 2
			}
		}
		for _, status := range a.together(t, len(fields), func(n int) request {
			return patched(path, object{fields[n]: want[fields[n]]}.String())
		}) {
			if status != http.StatusOK {
				t.Fatalf("status %d", status)
			}
		}
		now := a.read(t, path)
		for _, field := range fields {
			if got, want := jsonText(t, now.fields, field), jsonText(t, want, field); got != want {
				t.Fatalf("round %d: %s is %s, want %s", round, field, got, want)
			}
		}
	}
}

func dangling(t *testing.T, a *api) {
	for range 20 {
		user := a.user(t)
		order := newOrder(user.id)
		got := a.together(t, 2, func(n int) request {
			if n == 0 {
				return deleted(user.path)
			}
			return post("/v1/orders", order.String())
		})
		removed, created := got[0] == http.StatusNoContent, got[1] == http.StatusCreated
		if removed == created {
			t.Fatalf("deleting the user returned %d, creating the order %d", got[0], got[1])
		}
	}
}
