package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/civil"
	"example.com/shop/internal/decimal"
	"example.com/shop/internal/product"
	"example.com/shop/internal/rawjson"
	"example.com/shop/internal/sample"
	"example.com/shop/internal/store"
)

// newProduct returns a product that isn't stored.
func (s *samples) newProduct(t *testing.T) product.Product {
	t.Helper()
	n := s.next()
	return product.Product{
		ID: newID(t),
		Fields: product.Fields{
			Title:    sample.Text(n, 80),
			Sku:      sample.Text(n, 255),
			Page:     new(sample.URL(n)),
			Stock:    sample.Number[int64](n, -9223372036854775808, 9223372036854775807),
			Weight:   new(sample.Float(n, -1.7976931348623157e+308, 1.7976931348623157e+308)),
			Price:    sample.Decimal(n, 10, 2),
			Batch:    new(sample.UUID(n)),
			Launched: new(sample.Date(n)),
			Traits:   new(sample.JSON(n)),
		},
		CreatedAt: sample.Time(n),
		UpdatedAt: sample.Time(n),
	}
}

// storedProduct stores a product and returns its id.
func (s *samples) storedProduct(t *testing.T) uuid.UUID {
	t.Helper()
	item := s.newProduct(t)
	if err := s.repositories.Products.Create(t.Context(), item); err != nil {
		t.Fatalf("create product: %v", err)
	}
	return item.ID
}

// productTraits is what the tests must know of products.
var productTraits = traits[product.Product]{
	repository: func(r store.Repositories) repository[product.Product] { return r.Products },
	sample:     func(t *testing.T, s *samples) product.Product { t.Helper(); return s.newProduct(t) },
	id:         func(item *product.Product) *uuid.UUID { return &item.ID },
	updatedAt:  func(item *product.Product) *time.Time { return &item.UpdatedAt },
	notFound:   func(id uuid.UUID) error { return product.NotFoundError{ID: id} },
	edges: slices.Concat(
		edges(sample.Texts(), func(item *product.Product, value string) { item.Title = value }),
		edges(sample.Texts(), func(item *product.Product, value string) { item.Sku = value }),
		edges(sample.URLs(), func(item *product.Product, value string) { item.Page = &value }),
		edges([]*string{nil}, func(item *product.Product, value *string) { item.Page = value }),
		edges(sample.BigNumbers(), func(item *product.Product, value int64) { item.Stock = value }),
		edges(sample.Floats(), func(item *product.Product, value float64) { item.Weight = &value }),
		edges([]*float64{nil}, func(item *product.Product, value *float64) { item.Weight = value }),
		edges(sample.Decimals(10, 2), func(item *product.Product, value decimal.Number) { item.Price = value }),
		edges(sample.UUIDs(), func(item *product.Product, value uuid.UUID) { item.Batch = &value }),
		edges([]*uuid.UUID{nil}, func(item *product.Product, value *uuid.UUID) { item.Batch = value }),
		edges(sample.Dates(), func(item *product.Product, value civil.Date) { item.Launched = &value }),
		edges([]*civil.Date{nil}, func(item *product.Product, value *civil.Date) { item.Launched = value }),
		edges(sample.JSONs(), func(item *product.Product, value rawjson.Value) { item.Traits = &value }),
		edges([]*rawjson.Value{nil}, func(item *product.Product, value *rawjson.Value) { item.Traits = value }),
	),
	uniques: []uniqueField[product.Product]{
		{field: "sku", copy: func(to *product.Product, from product.Product) { to.Sku = from.Sku }},
	},
}
