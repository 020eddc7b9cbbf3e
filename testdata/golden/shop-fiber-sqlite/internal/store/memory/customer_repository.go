package memory

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"example.com/shop/internal/customer"
	"example.com/shop/internal/optional"
	"example.com/shop/internal/order"
)

// customerTraits is how customers are kept.
var customerTraits = traitsOf[customer.Customer]{
	copy: func(item customer.Customer) customer.Customer {
		item.Bio = optional.Copy(item.Bio)
		return item
	},
	unique: func(item customer.Customer) map[string]any {
		values := map[string]any{}
		values["email"] = item.Email
		return values
	},
}

// customerRepository implements customer.Repository.
type customerRepository struct {
	work unitOfWork
}

func (r customerRepository) Create(ctx context.Context, item customer.Customer) error {
	return r.work.write(ctx, func(views *viewSet) error {
		return putCustomer(views, item)
	})
}

func (r customerRepository) Get(ctx context.Context, id uuid.UUID) (customer.Customer, error) {
	var item customer.Customer
	err := r.work.read(ctx, func(views *viewSet) error {
		found, ok := views.customers.Get(id)
		if !ok {
			return customer.NotFoundError{ID: id}
		}
		item = found
		return nil
	})
	return item, err
}

func (r customerRepository) List(ctx context.Context, after uuid.UUID, limit int) ([]customer.Customer, error) {
	var items []customer.Customer
	err := r.work.read(ctx, func(views *viewSet) error {
		items = views.customers.List(after, limit)
		return nil
	})
	return items, err
}

func (r customerRepository) Update(ctx context.Context, id uuid.UUID, change func(item *customer.Customer) error) (customer.Customer, error) {
	var item customer.Customer
	err := r.work.write(ctx, func(views *viewSet) error {
		found, ok := views.customers.Get(id)
		if !ok {
			return customer.NotFoundError{ID: id}
		}
		item = found
		if err := change(&item); err != nil {
			return err
		}
		item.ID, item.CreatedAt = id, found.CreatedAt
		return putCustomer(views, item)
	})
	if err != nil {
		return customer.Customer{}, err
	}
	return item, nil
}

func (r customerRepository) Delete(ctx context.Context, id uuid.UUID, check func(item customer.Customer) error) error {
	return r.work.write(ctx, func(views *viewSet) error {
		item, ok := views.customers.Get(id)
		if !ok {
			return customer.NotFoundError{ID: id}
		}
		if check != nil {
			if err := check(item); err != nil {
				return err
			}
		}
		if err := customerReferrers(views, id); err != nil {
			return err
		}
		views.customers.Remove(id)
		return nil
	})
}

// customerReferrers returns an error for each field that refers to a customer.
func customerReferrers(views *viewSet, id uuid.UUID) error {
	var found []error
	if views.orders.Any(func(other order.Order) bool {
		return other.BuyerID == id
	}) {
		found = append(found, customer.InUseError{ID: id, By: "orders", Field: "buyer_id"})
	}
	if views.orders.Any(func(other order.Order) bool {
		return optional.Is(other.GiftForID, id)
	}) {
		found = append(found, customer.InUseError{ID: id, By: "orders", Field: "gift_for_id"})
	}
	return errors.Join(found...)
}

// customerConflicts returns an error for each constraint that a customer violates.
func customerConflicts(views *viewSet, item customer.Customer) error {
	var found []error
	if views.customers.Taken("email", item.Email, item.ID) {
		found = append(found, customer.DuplicateError{Field: "email", Value: item.Email})
	}
	return errors.Join(found...)
}

// putCustomer stores a customer unless a constraint is against it.
func putCustomer(views *viewSet, item customer.Customer) error {
	if err := customerConflicts(views, item); err != nil {
		return err
	}
	views.customers.Put(item.ID, item)
	return nil
}
