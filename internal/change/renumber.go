package change

import (
	"slices"

	"github.com/newsvc/newsvc/internal/spec"
)

// Renumber gives steps that one side added new ids if the other side added
// different steps with the same ids. The new ids are the next free seconds. It
// returns the answers of the changed side, and the new ids by the old ones. The
// steps of init, whose ids are no timestamps, stay.
func Renumber(base, unchanged, changed spec.Answers) (spec.Answers, map[string]string) {
	taken := map[string]spec.Step{}
	for _, s := range slices.Concat(base.Schema, unchanged.Schema) {
		taken[s.ID] = s
	}
	old := map[string]bool{}
	for _, s := range base.Schema {
		old[s.ID] = true
	}
	renumbered := map[string]string{}
	next := slices.Clone(changed.Schema)
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
	changed.Schema = next
	return changed, renumbered
}

// RenumberDuplicates gives steps new ids that have the id of an earlier step. There can be
// such steps after a merge by hand.
func RenumberDuplicates(a spec.Answers) (spec.Answers, map[string]string) {
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
