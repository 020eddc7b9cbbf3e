package server_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

func TestACreatedResourceIsThere(t *testing.T) {
	t.Parallel()
	eachResource(t, func(t *testing.T, f fixtureKind) {
		s := startService(t)
		body := s.newBody(f)
		created := s.want(s.do(http.MethodPost, f.collection, body), http.StatusCreated, "")
		path := f.pathOf(t, created)
		if got := created.Header.Get("Location"); got != path {
			t.Errorf("Location: got %s, want %s", got, path)
		}
		id, err := uuid.Parse(strings.TrimPrefix(path, f.collection+"/"))
		if err != nil || id.Version() != 7 || id.String() != created.member(t, "id") {
			t.Errorf("the id of %s is no UUIDv7", created.body)
		}
		for member, sent := range body {
			if got := created.member(t, member); !sameJSON(t, got, sent) {
				t.Errorf("%s: got %v, want %v", member, got, sent)
			}
		}
		at, _ := created.member(t, "created_at").(string)
		if _, err := time.Parse("2006-01-02T15:04:05.000000Z", at); err != nil || created.member(t, "updated_at") != at {
			t.Errorf("the times of %s", created.body)
		}

		found := s.want(s.do(http.MethodGet, path, nil), http.StatusOK, "")
		if string(found.body) != string(created.body) || found.Header.Get("ETag") != created.Header.Get("ETag") {
			t.Errorf("created %s, found %s", created.body, found.body)
		}
	})
}

func TestPagesHoldEveryResourceOnce(t *testing.T) {
	t.Parallel()
	eachResource(t, func(t *testing.T, f fixtureKind) {
		s := startService(t)
		var want, got []any
		for range 2 {
			want = append(want, s.create(f, nil).member(t, "id"))
		}
		whole := s.want(s.do(http.MethodGet, f.collection, nil), http.StatusOK, "")
		if strings.Contains(string(whole.body), "next_cursor") {
			t.Errorf("the last page has a cursor: %s", whole.body)
		}
		query := "?limit=1"
		for range len(want) {
			page := s.want(s.do(http.MethodGet, f.collection+query, nil), http.StatusOK, "")
			items, _ := page.member(t, "items").([]any)
			for _, item := range items {
				members, _ := item.(map[string]any)
				got = append(got, members["id"])
			}
			query = fmt.Sprintf("?unknown=%%zz&limit=1&cursor=%v", page.member(t, "next_cursor"))
		}
		if !slices.Equal(got, want) || !strings.HasSuffix(query, "<nil>") {
			t.Errorf("got %v and then %s, want %v", got, query, want)
		}
	})
}

func TestAnEmptyCollectionIsAnEmptyPage(t *testing.T) {
	t.Parallel()
	eachResource(t, func(t *testing.T, f fixtureKind) {
		s := startService(t)
		if got := s.do(http.MethodGet, f.collection, nil); string(got.body) != `{"items":[]}` {
			t.Errorf("got %s", got.body)
		}
	})
}

func TestAPatchChangesWhatItNames(t *testing.T) {
	t.Parallel()
	eachResource(t, func(t *testing.T, f fixtureKind) {
		s := startService(t)
		before := s.create(f, nil)
		path := f.pathOf(t, before)

		same := s.want(s.do(http.MethodPatch, path, "{}", "Content-Type", "application/merge-patch+json"), http.StatusOK, "")
		if string(same.body) != string(before.body) || same.Header.Get("ETag") != before.Header.Get("ETag") {
			t.Errorf("a patch of nothing: got %s, want %s", same.body, before.body)
		}

		patch := s.newBody(f)
		after := s.want(s.do(http.MethodPatch, path, patch), http.StatusOK, "")
		changes := false
		for member, sent := range patch {
			changes = changes || !sameJSON(t, before.member(t, member), sent)
			if got := after.member(t, member); !sameJSON(t, got, sent) {
				t.Errorf("%s: got %v, want %v", member, got, sent)
			}
		}
		for _, member := range []string{"id", "created_at"} {
			if after.member(t, member) != before.member(t, member) {
				t.Errorf("%s is another: %s", member, after.body)
			}
		}
		if (after.Header.Get("ETag") != before.Header.Get("ETag")) != changes ||
			(after.member(t, "updated_at") != before.member(t, "updated_at")) != changes {
			t.Errorf("changed: %t, ETag and updated_at: %s", changes, after.body)
		}
	})
}

func TestPreconditions(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t)
	created := s.create(f, nil)
	path, etag := f.pathOf(t, created), created.Header.Get("ETag")
	cases := map[string]struct {
		field, value string
		read, write  int
	}{
		"the same tag":                 {"If-Match", etag, http.StatusOK, http.StatusOK},
		"one of several":               {"If-Match", `"a", ` + etag, http.StatusOK, http.StatusOK},
		"any tag":                      {"If-Match", "*", http.StatusOK, http.StatusOK},
		"another tag":                  {"If-Match", `"a"`, http.StatusPreconditionFailed, http.StatusPreconditionFailed},
		"a weak tag is never the same": {"If-Match", "W/" + etag, http.StatusPreconditionFailed, http.StatusPreconditionFailed},
		"what is no tag":               {"If-Match", "a", http.StatusPreconditionFailed, http.StatusPreconditionFailed},
		"not the same tag":             {"If-None-Match", etag, http.StatusNotModified, http.StatusPreconditionFailed},
		"not the same weak tag":        {"If-None-Match", "W/" + etag, http.StatusNotModified, http.StatusPreconditionFailed},
		"not another tag":              {"If-None-Match", `"a"`, http.StatusOK, http.StatusOK},
		"none at all":                  {"If-None-Match", "*", http.StatusNotModified, http.StatusPreconditionFailed},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := s.do(http.MethodGet, path, nil, tc.field, tc.value); got.StatusCode != tc.read {
				t.Errorf("GET: got %d, want %d", got.StatusCode, tc.read)
			}
			if got := s.do(http.MethodPatch, path, "{}", tc.field, tc.value); got.StatusCode != tc.write {
				t.Errorf("PATCH: got %d, want %d", got.StatusCode, tc.write)
			}
			if got := s.do(http.MethodPatch, f.missing(), "{}", tc.field, tc.value); got.StatusCode != http.StatusNotFound {
				t.Errorf("PATCH of what isn't there: got %d", got.StatusCode)
			}
		})
	}
}

func TestAllConflictsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	eachResource(t, func(t *testing.T, f fixtureKind) {
		s := startService(t)
		first, body := s.create(f, nil), s.newBody(f)
		var want []string
		for _, member := range f.unique {
			body[member] = first.member(t, member)
			want = append(want, "/"+member)
		}
		for _, member := range f.references {
			if !slices.Contains(f.unique, member) {
				body[member] = uuid.NewString()
				want = append(want, "/"+member)
			}
		}
		if len(want) == 0 {
			t.Skip("nothing can conflict")
		}
		got := s.want(s.do(http.MethodPost, f.collection, body), http.StatusConflict, "conflict").pointers(t)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}
