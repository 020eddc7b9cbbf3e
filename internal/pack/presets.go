package pack

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/strict"
)

// Preset answers several options at once.
type Preset struct {
	Name    string
	What    string         // what it is for, on one line
	Answers map[string]any // option to string, []string or bool
}

// Preset returns the preset with a name, or nil.
func (m *Manifest) Preset(name string) *Preset {
	i := slices.IndexFunc(m.Presets, func(p Preset) bool { return p.Name == name })
	if i < 0 {
		return nil
	}
	return &m.Presets[i]
}

// PresetNames returns the names of the presets, in order.
func (m *Manifest) PresetNames() []string {
	return names(m.Presets, func(p Preset) string { return p.Name })
}

func (r *reader) presets(n *yaml.Node, at string) []Preset {
	var all []Preset
	r.List(n, at, "presets", func(n *yaml.Node, at string) {
		p := Preset{Answers: map[string]any{}}
		r.Object(n, at+".", "a preset",
			strict.Required("name", r.Into(&p.Name, "a preset's name")),
			strict.Required("what", r.Into(&p.What, "what")),
			strict.Required("answers", func(n *yaml.Node, at string) {
				r.Mapping(n, at, "answers", func(key string, n *yaml.Node) { p.Answers[key] = r.presetAnswer(n, at+"."+key) })
			}),
		)
		all = append(all, p)
	})
	return all
}

// presetAnswer parses an answer in its own form. checkPresets compares that with the
// option's kind.
func (r *reader) presetAnswer(n *yaml.Node, at string) any {
	switch {
	case n.Kind == yaml.SequenceNode:
		return slices.Concat([]string{}, r.Texts(n, at, "an answer"))
	case n.Kind == yaml.ScalarNode && n.ShortTag() == "!!bool":
		return n.Value == "true"
	}
	text, _ := r.Text(n, "an answer")
	return text
}

// checkPresets rejects presets whose answers no user could give together.
func (p *Pack) checkPresets(ps *strict.Problems) {
	m := &p.Manifest
	p.unique(ps, "presets.%d.name", "preset", m.PresetNames())
	for i, preset := range m.Presets {
		at := fmt.Sprintf("presets.%d", i)
		if preset.Name != "" && !isName(preset.Name) {
			p.report(ps, at+".name", "preset %q: %s", preset.Name, nameRule)
		}
		if len(preset.Answers) == 0 {
			p.report(ps, at, "preset %s answers nothing", preset.Name)
		}
		valid := true
		for _, option := range slices.Sorted(maps.Keys(preset.Answers)) {
			valid = p.checkPresetAnswer(ps, at+".answers."+option, option, preset) && valid
		}
		if valid {
			p.checkPresetTogether(ps, at, preset)
		}
	}
}

func (p *Pack) checkPresetAnswer(ps *strict.Problems, at, option string, preset Preset) bool {
	o := p.Manifest.Option(option)
	if o == nil {
		p.report(ps, at, "preset %s: the pack has no option %q", preset.Name, option)
		ps.Suggest(option, p.optionNames())
		return false
	}
	var words []string
	fits := false
	switch value := preset.Answers[option].(type) {
	case bool:
		fits = o.Kind == Bool
	case []string:
		fits, words = o.Kind == Many, value
	case string:
		if fits = o.Kind == Choice || o.Kind == Text; o.Kind == Choice {
			words = []string{value}
		}
	}
	if !fits {
		p.report(ps, at, "preset %s: this is no answer to option %s, whose kind is %s", preset.Name, option, o.Kind)
		return false
	}
	choices := names(o.Choices, func(c OptionChoice) string { return c.Name })
	for _, word := range words {
		if !slices.Contains(choices, word) {
			p.report(ps, at, "preset %s: option %s has no choice %q", preset.Name, option, word)
			ps.Suggest(word, choices)
			return false
		}
	}
	return true
}

// checkPresetTogether rejects answers that have no effect, or that are refused, with
// the defaults of all other options.
func (p *Pack) checkPresetTogether(ps *strict.Problems, at string, preset Preset) {
	values := map[string]any{}
	for i := range p.Manifest.Options {
		o := &p.Manifest.Options[i]
		values[o.Name] = unasked(o)
	}
	maps.Copy(values, preset.Answers)
	for _, o := range p.Manifest.Options {
		if _, answered := preset.Answers[o.Name]; answered && !o.When.Holds(values) {
			p.report(ps, at+".answers."+o.Name, "preset %s: option %s isn't asked with these answers", preset.Name, o.Name)
		}
	}
	for _, refusal := range p.Manifest.Refusals {
		if len(refusal.When) > 0 && refusal.When.Holds(values) {
			p.report(ps, at, "preset %s is refused: %s", preset.Name, refusal.Reason)
		}
	}
}

// Describe lists what a preset chooses: one "OPTION VALUE" for each option, in order.
func (p Preset) Describe(m Manifest) []string {
	var all []string
	for _, o := range m.Options {
		value, answered := p.Answers[o.Name]
		if !answered {
			continue
		}
		switch v := value.(type) {
		case []string:
			all = append(all, o.Name+" "+joined(v))
		case bool:
			all = append(all, o.Name+" "+strconv.FormatBool(v))
		case string:
			all = append(all, o.Name+" "+v)
		}
	}
	return all
}

func joined(words []string) string {
	if len(words) == 0 {
		return "none"
	}
	text := words[0]
	for _, word := range words[1:] {
		text += ", " + word
	}
	return text
}
