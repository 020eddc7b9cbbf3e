// Package product holds what a product is, the rules it keeps, and where its
// business logic lives.
package product

import (
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/civil"
	"example.com/shop/internal/decimal"
	"example.com/shop/internal/failure"
	"example.com/shop/internal/float"
	"example.com/shop/internal/optional"
	"example.com/shop/internal/rawjson"
	"example.com/shop/internal/rule"
)

// Product is a product as it is stored.
type Product struct {
	// ID is a UUIDv7, given when the product is created.
	ID uuid.UUID
	Fields
	// CreatedAt and UpdatedAt are in UTC, to the microsecond.
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Fields are what clients set.
type Fields struct {
	Title    string
	Sku      string
	Page     *string
	Stock    int64
	Weight   *float64
	Price    decimal.Number
	Batch    *uuid.UUID
	Launched *civil.Date
	Traits   *rawjson.Value
}

// Violations returns every rule that the fields break, in the fields' order.
func (f Fields) Violations() []failure.Violation {
	var found []failure.Violation
	rule.Check(&found, "title", f.Title, rule.NotBlank, rule.Text, rule.MaxLength(80))
	rule.Check(&found, "sku", f.Sku, rule.NotBlank, rule.Text, rule.MaxLength(255))
	rule.CheckOptional(&found, "page", f.Page, rule.MaxLength(2048), rule.URL)
	rule.CheckOptional(&found, "weight", f.Weight, rule.Finite)
	rule.Check(&found, "price", f.Price, rule.Decimal(10, 2))
	rule.CheckOptional(&found, "launched", f.Launched, rule.Date)
	rule.CheckOptional(&found, "traits", f.Traits, rule.JSON(65536))
	return found
}

// normalized returns the fields in the form in which stores keep them.
func (f Fields) normalized() Fields {
	f.Weight = optional.Map(f.Weight, float.Of)
	f.Price = decimal.ToScale(2)(f.Price)
	f.Traits = optional.Map(f.Traits, rawjson.Compact)
	return f
}
