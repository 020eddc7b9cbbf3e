package app

import (
	"time"

	"example.com/shop/internal/customer"
	"example.com/shop/internal/order"
	"example.com/shop/internal/server"
	"example.com/shop/internal/store"
)

// newServices returns the services over a store's repositories.
func newServices(repositories store.Repositories) server.Services {
	return server.Services{
		Customers: customer.NewService(repositories.Customers, time.Now),
		Orders:    order.NewService(repositories.Orders, time.Now),
	}
}
