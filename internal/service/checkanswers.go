package service

import (
	"cmp"
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

// checkAnswers refuses answers from which the files weren't generated, because
// the user edited them in the service's file. It concludes that when no file is
// as the recorded answer makes it and some are as another answer makes them,
// which edits to the files alone never lead to. The work tree has to contain
// the files of the base.
func (s *Service) checkAnswers(ctx context.Context, work tree.Tree) error {
	if !slices.ContainsFunc(s.Base.Files, func(f render.File) bool {
		state := StateOf(f, work)
		return state == Edited || state == Deleted
	}) {
		return nil
	}
	for _, other := range s.candidates(ctx, work) {
		fits, err := s.fits(ctx, other)
		if fits || err != nil {
			return cmp.Or(err, other.fault(s.Answers))
		}
	}
	return nil
}

// candidate is answers from which the files may have been generated. They
// differ from the recorded ones in one option or one step.
type candidate struct {
	spec.Answers
	option string     // whose answer differs; empty: none does
	step   *spec.Step // of the schema, which was recorded but never generated
}

// fault says what was edited, and what to do instead.
func (o candidate) fault(recorded spec.Answers) error {
	if o.option == "" {
		command := append([]string{"newsvc", "add", "field", o.step.Resource}, fieldTexts(o.step.Fields)...)
		if o.step.Op == spec.OpCreate {
			command[2] = "resource"
		}
		return fault.ActionNeeded("edited_answers", "%s has the step %s of the schema, but the files don't: it was written there by hand", render.AnswersPath, o.step.ID).
			WithHint("remove it there, and what it adds to %s, then %s", o.step.Resource, strings.Join(command, " "))
	}
	says, has := spec.FormatValue(recorded.Values[o.option]), spec.FormatValue(o.Values[o.option])
	return fault.ActionNeeded("edited_answers", "%s says %s=%s, and the files are those of %s=%s: one of them was changed by hand",
		render.AnswersPath, o.option, cmp.Or(says, "none"), o.option, cmp.Or(has, "none")).
		WithHint("write %s: %s there, as the files have it; newsvc set %s=%s then changes both", o.option, yamlText(o.Values[o.option]), o.option, cmp.Or(says, "none"))
}

func fieldTexts(fields []resource.Field) []string {
	var texts []string
	for _, f := range fields {
		texts = append(texts, f.String())
	}
	return texts
}

// yamlText is an answer as it is written in .newsvc.yaml.
func yamlText(value any) string {
	if list, ok := value.([]string); ok {
		return "[" + strings.Join(list, ", ") + "]"
	}
	return spec.FormatValue(value)
}

// candidates returns the answers that the paths in the work tree don't rule
// out. It renders none of them.
func (s *Service) candidates(ctx context.Context, work tree.Tree) []candidate {
	var found []candidate
	for _, option := range s.Pack.Manifest.Options {
		for _, value := range s.otherValues(ctx, option, work) {
			other := candidate{Answers: s.Answers, option: option.Name}
			other.Values = maps.Clone(s.Answers.Values)
			other.Values[option.Name] = value
			if option.When.Holds(s.Answers.Values) && s.plausible(other.Values, work) {
				found = append(found, other)
			}
		}
	}
	return append(found, s.withoutSteps(work)...)
}

// otherValues returns the other answers to an option: each choice, and each list
// with a word more or less.
func (s *Service) otherValues(ctx context.Context, option pack.Option, work tree.Tree) []any {
	var values []any
	recorded := s.Answers.Values[option.Name]
	for _, c := range option.Choices {
		list, many := recorded.([]string)
		switch {
		case !many && c.Name != recorded:
			values = append(values, c.Name)
		case many && slices.Contains(list, c.Name):
			values = append(values, slices.DeleteFunc(slices.Clone(list), func(w string) bool { return w == c.Name }))
		case many:
			values = append(values, append(slices.Clone(list), c.Name))
		}
	}
	switch option.Kind {
	case pack.Bool:
		values = append(values, recorded != true)
	case pack.Text:
		values = append(values, s.otherTexts(ctx, option, work)...)
	}
	return values
}

// otherTexts returns the other answers to a text option that are on record: the
// one in the last commit, and the module path in go.mod. It returns none when
// most files that depend on the option are as generated.
func (s *Service) otherTexts(ctx context.Context, option pack.Option, work tree.Tree) []any {
	unchanged, all := 0, 0
	for _, f := range s.Base.Files {
		if f.Once || f.Path == render.AnswersPath || !slices.Contains(f.Answers, option.Name) {
			continue
		}
		all++
		if StateOf(f, work) == AsGenerated {
			unchanged++
		}
	}
	if 2*unchanged > all {
		return nil
	}
	texts := []any{s.committed(option.Name)}
	if data, err := disk.ReadFile(ctx, s.Root, "go.mod"); err == nil && option.Format == pack.FormatGoModule {
		texts = append(texts, modfile.ModulePath(data))
	}
	return slices.DeleteFunc(texts, func(text any) bool { return text == nil || text == "" || text == s.Answers.Values[option.Name] })
}

// plausible reports whether the files may have been generated from other
// values: most files of the layers that only the recorded values need aren't as
// generated, and some file of the layers that only the other values need exists,
// if these layers have files.
func (s *Service) plausible(values map[string]any, work tree.Tree) bool {
	now, then := s.layers(s.Answers.Values), s.layers(values)
	unchanged, others := 0, 0
	generated := map[string]bool{}
	for _, f := range s.Base.Files {
		generated[f.Path] = true
		switch {
		case then[f.Layer] || !now[f.Layer] || f.Once:
		case StateOf(f, work) == AsGenerated:
			unchanged++
		default:
			others++
		}
	}
	return unchanged <= others && s.hasSome(then, now, generated)
}

// layers returns the folders of the layers that values need.
func (s *Service) layers(values map[string]any) map[string]bool {
	folders := map[string]bool{}
	for _, l := range s.Pack.Active(values) {
		folders[l.Folder] = true
	}
	return folders
}

// hasSome reports whether a file exists that is only in layers of then and not
// of now, or whether these layers have no file with a fixed path.
func (s *Service) hasSome(then, now, generated map[string]bool) bool {
	fixed := false
	for folder := range then {
		if now[folder] {
			continue
		}
		for _, f := range s.Pack.Files(folder) {
			path := string(f.Target.Data)
			if f.Target.Template || generated[path] {
				continue
			}
			fixed = true
			if _, err := os.Lstat(filepath.Join(s.Root, filepath.FromSlash(path))); err == nil {
				return true
			}
		}
	}
	return !fixed
}

// withoutSteps returns the answers without each of the last steps that add
// something but of which no file exists.
func (s *Service) withoutSteps(work tree.Tree) []candidate {
	var found []candidate
	for i, step := range slices.Backward(s.Answers.Schema) {
		if i+5 < len(s.Answers.Schema) {
			break
		}
		if !s.isMissing(step, work) {
			continue
		}
		if resources, ok := change.Without(s.Answers.Resources, step); ok {
			other := candidate{Answers: s.Answers, step: &step}
			other.Resources = resources
			other.Schema = slices.Delete(slices.Clone(s.Answers.Schema), i, i+1)
			found = append(found, other)
		}
	}
	return found
}

// isMissing reports whether no file of a step exists. When steps have no files
// in this service, it reports whether some file of a resource is missing.
func (s *Service) isMissing(step spec.Step, work tree.Tree) bool {
	each := map[string]string{}
	for _, l := range s.Pack.Manifest.Layers {
		each[l.Folder] = l.Each
	}
	steps, missing := false, false
	for _, f := range s.Base.Files {
		_, exists := work[f.Path]
		if f.Step == step.ID && exists {
			return false
		}
		steps = steps || f.Step == step.ID
		missing = missing || each[f.Layer] == pack.EachResource && !exists
	}
	return steps || missing
}

// fits reports whether the files were generated from other answers: of the
// files that differ, some are as the other answers make them, and none is as
// the recorded ones make it.
func (s *Service) fits(ctx context.Context, other candidate) (bool, error) {
	rendered, err := Render(ctx, s.Pack, other.Answers)
	if err != nil {
		return false, ctx.Err() // these answers can't be rendered
	}
	once := map[string]bool{render.AnswersPath: true}
	for _, f := range slices.Concat(s.Base.Files, rendered.Files) {
		once[f.Path] = once[f.Path] || f.Once
	}
	base, next := s.Base.Tree(), rendered.Tree()
	work, err := disk.Read(ctx, s.Root, base, next)
	if err != nil {
		return false, err
	}
	fits := false
	for path, file := range work {
		before, inBase := base[path]
		after, inNext := next[path]
		if once[path] || inBase == inNext && before.Equal(after) {
			continue
		}
		if inBase && file.Same(before) {
			return false, nil
		}
		fits = fits || inNext && file.Same(after)
	}
	return fits, nil
}
