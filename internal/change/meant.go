package change

import (
	"fmt"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/resource"
)

// MeantHint returns a hint for newsvc add or newsvc remove without the word resource or
// field: the command that was probably meant or, if that isn't clear, otherwise.
func MeantHint(op Op, args []string, otherwise string) string {
	if command := meant(op, args); command != "" {
		return "did you mean " + command + "?"
	}
	return otherwise
}

// Example returns an example of a command that got too few arguments. The example begins
// with these arguments if possible.
func Example(op Op, kind Kind, args []string, example string) string {
	if kind == "" || len(args) == 0 {
		return example
	}
	if command := meant(op, args); strings.HasPrefix(command, fmt.Sprintf("newsvc %s %s ", op, kind)) {
		return command
	}
	words := strings.Fields(example) // newsvc OP KIND RESOURCE …
	return strings.Join(slices.Concat(words[:3], args[:1], words[4:]), " ")
}

// meant returns the command that was probably meant, or "".
func meant(op Op, args []string) string {
	words := resource.SplitWords(args...)
	if len(words) == 0 {
		return ""
	}
	first, rest := words[0], words[1:]
	if kind := fault.Nearest(first, []string{string(Resource), string(Field)}); kind != "" && len(rest) > 0 {
		return fmt.Sprintf("newsvc %s %s %s", op, kind, strings.Join(rest, " "))
	}
	switch name, field, dotted := strings.Cut(first, "."); {
	case strings.TrimSuffix(first, "s") == "feature":
		if len(rest) == 0 {
			return ""
		}
		return fmt.Sprintf("newsvc set features%s=%s", map[Op]string{Add: "+", Remove: "-"}[op], strings.Join(rest, ","))
	case op == Add && strings.Contains(first, ":"):
		return "newsvc add field RESOURCE " + strings.Join(words, " ")
	case resource.CheckName(name) != nil || dotted && resource.CheckName(field) != nil:
		return ""
	case op == Add && len(rest) == 0:
		return fmt.Sprintf("newsvc add resource %s title:string", first)
	case op == Add:
		return "newsvc add resource " + strings.Join(words, " ")
	case dotted:
		return fmt.Sprintf("newsvc remove field %s %s", name, field)
	case len(rest) == 0:
		return "newsvc remove resource " + first
	}
	return "newsvc remove field " + strings.Join(words, " ")
}

// assignment returns how to set an option to another value than it has.
func (s Service) assignment(o pack.Option) string {
	value := "VALUE"
	for _, c := range o.Choices {
		if c.Name != s.Answers.Values[o.Name] {
			value = c.Name
			break
		}
	}
	return o.Name + "=" + value
}
