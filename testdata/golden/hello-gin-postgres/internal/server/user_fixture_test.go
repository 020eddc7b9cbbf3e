package server_test

import (
	"context"

	"github.com/google/uuid"

	"example.com/hello/internal/sample"
	"example.com/hello/internal/user"
)

func userFixture() fixtureKind {
	return fixtureKind{
		collection: "/v1/users",
		body: func(_ *testService, n int) map[string]any {
			return map[string]any{
				"email": sample.Email(n),
				"name":  sample.Text(n, 255),
			}
		},
		unique: []string{"email"},
	}
}

// failingUsers are users whose repository fails.
type failingUsers struct {
	fail func(context.Context) error
}

func (f failingUsers) Create(ctx context.Context, _ user.User) error { return f.fail(ctx) }

func (f failingUsers) Get(ctx context.Context, _ uuid.UUID) (none user.User, err error) {
	return none, f.fail(ctx)
}

func (f failingUsers) List(ctx context.Context, _ uuid.UUID, _ int) ([]user.User, error) {
	return nil, f.fail(ctx)
}

func (f failingUsers) Update(ctx context.Context, _ uuid.UUID, _ func(*user.User) error) (none user.User, err error) {
	return none, f.fail(ctx)
}

func (f failingUsers) Delete(ctx context.Context, _ uuid.UUID, _ func(user.User) error) error {
	return f.fail(ctx)
}
