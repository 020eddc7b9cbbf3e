package server_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"testing"

	"github.com/google/uuid"
)

// fixtureKind is what the tests know of a kind of resource.
type fixtureKind struct {
	// collection is its path.
	collection string
	// body returns the body of a POST with all that is required. Bodies of different
	// numbers, from 1, can be stored side by side.
	body func(s *testService, n int) map[string]any
	// unique and references are the members whose values can conflict.
	unique     []string
	references []string
	// referrers are the collections whose resources can refer to it, by which member.
	referrers []resourceReferrer
}

type resourceReferrer struct {
	collection string
	member     string
}

func allFixtures() []fixtureKind {
	return []fixtureKind{
		userFixture(),
	}
}

func fixtureOf(collection string) fixtureKind {
	for _, f := range allFixtures() {
		if f.collection == collection {
			return f
		}
	}
	panic("no fixture for " + collection)
}

// eachResource runs the test for every kind of resource.
func eachResource(t *testing.T, test func(t *testing.T, f fixtureKind)) {
	t.Helper()
	for _, f := range allFixtures() {
		t.Run(f.collection, func(t *testing.T) {
			t.Parallel()
			test(t, f)
		})
	}
}

// newBody returns a body that conflicts with nothing that is stored.
func (s *testService) newBody(f fixtureKind) map[string]any {
	s.t.Helper()
	s.bodies[f.collection]++
	return f.body(s, s.bodies[f.collection])
}

// create stores a new resource with the members changed, and returns the answer.
func (s *testService) create(f fixtureKind, changed map[string]any) testAnswer {
	s.t.Helper()
	body := s.newBody(f)
	maps.Copy(body, changed)
	return s.want(s.do(http.MethodPost, f.collection, body), http.StatusCreated, "")
}

// newID returns the id of a resource that nothing else refers to; of none, when the
// store fails anyway.
func (s *testService) newID(collection string) string {
	s.t.Helper()
	if s.failing {
		return uuid.NewString()
	}
	id, _ := s.create(fixtureOf(collection), nil).member(s.t, "id").(string)
	return id
}

// anyID is newID, but the same for every call.
func (s *testService) anyID(collection string) string {
	s.t.Helper()
	if s.ids[collection] == "" {
		s.ids[collection] = s.newID(collection)
	}
	return s.ids[collection]
}

// pathOf returns the path of what an answer shows.
func (f fixtureKind) pathOf(t *testing.T, shown testAnswer) string {
	t.Helper()
	id, _ := shown.member(t, "id").(string)
	return f.collection + "/" + id
}

// missing returns a path of the collection where nothing is.
func (f fixtureKind) missing() string { return f.collection + "/" + uuid.NewString() }

// sameJSON reports whether JSON shows two values alike.
func sameJSON(t *testing.T, a, b any) bool {
	t.Helper()
	return encodeValue(t, a) == encodeValue(t, b)
}

func encodeValue(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func decodeValue(t *testing.T, data []byte) any {
	t.Helper()
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	return value
}
