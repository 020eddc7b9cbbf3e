// Package change turns a service's answers into new answers: it adds and removes
// resources and fields, sets values, and merges answers. It decides how the
// history of the schema changes, and touches nothing.
package change

import (
	"slices"
	"strconv"
	"time"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// Service is a service before a change.
type Service struct {
	Manifest pack.Manifest
	Answers  spec.Answers // the complete answers of the service
	Now      time.Time    // the time of new steps, in seconds
	// Kept reports whether a step of the schema must stay, because it is committed
	// or the user edited its files. Other steps are retracted if a change undoes
	// them. Kept is called only when that matters. If it is nil, every step stays.
	Kept func(id string) bool
	// Rows says whether the tables of steps that must stay may contain rows.
	Rows bool
}

// Change is the new specification of a service and the changes to its schema.
type Change struct {
	Spec      spec.Spec
	Added     []spec.Step // steps that were appended to the schema
	Retracted []spec.Step // steps that were removed from the schema
	// Reset lists the options whose answers no longer apply and were reset to their
	// default.
	Reset []string
}

func (s Service) mustStay(step spec.Step) bool { return s.Kept == nil || s.Kept(step.ID) }

// schema is a history that is being changed.
type schema struct {
	steps     []spec.Step
	added     []spec.Step
	retracted []spec.Step
}

// retract removes the steps for which undo returns true.
func (h *schema) retract(undo func(spec.Step) bool) {
	var rest []spec.Step
	for _, s := range h.steps {
		if undo(s) {
			h.retracted = append(h.retracted, s)
		} else {
			rest = append(rest, s)
		}
	}
	h.steps = rest
}

// add appends steps. Their ids are later than all existing ones.
func (h *schema) add(now time.Time, steps ...spec.Step) {
	for _, s := range steps {
		s.ID = h.stamp(now)
		h.steps, h.added = append(h.steps, s), append(h.added, s)
	}
}

const stampForm = "20060102150405"

// stamp returns the id of the next step: the current time, or the id after the latest one.
func (h *schema) stamp(now time.Time) string {
	next := now.UTC().Format(stampForm)
	for _, s := range slices.Concat(h.steps, h.retracted) {
		if isStamp(s.ID) && s.ID >= next {
			next = after(s.ID)
		}
	}
	return next
}

// isStamp reports whether an id is a timestamp. The steps of init don't have one.
func isStamp(id string) bool { return len(id) == len(stampForm) }

// after returns the id that follows a timestamp: that of the next second or, after
// the last second of the year 9999, the next number.
func after(id string) string {
	if at, err := time.Parse(stampForm, id); err == nil && at.Add(time.Second).Year() <= 9999 {
		return at.Add(time.Second).Format(stampForm)
	}
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return id // spec.Resolve rejects it.
	}
	return strconv.FormatInt(number+1, 10)
}

// table returns the table of a resource after all steps. It returns nil if there
// is none or the steps are invalid.
func (h *schema) table(name string) *spec.Table {
	tables, err := spec.Tables(h.steps)
	if err != nil {
		return nil
	}
	return tables[name]
}

// plurals returns the plurals of the resources that a resource refers to, according to the steps.
func (h *schema) plurals(name string) map[string]string {
	plurals := map[string]string{}
	for _, s := range slices.Concat(h.steps, h.retracted) {
		for target, plural := range s.Targets {
			if s.Resource == name {
				plurals[target] = plural
			}
		}
	}
	return plurals
}

// finish returns the change to new resources with the first history that leads to
// them. The histories that retract the most steps come first.
func (s Service) finish(resources []resource.Resource, histories ...schema) (Change, error) {
	var failed error
	for _, h := range histories {
		next := s.Answers
		next.Resources, next.Schema = resources, h.steps
		service, err := spec.Resolve(s.Manifest, s.Answers.Pack, next)
		if err == nil {
			return Change{Spec: service, Added: h.added, Retracted: h.retracted}, nil
		}
		failed = err
	}
	return Change{}, failed
}

// Has returns a *fault.Error if a resource doesn't exist.
func (s Service) Has(name string) error {
	if find(s.Answers.Resources, name) < 0 {
		return s.noResource(name)
	}
	return nil
}

func (s Service) history() schema { return schema{steps: slices.Clone(s.Answers.Schema)} }

// find returns the index of a resource, or -1.
func find(resources []resource.Resource, name string) int {
	return slices.IndexFunc(resources, func(r resource.Resource) bool { return r.Name == name })
}

// findField returns the index of a field, by its name or its key, or -1.
func findField(fields []resource.Field, name string) int {
	if i := slices.IndexFunc(fields, func(f resource.Field) bool { return f.Name == name }); i >= 0 {
		return i
	}
	return slices.IndexFunc(fields, func(f resource.Field) bool { return f.Key() == name })
}

// sameFields reports whether both lists have the same fields, in any order.
func sameFields(a, b []resource.Field) bool {
	return len(a) == len(b) && within(a, b)
}

// within reports whether b contains every field of a unchanged.
func within(a, b []resource.Field) bool {
	for _, f := range a {
		if !slices.ContainsFunc(b, func(g resource.Field) bool { return g.String() == f.String() }) {
			return false
		}
	}
	return true
}

// Without returns the resources without what a step created or added. It reports
// false if nothing of that is left in them, or if no resource or field would
// remain.
func Without(resources []resource.Resource, step spec.Step) ([]resource.Resource, bool) {
	at := find(resources, step.Resource)
	if at < 0 || step.Op != spec.OpCreate && step.Op != spec.OpAddField {
		return nil, false
	}
	rest := slices.Clone(resources)
	if step.Op == spec.OpCreate {
		rest = slices.Delete(rest, at, at+1)
		return rest, len(rest) > 0
	}
	rest[at].Fields = slices.DeleteFunc(slices.Clone(rest[at].Fields), func(f resource.Field) bool { return findField(step.Fields, f.Name) >= 0 })
	return rest, len(rest[at].Fields) > 0
}
