package app

import (
	"time"

	"example.com/hello/internal/server"
	"example.com/hello/internal/store"
	"example.com/hello/internal/user"
)

// newServices returns the services over a store's repositories.
func newServices(repositories store.Repositories) server.Services {
	return server.Services{
		Users: user.NewService(repositories.Users, time.Now),
	}
}
