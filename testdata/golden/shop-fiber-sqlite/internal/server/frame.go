package server

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v3"
	"github.com/valyala/fasthttp"
)

// requestFrame is what a header says of where its request ends, and of what comes after.
type requestFrame struct {
	length  int64 // as declared, or 0; of chunks, 0
	chunked bool
	last    bool // the client wants the connection closed
	refused int  // the status that refuses the request, or 0
}

// frameOf reads the fields as they were sent: fasthttp has merged and dropped some.
func frameOf(header *fasthttp.RequestHeader) requestFrame {
	var found requestFrame
	if !bytes.HasPrefix(header.Protocol(), []byte("HTTP/1.")) {
		found.refused = http.StatusHTTPVersionNotSupported
	}
	if !isTarget(header.RequestURI()) || !hasPlainLines(header.RawHeaders()) {
		found.refused = http.StatusBadRequest
	}
	for name, value := range header.AllInOrder() {
		switch string(name) {
		case fiber.HeaderContentLength:
			found.length, _ = strconv.ParseInt(string(value), 10, 64)
		case fiber.HeaderTransferEncoding:
			found.chunked = true
			if !bytes.EqualFold(value, []byte("chunked")) {
				found.refused = http.StatusNotImplemented
			}
		case fiber.HeaderConnection:
			found.last = found.last || listsToken(value, "close")
		case fiber.HeaderExpect:
			if !bytes.EqualFold(value, []byte("100-continue")) {
				found.refused = http.StatusExpectationFailed
			}
		}
		if bytes.IndexByte(name, ' ') >= 0 {
			found.refused = http.StatusBadRequest
		}
	}
	if found.chunked {
		found.length = 0 // RFC 9112, 6.3
	}
	return found
}

// isTarget reports whether there is no fragment and no broken escape, of which
// fasthttp makes some other path.
func isTarget(target []byte) bool {
	path, _, _ := bytes.Cut(target, []byte("?"))
	_, err := url.PathUnescape(string(path))
	return err == nil && bytes.IndexByte(target, '#') < 0
}

// hasPlainLines reports whether every line ends in CRLF before the next begins, none
// goes on in the next, and the last is empty. fasthttp reads others in two ways.
func hasPlainLines(fields []byte) bool {
	if len(fields) == 0 {
		return true
	}
	return bytes.HasSuffix(fields, []byte("\r\n\r\n")) &&
		!bytes.Contains(fields, []byte("\n ")) && !bytes.Contains(fields, []byte("\n\t")) &&
		bytes.Count(fields, []byte("\n")) == bytes.Count(fields, []byte("\r\n"))
}

func listsToken(field []byte, token string) bool {
	for part := range bytes.SplitSeq(field, []byte(",")) {
		if bytes.EqualFold(bytes.TrimSpace(part), []byte(token)) {
			return true
		}
	}
	return false
}
