package memory

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"example.com/hello/internal/user"
)

// userTraits is how users are kept.
var userTraits = traitsOf[user.User]{
	copy: func(item user.User) user.User {
		return item
	},
	unique: func(item user.User) map[string]any {
		values := map[string]any{}
		values["email"] = item.Email
		return values
	},
}

// userRepository implements user.Repository.
type userRepository struct {
	work unitOfWork
}

func (r userRepository) Create(ctx context.Context, item user.User) error {
	return r.work.write(ctx, func(views *viewSet) error {
		return putUser(views, item)
	})
}

func (r userRepository) Get(ctx context.Context, id uuid.UUID) (user.User, error) {
	var item user.User
	err := r.work.read(ctx, func(views *viewSet) error {
		found, ok := views.users.Get(id)
		if !ok {
			return user.NotFoundError{ID: id}
		}
		item = found
		return nil
	})
	return item, err
}

func (r userRepository) List(ctx context.Context, after uuid.UUID, limit int) ([]user.User, error) {
	var items []user.User
	err := r.work.read(ctx, func(views *viewSet) error {
		items = views.users.List(after, limit)
		return nil
	})
	return items, err
}

func (r userRepository) Update(ctx context.Context, id uuid.UUID, change func(item *user.User) error) (user.User, error) {
	var item user.User
	err := r.work.write(ctx, func(views *viewSet) error {
		found, ok := views.users.Get(id)
		if !ok {
			return user.NotFoundError{ID: id}
		}
		item = found
		if err := change(&item); err != nil {
			return err
		}
		item.ID, item.CreatedAt = id, found.CreatedAt
		return putUser(views, item)
	})
	if err != nil {
		return user.User{}, err
	}
	return item, nil
}

func (r userRepository) Delete(ctx context.Context, id uuid.UUID, check func(item user.User) error) error {
	return r.work.write(ctx, func(views *viewSet) error {
		item, ok := views.users.Get(id)
		if !ok {
			return user.NotFoundError{ID: id}
		}
		if check != nil {
			if err := check(item); err != nil {
				return err
			}
		}
		views.users.Remove(id)
		return nil
	})
}

// userConflicts returns an error for each constraint that a user violates.
func userConflicts(views *viewSet, item user.User) error {
	var found []error
	if views.users.Taken("email", item.Email, item.ID) {
		found = append(found, user.DuplicateError{Field: "email", Value: item.Email})
	}
	return errors.Join(found...)
}

// putUser stores a user unless a constraint is against it.
func putUser(views *viewSet, item user.User) error {
	if err := userConflicts(views, item); err != nil {
		return err
	}
	views.users.Put(item.ID, item)
	return nil
}
