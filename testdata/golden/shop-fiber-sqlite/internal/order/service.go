package order

import (
	"context"

	"github.com/google/uuid"

	"example.com/shop/internal/entity"
)

// Service has the operations on orders. Business logic belongs here. Get, List and
// Delete are the repository's. All methods return the errors that Repository documents,
// and an apperr.InvalidError if a rule is violated.
type Service struct {
	Repository
}

// NewService returns a service for the orders in the repository.
func NewService(repository Repository) *Service {
	return &Service{Repository: repository}
}

// Create stores a new order.
func (s *Service) Create(ctx context.Context, fields Fields) (Order, error) {
	if err := fields.Validate(); err != nil {
		return Order{}, err
	}
	item := Order{Meta: entity.New(), Fields: fields}
	return item, s.Repository.Create(ctx, item)
}

// Update lets change modify the fields of an order, and stores the result if it is valid.
func (s *Service) Update(ctx context.Context, id uuid.UUID, versions entity.Versions, change func(*Fields) error) (Order, error) {
	return s.Repository.Update(ctx, id, versions, func(item *Order) error {
		if err := change(&item.Fields); err != nil {
			return err
		}
		item.UpdatedAt = entity.Now()
		return item.Validate()
	})
}
