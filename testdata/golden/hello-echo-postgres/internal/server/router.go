package server

import (
	"net"
	"strings"

	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"

	"example.com/hello/internal/httpapi"
)

// router returns a router with all routes and the middleware, which applies to each.
func (s *Server) router() *echo.Echo {
	e := echo.NewWithConfig(echo.Config{
		Logger:           s.log,
		HTTPErrorHandler: s.respondError,
		Router: exactRouter{echo.NewRouter(echo.RouterConfig{
			NotFoundHandler:         noRoute,
			MethodNotAllowedHandler: noRoute,
			OptionsMethodHandler:    noRoute,
			AutoHandleHEAD:          true,
		})},
		NoGroupAutoRegister404Routes: true, // They would turn 405 into 404.
		IPExtractor:                  clientIP(s.cfg.TrustedProxies),
	})
	e.Use(
		s.identify,
		s.observe,
		echo.WrapMiddleware(s.crossOrigin().Handler),
		middleware.RecoverWithConfig(middleware.RecoverConfig{DisableStackAll: true}),
		s.limitRate,
		s.limit,
		s.authenticate,
	)

	e.GET("/healthz", static("text/plain; charset=utf-8", "ok"))
	e.GET("/readyz", s.readyz)
	e.GET("/openapi.yaml", static("application/yaml", httpapi.OpenAPI))
	e.GET("/docs", static("text/html; charset=utf-8", httpapi.DocsPage))
	e.GET("/docs/:asset", docsAsset)

	s.userRoutes(e)

	s.routes(e.Group(""))
	return e
}

// clientIP returns a function that finds the address of a client behind the proxies.
func clientIP(proxies []string) echo.IPExtractor {
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, proxy := range proxies {
		_, network, err := net.ParseCIDR(proxy)
		if err != nil {
			panic(err) // The configuration is validated.
		}
		options = append(options, echo.TrustIPRange(network))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}

// exactRouter is echo's router, except that a parameter at the end of a pattern matches
// one segment instead of the rest of the path.
type exactRouter struct{ *echo.DefaultRouter }

// Route returns the handler for a request.
func (r exactRouter) Route(c *echo.Context) echo.HandlerFunc {
	handler := r.DefaultRouter.Route(c)
	pattern, path := c.Path(), c.Request().URL.EscapedPath()
	if pattern == "" || strings.HasSuffix(pattern, "*") || strings.Count(pattern, "/") == strings.Count(path, "/") {
		return handler
	}
	c.InitializeRoute(&echo.RouteInfo{}, &echo.PathValues{})
	return func(*echo.Context) error { return httpapi.RouteNotFound }
}
