package httpapi

import (
	_ "embed" // openapi.yaml
	"mime"
	"path"

	"github.com/swaggest/swgui/v5/static"
)

// OpenAPI is the OpenAPI document.
//
//go:embed openapi.yaml
var OpenAPI string

// DocsPage shows the OpenAPI document. It loads nothing from other hosts.
const DocsPage = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>shop API</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({url: 'openapi.yaml', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null});</script>
</body>
</html>
`

// DocsAsset returns a script or style sheet of the page, compressed with gzip.
func DocsAsset(name string) (contentType string, content []byte, err error) {
	content, err = static.FS.ReadFile(name + ".gz")
	if err != nil {
		err = RouteNotFound
	}
	return mime.TypeByExtension(path.Ext(name)), content, err
}
