package httpapi

import (
	"github.com/google/uuid"

	"example.com/hello/internal/strictjson"
	"example.com/hello/internal/user"
)

// UserWire is how users are sent and received.
var UserWire = Wire[user.User, user.Fields]{
	collection: "/v1/users",
	read:       readUser,
	violations: user.Fields.Violations,
	id:         func(of user.User) uuid.UUID { return of.ID },
	represent:  func(of user.User) any { return newUserJSON(of) },
}

type userJSON struct {
	ID        uuid.UUID `json:"id"`
	Email     string    `json:"email"`
	Name      string    `json:"name"`
	CreatedAt wireTime  `json:"created_at"`
	UpdatedAt wireTime  `json:"updated_at"`
}

func newUserJSON(of user.User) userJSON {
	return userJSON{
		ID:        of.ID,
		Email:     of.Email,
		Name:      of.Name,
		CreatedAt: wireTime(of.CreatedAt),
		UpdatedAt: wireTime(of.UpdatedAt),
	}
}

func readUser(body *strictjson.Object, to *user.Fields) {
	strictjson.Required(body, "email", strictjson.String, &to.Email)
	strictjson.Required(body, "name", strictjson.String, &to.Name)
}
