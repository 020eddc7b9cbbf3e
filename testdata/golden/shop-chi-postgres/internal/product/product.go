// Package product is the domain of products: what a product is, how products are stored, and what
// can be done with them.
package product

import (
	"cloud.google.com/go/civil"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"example.com/shop/internal/apperr"
	"example.com/shop/internal/entity"
	"example.com/shop/internal/rule"
)

// Product is a stored product.
type Product struct {
	entity.Meta
	Fields
}

// Fields are the parts of a product that clients set.
type Fields struct {
	Title    string
	Sku      string
	Page     *string
	Stock    int64
	Weight   *float64
	Price    decimal.Decimal
	Batch    *uuid.UUID
	Launched *civil.Date
	Traits   *entity.JSON
}

// Validate returns an apperr.InvalidError that lists every rule that the fields violate.
func (f Fields) Validate() error {
	var v apperr.Violations
	v.Check("title", rule.NotBlank(f.Title), rule.Text(f.Title, 80))
	v.Check("sku", rule.NotBlank(f.Sku), rule.Text(f.Sku, 255))
	if f.Page != nil {
		v.Check("page", rule.URL(*f.Page))
	}
	if f.Weight != nil {
		v.Check("weight", rule.Finite(*f.Weight))
	}
	v.Check("price", rule.Decimal(f.Price, 8, 2))
	if f.Launched != nil {
		v.Check("launched", rule.Date(*f.Launched))
	}
	if f.Traits != nil {
		v.Check("traits", rule.JSON(*f.Traits))
	}
	return v.Err()
}

// Size returns about how many bytes the fields have, so that a page of large ones ends
// early.
func (f Fields) Size() (size int) {
	if f.Traits != nil {
		size += len(*f.Traits)
	}
	return size
}

// Filter selects products. A nil field selects all of them.
type Filter struct {
	Sku      *string
	Launched *civil.Date
}
