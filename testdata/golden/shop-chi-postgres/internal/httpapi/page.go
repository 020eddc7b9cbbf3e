package httpapi

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"example.com/shop/internal/failure"
)

// The number of items on a page.
const (
	defaultLimit = 20
	maxLimit     = 100
)

// Page is the part of a collection that a request asks for: at most Limit items,
// whose ids follow After.
type Page struct {
	Limit int
	After uuid.UUID
}

// Fetch is how many items tell whether another page follows: one more than the limit.
func (p Page) Fetch() int { return p.Limit + 1 }

// parsePage reads a query, as it was sent, for a page of the collection. A limit or
// cursor that is empty or there twice is refused; other parameters are ignored.
func parsePage(collection, query string) (Page, error) {
	page := Page{Limit: defaultLimit}
	limit, given, err := queryParameter(query, "limit")
	if err != nil {
		return Page{}, err
	}
	if given {
		if page.Limit, err = parseLimit(limit); err != nil {
			return Page{}, err
		}
	}
	cursor, given, err := queryParameter(query, "cursor")
	if err != nil {
		return Page{}, err
	}
	if given {
		if page.After, err = parseCursor(collection, cursor); err != nil {
			return Page{}, err
		}
	}
	return page, nil
}

func parseLimit(text string) (int, error) {
	limit, err := strconv.Atoi(text)
	if err != nil || limit < 1 || limit > maxLimit || text != strconv.Itoa(limit) {
		return 0, invalidParameter("The limit must be a number from 1 to 100.")
	}
	return limit, nil
}

// queryParameter returns the value of a parameter that is there once, or not at all.
func queryParameter(query, name string) (value string, given bool, err error) {
	for pair := range strings.SplitSeq(query, "&") {
		key, escaped, _ := strings.Cut(pair, "=")
		if key, err := url.QueryUnescape(key); err != nil || key != name {
			continue
		}
		if given {
			return "", false, invalidParameter("The " + name + " must be given once.")
		}
		value, err = url.QueryUnescape(escaped)
		if err != nil || value == "" {
			return "", false, invalidParameter("The " + name + " has no valid value.")
		}
		given = true
	}
	return value, given, nil
}

// newCursor returns the cursor to what follows the id in the collection. Its second
// part tells that we made it, and for which collection; it's no secret.
func newCursor(collection string, id uuid.UUID) string {
	return base64.RawURLEncoding.EncodeToString(append(id[:], cursorMark(collection, id)...))
}

func parseCursor(collection, cursor string) (uuid.UUID, error) {
	data, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err == nil && len(data) > len(uuid.Nil) {
		id := uuid.UUID(data[:len(uuid.Nil)])
		if newCursor(collection, id) == cursor {
			return id, nil
		}
	}
	return uuid.Nil, invalidParameter("The cursor is none of this collection's.")
}

func cursorMark(collection string, id uuid.UUID) []byte {
	sum := sha256.Sum256(append([]byte(collection), id[:]...))
	return sum[:4]
}

func invalidParameter(detail string) error {
	return RequestError{Reason: failure.InvalidParameter, Detail: detail}
}
