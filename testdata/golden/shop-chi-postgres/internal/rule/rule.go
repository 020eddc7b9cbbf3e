// Package rule has the rules that fields of all resources share. Each returns what is
// wrong with the value, or an empty string if nothing is.
package rule

import (
	"cmp"
	"fmt"
	"math"
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"cloud.google.com/go/civil"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/shopspring/decimal"

	"example.com/shop/internal/entity"
)

// NotBlank rejects text that is empty or only white space, as ECMA-262 and so the
// pattern in openapi.yaml define it.
func NotBlank(s string) string {
	space := func(r rune) bool { return r == '\ufeff' || r != '\u0085' && unicode.IsSpace(r) }
	if strings.TrimFunc(s, space) == "" {
		return "must not be blank"
	}
	return ""
}

// Text rejects more than limit characters, invalid UTF-8 and U+0000, which databases
// can't store.
func Text(s string, limit int) string {
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return "must be valid UTF-8 without U+0000"
	}
	if utf8.RuneCountInString(s) > limit {
		return fmt.Sprintf("must have at most %d characters", limit)
	}
	return ""
}

// LongText rejects what Text does, and more than 64 KiB.
func LongText(s string, limit int) string {
	if len(s) > 64<<10 {
		return "must have at most 65536 bytes"
	}
	return Text(s, limit)
}

// Email rejects everything but a bare ASCII address (RFC 5322, addr-spec).
func Email(s string) string {
	address, err := mail.ParseAddress("<" + s + ">")
	notASCII := func(r rune) bool { return r > unicode.MaxASCII }
	if s != "" && (err != nil || address.String() != "<"+s+">" || len(s) > 254 || strings.ContainsFunc(s, notASCII)) {
		return "must be an email address"
	}
	return "" // NotBlank rejects an empty address.
}

// urlPattern matches an absolute URL with a host (RFC 3986).
var urlPattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://([A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$`)

// URL rejects everything but an absolute ASCII URL with a host.
func URL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || len(s) > 2048 || !urlPattern.MatchString(s) || strings.Contains(u.Fragment, "#") {
		return "must be an absolute URL"
	}
	return ""
}

// Min rejects less than the minimum.
func Min[T cmp.Ordered](value, minimum T) string {
	if value < minimum {
		return fmt.Sprintf("must be at least %v", minimum)
	}
	return ""
}

// Max rejects more than the maximum.
func Max[T cmp.Ordered](value, maximum T) string {
	if value > maximum {
		return fmt.Sprintf("must be at most %v", maximum)
	}
	return ""
}

// Finite rejects numbers that JSON can't represent.
func Finite(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return "must be finite"
	}
	return ""
}

// Decimal rejects more digits than there are before and after the decimal point.
func Decimal(d decimal.Decimal, before, after int32) string {
	if d.Exponent() < -after || d.Abs().GreaterThanOrEqual(decimal.New(1, before)) {
		return fmt.Sprintf("must have at most %d digits before and %d after the decimal point", before, after)
	}
	return ""
}

// Date rejects dates that don't exist or that some database can't store.
func Date(d civil.Date) string {
	if !d.IsValid() || d.Year < 1 || d.Year > 9999 {
		return "must be a date from 0001-01-01 to 9999-12-31"
	}
	return ""
}

// JSON rejects null, invalid JSON, and JSON that is too long.
func JSON(j entity.JSON) string {
	value := jsontext.Value(j)
	switch {
	case len(j) > entity.MaxJSON:
		return fmt.Sprintf("must have at most %d bytes", entity.MaxJSON)
	case !value.IsValid(), value.Kind() == jsontext.KindNull:
		return "must be JSON other than null"
	default:
		return ""
	}
}
