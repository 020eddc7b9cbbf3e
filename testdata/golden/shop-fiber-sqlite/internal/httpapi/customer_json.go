package httpapi

import (
	"github.com/google/uuid"

	"example.com/shop/internal/customer"
	"example.com/shop/internal/strictjson"
)

// CustomerWire is how customers are sent and received.
var CustomerWire = Wire[customer.Customer, customer.Fields]{
	collection: "/v1/customers",
	read:       readCustomer,
	violations: customer.Fields.Violations,
	id:         func(of customer.Customer) uuid.UUID { return of.ID },
	represent:  func(of customer.Customer) any { return newCustomerJSON(of) },
}

type customerJSON struct {
	ID        uuid.UUID `json:"id"`
	Name      string    `json:"name"`
	Email     string    `json:"email"`
	Bio       *string   `json:"bio"`
	Vip       bool      `json:"vip"`
	CreatedAt wireTime  `json:"created_at"`
	UpdatedAt wireTime  `json:"updated_at"`
}

func newCustomerJSON(of customer.Customer) customerJSON {
	return customerJSON{
		ID:        of.ID,
		Name:      of.Name,
		Email:     of.Email,
		Bio:       of.Bio,
		Vip:       of.Vip,
		CreatedAt: wireTime(of.CreatedAt),
		UpdatedAt: wireTime(of.UpdatedAt),
	}
}

func readCustomer(body *strictjson.Object, to *customer.Fields) {
	strictjson.Required(body, "name", strictjson.String, &to.Name)
	strictjson.Required(body, "email", strictjson.String, &to.Email)
	strictjson.Optional(body, "bio", strictjson.String, &to.Bio)
	strictjson.Defaulted(body, "vip", strictjson.Bool, &to.Vip, false)
}
