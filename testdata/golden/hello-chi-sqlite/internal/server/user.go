package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"example.com/hello/internal/httpapi"
	"example.com/hello/internal/user"
)

func (s *Server) userRoutes(r chi.Router) {
	r.Post("/v1/users", s.handle(s.createUser))
	r.Get("/v1/users", s.handle(s.listUsers))
	r.Get("/v1/users/{id}", s.handle(s.getUser))
	r.Patch("/v1/users/{id}", s.handle(s.updateUser))
	r.Delete("/v1/users/{id}", s.handle(s.deleteUser))
}

func (s *Server) createUser(w http.ResponseWriter, r *http.Request) error {
	body, err := readBody(r, false)
	if err != nil {
		return err
	}
	var in httpapi.UserFields
	if err := httpapi.Decode(body, &in); err != nil {
		return err
	}
	item, err := s.users.Create(r.Context(), in.Fields())
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/v1/users/"+item.ID.String())
	return respondResource(w, r, http.StatusCreated, httpapi.NewUser(item), item.Version)
}

func (s *Server) listUsers(w http.ResponseWriter, r *http.Request) error {
	filter, query, err := httpapi.ParseUserList(r.URL.RawQuery)
	if err != nil {
		return err
	}
	page, err := s.users.List(r.Context(), filter, query)
	if err != nil {
		return err
	}
	return respondJSON(w, http.StatusOK, "application/json", httpapi.NewPage(page, httpapi.NewUser))
}

func (s *Server) getUser(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	item, err := s.users.Get(r.Context(), id)
	if err != nil {
		return err
	}
	return respondResource(w, r, http.StatusOK, httpapi.NewUser(item), item.Version)
}

func (s *Server) updateUser(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	patch, err := readBody(r, true)
	if err != nil {
		return err
	}
	item, err := s.users.Update(r.Context(), id, ifMatch(r), func(fields *user.Fields) error {
		in, err := httpapi.Merge(patch, httpapi.NewUserFields(*fields))
		*fields = in.Fields()
		return err
	})
	if err != nil {
		return err
	}
	return respondResource(w, r, http.StatusOK, httpapi.NewUser(item), item.Version)
}

func (s *Server) deleteUser(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	if err := s.users.Delete(r.Context(), id, ifMatch(r)); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
