package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"example.com/hello/internal/httpapi"
	"example.com/hello/internal/user"
)

type userRoutes struct {
	server  *Server
	service *user.Service
}

func (h userRoutes) mount(r chi.Router) {
	r.Get("/v1/users", h.server.handle(h.list))
	r.Post("/v1/users", h.server.handle(h.create))
	r.Get("/v1/users/{id}", h.server.handle(h.get))
	r.Patch("/v1/users/{id}", h.server.handle(h.update))
	r.Delete("/v1/users/{id}", h.server.handle(h.delete))
}

func (h userRoutes) list(w http.ResponseWriter, r *http.Request) error {
	page, err := httpapi.UserWire.ParsePage(r.URL.RawQuery)
	if err != nil {
		return err
	}
	items, err := h.service.List(r.Context(), page.After, page.Fetch())
	if err != nil {
		return err
	}
	return h.server.sendResponse(w, httpapi.UserWire.Listed(items, page))
}

func (h userRoutes) create(w http.ResponseWriter, r *http.Request) error {
	fields, err := httpapi.UserWire.Decode(h.server.bodyOf(r))
	if err != nil {
		return err
	}
	item, err := h.service.Create(r.Context(), fields)
	if err != nil {
		return err
	}
	return h.server.sendResponse(w, httpapi.UserWire.Created(item))
}

func (h userRoutes) get(w http.ResponseWriter, r *http.Request) error {
	id, err := httpapi.ParseID(chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	item, err := h.service.Get(r.Context(), id)
	if err != nil {
		return err
	}
	response, err := httpapi.UserWire.Found(item, preconditionsOf(r))
	if err != nil {
		return err
	}
	return h.server.sendResponse(w, response)
}

func (h userRoutes) update(w http.ResponseWriter, r *http.Request) error {
	id, err := httpapi.ParseID(chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	change, err := httpapi.UserWire.DecodePatch(h.server.bodyOf(r))
	if err != nil {
		return err
	}
	item, err := h.service.Update(r.Context(), id, httpapi.UserWire.Check(preconditionsOf(r)), change)
	if err != nil {
		return err
	}
	return h.server.sendResponse(w, httpapi.UserWire.Updated(item))
}

func (h userRoutes) delete(w http.ResponseWriter, r *http.Request) error {
	id, err := httpapi.ParseID(chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	if err := h.service.Delete(r.Context(), id, httpapi.UserWire.Check(preconditionsOf(r))); err != nil {
		return err
	}
	return h.server.sendResponse(w, httpapi.UserWire.Deleted())
}
