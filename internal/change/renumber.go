package change

import (
	"slices"

	"github.com/newsvc/newsvc/internal/spec"
)

// Renumber changes the ids of steps that one side added if the other side added
// different steps with the same ids. It uses the next free seconds. It returns the
// answers and a map from old to new ids, which is empty if no ids collide. The
// steps of init have no timestamps and don't change.
func Renumber(base, fixed, moved spec.Answers) (spec.Answers, map[string]string) {
	taken := map[string]spec.Step{}
	for _, s := range slices.Concat(base.Schema, fixed.Schema) {
		taken[s.ID] = s
	}
	old := map[string]bool{}
	for _, s := range base.Schema {
		old[s.ID] = true
	}
	renumbered := map[string]string{}
	next := slices.Clone(moved.Schema)
	last := ""
	for i, s := range next {
		if !isStamp(s.ID) || old[s.ID] {
			continue
		}
		id := s.ID
		if id <= last {
			id = after(last)
		}
		for other, used := taken[id]; used && !sameStep(other, s); other, used = taken[id] {
			id = after(id)
		}
		if id != s.ID {
			renumbered[s.ID], next[i].ID = id, id
		}
		last = id
	}
	moved.Schema = next
	return moved, renumbered
}

// Repeated changes the ids of steps whose id occurs earlier in the schema. That
// happens when the user merges two branches by hand.
func Repeated(a spec.Answers) (spec.Answers, map[string]string) {
	var first, again []spec.Step
	seen := map[string]bool{}
	for _, s := range a.Schema {
		if seen[s.ID] {
			again = append(again, s)
		} else {
			first = append(first, s)
		}
		seen[s.ID] = true
	}
	last, renumbered := Renumber(spec.Answers{}, spec.Answers{Schema: first}, spec.Answers{Schema: again})
	a.Schema = slices.Concat(first, last.Schema)
	sortSteps(a.Schema)
	return a, renumbered
}

// stepOf returns the step with an id, or nil.
func stepOf(steps []spec.Step, id string) *spec.Step {
	if i := slices.IndexFunc(steps, func(s spec.Step) bool { return s.ID == id }); i >= 0 {
		return &steps[i]
	}
	return nil
}

func sameStep(a, b spec.Step) bool { return writtenStep(&a) == writtenStep(&b) }
