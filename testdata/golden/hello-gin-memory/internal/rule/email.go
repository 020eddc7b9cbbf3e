package rule

import (
	"net/mail"
	"strings"
)

// Email wants a bare addr-spec of RFC 5322: no name, no comment, no white space around it.
func Email(value string) string {
	address, err := mail.ParseAddress("<" + value + ">")
	if err != nil {
		return "must be an email address"
	}
	quoted := strings.HasPrefix(value, `"`)
	if !quoted && address.Address != value {
		return "must be an email address"
	}
	if domain := address.Address[strings.LastIndexByte(address.Address, '@'):]; !strings.HasSuffix(value, domain) {
		return "must be an email address"
	}
	return ""
}
