package httpapi

import (
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/entity"
	"example.com/shop/internal/review"
)

// ReviewFields is the JSON of a review's fields.
type ReviewFields struct {
	ProductID uuid.UUID `json:"product_id"`
	Stars     int32     `json:"stars"`
	Text      string    `json:"text"`
	Contact   *string   `json:"contact"`
}

// NewReviewFields returns the JSON of the fields.
func NewReviewFields(f review.Fields) ReviewFields {
	return ReviewFields(f)
}

// Fields returns the fields of the domain.
func (r ReviewFields) Fields() review.Fields { return review.Fields(r) }

func (ReviewFields) required() []string {
	return []string{"product_id", "stars", "text"}
}

func (r ReviewFields) validate() error { return r.Fields().Validate() }

// Review is the JSON of a review.
type Review struct {
	ID uuid.UUID `json:"id"`
	ReviewFields
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

// NewReview returns the JSON of a review.
func NewReview(item review.Review) Review {
	return Review{ID: item.ID, ReviewFields: NewReviewFields(item.Fields), CreatedAt: item.CreatedAt, UpdatedAt: item.UpdatedAt}
}

// ParseReviewList reads the query parameters of a list of reviews.
func ParseReviewList(query string) (review.Filter, entity.Query, error) {
	p := parseQuery(query)
	filter := review.Filter{ProductID: parse(p, "product_id", parseUUID)}
	return filter, p.page(), p.finish()
}
