package sample

import (
	"strconv"

	"github.com/google/uuid"
)

// UUID returns the nth UUID.
func UUID(n int) uuid.UUID { return uuid.NewSHA1(uuid.Nil, []byte(strconv.Itoa(n))) }

// UUIDs are the first and the last, of no version.
func UUIDs() []uuid.UUID { return []uuid.UUID{uuid.Nil, uuid.Max} }
