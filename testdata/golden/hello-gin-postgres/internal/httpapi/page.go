package httpapi

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"example.com/hello/internal/entity"
)

// Page is the JSON of a page of a list.
type Page[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"next_cursor,omitempty"`
}

// NewPage returns the JSON of a page whose items have the JSON form that convert returns.
func NewPage[T any, P entity.Pointer[T], J any](page entity.Page[T], convert func(T) J) Page[J] {
	out := Page[J]{Items: make([]J, len(page.Items))}
	for i, item := range page.Items {
		out.Items[i] = convert(item)
		if page.More && i == len(page.Items)-1 {
			out.NextCursor = newCursor(P(&item).Metadata().ID)
		}
	}
	return out
}

// newCursor returns the cursor for the items after the ID. The checksum distinguishes
// cursors from other text.
func newCursor(id uuid.UUID) string {
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(id[:], crc32.ChecksumIEEE(id[:])))
}

// parseCursor is the reverse of newCursor. It returns the zero ID for other text.
func parseCursor(text string) uuid.UUID {
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(data) < len(uuid.Nil) || newCursor(uuid.UUID(data[:16])) != text {
		return uuid.Nil
	}
	return uuid.UUID(data[:16])
}

// ParseID parses the ID of a resource in a path: a UUID in its usual form.
func ParseID(text string) (uuid.UUID, error) {
	id, err := uuid.Parse(text)
	if err != nil || len(text) != len(uuid.Nil.String()) {
		return uuid.Nil, InvalidParameter
	}
	return id, nil
}

// parameters has the query parameters of a list. Each method removes the ones that it
// reads, and the first error is kept.
type parameters struct {
	values url.Values
	err    error
}

func parseQuery(query string) *parameters {
	values, err := url.ParseQuery(query)
	if err != nil {
		return &parameters{err: InvalidParameter}
	}
	return &parameters{values: values}
}

// finish returns the first error. A parameter that no method has read is unknown.
func (p *parameters) finish() error {
	for name := range p.values {
		p.fail(name, "is unknown")
	}
	return p.err
}

func (p *parameters) fail(name, detail string) {
	if p.err == nil {
		problem := InvalidParameter
		problem.Detail = fmt.Sprintf("The parameter %q %s.", name, detail)
		p.err = problem
	}
}

// text reads a parameter that must obey a rule. The result is nil if it is absent.
func (p *parameters) text(name string, rule func(string) string) *string {
	values, present := p.values[name]
	if !present {
		return nil
	}
	delete(p.values, name)
	if len(values) != 1 || values[0] == "" {
		p.fail(name, "must be given once and must not be empty")
	} else if detail := rule(values[0]); detail != "" {
		p.fail(name, detail)
	}
	return &values[0]
}

// page reads limit, cursor and sort.
func (p *parameters) page() entity.Query {
	query := entity.Query{Limit: 20}
	p.text("limit", func(text string) (detail string) {
		limit, err := strconv.Atoi(text)
		if query.Limit = limit; err != nil || limit < 1 || limit > 100 {
			detail = "must be a number from 1 to 100"
		}
		return detail
	})
	p.text("cursor", func(text string) (detail string) {
		if query.After = parseCursor(text); query.After == uuid.Nil {
			detail = "was not issued by this service"
		}
		return detail
	})
	p.text("sort", func(text string) (detail string) {
		if query.Descending = text == "-created_at"; !query.Descending && text != "created_at" {
			detail = "must be created_at or -created_at"
		}
		return detail
	})
	return query
}
