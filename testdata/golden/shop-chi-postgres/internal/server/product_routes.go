package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"example.com/shop/internal/httpapi"
	"example.com/shop/internal/product"
)

type productRoutes struct {
	server  *Server
	service *product.Service
}

func (h productRoutes) mount(r chi.Router) {
	r.Get("/v1/products", h.server.handle(h.list))
	r.Post("/v1/products", h.server.handle(h.create))
	r.Get("/v1/products/{id}", h.server.handle(h.get))
	r.Patch("/v1/products/{id}", h.server.handle(h.update))
	r.Delete("/v1/products/{id}", h.server.handle(h.delete))
}

func (h productRoutes) list(w http.ResponseWriter, r *http.Request) error {
	page, err := httpapi.ProductWire.ParsePage(r.URL.RawQuery)
	if err != nil {
		return err
	}
	items, err := h.service.List(r.Context(), page.After, page.Fetch())
	if err != nil {
		return err
	}
	return h.server.sendResponse(w, httpapi.ProductWire.Listed(items, page))
}

func (h productRoutes) create(w http.ResponseWriter, r *http.Request) error {
	fields, err := httpapi.ProductWire.Decode(h.server.bodyOf(r))
	if err != nil {
		return err
	}
	item, err := h.service.Create(r.Context(), fields)
	if err != nil {
		return err
	}
	return h.server.sendResponse(w, httpapi.ProductWire.Created(item))
}

func (h productRoutes) get(w http.ResponseWriter, r *http.Request) error {
	id, err := httpapi.ParseID(chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	item, err := h.service.Get(r.Context(), id)
	if err != nil {
		return err
	}
	response, err := httpapi.ProductWire.Found(item, preconditionsOf(r))
	if err != nil {
		return err
	}
	return h.server.sendResponse(w, response)
}

func (h productRoutes) update(w http.ResponseWriter, r *http.Request) error {
	id, err := httpapi.ParseID(chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	change, err := httpapi.ProductWire.DecodePatch(h.server.bodyOf(r))
	if err != nil {
		return err
	}
	item, err := h.service.Update(r.Context(), id, httpapi.ProductWire.Check(preconditionsOf(r)), change)
	if err != nil {
		return err
	}
	return h.server.sendResponse(w, httpapi.ProductWire.Updated(item))
}

func (h productRoutes) delete(w http.ResponseWriter, r *http.Request) error {
	id, err := httpapi.ParseID(chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	if err := h.service.Delete(r.Context(), id, httpapi.ProductWire.Check(preconditionsOf(r))); err != nil {
		return err
	}
	return h.server.sendResponse(w, httpapi.ProductWire.Deleted())
}
