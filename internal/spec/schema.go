package spec

import (
	"fmt"
	"slices"

	"github.com/newsvc/newsvc/internal/resource"
)

// resolveSchema checks a recorded schema against the resources and returns it. If none
// is recorded, it returns the steps of a new service.
func resolveSchema(recorded []Step, resources []resource.Resource) ([]Step, error) {
	if len(recorded) > 0 {
		return slices.Clone(recorded), checkSchema(recorded, resources)
	}
	return firstSteps(resources), nil
}

// firstSteps returns the steps that create the resources' tables: each after those that
// it refers to, and otherwise in the order of declaration. If optional references form
// a cycle, one of them is added after both tables exist.
func firstSteps(resources []resource.Resource) []Step {
	steps := CreateSteps(resources, nil)
	for i := range steps {
		steps[i].ID = fmt.Sprintf("%05d", i+1)
	}
	return steps
}

// CreateSteps returns steps without ids that create the tables of the resources that
// aren't in made: each after those that it refers to, and otherwise in the order of
// declaration. Resolve must have checked the resources.
func CreateSteps(resources []resource.Resource, made map[string]bool) []Step {
	var creates, adds []Step
	done := map[string]bool{}
	for name := range made {
		done[name] = made[name]
	}
	for {
		r := next(resources, done)
		if r == nil {
			return slices.Concat(creates, adds)
		}
		done[r.Name] = true
		now, later := splitFields(*r, done)
		creates = append(creates, NewStep(resources, OpCreate, *r, now))
		if len(later) > 0 {
			adds = append(adds, NewStep(resources, OpAddField, *r, later))
		}
	}
}

// next returns the first resource whose table isn't created, while those of all its
// references are. If there is none, it returns the first one on a cycle for which this
// is true of the required references. It returns nil if all tables are created.
func next(resources []resource.Resource, made map[string]bool) *resource.Resource {
	var first *resource.Resource
	for i, r := range resources {
		if made[r.Name] {
			continue
		}
		required, optional := waitsFor(r, made)
		if !required && !optional {
			return &resources[i]
		}
		if first == nil && !required && onCycle(resources, r.Name, made) {
			first = &resources[i]
		}
	}
	return first // Required references form no cycle, so there is one if any are left.
}

// waitsFor reports whether required and optional references of r lead to another
// resource whose table isn't created.
func waitsFor(r resource.Resource, made map[string]bool) (required, optional bool) {
	for _, f := range r.Fields {
		if f.Type == resource.Ref && f.Ref != r.Name && !made[f.Ref] {
			required = required || !f.Optional
			optional = optional || f.Optional
		}
	}
	return required, optional
}

// onCycle reports whether references lead from a resource back to it through others
// whose tables aren't created.
func onCycle(resources []resource.Resource, name string, made map[string]bool) bool {
	seen := map[string]bool{}
	var leads func(from string) bool
	leads = func(from string) bool {
		for _, f := range find(resources, from).Fields {
			if f.Type != resource.Ref || made[f.Ref] || f.Ref == from || seen[f.Ref] {
				continue
			}
			seen[f.Ref] = true
			if f.Ref == name || leads(f.Ref) {
				return true
			}
		}
		return false
	}
	return leads(name)
}

// splitFields divides r's fields into those that can be created with the table, and
// references to tables that aren't created yet.
func splitFields(r resource.Resource, made map[string]bool) (now, later []resource.Field) {
	for _, f := range r.Fields {
		if f.Type == resource.Ref && !made[f.Ref] {
			later = append(later, f)
			continue
		}
		now = append(now, f)
	}
	return now, later
}

// NewStep returns a step without an id that applies op to some fields of a resource.
// The resources must include all that the fields refer to.
func NewStep(resources []resource.Resource, op string, r resource.Resource, fields []resource.Field) Step {
	s := Step{Op: op, Resource: r.Name, Plural: r.Plural, Fields: fields}
	for _, f := range fields {
		if f.Type != resource.Ref {
			continue
		}
		if s.Targets == nil {
			s.Targets = map[string]string{}
		}
		s.Targets[f.Ref] = find(resources, f.Ref).Plural
	}
	return s
}
