package memory

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"example.com/shop/internal/optional"
	"example.com/shop/internal/order"
)

// orderTraits is how orders are kept.
var orderTraits = traitsOf[order.Order]{
	copy: func(item order.Order) order.Order {
		item.GiftForID = optional.Copy(item.GiftForID)
		return item
	},
	unique: func(item order.Order) map[string]any {
		values := map[string]any{}
		values["number"] = item.Number
		return values
	},
}

// orderRepository implements order.Repository.
type orderRepository struct {
	work unitOfWork
}

func (r orderRepository) Create(ctx context.Context, item order.Order) error {
	return r.work.write(ctx, func(views *viewSet) error {
		return putOrder(views, item)
	})
}

func (r orderRepository) Get(ctx context.Context, id uuid.UUID) (order.Order, error) {
	var item order.Order
	err := r.work.read(ctx, func(views *viewSet) error {
		found, ok := views.orders.Get(id)
		if !ok {
			return order.NotFoundError{ID: id}
		}
		item = found
		return nil
	})
	return item, err
}

func (r orderRepository) List(ctx context.Context, after uuid.UUID, limit int) ([]order.Order, error) {
	var items []order.Order
	err := r.work.read(ctx, func(views *viewSet) error {
		items = views.orders.List(after, limit)
		return nil
	})
	return items, err
}

func (r orderRepository) Update(ctx context.Context, id uuid.UUID, change func(item *order.Order) error) (order.Order, error) {
	var item order.Order
	err := r.work.write(ctx, func(views *viewSet) error {
		found, ok := views.orders.Get(id)
		if !ok {
			return order.NotFoundError{ID: id}
		}
		item = found
		if err := change(&item); err != nil {
			return err
		}
		item.ID, item.CreatedAt = id, found.CreatedAt
		return putOrder(views, item)
	})
	if err != nil {
		return order.Order{}, err
	}
	return item, nil
}

func (r orderRepository) Delete(ctx context.Context, id uuid.UUID, check func(item order.Order) error) error {
	return r.work.write(ctx, func(views *viewSet) error {
		item, ok := views.orders.Get(id)
		if !ok {
			return order.NotFoundError{ID: id}
		}
		if check != nil {
			if err := check(item); err != nil {
				return err
			}
		}
		views.orders.Remove(id)
		return nil
	})
}

// orderConflicts returns an error for each constraint that an order violates.
func orderConflicts(views *viewSet, item order.Order) error {
	var found []error
	if views.orders.Taken("number", item.Number, item.ID) {
		found = append(found, order.DuplicateError{Field: "number", Value: item.Number})
	}
	if !views.customers.Has(item.BuyerID) {
		found = append(found, order.ReferenceError{Field: "buyer_id", ID: item.BuyerID})
	}
	if item.GiftForID != nil && !views.customers.Has(*item.GiftForID) {
		found = append(found, order.ReferenceError{Field: "gift_for_id", ID: *item.GiftForID})
	}
	return errors.Join(found...)
}

// putOrder stores an order unless a constraint is against it.
func putOrder(views *viewSet, item order.Order) error {
	if err := orderConflicts(views, item); err != nil {
		return err
	}
	views.orders.Put(item.ID, item)
	return nil
}
