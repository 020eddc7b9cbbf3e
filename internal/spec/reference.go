package spec

import (
	"errors"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/resource"
)

// CheckReferences rejects references to unknown resources, and required references that
// form a cycle: no row in a cycle could ever be created. others are the names of
// resources of which nothing else is known; "" is a name that isn't known either.
func CheckReferences(resources []resource.Resource, others ...string) error {
	var errs []error
	known := slices.Clone(resources)
	for _, name := range others {
		known = append(known, resource.Resource{Name: name, Plural: resource.Plural(name)})
	}
	for i, r := range resources {
		for _, f := range r.Fields {
			if f.Type == resource.Ref && find(known, f.Ref) == nil && !slices.Contains(others, "") {
				errs = append(errs, at(PlaceOf(i), unknownTarget(known, r, f)))
			}
		}
	}
	for _, circle := range cycles(resources) {
		first := slices.IndexFunc(resources, func(r resource.Resource) bool { return r.Name == circle[0] })
		errs = append(errs, at(PlaceOf(first), cycleError(resources, circle)))
	}
	return errors.Join(errs...)
}

func find(resources []resource.Resource, name string) *resource.Resource {
	i := slices.IndexFunc(resources, func(r resource.Resource) bool { return r.Name == name })
	if i < 0 {
		return nil
	}
	return &resources[i]
}

func unknownTarget(resources []resource.Resource, r resource.Resource, f resource.Field) error {
	names := make([]string, 0, len(resources))
	better := ""
	for _, other := range resources {
		if resource.CheckName(other.Name) != nil {
			continue
		}
		names = append(names, other.Name)
		if other.Plural == f.Ref {
			better = other.Name
		}
	}
	err := fault.Usage("unknown_resource", "resource %s: field %s: there is no resource %s", r.Name, f.Name, f.Ref)
	if better == "" {
		better = fault.Nearest(f.Ref, names)
	}
	if better == "" {
		return err.WithHint("declare it too, as in '%s name:string', or refer to one of %s", f.Ref, strings.Join(names, ", "))
	}
	given := f.String()
	f.Ref = better
	f.Optional = f.Optional || better == r.Name // The first row has no other row to refer to.
	return err.Try(given, f.String())
}

// cycles returns the names along each cycle of required references, once for each
// cycle, beginning with the resource that is declared first.
func cycles(resources []resource.Resource) [][]string {
	var found [][]string
	done := map[string]bool{}
	for _, r := range resources {
		if done[r.Name] {
			continue
		}
		if way := pathBack(resources, r.Name); way != nil {
			found = append(found, way)
			for _, name := range way {
				done[name] = true
			}
		}
	}
	return found
}

// pathBack returns the shortest path along required references from a resource to
// itself, or nil.
func pathBack(resources []resource.Resource, start string) []string {
	from := map[string]string{}
	queue := []string{start}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		r := find(resources, name)
		if r == nil {
			continue
		}
		for _, f := range r.Fields {
			if f.Type != resource.Ref || f.Optional {
				continue
			}
			if f.Ref == start {
				return trace(from, start, name)
			}
			if _, seen := from[f.Ref]; !seen {
				from[f.Ref] = name
				queue = append(queue, f.Ref)
			}
		}
	}
	return nil
}

func trace(from map[string]string, start, last string) []string {
	way := []string{last}
	for way[len(way)-1] != start {
		way = append(way, from[way[len(way)-1]])
	}
	slices.Reverse(way)
	return way
}

func cycleError(resources []resource.Resource, circle []string) error {
	last, first := find(resources, circle[len(circle)-1]), circle[0]
	i := slices.IndexFunc(last.Fields, func(f resource.Field) bool { return f.Ref == first && !f.Optional })
	field := last.Fields[i]
	field.Optional = true
	return fault.Usage("cycle", "required references form a cycle, so no row could ever be created: %s", strings.Join(append(circle, first), " → ")).
		WithHint("make one of them optional, as in %s of %s", field, last.Name)
}
