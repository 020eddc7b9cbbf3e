package httpapi

import (
	_ "embed"
	"net/http"
)

//go:embed openapi.yaml
var openAPIDocument []byte

// OpenAPI answers /openapi.yaml.
func OpenAPI() Response { return newResponse(http.StatusOK, "application/yaml", openAPIDocument) }
