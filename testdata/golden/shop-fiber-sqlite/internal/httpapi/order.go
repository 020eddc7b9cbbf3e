package httpapi

import (
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/entity"
	"example.com/shop/internal/order"
)

// OrderFields is the JSON of an order's fields.
type OrderFields struct {
	Number    string       `json:"number"`
	Status    order.Status `json:"status"`
	Count     int32        `json:"count"`
	PlacedAt  time.Time    `json:"placed_at"`
	BuyerID   uuid.UUID    `json:"buyer_id"`
	GiftForID *uuid.UUID   `json:"gift_for_id"`
}

// NewOrderFields returns the JSON of the fields.
func NewOrderFields(f order.Fields) OrderFields {
	return OrderFields(f)
}

// Fields returns the fields of the domain.
func (r OrderFields) Fields() order.Fields { return order.Fields(r) }

func (OrderFields) required() []string {
	return []string{"number", "status", "placed_at", "buyer_id"}
}

func (r *OrderFields) setDefaults() []string {
	r.Count = 1
	return []string{"count"}
}

func (r OrderFields) validate() error { return r.Fields().Validate() }

// Order is the JSON of an order.
type Order struct {
	ID uuid.UUID `json:"id"`
	OrderFields
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

// NewOrder returns the JSON of an order.
func NewOrder(item order.Order) Order {
	return Order{ID: item.ID, OrderFields: NewOrderFields(item.Fields), CreatedAt: item.CreatedAt, UpdatedAt: item.UpdatedAt}
}

// ParseOrderList reads the query parameters of a list of orders.
func ParseOrderList(query string) (order.Filter, entity.Query, error) {
	p := parseQuery(query)
	filter := order.Filter{
		Number:    p.text("number", shortText),
		Status:    (*order.Status)(p.text("status", func(text string) string { return order.Status(text).Check() })),
		PlacedAt:  parse(p, "placed_at", parseTime),
		BuyerID:   parse(p, "buyer_id", parseUUID),
		GiftForID: parse(p, "gift_for_id", parseUUID),
	}
	return filter, p.page(), p.finish()
}
