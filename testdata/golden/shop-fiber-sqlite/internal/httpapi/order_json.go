package httpapi

import (
	"github.com/google/uuid"

	"example.com/shop/internal/order"
	"example.com/shop/internal/strictjson"
)

// OrderWire is how orders are sent and received.
var OrderWire = Wire[order.Order, order.Fields]{
	collection: "/v1/orders",
	read:       readOrder,
	violations: order.Fields.Violations,
	id:         func(of order.Order) uuid.UUID { return of.ID },
	represent:  func(of order.Order) any { return newOrderJSON(of) },
}

type orderJSON struct {
	ID        uuid.UUID    `json:"id"`
	Number    string       `json:"number"`
	Status    order.Status `json:"status"`
	Count     int32        `json:"count"`
	PlacedAt  wireTime     `json:"placed_at"`
	BuyerID   uuid.UUID    `json:"buyer_id"`
	GiftForID *uuid.UUID   `json:"gift_for_id"`
	CreatedAt wireTime     `json:"created_at"`
	UpdatedAt wireTime     `json:"updated_at"`
}

func newOrderJSON(of order.Order) orderJSON {
	return orderJSON{
		ID:        of.ID,
		Number:    of.Number,
		Status:    of.Status,
		Count:     of.Count,
		PlacedAt:  wireTime(of.PlacedAt),
		BuyerID:   of.BuyerID,
		GiftForID: of.GiftForID,
		CreatedAt: wireTime(of.CreatedAt),
		UpdatedAt: wireTime(of.UpdatedAt),
	}
}

func readOrder(body *strictjson.Object, to *order.Fields) {
	strictjson.Required(body, "number", strictjson.String, &to.Number)
	strictjson.Required(body, "status", strictjson.String, &to.Status)
	strictjson.Defaulted(body, "count", strictjson.Int32, &to.Count, 1)
	strictjson.Required(body, "placed_at", strictjson.Time, &to.PlacedAt)
	strictjson.Required(body, "buyer_id", strictjson.UUID, &to.BuyerID)
	strictjson.Optional(body, "gift_for_id", strictjson.UUID, &to.GiftForID)
}
