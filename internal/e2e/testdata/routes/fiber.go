package server

import (
	"net/http"
	"testing/fstest"

	"github.com/gofiber/fiber/v3"
	"github.com/gofiber/fiber/v3/middleware/static"
)

// routes adds routes in every way that fiber offers. The comment after each is a request
// for it.
func (s *Server) routes(r fiber.Router) {
	mine := func(c fiber.Ctx) error {
		s.log.InfoContext(c.Context(), "my own line")
		return c.SendString("mine")
	}
	passes := func(c fiber.Ctx) error { return c.Next() }
	missing := func(fiber.Ctx) error { return fiber.ErrNotFound }
	files := fstest.MapFS{"file.txt": {Data: []byte("mine")}}

	r.Get("/own/get", mine)                                               // GET /own/get
	r.Post("/own/post", passes, mine)                                     // POST /own/post
	r.Get("/own/named", mine).Name("mine").Get("/own/named/next", mine)   // GET /own/named/next
	r.Get("/own/chained", mine).Put("/own/chained/put", mine)             // PUT /own/chained/put
	r.Use("/own/use", mine)                                               // GET /own/use/any/path
	r.Use("/own/used", passes).Get("/own/used/get", mine)                 // GET /own/used/get
	r.Use("/own/responds", mine).Get("/own/responds/get", missing)        // GET /own/responds/get
	r.All("/own/all", mine)                                               // PATCH /own/all
	r.All("/own/catch/*", mine)                                           // GET /own/catch/any/path
	r.Add([]string{http.MethodGet, http.MethodDelete}, "/own/add", mine)  // DELETE /own/add
	r.Get("/own/static/*", static.New("", static.Config{FS: files}))      // GET /own/static/file.txt
	r.RouteChain("/own/chain").Get(mine).Put(mine)                        // PUT /own/chain
	r.Group("/own/group", passes).Get("/get", mine)                       // GET /own/group/get
	r.Group("/own/group/inner").Group("/deep", mine).Get("/get", missing) // GET /own/group/inner/deep/get
	r.Domain("127.0.0.1").Get("/own/domain", mine)                        // GET /own/domain
	r.Route("/own/route", func(r fiber.Router) {
		r.Get("/get", mine).Name("get") // GET /own/route/get
		r.Use(passes)
		r.Get("/late", mine) // GET /own/route/late
	}, "named.")
	sub := fiber.New()
	sub.Use(passes)
	sub.Get("/get", mine) // GET /own/sub/get
	inner := fiber.New()
	inner.Get("/get", mine) // GET /own/sub/inner/get
	sub.Use("/inner", inner)
	r.Use("/own/sub", sub)
	r.Get("/own/handler", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("mine")) }) // GET /own/handler
}
