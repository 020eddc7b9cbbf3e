package flags

import (
	"strconv"
	"strings"

	"github.com/newsvc/newsvc/internal/spec"
)

// JSON is the value of the flag --json, which asks for a document, or for some of its fields.
type JSON struct {
	Asked  *bool
	Fields *[]string
}

// Set takes true, false, or the fields of the document.
func (f JSON) Set(text string) error {
	*f.Asked, *f.Fields = parseJSON(text)
	return nil
}

// String is empty: the usage says everything.
func (JSON) String() string { return "" }

// Type is that of a flag which needs no value.
func (JSON) Type() string { return "bool" }

func parseJSON(text string) (asked bool, fields []string) {
	if asked, err := strconv.ParseBool(text); err == nil {
		return asked, nil
	}
	return true, spec.SplitList(text)
}

// AskForJSON reports whether args ask for JSON. It is needed before they are
// parsed, so that a failure to parse them is a document too.
func AskForJSON(args []string) bool {
	asked := false
	for _, arg := range args {
		if arg == "--" {
			break
		}
		name, value, given := strings.Cut(arg, "=")
		switch {
		case name != "--json":
		case given:
			asked, _ = parseJSON(value)
		default:
			asked = true
		}
	}
	return asked
}
