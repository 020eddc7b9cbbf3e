package change

import (
	"errors"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// Parse reads the arguments of a command that changes a service. There are
// enough of them: a name and, except for the removal of resources, what to do
// with it. Its error is errors.Join of *fault.Error.
func (s Service) Parse(op Op, kind Kind, args []string) (Request, error) {
	r := Request{Op: op, Kind: kind}
	var err error
	switch {
	case op == Set:
		r.Values, err = s.parseValues(args)
	case op == Remove && kind == Resource:
		r.Names = resource.SplitWords(args...)
	case op == Remove:
		words := resource.SplitWords(args...)
		r.Resource, r.Names = words[0], words[1:]
	case kind == Resource:
		var added resource.Resource
		added, err = resource.Parse(strings.Join(args, " "), s.names()...)
		r.Resource, r.Plural, r.Fields = added.Name, added.Plural, added.Fields
	default:
		words := resource.SplitWords(args...)
		r.Resource = words[0]
		r.Fields, err = s.parseFields(words[1:])
	}
	return r, err
}

// names returns the names of the resources, to which a new field may refer.
func (s Service) names() []string {
	var names []string
	for _, r := range s.Answers.Resources {
		names = append(names, r.Name)
	}
	return names
}

func (s Service) parseFields(texts []string) ([]resource.Field, error) {
	var fields []resource.Field
	var errs []error
	for _, text := range texts {
		f, err := resource.ParseField(text, s.names()...)
		fields, errs = append(fields, f), append(errs, err)
	}
	return fields, errors.Join(errs...)
}

// parseValues reads KEY=VALUE, KEY+=VALUE and KEY-=VALUE. It leaves options
// that don't exist for SetValues to refuse.
func (s Service) parseValues(args []string) (map[string]any, error) {
	values := map[string]any{}
	var errs []error
	for i := 0; i < len(args); i++ {
		text := args[i]
		key, value, ok := strings.Cut(text, "=")
		if words := strings.Fields(text); s.areAssignments(words) {
			errs = append(errs, fault.Usage("bad_set", "%q is %d answers, not one", text, len(words)).
				WithHint("write newsvc set %s", strings.Join(words, " ")).WithNext(append([]string{"newsvc", "set"}, words...)))
			continue
		}
		if !ok || strings.Trim(key, "+-") == "" {
			err := fault.Usage("bad_set", "%q isn't KEY=VALUE", text)
			switch option := s.Manifest.Option(text); {
			case option == nil:
				err = err.WithHint("as in newsvc set framework=gin")
			case i+1 < len(args) && !strings.Contains(args[i+1], "="): // the value is the next argument
				i++
				err = err.WithHint("write newsvc set %s=%s", text, args[i])
			default:
				err = err.WithHint("as in newsvc set %s", s.assignment(*option))
			}
			errs = append(errs, err)
			continue
		}
		name := strings.TrimRight(key, "+-")
		if before, twice := values[name]; twice && name == key && spec.FormatValue(before) != value {
			errs = append(errs, fault.Usage("bad_set", "%s is given twice, as %s and as %s", name, spec.FormatValue(before), value).WithHint("give it once"))
			continue
		}
		option := s.Manifest.Option(name)
		if option == nil {
			values[name] = value
			continue
		}
		if name != key {
			errs = append(errs, s.editList(*option, strings.TrimPrefix(key, name), value, values))
			continue
		}
		parsed, err := spec.ParseValue(*option, value)
		if err != nil {
			errs = append(errs, fault.Usage("bad_set", "%s: %q %s", name, value, err).WithHint("write %s=true or %s=false", name, name))
		}
		values[name] = parsed
	}
	return values, errors.Join(errs...)
}

// areAssignments reports whether words are several answers to options.
func (s Service) areAssignments(words []string) bool {
	for _, word := range words {
		key, _, ok := strings.Cut(word, "=")
		if !ok || s.Manifest.Option(strings.TrimRight(key, "+-")) == nil {
			return false
		}
	}
	return len(words) > 1
}

// editList adds words to the answer of an option, or removes them from it.
func (s Service) editList(option pack.Option, sign, text string, values map[string]any) error {
	if option.Kind != pack.Many || sign != "+" && sign != "-" {
		return fault.Usage("bad_set", "%s is not a list", option.Name).WithHint("write %s=%s", option.Name, text).WithInstead(option.Name+sign+"="+text, option.Name+"="+text)
	}
	before, ok := values[option.Name].([]string)
	if !ok {
		before, _ = s.Answers.Values[option.Name].([]string)
	}
	words := spec.SplitList(text)
	list := slices.DeleteFunc(slices.Clone(before), func(word string) bool { return slices.Contains(words, word) })
	for _, word := range words {
		unknown := !slices.ContainsFunc(option.Choices, func(c pack.OptionChoice) bool { return c.Name == word })
		if sign == "+" || unknown { // SetValues refuses an unknown word
			list = append(list, word)
		}
	}
	values[option.Name] = list
	return nil
}
