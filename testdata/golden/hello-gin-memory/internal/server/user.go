package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"example.com/hello/internal/httpapi"
	"example.com/hello/internal/user"
)

func (s *Server) userRoutes(r *gin.Engine) {
	r.POST("/v1/users", s.createUser)
	r.GET("/v1/users", s.listUsers)
	r.GET("/v1/users/:id", s.getUser)
	r.PATCH("/v1/users/:id", s.updateUser)
	r.DELETE("/v1/users/:id", s.deleteUser)
}

func (s *Server) createUser(c *gin.Context) {
	body, err := readBody(c, false)
	if err != nil {
		_ = c.Error(err)
		return
	}
	var in httpapi.UserFields
	if err := httpapi.Decode(body, &in); err != nil {
		_ = c.Error(err)
		return
	}
	item, err := s.users.Create(c.Request.Context(), in.Fields())
	if err != nil {
		_ = c.Error(err)
		return
	}
	c.Header("Location", "/v1/users/"+item.ID.String())
	respondResource(c, http.StatusCreated, httpapi.NewUser(item), item.Version)
}

func (s *Server) listUsers(c *gin.Context) {
	filter, query, err := httpapi.ParseUserList(c.Request.URL.RawQuery)
	if err != nil {
		_ = c.Error(err)
		return
	}
	page, err := s.users.List(c.Request.Context(), filter, query)
	if err != nil {
		_ = c.Error(err)
		return
	}
	respondJSON(c, http.StatusOK, "application/json", httpapi.NewPage(page, httpapi.NewUser))
}

func (s *Server) getUser(c *gin.Context) {
	id, err := pathID(c)
	if err != nil {
		_ = c.Error(err)
		return
	}
	item, err := s.users.Get(c.Request.Context(), id)
	if err != nil {
		_ = c.Error(err)
		return
	}
	respondResource(c, http.StatusOK, httpapi.NewUser(item), item.Version)
}

func (s *Server) updateUser(c *gin.Context) {
	id, err := pathID(c)
	if err != nil {
		_ = c.Error(err)
		return
	}
	patch, err := readBody(c, true)
	if err != nil {
		_ = c.Error(err)
		return
	}
	item, err := s.users.Update(c.Request.Context(), id, ifMatch(c), func(fields *user.Fields) error {
		in, err := httpapi.Merge(patch, httpapi.NewUserFields(*fields))
		*fields = in.Fields()
		return err
	})
	if err != nil {
		_ = c.Error(err)
		return
	}
	respondResource(c, http.StatusOK, httpapi.NewUser(item), item.Version)
}

func (s *Server) deleteUser(c *gin.Context) {
	id, err := pathID(c)
	if err != nil {
		_ = c.Error(err)
		return
	}
	if err := s.users.Delete(c.Request.Context(), id, ifMatch(c)); err != nil {
		_ = c.Error(err)
		return
	}
	c.Status(http.StatusNoContent)
}
