package spec

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/lazyregexp"
	"github.com/newsvc/newsvc/internal/resource"
)

// MaxAnswers is the most bytes of a file of answers.
const MaxAnswers = 1 << 20

// ParseAnswers reads answers in YAML or JSON, strictly: one mapping, no key
// twice, no aliases, at most MaxAnswers bytes. name is the file's, for errors;
// the error is errors.Join of a *fault.Error for everything that is wrong,
// each with file and line. Whether an option exists, and what it takes, is
// Resolve's to say.
func ParseAnswers(name string, data []byte) (Answers, error) {
	r := &reader{name: name}
	a := Answers{Values: map[string]any{}}
	if doc := r.document(data); doc != nil {
		r.answers(doc, &a)
	}
	if err := join(r.errs); err != nil {
		return Answers{}, err
	}
	return a, nil
}

// answers reads the top of the file. Every key that isn't the file's own is
// an option's.
func (r *reader) answers(doc *yaml.Node, a *Answers) {
	r.mapping(doc, "the answers", func(key string, value *yaml.Node) bool {
		switch key {
		case "format":
			a.Format = r.format(value)
		case "pack":
			a.Pack = r.pack(value)
		case "resources":
			r.list(value, "resources", func(n *yaml.Node) { a.Resources = append(a.Resources, r.resource(n)) })
			if value.Kind == yaml.SequenceNode && len(value.Content) == 0 {
				r.fail(value, "resources is empty").hint("list one at least, or leave it out for the pack's own")
			}
		case "schema":
			r.list(value, "schema", func(n *yaml.Node) { a.Schema = append(a.Schema, r.step(n)) })
		default:
			if near := fault.Nearest(key, []string{"pack", "resources", "schema"}); near != "" && nested(value) {
				r.fail(value, "there is no %s in the answers", quote(key)).hint("did you mean %s?", near)
			} else if v := r.value(value, key); v != nil {
				a.Values[key] = v
			}
		}
		return true
	})
}

// nested reports whether a value is one that no option has.
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
		r.fail(n, "format %d is of a newer newsvc; this one reads up to %d", format, Format).hint("use a newer newsvc")
	}
	return format
}

var digest = lazyregexp.New(`^sha256:[0-9a-f]{64}$`)

func (r *reader) pack(n *yaml.Node) PackRef {
	var p PackRef
	r.object(n, "pack", map[string]func(*yaml.Node){
		"name":    r.into(&p.Name, "the pack's name"),
		"version": r.into(&p.Version, "the pack's version"),
		"digest": func(n *yaml.Node) {
			r.into(&p.Digest, "the pack's digest")(n)
			if p.Digest != "" && !digest().MatchString(p.Digest) {
				r.fail(n, "the pack's digest must be sha256: and 64 hexadecimal digits").hint("put back what newsvc wrote, or leave it out")
			}
		},
	})
	if p.Name == "" && n.Kind == yaml.MappingNode {
		r.fail(n, "the pack's name is missing").hint("write pack: {name: newsvc}, or leave it out")
	}
	return p
}

// value reads an option's answer: text, true or false, or a list of words.
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
		r.fail(n, "%s must be text, true or false, or a list of words", quote(key)).hint("options stand side by side, each on a line of its own")
		return nil
	}
	if text, ok := r.text(n, quote(key)); ok {
		return text
	}
	return nil
}

// resource reads one in its written form, or as a mapping.
func (r *reader) resource(n *yaml.Node) resource.Resource {
	if n.Kind == yaml.ScalarNode {
		text, ok := r.text(n, "a resource")
		if !ok {
			return resource.Resource{}
		}
		declared, err := resource.Parse(text)
		r.add(n, err)
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
	if len(r.errs) > before {
		return declared
	}
	if declared.Plural == "" {
		declared.Plural = resource.Plural(declared.Name)
	}
	r.add(n, declared.Check())
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
