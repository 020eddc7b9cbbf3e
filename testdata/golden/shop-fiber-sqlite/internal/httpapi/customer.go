package httpapi

import (
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/customer"
	"example.com/shop/internal/entity"
	"example.com/shop/internal/rule"
)

// CustomerFields is the JSON of a customer's fields.
type CustomerFields struct {
	Name  string  `json:"name"`
	Email string  `json:"email"`
	Bio   *string `json:"bio"`
	Vip   bool    `json:"vip"`
}

// NewCustomerFields returns the JSON of the fields.
func NewCustomerFields(f customer.Fields) CustomerFields {
	return CustomerFields(f)
}

// Fields returns the fields of the domain.
func (r CustomerFields) Fields() customer.Fields { return customer.Fields(r) }

func (CustomerFields) required() []string {
	return []string{"name", "email"}
}

func (r *CustomerFields) setDefaults() []string {
	r.Vip = false
	return []string{"vip"}
}

func (r CustomerFields) validate() error { return r.Fields().Validate() }

// Customer is the JSON of a customer.
type Customer struct {
	ID uuid.UUID `json:"id"`
	CustomerFields
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

// NewCustomer returns the JSON of a customer.
func NewCustomer(item customer.Customer) Customer {
	return Customer{ID: item.ID, CustomerFields: NewCustomerFields(item.Fields), CreatedAt: item.CreatedAt, UpdatedAt: item.UpdatedAt}
}

// ParseCustomerList reads the query parameters of a list of customers.
func ParseCustomerList(query string) (customer.Filter, entity.Query, error) {
	p := parseQuery(query)
	filter := customer.Filter{
		Email: p.text("email", rule.Email),
		Vip:   parse(p, "vip", parseBool),
	}
	return filter, p.page(), p.finish()
}
