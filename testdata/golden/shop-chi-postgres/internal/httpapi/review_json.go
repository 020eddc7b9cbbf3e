package httpapi

import (
	"github.com/google/uuid"

	"example.com/shop/internal/review"
	"example.com/shop/internal/strictjson"
)

// ReviewWire is how reviews are sent and received.
var ReviewWire = Wire[review.Review, review.Fields]{
	collection: "/v1/reviews",
	read:       readReview,
	violations: review.Fields.Violations,
	id:         func(of review.Review) uuid.UUID { return of.ID },
	represent:  func(of review.Review) any { return newReviewJSON(of) },
}

type reviewJSON struct {
	ID        uuid.UUID `json:"id"`
	ProductID uuid.UUID `json:"product_id"`
	Stars     int32     `json:"stars"`
	Text      string    `json:"text"`
	Contact   *string   `json:"contact"`
	CreatedAt wireTime  `json:"created_at"`
	UpdatedAt wireTime  `json:"updated_at"`
}

func newReviewJSON(of review.Review) reviewJSON {
	return reviewJSON{
		ID:        of.ID,
		ProductID: of.ProductID,
		Stars:     of.Stars,
		Text:      of.Text,
		Contact:   of.Contact,
		CreatedAt: wireTime(of.CreatedAt),
		UpdatedAt: wireTime(of.UpdatedAt),
	}
}

func readReview(body *strictjson.Object, to *review.Fields) {
	strictjson.Required(body, "product_id", strictjson.UUID, &to.ProductID)
	strictjson.Required(body, "stars", strictjson.Int32, &to.Stars)
	strictjson.Required(body, "text", strictjson.String, &to.Text)
	strictjson.Optional(body, "contact", strictjson.String, &to.Contact)
}
