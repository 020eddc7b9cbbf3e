package render

import (
	"fmt"
	"io/fs"
	"path"
	"slices"

	"github.com/newsvc/newsvc/internal/deps"
	"github.com/newsvc/newsvc/internal/spec"
)

// addDependencies adds go.mod and go.sum if the pack has pins.
func (r *renderer) addDependencies(s spec.Spec) error {
	if _, err := fs.Stat(r.pack.FS, "deps"); err != nil {
		return nil
	}
	var requirements []string
	for _, layer := range r.active {
		for _, name := range layer.Dependencies {
			if !slices.Contains(requirements, name) {
				requirements = append(requirements, name)
			}
		}
	}
	module, option := r.pack.Module(s.Values)
	made, err := deps.Files(r.pack, module, requirements)
	if err != nil {
		return badPack("%s", err)
	}
	for _, path := range made.Paths() {
		answers := r.tracer.dependencies("")
		if path == "go.mod" {
			answers = r.tracer.dependencies(option)
		}
		if err := r.add(&File{Path: path, Data: made[path].Data, Layer: depsOwner, Answers: answers}, "deps"); err != nil {
			return err
		}
	}
	return nil
}

// addAnswers adds .newsvc.yaml.
func (r *renderer) addAnswers(s spec.Spec) error {
	data, err := s.Answers().Marshal()
	if err != nil {
		return fmt.Errorf("write %s: %w", AnswersPath, err)
	}
	return r.add(&File{Path: AnswersPath, Data: data, Answers: r.tracer.all()}, AnswersPath)
}

func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		ok, err := path.Match(pattern, name)
		return err == nil && ok
	})
}
