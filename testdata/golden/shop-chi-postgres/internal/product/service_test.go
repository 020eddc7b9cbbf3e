package product_test

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/product"
	"example.com/shop/internal/sample"
)

// memoRepository is a repository of one product.
type memoRepository struct {
	product.Repository

	item    product.Product
	updated bool
}

func (m *memoRepository) Create(_ context.Context, item product.Product) error {
	m.item = item
	return nil
}

func (m *memoRepository) Update(_ context.Context, _ uuid.UUID, change func(*product.Product) error) (product.Product, error) {
	item := m.item
	if err := change(&item); err != nil {
		return product.Product{}, err
	}
	m.item, m.updated = item, true
	return item, nil
}

// newFields returns valid fields, others for each n.
func newFields(n int) product.Fields {
	return product.Fields{
		Title:    sample.Text(n, 80),
		Sku:      sample.Text(n, 255),
		Page:     new(sample.URL(n)),
		Stock:    sample.Number[int64](n, -9223372036854775808, 9223372036854775807),
		Weight:   new(sample.Float(n, -1.7976931348623157e+308, 1.7976931348623157e+308)),
		Price:    sample.Decimal(n, 10, 2),
		Batch:    new(sample.UUID(n)),
		Launched: new(sample.Date(n)),
		Traits:   new(sample.JSON(n)),
	}
}

// testClock is a time that a store would round, in no zone of ours.
var testClock = time.Date(2026, time.March, 1, 1, 2, 3, 456789999, time.FixedZone("east", 7200))

func TestCreateGivesAnIDAndTimes(t *testing.T) {
	stored := &memoRepository{}
	created, err := product.NewService(stored, func() time.Time { return testClock }).Create(t.Context(), newFields(1))
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
	keep := func(*product.Fields) error { return nil }
	for name, test := range map[string]struct {
		check  func(product.Product) error
		change func(*product.Fields) error
		want   error
		later  bool
	}{
		"a change is stored, and its time": {nil, func(f *product.Fields) error { *f = newFields(2); return nil }, nil, !reflect.DeepEqual(newFields(1), newFields(2))},
		"no change isn't stored":           {nil, keep, nil, false},
		"a check that fails is the error":  {func(product.Product) error { return refused }, keep, refused, false},
		"a change that fails is the error": {nil, func(*product.Fields) error { return refused }, refused, false},
	} {
		t.Run(name, func(t *testing.T) {
			before := product.Product{ID: uuid.New(), Fields: newFields(1)}
			stored := &memoRepository{item: before}
			service := product.NewService(stored, func() time.Time { return testClock })
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
	broken := product.Fields{}.Violations()
	if broken == nil {
		t.Skip("empty fields are valid")
	}
	service := product.NewService(&memoRepository{item: product.Product{Fields: newFields(1)}}, func() time.Time { return testClock })
	_, creating := service.Create(t.Context(), product.Fields{})
	_, updating := service.Update(t.Context(), uuid.New(), nil, func(f *product.Fields) error { *f = product.Fields{}; return nil })
	for _, err := range []error{creating, updating} {
		if invalid, ok := errors.AsType[product.InvalidError](err); !ok || !reflect.DeepEqual(invalid.Broken, broken) {
			t.Errorf("got %v, want an InvalidError with %v", err, broken)
		}
	}
}
