package server

import (
	"example.com/hello/internal/user"
)

// Services are what the routes need.
type Services struct {
	Users *user.Service
}

// Route is a method and a path's pattern, as in the OpenAPI document.
type Route struct {
	Method  string
	Pattern string
}
