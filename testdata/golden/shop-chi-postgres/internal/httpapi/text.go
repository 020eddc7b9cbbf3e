package httpapi

import (
	"errors"
	"regexp"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// unmarshalers decode types that are strings in JSON more strictly than their own methods.
var unmarshalers = json.JoinUnmarshalers(fromText(parseDecimal), fromText(parseUUID))

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

// decimalPattern allows no exponent, and no more digits than any field has.
var decimalPattern = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,37})(\.[0-9]{1,38})?$`)

func parseDecimal(text string) (decimal.Decimal, error) {
	if !decimalPattern.MatchString(text) {
		return decimal.Decimal{}, strconv.ErrSyntax
	}
	return decimal.NewFromString(text)
}

// parseUUID accepts only the usual form, which has 36 characters.
func parseUUID(text string) (uuid.UUID, error) {
	if len(text) != len(uuid.Nil.String()) {
		return uuid.Nil, strconv.ErrSyntax
	}
	return uuid.Parse(text)
}
