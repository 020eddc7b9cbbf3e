package httpapi

import (
	"github.com/google/uuid"

	"example.com/shop/internal/civil"
	"example.com/shop/internal/decimal"
	"example.com/shop/internal/product"
	"example.com/shop/internal/rawjson"
	"example.com/shop/internal/strictjson"
)

// ProductWire is how products are sent and received.
var ProductWire = Wire[product.Product, product.Fields]{
	collection: "/v1/products",
	read:       readProduct,
	violations: product.Fields.Violations,
	id:         func(of product.Product) uuid.UUID { return of.ID },
	represent:  func(of product.Product) any { return newProductJSON(of) },
}

type productJSON struct {
	ID        uuid.UUID      `json:"id"`
	Title     string         `json:"title"`
	Sku       string         `json:"sku"`
	Page      *string        `json:"page"`
	Stock     int64          `json:"stock"`
	Weight    *float64       `json:"weight"`
	Price     decimal.Number `json:"price"`
	Batch     *uuid.UUID     `json:"batch"`
	Launched  *civil.Date    `json:"launched"`
	Traits    *rawjson.Value `json:"traits"`
	CreatedAt wireTime       `json:"created_at"`
	UpdatedAt wireTime       `json:"updated_at"`
}

func newProductJSON(of product.Product) productJSON {
	return productJSON{
		ID:        of.ID,
		Title:     of.Title,
		Sku:       of.Sku,
		Page:      of.Page,
		Stock:     of.Stock,
		Weight:    of.Weight,
		Price:     of.Price,
		Batch:     of.Batch,
		Launched:  of.Launched,
		Traits:    of.Traits,
		CreatedAt: wireTime(of.CreatedAt),
		UpdatedAt: wireTime(of.UpdatedAt),
	}
}

func readProduct(body *strictjson.Object, to *product.Fields) {
	strictjson.Required(body, "title", strictjson.String, &to.Title)
	strictjson.Required(body, "sku", strictjson.String, &to.Sku)
	strictjson.Optional(body, "page", strictjson.String, &to.Page)
	strictjson.Defaulted(body, "stock", strictjson.Int64, &to.Stock, 0)
	strictjson.Optional(body, "weight", strictjson.Float64, &to.Weight)
	strictjson.Required(body, "price", strictjson.String, &to.Price)
	strictjson.Optional(body, "batch", strictjson.UUID, &to.Batch)
	strictjson.Optional(body, "launched", strictjson.Date, &to.Launched)
	strictjson.Optional(body, "traits", strictjson.JSON(body, to.Traits), &to.Traits)
}
