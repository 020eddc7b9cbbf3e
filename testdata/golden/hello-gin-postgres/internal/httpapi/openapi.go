package httpapi

import (
	_ "embed" // openapi.yaml
)

// OpenAPI is the OpenAPI document.
//
//go:embed openapi.yaml
var OpenAPI string
