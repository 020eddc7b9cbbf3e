// Package compression sends what is long in gzip to clients that accept it. It holds
// for any framework; package server has the middleware.
package compression

import (
	"net/http"
	"slices"
	"strings"
)

// minBytes is from which length on a body is compressed.
const minBytes = 1 << 10

// Header is that of an answer. http.Header is one.
type Header interface {
	Get(name string) string
	Set(name, value string)
	Add(name, value string)
}

// Request is what decides on a request's answer: the fields as they were sent.
type Request struct {
	AcceptEncoding []string
	IfNoneMatch    []string
}

// Answer returns what is to be sent of a whole body, and changes the header
// accordingly; Content-Length is the caller's to set. An answer that is encoded already,
// or a part of one, stays as it is.
func (r Request) Answer(status int, header Header, body []byte) []byte {
	if status == http.StatusNotModified {
		r.nameKept(header)
		return body
	}
	if len(body) < minBytes || !mayEncode(status, header) {
		return body
	}
	header.Add("Vary", "Accept-Encoding")
	if !acceptsGzip(r.AcceptEncoding) {
		return body
	}
	header.Set("Content-Encoding", "gzip")
	if etag := header.Get("ETag"); strings.HasPrefix(etag, `"`) {
		header.Set("ETag", gzipTag(etag))
	}
	return pack(body)
}

func mayEncode(status int, header Header) bool {
	return status != http.StatusPartialContent && header.Get("Content-Encoding") == "" &&
		!strings.Contains(header.Get("Cache-Control"), "no-transform")
}

// nameKept makes a 304 name the representation that the client has.
func (r Request) nameKept(header Header) {
	etag := header.Get("ETag")
	if etag == "" {
		return
	}
	header.Add("Vary", "Accept-Encoding")
	if kept := gzipTag(etag); slices.Contains(tagsOf(r.IfNoneMatch), kept) {
		header.Set("ETag", kept)
	}
}
