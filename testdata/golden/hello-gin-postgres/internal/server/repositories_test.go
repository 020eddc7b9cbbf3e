package server_test

import (
	"context"
	"errors"
	"time"

	"example.com/hello/internal/server"
	"example.com/hello/internal/store"
	"example.com/hello/internal/user"
)

func newServices(repositories store.Repositories) server.Services {
	return server.Services{
		Users: user.NewService(repositories.Users, time.Now),
	}
}

// storeFailing returns the change of a setup that makes every repository fail.
func storeFailing(fail func(context.Context) error) func(*testSetup) {
	return func(with *testSetup) {
		with.failing = true
		with.repositories = store.Repositories{
			Users: failingUsers{fail: fail},
		}
	}
}

func breakDown(context.Context) error { return errors.New("secret cause") }

func beAway(context.Context) error {
	return store.UnavailableError{Cause: errors.New("secret cause")}
}

func hangOn(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}
