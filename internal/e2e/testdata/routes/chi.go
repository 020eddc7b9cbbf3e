package server

import (
	"net/http"
	"testing/fstest"

	"github.com/go-chi/chi/v5"
)

// routes adds routes in every way that chi offers. The comment after each is a request
// for it.
func (s *Server) routes(r chi.Router) {
	mine := func(w http.ResponseWriter, r *http.Request) {
		s.log.InfoContext(r.Context(), "my own line")
		_, _ = w.Write([]byte("mine"))
	}
	responds := func(http.Handler) http.Handler { return http.HandlerFunc(mine) }
	passes := func(next http.Handler) http.Handler { return next }
	files := fstest.MapFS{"file.txt": {Data: []byte("mine")}}

	r.Get("/own/get", mine)                                                               // GET /own/get
	r.Post("/own/post", mine)                                                             // POST /own/post
	r.Handle("/own/handle", http.HandlerFunc(mine))                                       // PUT /own/handle
	r.HandleFunc("/own/handlefunc", mine)                                                 // DELETE /own/handlefunc
	r.Method(http.MethodPut, "/own/method", http.HandlerFunc(mine))                       // PUT /own/method
	r.MethodFunc(http.MethodPatch, "/own/methodfunc", mine)                               // PATCH /own/methodfunc
	r.With(passes).With(passes).Get("/own/with", mine)                                    // GET /own/with
	r.With(responds).Get("/own/responds", http.NotFound)                                  // GET /own/responds
	r.Handle("/own/static/*", http.StripPrefix("/own/static/", http.FileServerFS(files))) // GET /own/static/file.txt
	r.Group(func(r chi.Router) {
		r.Use(passes)
		r.Get("/own/group", mine) // GET /own/group
		r.Group(func(r chi.Router) {
			r.Use(responds)
			r.Get("/own/group/inner", http.NotFound) // GET /own/group/inner
		})
	})
	r.Route("/own/route", func(r chi.Router) {
		r.Use(passes)
		r.Get("/get", mine) // GET /own/route/get
		r.Route("/{name}", func(r chi.Router) {
			r.Get("/deep", mine) // GET /own/route/x/deep
		})
		r.NotFound(mine) // GET /own/route/missing
	})
	sub := chi.NewRouter()
	sub.Use(passes)
	sub.Get("/get", mine) // GET /own/mounted/get
	r.Mount("/own/mounted", sub)
	r.Mount("/own/handler", http.HandlerFunc(mine)) // GET /own/handler/any/path
	r.HandleFunc("/own/all/*", mine)                // GET /own/all/any/path
}
