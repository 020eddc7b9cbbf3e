package ask

import (
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
)

// presetID is the id of the question for a preset, and each is the answer of users who
// want to answer each question themselves.
const (
	presetID = "preset"
	each     = "each:"
)

// offersPresets reports whether a preset would answer anything that isn't given.
func (f flow) offersPresets() bool {
	return slices.ContainsFunc(f.Manifest.Presets, func(p pack.Preset) bool {
		for option := range p.Answers {
			if _, given := f.Given.Values[option]; !given {
				return true
			}
		}
		return false
	})
}

// choosePreset asks for a preset and shows what each one chooses.
func (f flow) choosePreset(s state) *question {
	q := &question{
		id:      presetID,
		title:   "What do you want to start with?",
		text:    "You can change each answer on the last page.",
		kind:    one,
		initial: each,
	}
	for i, p := range f.Manifest.Presets {
		q.choices = append(q.choices, choice{value: p.Name, what: p.What, more: []string{"chooses: " + strings.Join(f.chosenBy(p), "; ")}})
		if &f.Manifest.Presets[i] == f.usualPreset() {
			q.initial = p.Name
		}
	}
	q.choices = append(q.choices, choice{value: each, label: "each answer", what: "every question is asked"})
	q.then = func(answer any) step {
		return to(f.withPreset(s, f.Manifest.Preset(answer.(string))))
	}
	return q
}

// chosenBy lists what a preset would choose: what is given stays.
func (f flow) chosenBy(p pack.Preset) []string {
	p.Answers = maps.Clone(p.Answers)
	maps.DeleteFunc(p.Answers, func(option string, _ any) bool {
		_, given := f.Given.Values[option]
		return given
	})
	return p.Describe(f.Manifest)
}

// withPreset returns the state after the choice of a preset; nil for none.
func (f flow) withPreset(s state, p *pack.Preset) state {
	s.preset, s.presets = p, true
	if p == nil {
		return s
	}
	values := maps.Clone(p.Answers)
	maps.Copy(values, s.values)
	s.values = values
	return s
}

// usualPreset returns the preset that chooses the defaults of all its options, or
// otherwise the first.
func (f flow) usualPreset() *pack.Preset {
	i := slices.IndexFunc(f.Manifest.Presets, func(p pack.Preset) bool {
		for option, value := range p.Answers {
			if spec.FormatValue(value) != spec.FormatValue(f.Manifest.Option(option).Default) {
				return false
			}
		}
		return true
	})
	return &f.Manifest.Presets[max(0, i)]
}

// presetAnswers reports whether a preset answers an option. A nil preset answers none.
func presetAnswers(p *pack.Preset, option string) bool {
	if p == nil {
		return false
	}
	_, answered := p.Answers[option]
	return answered
}
