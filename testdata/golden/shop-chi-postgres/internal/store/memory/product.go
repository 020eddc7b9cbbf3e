package memory

import (
	"context"

	"github.com/google/uuid"

	"example.com/shop/internal/apperr"
	"example.com/shop/internal/entity"
	"example.com/shop/internal/product"
)

// products is a product.Repository. The table implements all methods but List.
type products struct {
	table[product.Product, *product.Product]
}

func newProducts(s *Store, inTx bool) products {
	return products{table[product.Product, *product.Product]{
		store: s,
		inTx:  inTx,
		rows:  func(all *tables) map[uuid.UUID]product.Product { return all.products },
		check: checkProduct,
	}}
}

func checkProduct(all *tables, item product.Product) error {
	for _, other := range all.products {
		if other.ID != item.ID && other.Sku == item.Sku {
			return apperr.ConflictError{Field: "sku", Detail: "is taken"}
		}
	}
	return nil
}

func (r products) List(ctx context.Context, filter product.Filter, query entity.Query) (entity.Page[product.Product], error) {
	return r.list(ctx, query, func(item product.Product) bool {
		return matches(filter.Sku, &item.Sku) &&
			matches(filter.Launched, item.Launched)
	})
}
