package spec

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/tree"
)

// MaxAnswers is the maximum size of an answers file in bytes.
const MaxAnswers = 1 << 20

// ParseAnswers parses answers in YAML or JSON strictly: one mapping without duplicate
// keys and aliases, of at most MaxAnswers bytes. name is the file's name for error
// messages. The error is an errors.Join of all errors as *fault.Error, each with file
// and line. Resolve checks whether the options exist and their answers are valid.
func ParseAnswers(name string, data []byte) (Answers, error) {
	a, err := ParseAnswersFile(name, data)
	if err != nil {
		return Answers{}, err
	}
	a.Places = nil
	return a, nil
}

// ParseAnswersFile is ParseAnswers for a file that the user writes. The answers have their
// places, so that the errors of Resolve name them too. With an error, it returns the
// answers that have none.
func ParseAnswersFile(name string, data []byte) (Answers, error) {
	r := &reader{name: name, places: map[string]string{}}
	a := Answers{Values: map[string]any{}, Places: r.places}
	if doc := r.document(data); doc != nil {
		r.answers(doc, &a)
	}
	return a, join(r.errs)
}

// answers parses the top level of the file. Every key that isn't reserved is an option.
func (r *reader) answers(doc *yaml.Node, a *Answers) {
	r.mapping(doc, "the answers", func(key string, value *yaml.Node) bool {
		r.mark(key, r.key)
		switch key {
		case "format":
			a.Format = r.format(value)
		case "pack":
			a.Pack = r.pack(value)
		case "resources":
			r.list(value, "resources", func(n *yaml.Node) { r.addResource(n, a) })
			if value.Kind == yaml.SequenceNode && len(value.Content) == 0 {
				r.fail(value, "resources is empty").hint("list at least one, or leave it out to use the pack's")
			}
		case "yours":
			r.list(value, "yours", func(n *yaml.Node) { a.Yours = append(a.Yours, r.path(n)) })
		case "schema":
			r.list(value, "schema", func(n *yaml.Node) { a.Schema = append(a.Schema, r.step(n)) })
		default:
			if near := fault.Nearest(key, []string{"pack", "resources", "schema", "yours"}); near != "" && nested(value) {
				r.fail(value, "there is no %s in the answers", quote(key)).hint("did you mean %s?", near)
			} else if v := r.value(value, key); v != nil {
				a.Values[key] = v
			}
		}
		return true
	})
}

// addResource parses a resource, and adds it if it has no errors.
func (r *reader) addResource(n *yaml.Node, a *Answers) {
	before := len(r.errs)
	declared := r.resource(n)
	if len(r.errs) > before {
		a.Unread = append(a.Unread, declared.Name)
		return
	}
	r.mark(PlaceOf(len(a.Resources)), n.Line)
	a.Resources = append(a.Resources, declared)
}

// path parses the path of a file in the service.
func (r *reader) path(n *yaml.Node) string {
	text, ok := r.text(n, "each of yours")
	if ok && tree.CheckPath(text) != nil {
		r.fail(n, "%s isn't the path of a file in the service", quote(text)).hint("write it as newsvc status shows it")
	}
	return text
}

// nested reports whether a value has a structure that no option has.
func nested(n *yaml.Node) bool {
	return n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode && len(n.Content) > 0 && n.Content[0].Kind != yaml.ScalarNode
}

func (r *reader) format(n *yaml.Node) int {
	format, err := strconv.Atoi(n.Value)
	switch {
	case n.Kind != yaml.ScalarNode || err != nil || format < 1:
		r.fail(n, "format must be a number").hint("write format: %d, or leave it out", Format)
		return 0
	case format > Format:
		r.fail(n, "format %d needs a newer newsvc; this one reads formats up to %d", format, Format).hint("use a newer newsvc")
	}
	return format
}

// value parses an option's answer: text, true or false, or a list of words.
func (r *reader) value(n *yaml.Node, key string) any {
	switch {
	case n.Kind == yaml.SequenceNode:
		list := []string{}
		for _, item := range n.Content {
			if text, ok := r.text(item, "each of "+quote(key)); ok {
				list = append(list, text)
			}
		}
		return list
	case n.Kind == yaml.ScalarNode && n.ShortTag() == "!!bool":
		return strings.EqualFold(n.Value, "true")
	case n.Kind == yaml.MappingNode:
		r.fail(n, "%s must be text, true or false, or a list of words", quote(key)).hint("write each option on a line of its own, without nesting")
		return nil
	}
	if text, ok := r.text(n, quote(key)); ok {
		return text
	}
	return nil
}

// resource parses a resource that is written as text or as a mapping.
func (r *reader) resource(n *yaml.Node) resource.Resource {
	if n.Kind == yaml.ScalarNode {
		text, ok := r.text(n, "a resource")
		if !ok {
			return resource.Resource{}
		}
		declared, err := resource.Parse(text)
		r.add(n, err)
		declared.Name = resource.NameIn(text)
		return declared
	}
	var declared resource.Resource
	before := len(r.errs)
	r.object(n, "a resource", map[string]func(*yaml.Node){
		"name":    r.into(&declared.Name, "a resource's name"),
		"plural":  r.into(&declared.Plural, "a resource's plural"),
		"package": r.into(&declared.Package, "a resource's package"),
		"fields":  func(n *yaml.Node) { declared.Fields = r.fields(n) },
	})
	if declared.Plural == "" {
		declared.Plural = resource.Plural(declared.Name)
	}
	if len(r.errs) == before {
		r.add(n, declared.Check())
	} else if declared.Name != "" {
		r.add(n, declared.CheckNames())
	}
	return declared
}

func (r *reader) fields(n *yaml.Node) []resource.Field {
	var fields []resource.Field
	r.list(n, "fields", func(n *yaml.Node) {
		text, ok := r.text(n, "a field")
		if !ok {
			return
		}
		f, err := resource.ParseField(text)
		r.add(n, err)
		fields = append(fields, f)
	})
	return fields
}

func (r *reader) step(n *yaml.Node) Step {
	var s Step
	r.object(n, "a step of the schema", map[string]func(*yaml.Node){
		"id":       r.into(&s.ID, "a step's id"),
		"op":       r.into(&s.Op, "a step's op"),
		"resource": r.into(&s.Resource, "a step's resource"),
		"plural":   r.into(&s.Plural, "a step's plural"),
		"fields":   func(n *yaml.Node) { s.Fields = r.fields(n) },
		"targets": func(n *yaml.Node) {
			s.Targets = map[string]string{}
			r.mapping(n, "targets", func(key string, value *yaml.Node) bool {
				text, ok := r.text(value, "each of targets")
				s.Targets[key] = text
				return ok
			})
		},
	})
	return s
}
