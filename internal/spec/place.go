package spec

import (
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/plain"
)

// PlaceOf returns the key of a resource, by its index, in Answers.Places.
func PlaceOf(i int) string { return fmt.Sprintf("resources.%d", i) }

// mergePlaces returns the places of merged answers.
func mergePlaces(under, over Answers) map[string]string {
	places := maps.Clone(under.Places)
	maps.DeleteFunc(places, func(key, _ string) bool {
		_, overridden := over.Values[key]
		return overridden || len(over.Resources)+len(over.Unread) > 0 && (strings.HasPrefix(key, "resources.") || key == "schema")
	})
	if places == nil {
		return maps.Clone(over.Places)
	}
	maps.Copy(places, over.Places)
	return places
}

// InCommand is the place of an answer that isn't that of a flag or file, but of a command
// with OPTION=VALUE.
const InCommand = "="

// where says how an error names the answer to an option, and how it shows another one.
func (a Answers) where(opt *pack.Option) (prefix, assignment string) {
	switch place := a.Places[opt.Name]; place {
	case "":
		if opt.Kind == pack.Bool {
			return "--" + opt.Name + ": ", "--" + opt.Name + "="
		}
		return "--" + opt.Name + ": ", "--" + opt.Name + " "
	case InCommand:
		return opt.Name + ": ", opt.Name + "="
	default:
		return place + ": " + opt.Name + ": ", opt.Name + ": "
	}
}

// placed is an error with the key of the answer that has it.
type placed struct {
	key string
	error
}

func (p placed) Unwrap() error { return p.error }

// at adds a key to each error in err.
func at(key string, err error) error {
	var errs []error
	for _, e := range fault.All(err) {
		errs = append(errs, placed{key, e})
	}
	return errors.Join(errs...)
}

// atPlaces adds their places to the messages of the errors that have a key.
func (a Answers) atPlaces(err error) error {
	if p, ok := err.(placed); ok { //nolint:errorlint // it is the outermost one
		e := *fault.All(p.error)[0]
		if place := a.Places[p.key]; place != "" && place != InCommand {
			e.Message = plain.Sprintf("%s: %s", place, e.Message).String()
		}
		return &e
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return err
	}
	var errs []error
	for _, e := range joined.Unwrap() {
		errs = append(errs, a.atPlaces(e))
	}
	return errors.Join(errs...)
}
