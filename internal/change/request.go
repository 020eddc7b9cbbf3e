package change

import (
	"maps"
	"slices"

	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// Op is an operation on a service.
type Op string

// The operations. Each is also the command that requests it.
const (
	Add    Op = "add"
	Remove Op = "remove"
	Set    Op = "set"
)

// Kind is what Add and Remove work on.
type Kind string

// The kinds. Set has none.
const (
	Resource Kind = "resource"
	Field    Kind = "field"
)

// Request is a change that the user asks for.
type Request struct {
	Op       Op
	Kind     Kind
	Resource string           // its name; not with the removal of resources
	Plural   string           // of a new resource
	Fields   []resource.Field // to add
	Names    []string         // of the resources or fields to remove
	Values   map[string]any   // of the options to set
}

// Apply returns the change that the request makes to a service. Its error is
// errors.Join of *fault.Error.
func (r Request) Apply(s Service) (Change, error) {
	switch {
	case r.Op == Set:
		return s.SetValues(r.Values)
	case r.Op == Remove && r.Kind == Resource:
		return s.RemoveResources(r.Names...)
	case r.Op == Remove:
		return s.RemoveFields(r.Resource, r.Names...)
	case r.Kind == Resource:
		return s.AddResources(r.resource())
	}
	return s.AddFields(r.Resource, r.Fields...)
}

func (r Request) resource() resource.Resource {
	return resource.Resource{Name: r.Resource, Plural: r.Plural, Fields: r.Fields}
}

// Args returns the words of the command that makes the same request, without
// the name of the program.
func (r Request) Args() []string {
	if r.Op == Set {
		args := []string{string(Set)}
		for _, name := range slices.Sorted(maps.Keys(r.Values)) {
			value := spec.FormatValue(r.Values[name])
			if list, ok := r.Values[name].([]string); ok && len(list) == 0 {
				value = "none"
			}
			args = append(args, name+"="+value)
		}
		return args
	}
	args := []string{string(r.Op), string(r.Kind)}
	if r.Resource != "" {
		named := resource.Resource{Name: r.Resource}
		if r.Op == Add && r.Kind == Resource {
			named.Plural = r.Plural
		}
		args = append(args, named.String())
	}
	for _, f := range r.Fields {
		args = append(args, f.String())
	}
	return append(args, r.Names...)
}
