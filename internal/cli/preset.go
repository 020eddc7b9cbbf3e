package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/system"
)

// presetAnswers returns the answers of the preset that --preset names.
func (o *initOptions) presetAnswers() (spec.Answers, error) {
	m := o.pack.Manifest
	if o.preset == "" {
		return spec.Answers{}, nil
	}
	if preset := m.Preset(o.preset); preset != nil {
		return spec.Answers{Values: preset.Answers}, nil
	}
	names := m.PresetNames()
	err := fault.Usage("unknown_preset", "--preset %s: the pack %s has no such preset", o.preset, m.Name)
	switch better := fault.Nearest(o.preset, names); {
	case len(names) == 0:
		return spec.Answers{}, err.WithHint("leave it out: the pack has no presets")
	case better != "":
		return spec.Answers{}, err.WithHint("try --preset %s", better).WithInstead(o.preset, better)
	}
	return spec.Answers{}, err.WithHint("the presets are %s", strings.Join(names, ", "))
}

// completePresets completes the value of --preset.
func completePresets(m pack.Manifest, typed string) []cobra.Completion {
	var found []cobra.Completion
	for _, p := range m.Presets {
		if strings.HasPrefix(p.Name, typed) {
			found = append(found, cobra.CompletionWithDesc(p.Name, p.What))
		}
	}
	return found
}

// continueHint adds to the error of a form that has ended early the command with the answers
// so far, if there are any.
func (a *app) continueHint(err error, before, command []string) error {
	all := fault.All(err)
	if len(all) == 0 || all[0].Exit != fault.ExitInterrupted && all[0].Code != "input_ended" || slices.Equal(before, command) {
		return err
	}
	return all[0].WithHint("to continue with the answers so far: %s", system.CommandLine(a.env.OS, command...))
}
