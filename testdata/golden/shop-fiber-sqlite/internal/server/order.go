package server

import (
	"github.com/gofiber/fiber/v3"

	"example.com/shop/internal/httpapi"
	"example.com/shop/internal/order"
)

func (s *Server) orderRoutes(r fiber.Router) {
	read, write := scope("orders:read").required, scope("orders:write").required
	r.Post("/v1/orders", write, s.createOrder)
	r.Get("/v1/orders", read, s.listOrders)
	r.Get("/v1/orders/:id", read, s.getOrder)
	r.Patch("/v1/orders/:id", write, s.updateOrder)
	r.Delete("/v1/orders/:id", write, s.deleteOrder)
}

func (s *Server) createOrder(c fiber.Ctx) error {
	body, err := jsonBody(c, false)
	if err != nil {
		return err
	}
	var in httpapi.OrderFields
	if err := httpapi.Decode(body, &in); err != nil {
		return err
	}
	item, err := s.orders.Create(c.Context(), in.Fields())
	if err != nil {
		return err
	}
	c.Location("/v1/orders/" + item.ID.String())
	return respondResource(c, fiber.StatusCreated, httpapi.NewOrder(item), item.Version)
}

func (s *Server) listOrders(c fiber.Ctx) error {
	filter, query, err := httpapi.ParseOrderList(string(c.Request().URI().QueryString()))
	if err != nil {
		return err
	}
	page, err := s.orders.List(c.Context(), filter, query)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.NewPage(page, httpapi.NewOrder), fiber.MIMEApplicationJSON)
}

func (s *Server) getOrder(c fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	item, err := s.orders.Get(c.Context(), id)
	if err != nil {
		return err
	}
	return respondResource(c, fiber.StatusOK, httpapi.NewOrder(item), item.Version)
}

func (s *Server) updateOrder(c fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	patch, err := jsonBody(c, true)
	if err != nil {
		return err
	}
	item, err := s.orders.Update(c.Context(), id, ifMatch(c), func(fields *order.Fields) error {
		in, err := httpapi.Merge(patch, httpapi.NewOrderFields(*fields))
		*fields = in.Fields()
		return err
	})
	if err != nil {
		return err
	}
	return respondResource(c, fiber.StatusOK, httpapi.NewOrder(item), item.Version)
}

func (s *Server) deleteOrder(c fiber.Ctx) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	if err := s.orders.Delete(c.Context(), id, ifMatch(c)); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
