package server

import (
	"example.com/shop/internal/customer"
	"example.com/shop/internal/order"
)

// Services are what the routes need.
type Services struct {
	Customers *customer.Service
	Orders    *order.Service
}

// Route is a method and a path's pattern, as in the OpenAPI document.
type Route struct {
	Method  string
	Pattern string
}
