package server

import (
	"github.com/gofiber/fiber/v3"

	"example.com/shop/internal/customer"
	"example.com/shop/internal/httpapi"
)

func (s *Server) customerRoutes(r fiber.Router) {
	read, write := scope("customers:read").required, scope("customers:write").required
	r.Post("/v1/customers", write, s.createCustomer)
	r.Get("/v1/customers", read, s.listCustomers)
	r.Get("/v1/customers/:id", read, s.getCustomer)
	r.Patch("/v1/customers/:id", write, s.updateCustomer)
	r.Delete("/v1/customers/:id", write, s.deleteCustomer)
}

func (s *Server) createCustomer(c fiber.Ctx) error {
	body, err := jsonBody(c, false)
	if err != nil {
		return err
	}
	var in httpapi.CustomerFields
	if err := httpapi.Decode(body, &in); err != nil {
		return err
	}
	item, err := s.customers.Create(c.Context(), in.Fields())
	if err != nil {
		return err
	}
	c.Location("/v1/customers/" + item.ID.String())
	return respondResource(c, fiber.StatusCreated, httpapi.NewCustomer(item), item.Version)
}

func (s *Server) listCustomers(c fiber.Ctx) error {
	filter, query, err := httpapi.ParseCustomerList(string(c.Request().URI().QueryString()))
	if err != nil {
		return err
	}
	page, err := s.customers.List(c.Context(), filter, query)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.NewPage(page, httpapi.NewCustomer), fiber.MIMEApplicationJSON)
}

func (s *Server) getCustomer(c fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	item, err := s.customers.Get(c.Context(), id)
	if err != nil {
		return err
	}
	return respondResource(c, fiber.StatusOK, httpapi.NewCustomer(item), item.Version)
}

func (s *Server) updateCustomer(c fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	patch, err := jsonBody(c, true)
	if err != nil {
		return err
	}
	item, err := s.customers.Update(c.Context(), id, ifMatch(c), func(fields *customer.Fields) error {
		in, err := httpapi.Merge(patch, httpapi.NewCustomerFields(*fields))
		*fields = in.Fields()
		return err
	})
	if err != nil {
		return err
	}
	return respondResource(c, fiber.StatusOK, httpapi.NewCustomer(item), item.Version)
}

func (s *Server) deleteCustomer(c fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	if err := s.customers.Delete(c.Context(), id, ifMatch(c)); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
