package server

import (
	"github.com/gin-gonic/gin"

	"example.com/hello/internal/httpapi"
	"example.com/hello/internal/user"
)

type userRoutes struct {
	server  *Server
	service *user.Service
}

func (h userRoutes) mount(r gin.IRouter) {
	r.GET("/users", h.list)
	r.POST("/users", h.create)
	r.GET("/users/:id", h.get)
	r.PATCH("/users/:id", h.update)
	r.DELETE("/users/:id", h.delete)
}

func (h userRoutes) list(c *gin.Context) {
	page, err := httpapi.UserWire.ParsePage(c.Request.URL.RawQuery)
	if err != nil {
		_ = c.Error(err)
		return
	}
	items, err := h.service.List(c.Request.Context(), page.After, page.Fetch())
	if err != nil {
		_ = c.Error(err)
		return
	}
	h.server.reply(c, httpapi.UserWire.Listed(items, page))
}

func (h userRoutes) create(c *gin.Context) {
	fields, err := httpapi.UserWire.Decode(h.server.bodyOf(c.Request))
	if err != nil {
		_ = c.Error(err)
		return
	}
	item, err := h.service.Create(c.Request.Context(), fields)
	if err != nil {
		_ = c.Error(err)
		return
	}
	h.server.reply(c, httpapi.UserWire.Created(item))
}

func (h userRoutes) get(c *gin.Context) {
	id, err := httpapi.ParseID(c.Param("id"))
	if err != nil {
		_ = c.Error(err)
		return
	}
	item, err := h.service.Get(c.Request.Context(), id)
	if err != nil {
		_ = c.Error(err)
		return
	}
	response, err := httpapi.UserWire.Found(item, preconditionsOf(c.Request))
	if err != nil {
		_ = c.Error(err)
		return
	}
	h.server.reply(c, response)
}

func (h userRoutes) update(c *gin.Context) {
	id, err := httpapi.ParseID(c.Param("id"))
	if err != nil {
		_ = c.Error(err)
		return
	}
	change, err := httpapi.UserWire.DecodePatch(h.server.bodyOf(c.Request))
	if err != nil {
		_ = c.Error(err)
		return
	}
	item, err := h.service.Update(c.Request.Context(), id, httpapi.UserWire.Check(preconditionsOf(c.Request)), change)
	if err != nil {
		_ = c.Error(err)
		return
	}
	h.server.reply(c, httpapi.UserWire.Updated(item))
}

func (h userRoutes) delete(c *gin.Context) {
	id, err := httpapi.ParseID(c.Param("id"))
	if err != nil {
		_ = c.Error(err)
		return
	}
	if err := h.service.Delete(c.Request.Context(), id, httpapi.UserWire.Check(preconditionsOf(c.Request))); err != nil {
		_ = c.Error(err)
		return
	}
	h.server.reply(c, httpapi.UserWire.Deleted())
}
