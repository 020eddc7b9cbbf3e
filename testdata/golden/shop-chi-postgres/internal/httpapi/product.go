package httpapi

import (
	"time"

	"cloud.google.com/go/civil"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"example.com/shop/internal/entity"
	"example.com/shop/internal/product"
)

// ProductFields is the JSON of a product's fields.
type ProductFields struct {
	Title    string          `json:"title"`
	Sku      string          `json:"sku"`
	Page     *string         `json:"page"`
	Stock    int64           `json:"stock"`
	Weight   *float64        `json:"weight"`
	Price    decimal.Decimal `json:"price"`
	Batch    *uuid.UUID      `json:"batch"`
	Launched *civil.Date     `json:"launched"`
	Traits   *entity.JSON    `json:"traits"`
}

// NewProductFields returns the JSON of the fields.
func NewProductFields(f product.Fields) ProductFields {
	// Decimals are written with as many digits after the decimal point as they have.
	f.Price = f.Price.Round(2)
	return ProductFields(f)
}

// Fields returns the fields of the domain.
func (r ProductFields) Fields() product.Fields { return product.Fields(r) }

func (ProductFields) required() []string {
	return []string{"title", "sku", "price"}
}

func (r *ProductFields) setDefaults() []string {
	r.Stock = 0
	return []string{"stock"}
}

func (r ProductFields) validate() error { return r.Fields().Validate() }

// Product is the JSON of a product.
type Product struct {
	ID uuid.UUID `json:"id"`
	ProductFields
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

// NewProduct returns the JSON of a product.
func NewProduct(item product.Product) Product {
	return Product{ID: item.ID, ProductFields: NewProductFields(item.Fields), CreatedAt: item.CreatedAt, UpdatedAt: item.UpdatedAt}
}

// ParseProductList reads the query parameters of a list of products.
func ParseProductList(query string) (product.Filter, entity.Query, error) {
	p := parseQuery(query)
	filter := product.Filter{
		Sku:      p.text("sku", shortText),
		Launched: parse(p, "launched", civil.ParseDate),
	}
	return filter, p.page(), p.finish()
}
