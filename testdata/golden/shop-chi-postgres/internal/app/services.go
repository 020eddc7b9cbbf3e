package app

import (
	"time"

	"example.com/shop/internal/product"
	"example.com/shop/internal/review"
	"example.com/shop/internal/server"
	"example.com/shop/internal/store"
)

// newServices returns the services over a store's repositories.
func newServices(repositories store.Repositories) server.Services {
	return server.Services{
		Products: product.NewService(repositories.Products, time.Now),
		Reviews:  review.NewService(repositories.Reviews, time.Now),
	}
}
