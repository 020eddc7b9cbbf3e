package config

import (
	"cmp"
	"encoding"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Parse reads the configuration by a function such as os.LookupEnv. A variable that
// is empty counts as unset, but for those whose tag says what empty means. The error
// names every variable that is wrong.
func Parse(lookup func(name string) (string, bool)) (Config, error) {
	var cfg Config
	var problems []error
	for _, v := range variables(reflect.ValueOf(&cfg).Elem()) {
		text, given := lookup(v.name)
		if text == "" && given && v.mayBeEmpty {
			continue
		}
		if text == "" {
			text = v.fallback
		}
		if err := v.set(text); err != nil {
			problems = append(problems, v.complaint(text, err))
		}
	}
	if err := cfg.HTTP.Auth.check(); err != nil {
		problems = append(problems, err)
	}
	return cfg, errors.Join(problems...)
}

// variable is one field of Config, and what its tags say.
type variable struct {
	name       string
	fallback   string
	secret     bool
	mayBeEmpty bool
	least      string
	words      []string
	field      reflect.Value
}

// variables returns the fields of a struct that have a variable, and those of the
// structs in it, in their order.
func variables(of reflect.Value) []variable {
	var found []variable
	for i := range of.NumField() {
		tag := of.Type().Field(i).Tag
		name, ok := tag.Lookup("env")
		if !ok {
			found = append(found, variables(of.Field(i))...)
			continue
		}
		_, mayBeEmpty := tag.Lookup("empty")
		_, secret := tag.Lookup("secret")
		found = append(found, variable{
			name:       name,
			fallback:   tag.Get("default"),
			secret:     secret,
			mayBeEmpty: mayBeEmpty,
			least:      tag.Get("min"),
			words:      strings.Fields(tag.Get("oneof")),
			field:      of.Field(i),
		})
	}
	return found
}

// complaint says what is wrong with the variable.
func (v variable) complaint(text string, err error) error {
	if v.secret {
		return fmt.Errorf("%s: %w", v.name, err)
	}
	return fmt.Errorf("%s: %q %w", v.name, text, err)
}

// set parses text into the field.
func (v variable) set(text string) error {
	if len(v.words) > 0 && !slices.Contains(v.words, text) {
		return fmt.Errorf("must be one of %s", strings.Join(v.words, ", "))
	}
	switch place := v.field.Addr().Interface().(type) {
	case *slog.Level:
		if err := place.UnmarshalText([]byte(text)); err != nil {
			return errors.New("must be DEBUG, INFO, WARN or ERROR")
		}
		return nil
	case encoding.TextUnmarshaler:
		return place.UnmarshalText([]byte(text))
	case *string:
		*place = text
		return nil
	case *bool:
		value, err := strconv.ParseBool(text)
		if err != nil {
			return errors.New("must be true or false")
		}
		*place = value
		return nil
	case *int64:
		return setNumber(place, text, v.least, wholeNumber, "must be a whole number")
	case *time.Duration:
		return setNumber(place, text, v.least, time.ParseDuration, "must be a duration such as 1m30s")
	default:
		panic(fmt.Sprintf("config: the type of %s can't be parsed", v.name))
	}
}

// setNumber parses text into place, and wants it to be at least what least says.
func setNumber[T cmp.Ordered](place *T, text, least string, parse func(string) (T, error), complaint string) error {
	value, err := parse(text)
	if err != nil {
		return errors.New(complaint)
	}
	if limit, err := parse(least); err == nil && value < limit {
		return fmt.Errorf("must be at least %s", least)
	}
	*place = value
	return nil
}

func wholeNumber(text string) (int64, error) { return strconv.ParseInt(text, 10, 64) }
