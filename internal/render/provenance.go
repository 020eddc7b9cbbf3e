package render

import (
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/pack"
)

// Provenance returns which files each answer affects: a map from answers, such as
// "framework=chi" or only the name of a text option, to sorted patterns of paths. In a pattern,
// an asterisk replaces what depends on the answers. An answer affects a file that exists
// because of it, to which it contributes, or whose text uses the option. .newsvc.yaml, which
// every answer affects, is left out.
func Provenance(p *pack.Pack) (map[string][]string, error) {
	s := &provenance{pack: p, found: map[string]names{}, tracer: newTracer(p, p.Manifest.Layers)}
	for _, layer := range p.Manifest.Layers {
		for _, f := range p.Files(layer.Folder) {
			if err := s.file(layer, f); err != nil {
				return nil, err
			}
		}
	}
	if _, err := fs.Stat(p.FS, "deps"); err == nil {
		s.dependencies()
	}
	all := map[string][]string{}
	for answer, patterns := range s.found {
		all[answer] = slices.Sorted(maps.Keys(patterns))
	}
	return all, nil
}

type provenance struct {
	pack   *pack.Pack
	tracer *tracer
	found  map[string]names
}

func (s *provenance) note(answer, pattern string) {
	if s.found[answer] == nil {
		s.found[answer] = names{}
	}
	s.found[answer][pattern] = true
}

// when records the answers that a condition names.
func (s *provenance) when(w pack.When, pattern string) {
	for option, values := range w {
		for _, v := range values {
			s.note(option+"="+v, pattern)
		}
	}
}

// option records all answers to an option.
func (s *provenance) option(name, pattern string) {
	o := s.pack.Manifest.Option(name)
	switch o.Kind {
	case pack.Text:
		s.note(name, pattern)
	case pack.Bool:
		s.note(name+"=false", pattern)
		s.note(name+"=true", pattern)
	}
	for _, c := range o.Choices {
		s.note(name+"="+c.Name, pattern)
	}
}

func (s *provenance) file(layer pack.Layer, f *pack.File) error {
	pattern := s.pattern(string(f.Target.Data))
	s.when(layer.When, pattern)
	for _, source := range []*pack.Source{f.Source, f.Target} {
		found, err := s.tracer.looks(source)
		if err != nil {
			return err
		}
		for option := range found.options {
			s.option(option, pattern)
		}
		for slot := range found.slots {
			for _, filler := range s.tracer.filling[slot] {
				if together(layer.When, filler.When) {
					s.when(filler.When, pattern)
				}
			}
		}
	}
	return nil
}

func (s *provenance) dependencies() {
	for _, path := range []string{"go.mod", "go.sum"} {
		for _, l := range s.pack.Manifest.Layers {
			if len(l.Dependencies) > 0 {
				s.when(l.When, path)
			}
		}
	}
	if _, option := s.pack.Module(nil); option != "" {
		s.option(option, "go.mod")
	}
}

// pattern replaces each action in a path with an asterisk.
func (s *provenance) pattern(target string) string {
	delims := s.pack.Manifest.Delims
	var pattern strings.Builder
	for {
		before, rest, found := strings.Cut(target, delims[0])
		pattern.WriteString(before)
		if !found {
			return pattern.String()
		}
		_, target, _ = strings.Cut(rest, delims[1])
		pattern.WriteString("*")
	}
}

// together reports whether two conditions can be true together, if each option is considered
// separately.
func together(a, b pack.When) bool {
	for option, values := range a {
		others, both := b[option]
		if both && !slices.ContainsFunc(values, func(v string) bool { return slices.Contains(others, v) }) {
			return false
		}
	}
	return true
}
