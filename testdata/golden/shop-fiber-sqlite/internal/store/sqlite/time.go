package sqlite

import (
	"database/sql"
	"database/sql/driver"
	"time"
)

// timePlace is the place of a time, which is stored as microseconds since 1970.
type timePlace[T time.Time | *time.Time] struct {
	place *T
}

// placeOf returns the place of a time, or of one that may be nil.
func placeOf[T time.Time | *time.Time](place *T) timePlace[T] {
	return timePlace[T]{place}
}

// Value returns what is stored.
func (i timePlace[T]) Value() (driver.Value, error) {
	switch place := any(i.place).(type) {
	case *time.Time:
		return place.UnixMicro(), nil
	case **time.Time:
		if *place != nil {
			return (*place).UnixMicro(), nil
		}
	}
	return nil, nil
}

// Scan reads what was stored.
func (i timePlace[T]) Scan(stored any) error {
	var micros sql.NullInt64
	if err := micros.Scan(stored); err != nil {
		return err
	}
	at := time.UnixMicro(micros.Int64).UTC()
	switch place := any(i.place).(type) {
	case *time.Time:
		*place = at
	case **time.Time:
		*place = nil
		if micros.Valid {
			*place = &at
		}
	}
	return nil
}
