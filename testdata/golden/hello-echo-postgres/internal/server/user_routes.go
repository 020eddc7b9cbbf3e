package server

import (
	"github.com/labstack/echo/v5"

	"example.com/hello/internal/httpapi"
	"example.com/hello/internal/user"
)

type userRoutes struct {
	server  *Server
	service *user.Service
}

func (h userRoutes) mount(v1 *echo.Group) {
	v1.GET("/users", h.list)
	v1.POST("/users", h.create)
	v1.GET("/users/:id", h.get)
	v1.PATCH("/users/:id", h.update)
	v1.DELETE("/users/:id", h.delete)
}

func (h userRoutes) list(c *echo.Context) error {
	page, err := httpapi.UserWire.ParsePage(c.QueryString())
	if err != nil {
		return err
	}
	items, err := h.service.List(c.Request().Context(), page.After, page.Fetch())
	if err != nil {
		return err
	}
	return h.server.sendResponse(c.Response(), httpapi.UserWire.Listed(items, page))
}

func (h userRoutes) create(c *echo.Context) error {
	fields, err := httpapi.UserWire.Decode(h.server.bodyOf(c.Request()))
	if err != nil {
		return err
	}
	item, err := h.service.Create(c.Request().Context(), fields)
	if err != nil {
		return err
	}
	return h.server.sendResponse(c.Response(), httpapi.UserWire.Created(item))
}

func (h userRoutes) get(c *echo.Context) error {
	id, err := httpapi.ParseID(c.Param("id"))
	if err != nil {
		return err
	}
	item, err := h.service.Get(c.Request().Context(), id)
	if err != nil {
		return err
	}
	response, err := httpapi.UserWire.Found(item, preconditionsOf(c.Request()))
	if err != nil {
		return err
	}
	return h.server.sendResponse(c.Response(), response)
}

func (h userRoutes) update(c *echo.Context) error {
	id, err := httpapi.ParseID(c.Param("id"))
	if err != nil {
		return err
	}
	change, err := httpapi.UserWire.DecodePatch(h.server.bodyOf(c.Request()))
	if err != nil {
		return err
	}
	item, err := h.service.Update(c.Request().Context(), id, httpapi.UserWire.Check(preconditionsOf(c.Request())), change)
	if err != nil {
		return err
	}
	return h.server.sendResponse(c.Response(), httpapi.UserWire.Updated(item))
}

func (h userRoutes) delete(c *echo.Context) error {
	id, err := httpapi.ParseID(c.Param("id"))
	if err != nil {
		return err
	}
	if err := h.service.Delete(c.Request().Context(), id, httpapi.UserWire.Check(preconditionsOf(c.Request()))); err != nil {
		return err
	}
	return h.server.sendResponse(c.Response(), httpapi.UserWire.Deleted())
}
