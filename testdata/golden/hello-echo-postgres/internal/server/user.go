package server

import (
	"net/http"

	"github.com/labstack/echo/v5"

	"example.com/hello/internal/httpapi"
	"example.com/hello/internal/user"
)

func (s *Server) userRoutes(e *echo.Echo) {
	read, write := scope("users:read").required, scope("users:write").required
	e.POST("/v1/users", s.createUser, write)
	e.GET("/v1/users", s.listUsers, read)
	e.GET("/v1/users/:id", s.getUser, read)
	e.PATCH("/v1/users/:id", s.updateUser, write)
	e.DELETE("/v1/users/:id", s.deleteUser, write)
}

func (s *Server) createUser(c *echo.Context) error {
	body, err := readBody(c, false)
	if err != nil {
		return err
	}
	var in httpapi.UserFields
	if err := httpapi.Decode(body, &in); err != nil {
		return err
	}
	item, err := s.users.Create(c.Request().Context(), in.Fields())
	if err != nil {
		return err
	}
	c.Response().Header().Set("Location", "/v1/users/"+item.ID.String())
	return respondResource(c, http.StatusCreated, httpapi.NewUser(item), item.Version)
}

func (s *Server) listUsers(c *echo.Context) error {
	filter, query, err := httpapi.ParseUserList(c.QueryString())
	if err != nil {
		return err
	}
	page, err := s.users.List(c.Request().Context(), filter, query)
	if err != nil {
		return err
	}
	return respondJSON(c, http.StatusOK, "application/json", httpapi.NewPage(page, httpapi.NewUser))
}

func (s *Server) getUser(c *echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	item, err := s.users.Get(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return respondResource(c, http.StatusOK, httpapi.NewUser(item), item.Version)
}

func (s *Server) updateUser(c *echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	patch, err := readBody(c, true)
	if err != nil {
		return err
	}
	item, err := s.users.Update(c.Request().Context(), id, ifMatch(c), func(fields *user.Fields) error {
		in, err := httpapi.Merge(patch, httpapi.NewUserFields(*fields))
		*fields = in.Fields()
		return err
	})
	if err != nil {
		return err
	}
	return respondResource(c, http.StatusOK, httpapi.NewUser(item), item.Version)
}

func (s *Server) deleteUser(c *echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	if err := s.users.Delete(c.Request().Context(), id, ifMatch(c)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
