package cli

import (
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/benchmarks"
	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/render"
)

func newOptionsCommand(a *app) *cobra.Command {
	var packDir string
	cmd := &cobra.Command{
		Use:   "options",
		Short: "List the options, and which files each answer affects",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, choice, err := a.openPack(cmd.Context(), packDir)
			if err != nil {
				return err
			}
			return a.options(p, choice)
		},
	}
	addNewPackFlag(cmd, &packDir)
	return cmd
}

func (a *app) options(p *pack.Pack, choice packChoice) error {
	provenance, err := render.Provenance(p)
	if err != nil {
		return err
	}
	measured, err := benchmarks.Of(p)
	if err != nil {
		return err
	}
	m := p.Manifest
	doc := document.Options{
		Header:    document.NewHeader("options"),
		Pack:      document.Pack(packstore.Ref(p)),
		Chosen:    choice.PackChoice,
		Presets:   []document.Preset{},
		Resources: append([]string{}, m.Resources...),
		Types:     document.NewFieldTypes(slices.Sorted(maps.Keys(m.Types))),
	}
	for _, base := range m.Bases {
		doc.Extends = append(doc.Extends, base.String())
	}
	for _, preset := range m.Presets {
		doc.Presets = append(doc.Presets, document.NewPreset(preset, m))
	}
	if len(measured.Rows) > 0 {
		doc.Benchmarks = &measured
	}
	for _, o := range m.Options {
		d := document.NewOption(o, provenance)
		for i := range d.Choices {
			d.Choices[i].Brief = measured.Brief(m, o.Name, d.Choices[i].Name, nil)
		}
		d.Source = measured.Source(m, o.Name, nil)
		doc.Options = append(doc.Options, d)
	}
	return a.Emit(doc)
}
