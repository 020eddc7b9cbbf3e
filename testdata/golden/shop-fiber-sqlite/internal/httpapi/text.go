package httpapi

import (
	"errors"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
)

// unmarshalers decode types that are strings in JSON more strictly than their own methods.
var unmarshalers = json.JoinUnmarshalers(fromText(parseTime), fromText(parseUUID))

func fromText[T any](parse func(string) (T, error)) *json.Unmarshalers {
	return json.UnmarshalFromFunc(func(d *jsontext.Decoder, value *T) error {
		if d.PeekKind() == jsontext.KindNull {
			return errors.ErrUnsupported // Decode reports null where it isn't allowed.
		}
		var text string
		err := json.UnmarshalDecode(d, &text)
		if err == nil {
			*value, err = parse(text)
		}
		return err
	})
}

// parseTime returns a time in UTC, with the precision of every store. The json package
// is as strict as RFC 3339; the time package isn't.
func parseTime(text string) (t time.Time, err error) {
	quoted, err := jsontext.AppendQuote(nil, text)
	if err == nil {
		err = json.Unmarshal(quoted, &t)
	}
	t = t.UTC().Truncate(time.Microsecond)
	if t.Year() < 1 || t.Year() > 9999 {
		err = errors.Join(err, strconv.ErrRange)
	}
	return t, err
}

// parseUUID accepts only the usual form, which has 36 characters.
func parseUUID(text string) (uuid.UUID, error) {
	if len(text) != len(uuid.Nil.String()) {
		return uuid.Nil, strconv.ErrSyntax
	}
	return uuid.Parse(text)
}
