package httpapi

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"strings"

	"github.com/swaggest/swgui/v5/static"
)

// docsAssets are the files of the page that shows the OpenAPI document: their types,
// and their names among Swagger UI's, where one that ends in .gz is packed.
var docsAssets = map[string]struct{ contentType, file string }{
	"favicon-32x32.png":    {"image/png", "favicon-32x32.png"},
	"swagger-ui.css":       {"text/css; charset=utf-8", "swagger-ui.css.gz"},
	"swagger-ui-bundle.js": {"text/javascript; charset=utf-8", "swagger-ui-bundle.js.gz"},
}

// The page loads nothing from elsewhere, and runs only scripts of ours.
const docsPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
	"font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const docsPage = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>shop API</title>
<link rel="icon" type="image/png" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/init.js"></script>
</body>
</html>
`

const docsScriptName = "init.js"

const docsScript = `SwaggerUIBundle({
  url: 'openapi.yaml',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
});
`

// Docs answers /docs: the OpenAPI document as a page.
func Docs() Response {
	response := newResponse(http.StatusOK, "text/html; charset=utf-8", []byte(docsPage))
	response.Header.Set("Content-Security-Policy", docsPolicy)
	return response
}

// DocsAsset answers /docs/{asset}, and is an error of the kind
// failure.RouteNotFound for a name that the page doesn't use.
func DocsAsset(name string) (Response, error) {
	if name == docsScriptName {
		return newResponse(http.StatusOK, "text/javascript; charset=utf-8", []byte(docsScript)), nil
	}
	asset, found := docsAssets[name]
	if !found {
		return Response{}, NoRoute(nil)
	}
	content, err := fs.ReadFile(static.FS, asset.file)
	if err != nil {
		return Response{}, err
	}
	if strings.HasSuffix(asset.file, ".gz") {
		content, err = unpackAsset(content)
	}
	return newResponse(http.StatusOK, asset.contentType, content), err
}

func unpackAsset(packed []byte) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}
