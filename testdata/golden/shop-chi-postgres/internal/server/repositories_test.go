package server_test

import (
	"context"
	"errors"
	"time"

	"example.com/shop/internal/product"
	"example.com/shop/internal/review"
	"example.com/shop/internal/server"
	"example.com/shop/internal/store"
)

func newServices(repositories store.Repositories) server.Services {
	return server.Services{
		Products: product.NewService(repositories.Products, time.Now),
		Reviews:  review.NewService(repositories.Reviews, time.Now),
	}
}

// storeFailing returns the change of a setup that makes every repository fail.
func storeFailing(fail func(context.Context) error) func(*testSetup) {
	return func(with *testSetup) {
		with.failing = true
		with.repositories = store.Repositories{
			Products: failingProducts{fail: fail},
			Reviews:  failingReviews{fail: fail},
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
