package server

import (
	"strings"

	"github.com/gofiber/fiber/v3"

	"example.com/shop/internal/httpapi"
)

func (*Server) mountDocs(r fiber.Router) {
	r.Get("/docs", func(c fiber.Ctx) error { return sendResponse(c, httpapi.Docs()) })
	r.Get("/docs/:asset", func(c fiber.Ctx) error {
		response, err := httpapi.DocsAsset(strings.Clone(c.Params("asset")))
		if err != nil {
			return err
		}
		return sendResponse(c, response)
	})
}
