package rule

import (
	"net/url"
	"regexp"
)

// absoluteURL is what RFC 3986 calls a URI with an authority, but for the ranges of
// ports and addresses.
var absoluteURL = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://` +
	`((%[0-9A-Fa-f]{2}|[A-Za-z0-9._~!$&'()*+,;=:-])*@)?` +
	`(\[[0-9A-Fa-f:.]+\]|(%[0-9A-Fa-f]{2}|[A-Za-z0-9._~!$&'()*+,;=-])+)(:[0-9]*)?` +
	`(/(%[0-9A-Fa-f]{2}|[A-Za-z0-9._~!$&'()*+,;=:@/-])*)?` +
	`(\?(%[0-9A-Fa-f]{2}|[A-Za-z0-9._~!$&'()*+,;=:@/?-])*)?` +
	`(#(%[0-9A-Fa-f]{2}|[A-Za-z0-9._~!$&'()*+,;=:@/?-])*)?$`)

// URL wants an absolute URL with a host (RFC 3986).
func URL(value string) string {
	if _, err := url.Parse(value); err != nil || !absoluteURL.MatchString(value) {
		return "must be an absolute URL with a host"
	}
	return ""
}
