package httpapi

import (
	"net/http"
	"slices"
	"strings"
)

// What pages may send and read besides what they always may.
const (
	fieldsAllowed  = "Authorization, Content-Type, If-Match, If-None-Match, Traceparent, Tracestate, X-Request-ID"
	fieldsExposed  = "ETag, Location, Retry-After, WWW-Authenticate, X-Request-ID"
	preflightLasts = "600" // seconds
)

// PageRequest is what a browser says of the page that makes it send a request (the Fetch
// standard, 3.3): the fields' values, each as it was sent.
type PageRequest struct {
	// Origin is where the page is from.
	Origin []string
	// Method is what the page wants to send, in a request that only asks for that.
	Method []string
}

// isOf reports whether the page is from one of the origins.
func (p PageRequest) isOf(origins []string) bool {
	return len(p.Origin) == 1 && slices.Contains(origins, p.Origin[0])
}

// Sharing returns the fields that tell a browser whether the page may read the answer.
// They belong to every answer, and to what others have in the same fields.
func Sharing(origins []string, page PageRequest) http.Header {
	header := http.Header{"Vary": {"Origin"}}
	if page.isOf(origins) {
		header.Set("Access-Control-Allow-Origin", page.Origin[0])
		header.Set("Access-Control-Expose-Headers", fieldsExposed)
	}
	return header
}

// Preflight answers a request that asks whether the page may send another one to the
// same path, which has the methods given. It returns false where there is nothing that
// it may: then the request is one like any other.
func Preflight(origins []string, page PageRequest, method string, methods []string) (Response, bool) {
	if method != http.MethodOptions || len(page.Method) != 1 || !page.isOf(origins) {
		return Response{}, false
	}
	allowed := sortedMethods(methods)
	if !slices.Contains(allowed, page.Method[0]) {
		return Response{}, false
	}
	return Response{Status: http.StatusNoContent, Header: http.Header{
		"Access-Control-Allow-Methods": {strings.Join(allowed, ", ")},
		"Access-Control-Allow-Headers": {fieldsAllowed},
		"Access-Control-Max-Age":       {preflightLasts},
	}}, true
}
