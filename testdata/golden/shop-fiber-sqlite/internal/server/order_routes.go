package server

import (
	"github.com/gofiber/fiber/v3"

	"example.com/shop/internal/httpapi"
	"example.com/shop/internal/order"
)

type orderRoutes struct {
	server  *Server
	service *order.Service
}

func (h orderRoutes) mount(r fiber.Router) {
	r.Get("/orders", h.list)
	r.Post("/orders", h.create)
	r.Get("/orders/:id", h.get)
	r.Patch("/orders/:id", h.update)
	r.Delete("/orders/:id", h.delete)
}

func (h orderRoutes) list(c fiber.Ctx) error {
	page, err := httpapi.OrderWire.ParsePage(queryOf(c))
	if err != nil {
		return err
	}
	items, err := h.service.List(c.Context(), page.After, page.Fetch())
	if err != nil {
		return err
	}
	return sendResponse(c, httpapi.OrderWire.Listed(items, page))
}

func (h orderRoutes) create(c fiber.Ctx) error {
	fields, err := httpapi.OrderWire.Decode(h.server.bodyOf(c))
	if err != nil {
		return err
	}
	item, err := h.service.Create(c.Context(), fields)
	if err != nil {
		return err
	}
	return sendResponse(c, httpapi.OrderWire.Created(item))
}

func (h orderRoutes) get(c fiber.Ctx) error {
	id, err := httpapi.ParseID(c.Params("id"))
	if err != nil {
		return err
	}
	item, err := h.service.Get(c.Context(), id)
	if err != nil {
		return err
	}
	response, err := httpapi.OrderWire.Found(item, preconditionsOf(c))
	if err != nil {
		return err
	}
	return sendResponse(c, response)
}

func (h orderRoutes) update(c fiber.Ctx) error {
	id, err := httpapi.ParseID(c.Params("id"))
	if err != nil {
		return err
	}
	change, err := httpapi.OrderWire.DecodePatch(h.server.bodyOf(c))
	if err != nil {
		return err
	}
	item, err := h.service.Update(c.Context(), id, httpapi.OrderWire.Check(preconditionsOf(c)), change)
	if err != nil {
		return err
	}
	return sendResponse(c, httpapi.OrderWire.Updated(item))
}

func (h orderRoutes) delete(c fiber.Ctx) error {
	id, err := httpapi.ParseID(c.Params("id"))
	if err != nil {
		return err
	}
	if err := h.service.Delete(c.Context(), id, httpapi.OrderWire.Check(preconditionsOf(c))); err != nil {
		return err
	}
	return sendResponse(c, httpapi.OrderWire.Deleted())
}
