package cli

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
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

// refuseEditedAnswers refuses answers that a person changed where newsvc keeps
// them, so that they aren't those of the files. It takes an answer for such
// where no file is as that answer makes it, and some are as another one would:
// what people made of the files alone never looks like that. There is what the
// service has of the files that newsvc laid.
func (s *opened) refuseEditedAnswers(ctx context.Context, there tree.Tree) error {
	if !slices.ContainsFunc(s.laid.Files, func(f plan.File) bool {
		state := stateOf(f, there)
		return state == edited || state == deleted
	}) {
		return nil
	}
	for _, other := range s.otherAnswers(ctx, there) {
		fits, err := s.fits(ctx, other)
		if fits || err != nil {
			return cmp.Or(err, other.fault(s.answers))
		}
	}
	return nil
}

// otherAnswers are answers that a service may have in truth, which differ from
// the ones that it keeps in one thing.
type otherAnswers struct {
	spec.Answers
	option string     // that is answered otherwise; empty: none is
	step   *spec.Step // of the schema that was never taken, with what it adds
}

// fault says what was edited, and how it is done.
func (o otherAnswers) fault(kept spec.Answers) error {
	if o.option == "" {
		command := append([]string{"newsvc", "add", "field", o.step.Resource}, fieldTexts(o.step.Fields)...)
		if o.step.Op == spec.OpCreate {
			command[2] = "resource"
		}
		return fault.Pending("edited_answers", "%s has the step %s of the schema, and the files aren't as it makes them: it was written there by hand", plan.AnswersPath, o.step.ID).
			WithHint("take it out there, and what it adds to %s, then %s", o.step.Resource, strings.Join(command, " "))
	}
	says, has := spec.FormatValue(kept.Values[o.option]), spec.FormatValue(o.Values[o.option])
	return fault.Pending("edited_answers", "%s says %s=%s, and the files are those of %s=%s: one of them was changed by hand",
		plan.AnswersPath, o.option, orWord(says, "none"), o.option, orWord(has, "none")).
		WithHint("write %s: %s there, as the files have it; newsvc set %s=%s then changes both", o.option, yamlText(o.Values[o.option]), o.option, orWord(says, "none"))
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

// otherAnswers returns those that what is there doesn't speak against, without
// rendering any.
func (s *opened) otherAnswers(ctx context.Context, there tree.Tree) []otherAnswers {
	var found []otherAnswers
	for _, option := range s.pack.Manifest.Options {
		for _, value := range s.otherValues(ctx, option, there) {
			other := otherAnswers{Answers: s.answers, option: option.Name}
			other.Values = maps.Clone(s.answers.Values)
			other.Values[option.Name] = value
			if option.When.Holds(s.answers.Values) && s.plausible(other.Values, there) {
				found = append(found, other)
			}
		}
	}
	return append(found, s.withoutSteps(there)...)
}

// otherValues are the other answers to an option: each choice, and a word more
// or less.
func (s *opened) otherValues(ctx context.Context, option pack.Option, there tree.Tree) []any {
	var values []any
	kept := s.answers.Values[option.Name]
	for _, c := range option.Choices {
		list, many := kept.([]string)
		switch {
		case !many && c.Name != kept:
			values = append(values, c.Name)
		case many && slices.Contains(list, c.Name):
			values = append(values, slices.DeleteFunc(slices.Clone(list), func(w string) bool { return w == c.Name }))
		case many:
			values = append(values, append(slices.Clone(list), c.Name))
		}
	}
	switch option.Kind {
	case pack.Bool:
		values = append(values, kept != true)
	case pack.Text:
		values = append(values, s.otherTexts(ctx, option, there)...)
	}
	return values
}

// otherTexts are the other answers to an option that are known: as git has it,
// and the module's path as go.mod has it. There are none where most files that
// the option shapes are as they were laid.
func (s *opened) otherTexts(ctx context.Context, option pack.Option, there tree.Tree) []any {
	asLaid, shaped := 0, 0
	for _, f := range s.laid.Files {
		if f.Once || f.Path == plan.AnswersPath || !slices.Contains(f.Answers, option.Name) {
			continue
		}
		shaped++
		if stateOf(f, there) == asGenerated {
			asLaid++
		}
	}
	if 2*asLaid > shaped {
		return nil
	}
	texts := []any{s.committed(option.Name)}
	if data, err := disk.ReadFile(ctx, s.root, goMod); err == nil && option.Format == pack.FormatGoModule {
		texts = append(texts, modfile.ModulePath(data))
	}
	return slices.DeleteFunc(texts, func(text any) bool { return text == nil || text == "" || text == s.answers.Values[option.Name] })
}

// plausible reports whether nothing speaks against other values: of the files
// of layers that they don't call for, most aren't as they were laid, and of
// the layers that only they call for, some file is there, where they have any.
func (s *opened) plausible(values map[string]any, there tree.Tree) bool {
	now, then := s.layers(s.answers.Values), s.layers(values)
	asLaid, others := 0, 0
	laid := map[string]bool{}
	for _, f := range s.laid.Files {
		laid[f.Path] = true
		switch {
		case then[f.Layer] || !now[f.Layer] || f.Once:
		case stateOf(f, there) == asGenerated:
			asLaid++
		default:
			others++
		}
	}
	return asLaid <= others && s.hasSome(then, now, laid)
}

// layers are the folders of the layers that values call for.
func (s *opened) layers(values map[string]any) map[string]bool {
	folders := map[string]bool{}
	for _, l := range s.pack.Active(values) {
		folders[l.Folder] = true
	}
	return folders
}

// hasSome reports whether a file is there that only other layers than those
// of now lay, or they have none whose path is known.
func (s *opened) hasSome(then, now, laid map[string]bool) bool {
	known := false
	for folder := range then {
		if now[folder] {
			continue
		}
		for _, f := range s.pack.Files(folder) {
			path := string(f.Target.Data)
			if f.Target.Template || laid[path] {
				continue
			}
			known = true
			if _, err := os.Lstat(filepath.Join(s.root, filepath.FromSlash(path))); err == nil {
				return true
			}
		}
	}
	return !known
}

// withoutSteps returns the answers without each of the last steps that add
// something and of which no file is there.
func (s *opened) withoutSteps(there tree.Tree) []otherAnswers {
	var found []otherAnswers
	for i, step := range slices.Backward(s.answers.Schema) {
		if i+5 < len(s.answers.Schema) {
			break
		}
		if !s.untaken(step, there) {
			continue
		}
		if resources, ok := change.Without(s.answers.Resources, step); ok {
			other := otherAnswers{Answers: s.answers, step: &step}
			other.Resources = resources
			other.Schema = slices.Delete(slices.Clone(s.answers.Schema), i, i+1)
			found = append(found, other)
		}
	}
	return found
}

// untaken reports whether no file of a step is there; where steps have none,
// whether some file of a resource isn't.
func (s *opened) untaken(step spec.Step, there tree.Tree) bool {
	each := map[string]string{}
	for _, l := range s.pack.Manifest.Layers {
		each[l.Folder] = l.Each
	}
	steps, missing := false, false
	for _, f := range s.laid.Files {
		_, exists := there[f.Path]
		if f.Step == step.ID && exists {
			return false
		}
		steps = steps || f.Step == step.ID
		missing = missing || each[f.Layer] == pack.EachResource && !exists
	}
	return steps || missing
}

// fits reports whether the files are as other answers make them: of those that
// differ, some are, and none is as the kept answers make it.
func (s *opened) fits(ctx context.Context, other otherAnswers) (bool, error) {
	rendered, err := render(ctx, s.pack, other.Answers)
	if err != nil {
		return false, ctx.Err() // such answers can't be
	}
	once := map[string]bool{plan.AnswersPath: true}
	for _, f := range slices.Concat(s.laid.Files, rendered.Files) {
		once[f.Path] = once[f.Path] || f.Once
	}
	kept, would := s.laid.Tree(), rendered.Tree()
	there, err := disk.Read(ctx, s.root, kept, would)
	if err != nil {
		return false, err
	}
	fits := false
	for path := range there {
		is, now, then := there[path], kept[path], would[path]
		_, inKept := kept[path]
		_, inWould := would[path]
		if once[path] || inKept == inWould && now.Equal(then) {
			continue
		}
		if inKept && is.Equal(now) {
			return false, nil
		}
		fits = fits || inWould && is.Equal(then)
	}
	return fits, nil
}
