package order

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/instant"
)

// errUnchanged ends an update that has nothing to store.
var errUnchanged = errors.New("nothing has changed")

// Service is what can be done with orders: the place for business logic.
type Service struct {
	repository Repository
	now        func() time.Time
}

// NewService returns a service over the repository that reads the time from now.
func NewService(repository Repository, now func() time.Time) *Service {
	return &Service{repository: repository, now: now}
}

// Create stores a new order. It returns an InvalidError when the fields break a
// rule, and the errors of Repository.Create.
func (s *Service) Create(ctx context.Context, fields Fields) (Order, error) {
	fields = fields.normalized()
	if broken := fields.Violations(); len(broken) > 0 {
		return Order{}, InvalidError{Broken: broken}
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Order{}, fmt.Errorf("make an id: %w", err)
	}
	now := instant.Of(s.now())
	item := Order{ID: id, Fields: fields, CreatedAt: now, UpdatedAt: now}
	if err := s.repository.Create(ctx, item); err != nil {
		return Order{}, err
	}
	return item, nil
}

// Get returns the order with the id, or a NotFoundError.
func (s *Service) Get(ctx context.Context, id uuid.UUID) (Order, error) {
	return s.repository.Get(ctx, id)
}

// List returns at most limit orders whose ids follow after, in the order of ids.
// The zero UUID comes before all.
func (s *Service) List(ctx context.Context, after uuid.UUID, limit int) ([]Order, error) {
	return s.repository.List(ctx, after, limit)
}

// Update changes the order with the id and returns it as it then is. First check,
// which may be nil, sees it as it was; its error, and that of change, are returned.
// Nothing is stored, and UpdatedAt stays, when nothing has changed. It returns an
// InvalidError when the new fields break a rule, and the errors of Repository.Update.
func (s *Service) Update(ctx context.Context, id uuid.UUID, check func(Order) error, change func(*Fields) error) (Order, error) {
	var unchanged Order
	updated, err := s.repository.Update(ctx, id, func(item *Order) error {
		if check != nil {
			if err := check(*item); err != nil {
				return err
			}
		}
		fields := item.Fields
		if err := change(&fields); err != nil {
			return err
		}
		fields = fields.normalized()
		if reflect.DeepEqual(fields, item.Fields) {
			unchanged = *item
			return errUnchanged
		}
		if broken := fields.Violations(); len(broken) > 0 {
			return InvalidError{Broken: broken}
		}
		item.Fields = fields
		item.UpdatedAt = instant.Of(s.now())
		return nil
	})
	if errors.Is(err, errUnchanged) {
		return unchanged, nil
	}
	return updated, err
}

// Delete removes the order with the id, unless check, which may be nil, returns an
// error. It returns the errors of Repository.Delete.
func (s *Service) Delete(ctx context.Context, id uuid.UUID, check func(Order) error) error {
	return s.repository.Delete(ctx, id, check)
}
