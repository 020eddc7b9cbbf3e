package program

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// create creates a service with the framework, with the first choice of every other option.
func (p *Program) create() error {
	doctor, err := p.ask(p.Folder, "doctor")
	if err != nil {
		return err
	}
	for _, f := range doctor.Findings {
		if f.Name == "go" && !f.OK {
			return fmt.Errorf("go is missing: %s", f.Fix)
		}
	}
	args := []string{"init", p.root, "--yes", "--resource", "customer name:string email:email:unique", "--resource", "visit day:date place:string"}
	for _, o := range p.options.Options {
		switch {
		case o.Name == "framework":
			args = append(args, "--framework", p.Framework)
		case o.Kind == "choice":
			args = append(args, "--"+o.Name, o.Choices[0].Name)
		}
	}
	doc, err := p.run(p.Folder, args...)
	if err != nil {
		return err
	}
	for _, f := range doc.changed() {
		if _, err := os.Stat(filepath.Join(doc.Folder, f.Path)); err != nil {
			return err
		}
	}
	s, err := p.finished()
	if err == nil && (s.Answers["framework"] != p.Framework || len(s.Edited) > 0 || len(s.Resources) != 2) {
		err = fmt.Errorf("the service isn't the one that was asked for: %+v", s)
	}
	return err
}

// addResource adds a resource with a field of every type. References are to the first
// resource of the service.
func (p *Program) addResource() error {
	s, err := p.status()
	if err != nil {
		return err
	}
	target, _, _ := strings.Cut(s.Resources[0], " ")
	args := []string{"add", "resource", "order"}
	for _, t := range p.options.Types {
		field := "its_" + t.Name + ":" + t.Name
		switch {
		case t.Name == "ref":
			field += "=" + target
		case t.Value != "":
			field += "=" + t.Value
		}
		args = append(args, field)
	}
	if err := p.change(args...); err != nil {
		return err
	}
	s, err = p.finished()
	if err == nil && !slices.Contains(s.Resources, strings.Join(args[2:], " ")) {
		err = fmt.Errorf("the resource isn't there: %v", s.Resources)
	}
	return err
}

// addField asks for a required field in a resource whose name is misspelled. Neither can
// be: the failures say what to type instead.
func (p *Program) addField() error {
	t, err := p.options.fieldType("max=", false)
	if err != nil {
		return err
	}
	doc, codes, err := p.persist("add", "field", "custmer", "points:"+t.Name+":max=100")
	if err != nil {
		return err
	}
	if !slices.Equal(codes, []string{"unknown_resource", "rows"}) {
		return fmt.Errorf("the request failed with %v", codes)
	}
	if err := p.commit(doc); err != nil {
		return err
	}
	s, err := p.finished()
	if err == nil && !strings.Contains(s.Resources[0], "points:"+t.Name+":") {
		err = fmt.Errorf("the field isn't there: %v", s.Resources)
	}
	return err
}

// replaceField replaces a field by one of another type.
func (p *Program) replaceField() error {
	t, err := p.options.fieldType("optional", true)
	if err != nil {
		return err
	}
	if err := p.change("remove", "field", "customer", "points", "--no-verify"); err != nil {
		return err
	}
	if err := p.change("add", "field", "customer", "points:"+t.Name+"="+t.Value+":optional"); err != nil {
		return err
	}
	s, err := p.finished()
	if err == nil && !strings.HasSuffix(s.Resources[0], "points:"+t.Name+"="+t.Value+":optional") {
		err = fmt.Errorf("the field isn't another one: %v", s.Resources)
	}
	return err
}

// toggleFeature turns a feature off and on again. The files are then as before.
func (p *Program) toggleFeature() error {
	s, err := p.status()
	if err != nil {
		return err
	}
	before, err := p.files()
	if err != nil {
		return err
	}
	feature := s.Answers["features"].([]any)[0].(string)
	for _, sign := range []string{"-=", "+="} {
		if err := p.change("set", "features"+sign+feature, "--no-verify"); err != nil {
			return err
		}
		s, err = p.finished()
		on := slices.Contains(s.Answers["features"].([]any), any(feature))
		if err != nil || on != (sign == "+=") {
			return fmt.Errorf("set features%s%s: %v, %w", sign, feature, s.Answers, err)
		}
	}
	return p.sameFiles(before)
}

// sameFiles checks that the service's files are as they were, except for newsvc's own notes.
func (p *Program) sameFiles(before map[string]string) error {
	after, err := p.files()
	if err != nil {
		return err
	}
	notes := func(path, _ string) bool { return strings.HasPrefix(path, ".newsvc") }
	maps.DeleteFunc(before, notes)
	maps.DeleteFunc(after, notes)
	for path := range before {
		if after[path] != before[path] {
			return fmt.Errorf("%s isn't as it was", path)
		}
	}
	if len(after) != len(before) {
		return fmt.Errorf("there were %d files, and are %d", len(before), len(after))
	}
	return nil
}

// explainFeature asks which files a feature alone is the reason for, edits one, and asks
// which are edited.
func (p *Program) explainFeature() error {
	features, err := p.options.option("features")
	if err != nil {
		return err
	}
	s, err := p.status()
	if err != nil {
		return err
	}
	files, err := p.files()
	if err != nil {
		return err
	}
	reasons := map[string][]string{} // the features that a file or pattern depends on
	for _, choice := range features.Choices {
		for _, path := range choice.Files {
			reasons[path] = append(reasons[path], choice.Name)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(reasons)) {
		_, exists := files[path]
		if !exists || !strings.HasSuffix(path, ".go") || len(reasons[path]) > 1 || !slices.Contains(s.Answers["features"].([]any), any(reasons[path][0])) {
			continue
		}
		doc, err := p.run(p.root, "explain", path)
		if err != nil {
			return err
		}
		if doc.Layer == "feature/"+reasons[path][0] {
			return p.explainEdited(path)
		}
	}
	return fmt.Errorf("no file belongs to a feature alone")
}

// explainEdited edits a file, and asks whether it is edited.
func (p *Program) explainEdited(path string) error {
	if err := p.edit(path, func(text string) string { return text + "\n// This line is the user's.\n" }); err != nil {
		return err
	}
	doc, err := p.run(p.root, "explain", path)
	if err != nil {
		return err
	}
	s, err := p.finished()
	if err == nil && (doc.State != "edited" || !slices.Contains(s.Edited, path)) {
		err = fmt.Errorf("%s is edited, but: %s, %v", path, doc.raw, s.Edited)
	}
	if err != nil {
		return err
	}
	return p.Start(p.root, "git", "commit", "--quiet", "--all", "--message", "Edit "+path)
}
