package server_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// Every status that openapi.yaml documents is provoked here, so that none is a
// guess; testService holds every answer to its schema.
func TestEveryDocumentedStatus(t *testing.T) {
	t.Parallel()
	s := startService(t)
	provokeOperations(t, s)
	provokeDenials(t, s)
	provokeRates(t, s)
	for _, f := range allFixtures() {
		provokeSuccess(t, s.beside(), f)
		provokeRefusals(t, s.beside(), f)
		provokeConflicts(t, s.beside(), f)
		for _, by := range f.referrers {
			provokeUse(t, s.beside(), f, by)
		}
		provokeFailure(t, s.beside(storeFailing(breakDown)), f, http.StatusInternalServerError, "internal")
		provokeFailure(t, s.beside(storeFailing(beAway)), f, http.StatusServiceUnavailable, "unavailable")
		provokeFailure(t, s.beside(storeFailing(hangOn), lackPatience), f, http.StatusServiceUnavailable, "timeout")
	}
	var unseen []string
	for _, status := range s.statuses() {
		if !s.seen[status] {
			unseen = append(unseen, status)
		}
	}
	if len(unseen) > 0 {
		t.Errorf("never seen:\n%s", strings.Join(unseen, "\n"))
	}
}

// beside starts another service, the answers of which count for s too.
func (s *testService) beside(changes ...func(*testSetup)) *testService {
	s.t.Helper()
	other := startService(s.t, changes...)
	other.apiDocument = s.apiDocument
	return other
}

func lackPatience(with *testSetup) { with.Config.RequestTimeout = 50 * time.Millisecond }

func provokeOperations(t *testing.T, s *testService) {
	t.Helper()
	for _, path := range []string{
		"/healthz",
		"/openapi.yaml",
		"/readyz",
	} {
		s.want(s.do(http.MethodGet, path, nil), http.StatusOK, "")
	}
	away := s.beside(func(with *testSetup) {
		with.Ready = func(context.Context) error { return errors.New("away") }
	})
	away.want(away.do(http.MethodGet, "/readyz", nil), http.StatusServiceUnavailable, "unavailable")
}

func provokeSuccess(t *testing.T, s *testService, f fixtureKind) {
	t.Helper()
	created := s.create(f, nil)
	path := f.pathOf(t, created)
	s.want(s.do(http.MethodGet, path, nil), http.StatusOK, "")
	s.want(s.do(http.MethodGet, path, nil, "If-None-Match", created.Header.Get("ETag")), http.StatusNotModified, "")
	s.want(s.do(http.MethodGet, f.collection, nil), http.StatusOK, "")
	s.want(s.do(http.MethodPatch, path, "{}"), http.StatusOK, "")
	s.want(s.do(http.MethodDelete, path, nil), http.StatusNoContent, "")
}

func provokeRefusals(t *testing.T, s *testService, f fixtureKind) {
	t.Helper()
	s.want(s.do(http.MethodGet, f.collection+"?limit=0", nil), http.StatusBadRequest, "invalid_parameter")
	tooLarge := `"` + strings.Repeat("a", 1<<20) + `"`
	path := f.collection + "/" + s.anyID(f.collection)
	for method, path := range map[string]string{http.MethodPost: f.collection, http.MethodPatch: path} {
		s.want(s.do(method, path, "{"), http.StatusBadRequest, "invalid_json")
		s.want(s.do(method, path, tooLarge), http.StatusRequestEntityTooLarge, "body_too_large")
		s.want(s.do(method, path, "{}", "Content-Type", "text/plain"), http.StatusUnsupportedMediaType, "unsupported_media_type")
		s.want(s.do(method, path, `{"surely_unknown":1}`), http.StatusUnprocessableEntity, "validation_failed")
	}
	for _, method := range []string{http.MethodGet, http.MethodPatch, http.MethodDelete} {
		s.want(s.do(method, f.collection+"/1", "{}"), http.StatusBadRequest, "invalid_parameter")
		s.want(s.do(method, f.missing(), "{}"), http.StatusNotFound, "not_found")
		s.want(s.do(method, path, "{}", "If-Match", `"other"`), http.StatusPreconditionFailed, "precondition_failed")
	}
}

func provokeConflicts(t *testing.T, s *testService, f fixtureKind) {
	t.Helper()
	first, second := s.create(f, nil), s.create(f, nil)
	conflicts := map[string]any{}
	for _, member := range f.references {
		conflicts[member] = uuid.NewString()
	}
	for _, member := range f.unique {
		conflicts[member] = first.member(t, member)
	}
	for member, value := range conflicts {
		body := s.newBody(f)
		body[member] = value
		s.wantConflict(s.do(http.MethodPost, f.collection, body), "/"+member)
		s.wantConflict(s.do(http.MethodPatch, f.pathOf(t, second), map[string]any{member: value}), "/"+member)
	}
}

func provokeUse(t *testing.T, s *testService, f fixtureKind, by resourceReferrer) {
	t.Helper()
	used := s.create(f, nil)
	s.create(fixtureOf(by.collection), map[string]any{by.member: used.member(t, "id")})
	s.wantConflict(s.do(http.MethodDelete, f.pathOf(t, used), nil), "")
}

// wantConflict wants a conflict that points to the member.
func (s *testService) wantConflict(got testAnswer, pointer string) {
	s.t.Helper()
	s.want(got, http.StatusConflict, "conflict")
	if !slices.Contains(got.pointers(s.t), pointer) {
		s.t.Errorf("%s doesn't point to %q", got.body, pointer)
	}
}

func provokeFailure(t *testing.T, s *testService, f fixtureKind, status int, code string) {
	t.Helper()
	body := s.newBody(f)
	for _, got := range []testAnswer{
		s.do(http.MethodGet, f.collection, nil),
		s.do(http.MethodPost, f.collection, body),
		s.do(http.MethodGet, f.missing(), nil),
		s.do(http.MethodPatch, f.missing(), "{}"),
		s.do(http.MethodDelete, f.missing(), nil),
	} {
		s.want(got, status, code)
		if strings.Contains(string(got.body), "secret") {
			t.Errorf("the client is told the cause: %s", got.body)
		}
	}
}
