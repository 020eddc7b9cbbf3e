package storetest

import (
	"context"
	"fmt"
	"testing"

	"cloud.google.com/go/civil"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"example.com/shop/internal/entity"
	"example.com/shop/internal/product"
	"example.com/shop/internal/store"
)

// ProductFields returns valid fields that don't conflict with others.
func ProductFields() product.Fields {
	n := next()
	return product.Fields{
		Title:    fmt.Sprintf("Text %d", n),
		Sku:      fmt.Sprintf("Sku %d", n),
		Page:     new(fmt.Sprintf("https://example.com/%d", n)),
		Stock:    int64(n),
		Weight:   new(float64(n) / 8),
		Price:    decimal.New(int64(10*n+1), -2),
		Batch:    new(uuid.New()),
		Launched: new(civil.Date{Year: 2026, Month: 1, Day: 1}.AddDays(int(n))),
		Traits:   new(entity.JSON(fmt.Sprintf(`{"n":%d}`, n))),
	}
}

// createProduct stores a product that others can refer to.
func createProduct(t *testing.T, r store.Repositories) uuid.UUID {
	t.Helper()
	item := product.Product{Meta: entity.New(), Fields: ProductFields()}
	if err := r.Products.Create(t.Context(), item); err != nil {
		t.Fatal(err)
	}
	return item.ID
}

func deleteProduct(ctx context.Context, r store.Repositories, id uuid.UUID) error {
	return r.Products.Delete(ctx, id, nil)
}

var products = resource[product.Product, product.Filter]{
	repository: func(r store.Repositories) repository[product.Product, product.Filter] { return r.Products },
	sample: func(_ *testing.T, _ store.Repositories) product.Product {
		return product.Product{Meta: entity.New(), Fields: ProductFields()}
	},
	conflicts: map[string]func(*product.Product, product.Product){
		"sku": func(item *product.Product, other product.Product) { item.Sku = other.Sku },
	},
	filters: func(item product.Product) []product.Filter {
		return []product.Filter{
			{Sku: &item.Sku},
			{Launched: item.Launched},
		}
	},
	clear: func(item *product.Product) {
		item.Page = nil
		item.Weight = nil
		item.Batch = nil
		item.Launched = nil
		item.Traits = nil
	},
}
