package review_test

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/review"
	"example.com/shop/internal/sample"
)

// memoRepository is a repository of one review.
type memoRepository struct {
	review.Repository

	item    review.Review
	updated bool
}

func (m *memoRepository) Create(_ context.Context, item review.Review) error {
	m.item = item
	return nil
}

func (m *memoRepository) Update(_ context.Context, _ uuid.UUID, change func(*review.Review) error) (review.Review, error) {
	item := m.item
	if err := change(&item); err != nil {
		return review.Review{}, err
	}
	m.item, m.updated = item, true
	return item, nil
}

// newFields returns valid fields, others for each n.
func newFields(n int) review.Fields {
	return review.Fields{
		ProductID: uuid.New(),
		Stars:     sample.Number[int32](n, 1, 5),
		Text:      sample.Text(n, 65536),
		Contact:   new(sample.Email(n)),
	}
}

// testClock is a time that a store would round, in no zone of ours.
var testClock = time.Date(2026, time.March, 1, 1, 2, 3, 456789999, time.FixedZone("east", 7200))

func TestCreateGivesAnIDAndTimes(t *testing.T) {
	stored := &memoRepository{}
	created, err := review.NewService(stored, func() time.Time { return testClock }).Create(t.Context(), newFields(1))
	if err != nil {
		t.Fatal(err)
	}
	if created.ID.Version() != 7 {
		t.Errorf("the id %s isn't a UUIDv7", created.ID)
	}
	want := time.Date(2026, time.February, 28, 23, 2, 3, 456789000, time.UTC)
	if created.CreatedAt != want || created.UpdatedAt != want {
		t.Errorf("created at %s and updated at %s, want %s", created.CreatedAt, created.UpdatedAt, want)
	}
	if !reflect.DeepEqual(stored.item, created) {
		t.Errorf("stored\n%+v, returned\n%+v", stored.item, created)
	}
}

func TestUpdate(t *testing.T) {
	refused := errors.New("refused")
	keep := func(*review.Fields) error { return nil }
	for name, test := range map[string]struct {
		check  func(review.Review) error
		change func(*review.Fields) error
		want   error
		later  bool
	}{
		"a change is stored, and its time": {nil, func(f *review.Fields) error { *f = newFields(2); return nil }, nil, !reflect.DeepEqual(newFields(1), newFields(2))},
		"no change isn't stored":           {nil, keep, nil, false},
		"a check that fails is the error":  {func(review.Review) error { return refused }, keep, refused, false},
		"a change that fails is the error": {nil, func(*review.Fields) error { return refused }, refused, false},
	} {
		t.Run(name, func(t *testing.T) {
			before := review.Review{ID: uuid.New(), Fields: newFields(1)}
			stored := &memoRepository{item: before}
			service := review.NewService(stored, func() time.Time { return testClock })
			updated, err := service.Update(t.Context(), before.ID, test.check, test.change)
			if !errors.Is(err, test.want) {
				t.Fatalf("got %v, want %v", err, test.want)
			}
			if later := updated.UpdatedAt.After(before.UpdatedAt); later != test.later || stored.updated != test.later {
				t.Errorf("the time has moved: %t, and it was stored: %t, want %t", later, stored.updated, test.later)
			}
			if err == nil && !reflect.DeepEqual(updated, stored.item) {
				t.Errorf("returned\n%+v, stored\n%+v", updated, stored.item)
			}
		})
	}
}

func TestRules(t *testing.T) {
	if broken := newFields(1).Violations(); broken != nil {
		t.Errorf("valid fields break %v", broken)
	}
	broken := review.Fields{}.Violations()
	if broken == nil {
		t.Skip("empty fields are valid")
	}
	service := review.NewService(&memoRepository{item: review.Review{Fields: newFields(1)}}, func() time.Time { return testClock })
	_, creating := service.Create(t.Context(), review.Fields{})
	_, updating := service.Update(t.Context(), uuid.New(), nil, func(f *review.Fields) error { *f = review.Fields{}; return nil })
	for _, err := range []error{creating, updating} {
		if invalid, ok := errors.AsType[review.InvalidError](err); !ok || !reflect.DeepEqual(invalid.Broken, broken) {
			t.Errorf("got %v, want an InvalidError with %v", err, broken)
		}
	}
}
