package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"example.com/shop/internal/httpapi"
	"example.com/shop/internal/review"
)

type reviewRoutes struct {
	server  *Server
	service *review.Service
}

func (h reviewRoutes) mount(r chi.Router) {
	r.Get("/v1/reviews", h.server.handle(h.list))
	r.Post("/v1/reviews", h.server.handle(h.create))
	r.Get("/v1/reviews/{id}", h.server.handle(h.get))
	r.Patch("/v1/reviews/{id}", h.server.handle(h.update))
	r.Delete("/v1/reviews/{id}", h.server.handle(h.delete))
}

func (h reviewRoutes) list(w http.ResponseWriter, r *http.Request) error {
	page, err := httpapi.ReviewWire.ParsePage(r.URL.RawQuery)
	if err != nil {
		return err
	}
	items, err := h.service.List(r.Context(), page.After, page.Fetch())
	if err != nil {
		return err
	}
	return h.server.sendResponse(w, httpapi.ReviewWire.Listed(items, page))
}

func (h reviewRoutes) create(w http.ResponseWriter, r *http.Request) error {
	fields, err := httpapi.ReviewWire.Decode(h.server.bodyOf(r))
	if err != nil {
		return err
	}
	item, err := h.service.Create(r.Context(), fields)
	if err != nil {
		return err
	}
	return h.server.sendResponse(w, httpapi.ReviewWire.Created(item))
}

func (h reviewRoutes) get(w http.ResponseWriter, r *http.Request) error {
	id, err := httpapi.ParseID(chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	item, err := h.service.Get(r.Context(), id)
	if err != nil {
		return err
	}
	response, err := httpapi.ReviewWire.Found(item, preconditionsOf(r))
	if err != nil {
		return err
	}
	return h.server.sendResponse(w, response)
}

func (h reviewRoutes) update(w http.ResponseWriter, r *http.Request) error {
	id, err := httpapi.ParseID(chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	change, err := httpapi.ReviewWire.DecodePatch(h.server.bodyOf(r))
	if err != nil {
		return err
	}
	item, err := h.service.Update(r.Context(), id, httpapi.ReviewWire.Check(preconditionsOf(r)), change)
	if err != nil {
		return err
	}
	return h.server.sendResponse(w, httpapi.ReviewWire.Updated(item))
}

func (h reviewRoutes) delete(w http.ResponseWriter, r *http.Request) error {
	id, err := httpapi.ParseID(chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	if err := h.service.Delete(r.Context(), id, httpapi.ReviewWire.Check(preconditionsOf(r))); err != nil {
		return err
	}
	return h.server.sendResponse(w, httpapi.ReviewWire.Deleted())
}
