package server

import (
	"example.com/shop/internal/product"
	"example.com/shop/internal/review"
)

// Services are what the routes need.
type Services struct {
	Products *product.Service
	Reviews  *review.Service
}

// Route is a method and a path's pattern, as in the OpenAPI document.
type Route struct {
	Method  string
	Pattern string
}
