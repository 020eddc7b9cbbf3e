package server

import (
	"github.com/gofiber/fiber/v3"

	"example.com/shop/internal/customer"
	"example.com/shop/internal/httpapi"
)

type customerRoutes struct {
	server  *Server
	service *customer.Service
}

func (h customerRoutes) mount(r fiber.Router) {
	r.Get("/customers", h.list)
	r.Post("/customers", h.create)
	r.Get("/customers/:id", h.get)
	r.Patch("/customers/:id", h.update)
	r.Delete("/customers/:id", h.delete)
}

func (h customerRoutes) list(c fiber.Ctx) error {
	page, err := httpapi.CustomerWire.ParsePage(queryOf(c))
	if err != nil {
		return err
	}
	items, err := h.service.List(c.Context(), page.After, page.Fetch())
	if err != nil {
		return err
	}
	return sendResponse(c, httpapi.CustomerWire.Listed(items, page))
}

func (h customerRoutes) create(c fiber.Ctx) error {
	fields, err := httpapi.CustomerWire.Decode(h.server.bodyOf(c))
	if err != nil {
		return err
	}
	item, err := h.service.Create(c.Context(), fields)
	if err != nil {
		return err
	}
	return sendResponse(c, httpapi.CustomerWire.Created(item))
}

func (h customerRoutes) get(c fiber.Ctx) error {
	id, err := httpapi.ParseID(c.Params("id"))
	if err != nil {
		return err
	}
	item, err := h.service.Get(c.Context(), id)
	if err != nil {
		return err
	}
	response, err := httpapi.CustomerWire.Found(item, preconditionsOf(c))
	if err != nil {
		return err
	}
	return sendResponse(c, response)
}

func (h customerRoutes) update(c fiber.Ctx) error {
	id, err := httpapi.ParseID(c.Params("id"))
	if err != nil {
		return err
	}
	change, err := httpapi.CustomerWire.DecodePatch(h.server.bodyOf(c))
	if err != nil {
		return err
	}
	item, err := h.service.Update(c.Context(), id, httpapi.CustomerWire.Check(preconditionsOf(c)), change)
	if err != nil {
		return err
	}
	return sendResponse(c, httpapi.CustomerWire.Updated(item))
}

func (h customerRoutes) delete(c fiber.Ctx) error {
	id, err := httpapi.ParseID(c.Params("id"))
	if err != nil {
		return err
	}
	if err := h.service.Delete(c.Context(), id, httpapi.CustomerWire.Check(preconditionsOf(c))); err != nil {
		return err
	}
	return sendResponse(c, httpapi.CustomerWire.Deleted())
}
