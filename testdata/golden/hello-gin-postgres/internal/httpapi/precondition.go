package httpapi

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"example.com/hello/internal/failure"
)

// Preconditions are what a request asks of the resource's state (RFC 9110, section
// 13): the fields' values, each as it was sent.
type Preconditions struct {
	IfMatch     []string
	IfNoneMatch []string
}

// newETag returns the strong entity tag of a representation.
func newETag(representation []byte) string {
	sum := sha256.Sum256(representation)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
}

// changeable returns an error when a resource with that tag must not be changed.
func (p Preconditions) changeable(etag string) error {
	if !p.matches(etag) || p.noneMatchFails(etag) {
		return RequestError{Reason: failure.PreconditionFailed}
	}
	return nil
}

func (p Preconditions) none() bool { return len(p.IfMatch) == 0 && len(p.IfNoneMatch) == 0 }

// matches is the strong comparison of If-Match, true where that is absent.
func (p Preconditions) matches(etag string) bool {
	return len(p.IfMatch) == 0 || listsTag(p.IfMatch, etag)
}

// noneMatchFails is the weak comparison of If-None-Match, false where that is absent.
func (p Preconditions) noneMatchFails(etag string) bool {
	return listsTag(p.IfNoneMatch, etag) || listsTag(p.IfNoneMatch, "W/"+etag)
}

// listsTag reports whether the field lists the tag, or is "*". Our tags hold no comma.
func listsTag(field []string, etag string) bool {
	for tag := range strings.SplitSeq(strings.Join(field, ","), ",") {
		if tag = strings.Trim(tag, " \t"); tag == etag || tag == "*" {
			return true
		}
	}
	return false
}
