// Package change turns a service's answers into new ones: it adds and removes
// resources and fields, and sets values. It also decides which steps that adds to
// the schema's history, or retracts from it. It touches no machine.
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
	Answers  spec.Answers // complete, as recorded in the service
	Now      time.Time    // stamps the steps that are appended; only its second counts
	// MustStay reports whether a step of the schema has to stay, because it is
	// committed or its files were edited. Any other step is retracted when a
	// change undoes it. It is called only if that makes a difference; nil means
	// that all steps stay.
	MustStay func(id string) bool
	// Rows says that tables of steps that stay may contain rows.
	Rows bool
}

// Change is a service's new specification, and the steps of the schema that it adds
// and retracts.
type Change struct {
	Spec      spec.Spec
	Added     []spec.Step // appended to the schema
	Retracted []spec.Step // removed from it
	// Reset are the options whose answers no longer apply and return to the
	// default.
	Reset []string
}

func (s Service) mustStay(step spec.Step) bool { return s.MustStay == nil || s.MustStay(step.ID) }

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

// add appends steps, whose ids are later than all ids before them.
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

// isStamp reports whether an id is a timestamp, which the steps of init don't have.
func isStamp(id string) bool { return len(id) == len(stampForm) }

// after returns the id that follows a timestamp: the next second or, after the
// year 9999, the next number.
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

// table returns the table of a resource after all steps. It returns nil when there
// is none, or when the steps contradict each other.
func (h *schema) table(name string) *spec.Table {
	tables, err := spec.Tables(h.steps)
	if err != nil {
		return nil
	}
	return tables[name]
}

// plurals returns the plurals of the resources that a resource refers to, from the
// steps.
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

// finish returns the change with the first history that leads to the resources.
// The histories that retract the most come first.
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

// Has refuses, as a *fault.Error, the name of a resource that doesn't exist.
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

// within reports whether b contains every field of a, unchanged.
func within(a, b []resource.Field) bool {
	for _, f := range a {
		if !slices.ContainsFunc(b, func(g resource.Field) bool { return g.String() == f.String() }) {
			return false
		}
	}
	return true
}

// Without returns the resources without the table or the fields that a step adds.
// It returns false when they don't have them, or when nothing would be left.
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
