package httpapi

import (
	"errors"
	"io"
	"math"
	"mime"
	"os"
	"slices"
	"strings"

	"example.com/hello/internal/failure"
)

// Body is a request's body and the header fields that describe it.
type Body struct {
	// ContentType and ContentEncoding are the fields' values, each as it was sent.
	ContentType     []string
	ContentEncoding []string
	// Length is the length that was declared, and -1 where none was.
	Length  int64
	Content io.Reader
	// MaxBytes is how much of Content is accepted. At most one byte more is read.
	MaxBytes int64
}

// read returns the content of a body that has one of the media types and no encoding.
func (b Body) read(mediaTypes ...string) ([]byte, error) {
	if !b.hasMediaType(mediaTypes) || strings.Join(b.ContentEncoding, "") != "" {
		return nil, RequestError{Reason: failure.UnsupportedMediaType}
	}
	return b.All()
}

// All returns the content, whatever it is. Its errors are RequestErrors.
func (b Body) All() ([]byte, error) {
	if b.Length > b.MaxBytes {
		return nil, RequestError{Reason: failure.BodyTooLarge}
	}
	content, err := io.ReadAll(io.LimitReader(b.Content, min(b.MaxBytes, math.MaxInt64-1)+1))
	switch {
	case int64(len(content)) > b.MaxBytes:
		return nil, RequestError{Reason: failure.BodyTooLarge}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, RequestError{Reason: failure.Timeout, Detail: "The body took too long."}
	case err != nil:
		return nil, RequestError{Reason: failure.MalformedBody, Detail: "The body ends early."}
	}
	return content, nil
}

func (b Body) hasMediaType(mediaTypes []string) bool {
	if len(b.ContentType) != 1 {
		return false
	}
	mediaType, parameters, err := mime.ParseMediaType(b.ContentType[0])
	if err != nil || !slices.Contains(mediaTypes, mediaType) {
		return false
	}
	charset, declared := parameters["charset"]
	return !declared || strings.EqualFold(charset, "utf-8")
}
