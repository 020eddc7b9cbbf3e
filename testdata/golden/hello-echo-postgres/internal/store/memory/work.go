package memory

import (
	"context"
	"errors"
	"sync"

	"example.com/hello/internal/store"
)

// unitOfWork is what a repository works in: the store, or one transaction.
type unitOfWork interface {
	read(ctx context.Context, do func(*viewSet) error) error
	write(ctx context.Context, do func(*viewSet) error) error
}

// repositoriesOf returns the repositories that work in a unit of work.
func repositoriesOf(work unitOfWork) store.Repositories {
	return store.Repositories{
		Users: userRepository{work},
	}
}

// txWork is a transaction, whose changes are kept from all others.
type txWork struct {
	mu    sync.Mutex
	views *viewSet
	ended bool
}

func (t *txWork) read(ctx context.Context, do func(*viewSet) error) error {
	return t.write(ctx, do)
}

func (t *txWork) write(ctx context.Context, do func(*viewSet) error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return errors.New("the transaction has ended")
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return do(t.views)
}

func (t *txWork) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = true
}
