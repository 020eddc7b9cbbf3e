package server

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v3"

	"example.com/shop/internal/config"
)

// Routes of the service's own read the body themselves.
func TestNoHandlerTakesAPartOfABodyForTheWhole(t *testing.T) {
	t.Parallel()
	for what, tc := range map[string]struct {
		body   string
		cut    *cutBody
		status int
	}{
		"the largest":           {"four", nil, http.StatusOK},
		"none":                  {"", nil, http.StatusOK},
		"a byte more":           {"fours", nil, http.StatusRequestEntityTooLarge},
		"a length that is more": {"", &cutBody{length: 5}, http.StatusRequestEntityTooLarge},
		"an early end":          {"fo", &cutBody{length: -1, cause: io.ErrUnexpectedEOF}, http.StatusBadRequest},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			s := &Server{log: slog.New(slog.DiscardHandler), cfg: config.HTTP{MaxBodyBytes: 4}}
			app := fiber.New(fiber.Config{ErrorHandler: s.sendProblem})
			app.Use(func(c fiber.Ctx) error {
				if tc.cut != nil {
					c.RequestCtx().SetUserValue(cutBodyKey{}, *tc.cut)
				}
				return c.Next()
			})
			guardedBy(app, s.takeBody).Post("/own", func(c fiber.Ctx) error { return c.SendString("taken") })
			response, err := app.Test(httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/own", strings.NewReader(tc.body)))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = response.Body.Close() }()
			if response.StatusCode != tc.status {
				t.Errorf("got %d", response.StatusCode)
			}
		})
	}
}
