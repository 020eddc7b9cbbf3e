// Package httpapi is the service's HTTP interface but for the framework: what
// requests may hold, what responses look like, and which failure has which status.
// It reads no request and writes no response itself; package server does.
package httpapi

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// Response is a whole answer. What every response has (X-Request-ID,
// X-Content-Type-Options, Content-Length) is the server's to add.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

func newResponse(status int, contentType string, body []byte) Response {
	return Response{Status: status, Header: http.Header{"Content-Type": {contentType}}, Body: body}
}

// encodeValue panics on what JSON can't say: a mistake in this package.
func encodeValue(value any) []byte {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err)
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n"))
}
