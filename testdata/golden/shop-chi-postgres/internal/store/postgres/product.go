package postgres

import (
	"context"

	"example.com/shop/internal/entity"
	"example.com/shop/internal/product"
)

// productColumns lists the columns of the table, in the order of productRow.
const productColumns = `"id", "version",
	"title",
	"sku",
	"page",
	"stock",
	"weight",
	"price",
	"batch",
	"launched",
	"traits",
	"created_at", "updated_at"`

func productRow(item *product.Product) []any {
	return []any{
		&item.ID, &item.Version,
		&item.Title,
		&item.Sku,
		&item.Page,
		&item.Stock,
		&item.Weight,
		&item.Price,
		&item.Batch,
		&item.Launched,
		&item.Traits,
		&item.CreatedAt, &item.UpdatedAt,
	}
}

// products is a product.Repository. The table implements all methods but List.
type products struct {
	table[product.Product, *product.Product]
}

func newProducts(db database) products {
	return products{table[product.Product, *product.Product]{db: db, name: `"products"`, columns: productColumns, values: productRow}}
}

func (r products) List(ctx context.Context, filter product.Filter, query entity.Query) (entity.Page[product.Product], error) {
	var where conditions
	add(&where, `"sku" = $%d`, filter.Sku)
	add(&where, `"launched" = $%d`, filter.Launched)
	return r.list(ctx, where, query)
}
