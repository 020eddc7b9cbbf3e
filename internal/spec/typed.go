package spec

import (
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"github.com/newsvc/newsvc/internal/pack"
)

// ParseValue parses the answer to an option as typed on the command line. Check and
// Resolve check whether it is one of the choices.
func ParseValue(option pack.Option, text string) (any, error) {
	switch option.Kind {
	case pack.Many:
		return SplitList(text), nil
	case pack.Bool:
		value, err := strconv.ParseBool(text)
		if err != nil {
			return nil, errors.New("is neither true nor false")
		}
		return value, nil
	}
	return text, nil
}

// FormatValue formats an answer for the command line.
func FormatValue(value any) string {
	switch v := value.(type) {
	case []string:
		return strings.Join(v, ",")
	case nil:
		return ""
	}
	return fmt.Sprint(value)
}

// SplitList splits a comma-separated list and drops empty words.
func SplitList(list string) []string {
	words := []string{}
	for word := range strings.SplitSeq(list, ",") {
		if word = strings.TrimSpace(word); word != "" {
			words = append(words, word)
		}
	}
	return words
}

// Applies reports whether an option is asked, given the answers so far. Options
// without an answer count as having their default. A pinned one is never asked.
func Applies(m pack.Manifest, option pack.Option, values map[string]any) bool {
	if option.Pinned != "" {
		return false
	}
	if len(option.When) == 0 {
		return true
	}
	complete := maps.Clone(values)
	if complete == nil {
		complete = map[string]any{}
	}
	for _, other := range m.Options {
		if _, ok := complete[other.Name]; !ok && other.Default != nil {
			complete[other.Name] = other.Default
		}
	}
	return option.When.Holds(complete)
}
