package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"github.com/google/uuid"

	"example.com/hello/internal/user"
)

// The columns are in the order of userPlaces.
const (
	insertUser = `INSERT INTO "users" ("id", "email", "name", "created_at", "updated_at") VALUES (?1, ?2, ?3, ?4, ?5)`
	selectUser = `SELECT "id", "email", "name", "created_at", "updated_at" FROM "users" WHERE "id" = ?1`
	listUser   = `SELECT "id", "email", "name", "created_at", "updated_at" FROM "users" WHERE "id" > ?1 ORDER BY "id" LIMIT ?2`
	updateUser = `UPDATE "users" SET "email" = ?2, "name" = ?3, "updated_at" = ?5 WHERE "id" = ?1`
	deleteUser = `DELETE FROM "users" WHERE "id" = ?1`

	userEmailTaken = `SELECT EXISTS (SELECT 1 FROM "users" WHERE "email" = ?1 AND "id" <> ?2)`
)

// userRepository implements user.Repository.
type userRepository struct {
	work unitOfWork
}

// userPlaces returns where the columns of a user come from and go to.
func userPlaces(item *user.User) []any {
	return []any{
		&item.ID,
		&item.Email,
		&item.Name,
		placeOf(&item.CreatedAt),
		placeOf(&item.UpdatedAt),
	}
}

func (r userRepository) Create(ctx context.Context, item user.User) error {
	return r.work.write(ctx, func(ctx context.Context, q querier) error {
		return putUser(ctx, q, insertUser, item)
	})
}

func (r userRepository) Get(ctx context.Context, id uuid.UUID) (user.User, error) {
	var item user.User
	err := r.work.read(ctx, func(ctx context.Context, q querier) (err error) {
		item, err = getUser(ctx, q, id)
		return err
	})
	return item, err
}

func (r userRepository) List(ctx context.Context, after uuid.UUID, limit int) ([]user.User, error) {
	var items []user.User
	err := r.work.read(ctx, func(ctx context.Context, q querier) (err error) {
		items, err = queryAll(ctx, q, userPlaces, listUser, after, limit)
		return err
	})
	return items, err
}

func (r userRepository) Update(ctx context.Context, id uuid.UUID, change func(item *user.User) error) (user.User, error) {
	var item user.User
	err := r.work.write(ctx, func(ctx context.Context, q querier) error {
		stored, err := getUser(ctx, q, id)
		if err != nil {
			return err
		}
		item = stored
		if err := change(&item); err != nil {
			return err
		}
		item.ID, item.CreatedAt = id, stored.CreatedAt
		return putUser(ctx, q, updateUser, item)
	})
	if err != nil {
		return user.User{}, err
	}
	return item, nil
}

func (r userRepository) Delete(ctx context.Context, id uuid.UUID, check func(item user.User) error) error {
	return r.work.write(ctx, func(ctx context.Context, q querier) error {
		item, err := getUser(ctx, q, id)
		if err != nil {
			return err
		}
		if check != nil {
			if err := check(item); err != nil {
				return err
			}
		}
		return attempt(ctx, q, deleteUser, []any{id})
	})
}

func getUser(ctx context.Context, q querier, id uuid.UUID) (user.User, error) {
	var item user.User
	err := q.QueryRowContext(ctx, selectUser, id).Scan(userPlaces(&item)...)
	if errors.Is(err, sql.ErrNoRows) {
		return user.User{}, user.NotFoundError{ID: id}
	}
	return item, err
}

// putUser runs a statement that stores a user.
func putUser(ctx context.Context, q querier, statement string, item user.User) error {
	return attempt(ctx, q, statement, userPlaces(&item),
		suspicion{userEmailTaken, []any{&item.Email, item.ID}, user.DuplicateError{Field: "email", Value: item.Email}},
	)
}
