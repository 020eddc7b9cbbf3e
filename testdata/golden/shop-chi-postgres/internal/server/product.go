package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"example.com/shop/internal/httpapi"
	"example.com/shop/internal/product"
)

func (s *Server) productRoutes(r chi.Router) {
	r.Post("/v1/products", s.handle(s.createProduct))
	r.Get("/v1/products", s.handle(s.listProducts))
	r.Get("/v1/products/{id}", s.handle(s.getProduct))
	r.Patch("/v1/products/{id}", s.handle(s.updateProduct))
	r.Delete("/v1/products/{id}", s.handle(s.deleteProduct))
}

func (s *Server) createProduct(w http.ResponseWriter, r *http.Request) error {
	body, err := readBody(r, false)
	if err != nil {
		return err
	}
	var in httpapi.ProductFields
	if err := httpapi.Decode(body, &in); err != nil {
		return err
	}
	item, err := s.products.Create(r.Context(), in.Fields())
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/v1/products/"+item.ID.String())
	return respondResource(w, r, http.StatusCreated, httpapi.NewProduct(item), item.Version)
}

func (s *Server) listProducts(w http.ResponseWriter, r *http.Request) error {
	filter, query, err := httpapi.ParseProductList(r.URL.RawQuery)
	if err != nil {
		return err
	}
	page, err := s.products.List(r.Context(), filter, query)
	if err != nil {
		return err
	}
	return respondJSON(w, http.StatusOK, "application/json", httpapi.NewPage(page, httpapi.NewProduct))
}

func (s *Server) getProduct(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	item, err := s.products.Get(r.Context(), id)
	if err != nil {
		return err
	}
	return respondResource(w, r, http.StatusOK, httpapi.NewProduct(item), item.Version)
}

func (s *Server) updateProduct(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	patch, err := readBody(r, true)
	if err != nil {
		return err
	}
	item, err := s.products.Update(r.Context(), id, ifMatch(r), func(fields *product.Fields) error {
		in, err := httpapi.Merge(patch, httpapi.NewProductFields(*fields))
		*fields = in.Fields()
		return err
	})
	if err != nil {
		return err
	}
	return respondResource(w, r, http.StatusOK, httpapi.NewProduct(item), item.Version)
}

func (s *Server) deleteProduct(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	if err := s.products.Delete(r.Context(), id, ifMatch(r)); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
