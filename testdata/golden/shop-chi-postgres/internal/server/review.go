package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"example.com/shop/internal/httpapi"
	"example.com/shop/internal/review"
)

func (s *Server) reviewRoutes(r chi.Router) {
	r.Post("/v1/reviews", s.handle(s.createReview))
	r.Get("/v1/reviews", s.handle(s.listReviews))
	r.Get("/v1/reviews/{id}", s.handle(s.getReview))
	r.Patch("/v1/reviews/{id}", s.handle(s.updateReview))
	r.Delete("/v1/reviews/{id}", s.handle(s.deleteReview))
}

func (s *Server) createReview(w http.ResponseWriter, r *http.Request) error {
	body, err := readBody(r, false)
	if err != nil {
		return err
	}
	var in httpapi.ReviewFields
	if err := httpapi.Decode(body, &in); err != nil {
		return err
	}
	item, err := s.reviews.Create(r.Context(), in.Fields())
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/v1/reviews/"+item.ID.String())
	return respondResource(w, r, http.StatusCreated, httpapi.NewReview(item), item.Version)
}

func (s *Server) listReviews(w http.ResponseWriter, r *http.Request) error {
	filter, query, err := httpapi.ParseReviewList(r.URL.RawQuery)
	if err != nil {
		return err
	}
	page, err := s.reviews.List(r.Context(), filter, query)
	if err != nil {
		return err
	}
	return respondJSON(w, http.StatusOK, "application/json", httpapi.NewPage(page, httpapi.NewReview))
}

func (s *Server) getReview(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	item, err := s.reviews.Get(r.Context(), id)
	if err != nil {
		return err
	}
	return respondResource(w, r, http.StatusOK, httpapi.NewReview(item), item.Version)
}

func (s *Server) updateReview(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	patch, err := readBody(r, true)
	if err != nil {
		return err
	}
	item, err := s.reviews.Update(r.Context(), id, ifMatch(r), func(fields *review.Fields) error {
		in, err := httpapi.Merge(patch, httpapi.NewReviewFields(*fields))
		*fields = in.Fields()
		return err
	})
	if err != nil {
		return err
	}
	return respondResource(w, r, http.StatusOK, httpapi.NewReview(item), item.Version)
}

func (s *Server) deleteReview(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	if err := s.reviews.Delete(r.Context(), id, ifMatch(r)); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
