package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"example.com/shop/internal/httpapi"
)

func (s *Server) mountDocs(r chi.Router) {
	r.Get("/docs", s.handle(func(w http.ResponseWriter, _ *http.Request) error {
		return s.sendResponse(w, httpapi.Docs())
	}))
	r.Get("/docs/{asset}", s.handle(func(w http.ResponseWriter, r *http.Request) error {
		response, err := httpapi.DocsAsset(chi.URLParam(r, "asset"))
		if err != nil {
			return err
		}
		return s.sendResponse(w, response)
	}))
}
