package httpapi

import (
	"bytes"
	"errors"
	"mime"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/shopspring/decimal"

	"example.com/shop/internal/apperr"
	"example.com/shop/internal/entity"
)

// maxMembers is more than any resource has. It limits the work that a body can cause.
const maxMembers = 200

// Request is the JSON form of a resource's fields.
type Request interface {
	required() []string // members that can't be absent or null
	validate() error    // applies the rules of the domain
}

// defaulter is a Request with members that have defaults.
type defaulter interface {
	// setDefaults sets the members that can be absent, and returns those that can't be null.
	setDefaults() []string
}

// Decode reads the body of a POST into in. If the body is an object with violations, the
// error lists missing members and violated rules together.
func Decode[R Request](body []byte, in *R) error {
	members, err := parseObject(body)
	if err != nil {
		return err
	}
	var v apperr.Violations
	for _, name := range (*in).required() {
		if value, present := members[name]; !present || value.Kind() == jsontext.KindNull {
			v.Add(name, "is required")
		}
	}
	if r, ok := any(in).(defaulter); ok {
		for _, name := range r.setDefaults() {
			if members[name].Kind() == jsontext.KindNull {
				v.Add(name, "must not be null")
			}
		}
	}
	if err := json.Unmarshal(body, in, json.RejectUnknownMembers(true), json.WithUnmarshalers(unmarshalers)); err != nil {
		v.Check(memberError(err))
		return v.Err()
	}
	if len(v) > 0 { // Otherwise, the service validates.
		invalid, _ := errors.AsType[apperr.InvalidError]((*in).validate())
		v = append(v, invalid.Violations...)
	}
	return v.Err()
}

// Merge applies a JSON merge patch (RFC 7396) to the stored fields. It returns
// entity.ErrUnchanged if the patch changes nothing.
func Merge[R Request](patch []byte, stored R) (merged R, err error) {
	changes, err := parseObject(patch)
	if err != nil {
		return merged, err
	}
	before, encoding := json.Marshal(stored)
	members, parsing := parseObject(before)
	if err := errors.Join(encoding, parsing); err != nil {
		return merged, err
	}
	for name, change := range changes {
		if members[name], err = mergePatch(members[name], change); err != nil {
			return merged, err
		}
	}
	body, err := json.Marshal(members, json.Deterministic(true))
	if err != nil {
		return merged, err
	}
	err = Decode(body, &merged)
	if after, _ := json.Marshal(merged); err == nil && bytes.Equal(before, after) {
		err = entity.ErrUnchanged
	}
	return merged, err
}

// parseObject returns the members of the JSON object that is the whole body.
func parseObject(body []byte) (members map[string]jsontext.Value, err error) {
	count := 0
	err = json.Unmarshal(body, &members, json.WithUnmarshalers(json.UnmarshalFromFunc(func(*jsontext.Decoder, *jsontext.Value) error {
		if count++; count > maxMembers {
			return InvalidJSON
		}
		return errors.ErrUnsupported // Decode it as usual.
	})))
	switch {
	case is[Problem](err), is[*jsontext.SyntacticError](err):
		return nil, InvalidJSON
	case err != nil, members == nil:
		return nil, apperr.InvalidError{Violations: apperr.Violations{{Detail: "must be an object"}}}
	}
	return members, nil
}

// memberError returns the member that can't be decoded, and the reason.
func memberError(err error) (field, detail string) {
	semantic, ok := errors.AsType[*json.SemanticError](err)
	if !ok {
		return "", err.Error()
	}
	for token := range semantic.JSONPointer.Tokens() {
		field = token
		break
	}
	if errors.Is(err, json.ErrUnknownName) {
		return field, "is unknown"
	}
	return field, "has the wrong type or format"
}

// marshalers write times in UTC with microseconds, and decimals with all their digits.
var marshalers = json.JoinMarshalers(
	json.MarshalToFunc(func(e *jsontext.Encoder, t time.Time) error {
		return e.WriteToken(jsontext.String(t.UTC().Format("2006-01-02T15:04:05.000000Z")))
	}),
	json.MarshalToFunc(func(e *jsontext.Encoder, d decimal.Decimal) error {
		return e.WriteToken(jsontext.String(d.StringFixed(-d.Exponent())))
	}),
)

// Encode returns v as JSON.
func Encode(v any) ([]byte, error) {
	return json.Marshal(v, json.WithMarshalers(marshalers))
}

// CheckMediaType returns a Problem unless the header says that the body is JSON, or a
// merge patch if one is accepted, without a content encoding.
func CheckMediaType(contentType, contentEncoding string, patch bool) error {
	mediaType, _, err := mime.ParseMediaType(contentType)
	accepted := mediaType == "application/json" || patch && mediaType == "application/merge-patch+json"
	if err != nil || !accepted || contentEncoding != "" {
		return UnsupportedMediaType
	}
	return nil
}
