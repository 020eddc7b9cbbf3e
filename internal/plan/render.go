package plan

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"text/template"
	"time"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

// Render returns the service that the pack and the specification make: every
// file, go.mod and go.sum where the pack has pins, and .newsvc.yaml.
//
// It is pure: it touches nothing, and the same arguments give the same bytes.
// What a pack can make it do is bounded in steps, bytes, depth and time, and ends
// when ctx does. Two layers that lay the same path, or paths that some system
// takes for the same, are an error that names both. Every error of the pack
// is a *fault.Error that begins with the file and line in the pack.
func Render(ctx context.Context, p *pack.Pack, s spec.Spec) (Plan, error) {
	return renderWithin(ctx, maxTime, p, s)
}

func renderWithin(ctx context.Context, limit time.Duration, p *pack.Pack, s spec.Spec) (Plan, error) {
	ctx, cancel := within(ctx, limit)
	defer cancel()
	r, err := newRenderer(ctx, p, s)
	if err != nil {
		return Plan{}, err
	}
	return r.finish(r.layAll(s))
}

// renderer holds the state of one rendering.
type renderer struct {
	pack   *pack.Pack
	data   Data
	active []pack.Layer
	budget *budget
	set    *template.Template // every partial, and the files that were run
	run    map[*pack.Source]*template.Template
	slots  map[string]string // nil until they are filled
	shaped *shaper
	shapes map[*pack.File][]string // the options that shape each
	paths  tree.Paths
	files  []*File
	format *formatter
}

func newRenderer(ctx context.Context, p *pack.Pack, s spec.Spec) (*renderer, error) {
	data, err := newData(&p.Manifest, s)
	if err != nil {
		return nil, fault.Usage("bad_spec", "%s", err)
	}
	r := &renderer{
		pack: p, data: data, active: data.layers(p), budget: newBudget(ctx, data),
		run: map[*pack.Source]*template.Template{}, shapes: map[*pack.File][]string{}, format: &formatter{ctx: ctx},
	}
	r.shaped = newShaper(p, r.active)
	r.set = template.New("").Option("missingkey=error").Funcs(newLibrary(r.budget, p, r.slot).funcs())
	return r, nil
}

// finish waits until all is formatted, and returns the plan, unless laying it failed.
func (r *renderer) finish(failed error) (Plan, error) {
	unformatted := r.format.wait(r.budget.at)
	if err := cmp.Or(failed, unformatted); err != nil {
		return Plan{}, err
	}
	for _, f := range r.format.jobs {
		f.Data = f.formatted
	}
	return r.plan(), nil
}

func (r *renderer) plan() Plan {
	plan := Plan{Files: make([]File, len(r.files))}
	for i, f := range r.files {
		plan.Files[i] = *f
	}
	slices.SortFunc(plan.Files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return plan
}

// layAll lays every file. Those to be formatted may still be, after it.
func (r *renderer) layAll(s spec.Spec) error {
	go r.parseAhead(r.budget.ctx)
	if err := r.fillSlots(); err != nil {
		return err
	}
	if err := r.layFiles(); err != nil {
		return err
	}
	if err := r.layDependencies(s); err != nil {
		return err
	}
	return r.layAnswers(s)
}

// parseAhead parses the templates of the files from the last one on, while the first
// ones run: parsing takes longer than running. What is wrong with a template is told
// when it runs.
func (r *renderer) parseAhead(ctx context.Context) {
	for _, layer := range slices.Backward(r.active) {
		for _, f := range slices.Backward(r.pack.Files(layer.Folder)) {
			if ctx.Err() != nil {
				return
			}
			_, _ = f.Parse()
		}
	}
}

// text runs a source with the given data.
func (r *renderer) text(s *pack.Source, data Data) ([]byte, error) {
	if !s.Template {
		return bytes.Clone(s.Data), nil // The plan's to change.
	}
	t, err := r.template(s)
	if err != nil {
		return nil, err
	}
	r.budget.begin(s.Path)
	w := writer{budget: r.budget, data: make([]byte, 0, len(s.Data))}
	if err := t.Execute(&w, data); err != nil {
		if ended := r.budget.ended(); ended != nil {
			return nil, ended
		}
		return nil, templateError(s, err)
	}
	return w.data, nil
}

func (r *renderer) template(s *pack.Source) (*template.Template, error) {
	if t := r.run[s]; t != nil {
		return t, nil
	}
	parsed, err := s.Parse()
	if err != nil {
		return nil, err
	}
	for _, name := range parsed.Partials() {
		if err := r.partial(name); err != nil {
			return nil, err
		}
	}
	t, err := r.set.AddParseTree(fmt.Sprintf("%s\x00%d", s.Path, len(r.run)), parsed.Tree)
	if err != nil {
		return nil, err
	}
	r.run[s] = t
	return t, nil
}

// partial adds a partial to the set, and those that it refers to.
func (r *renderer) partial(name string) error {
	if r.set.Lookup(name) != nil {
		return nil
	}
	parsed, err := r.pack.Partials()[name].Parse()
	if err != nil {
		return err
	}
	if _, err := r.set.AddParseTree(name, parsed.Tree); err != nil {
		return err
	}
	for _, other := range parsed.Partials() {
		if err := r.partial(other); err != nil {
			return err
		}
	}
	return nil
}

// layFiles lays the files of every active layer.
func (r *renderer) layFiles() error {
	for _, layer := range r.active {
		views := r.data.views(layer.Each)
		for _, f := range r.pack.Files(layer.Folder) {
			for _, view := range views {
				if err := r.layFile(layer, f, view); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (r *renderer) layFile(layer pack.Layer, source *pack.File, view Data) error {
	target, err := r.text(source.Target, view)
	if err != nil {
		return err
	}
	data, err := r.text(source.Source, view)
	if err != nil {
		return err
	}
	answers, known := r.shapes[source]
	if !known {
		if answers, err = r.shaped.answers(layer, source); err != nil {
			return err
		}
		r.shapes[source] = answers
	}
	file := &File{Path: string(target), Data: data, Layer: layer.Folder, Answers: answers}
	if view.Step != nil {
		file.Step = view.Step.ID
	}
	file.Once = matches(layer.Once, file.Path)
	file.Exec = matches(r.pack.Manifest.Executables, file.Path)
	if err := r.lay(file, source.Path); err != nil {
		return err
	}
	if gofmt := r.pack.Manifest.Gofmt; gofmt != nil && !matches(gofmt, string(source.Target.Data)) {
		return nil
	}
	return r.format.add(file, source.Source)
}

// lay adds a file, if its path is its own.
func (r *renderer) lay(f *File, source string) error {
	if err := pack.CheckPath(f.Path); err != nil && f.Layer != "" {
		return badPack("%s: it would be laid at %q, and %s", source, f.Path, err)
	}
	if len(r.files) == maxLaid {
		return badPack("%s: a service has at most %d files", source, maxLaid)
	}
	owner := f.owner()
	if other, otherOwner, ok := r.paths.Add(f.Path, owner); !ok {
		return clash(source, f.Path, owner, other, otherOwner)
	}
	r.files = append(r.files, f)
	return nil
}

// clash says which two layers want what can't be side by side.
func clash(source, path, owner, other, otherOwner string) error {
	switch {
	case other != path:
		return badPack("%s: %s lays %s beside %s of %s, which some system takes for the same", source, owner, path, other, otherOwner)
	case owner == otherOwner:
		return badPack("%s: %s lays %s twice: each of its items needs a path of its own", source, owner, path)
	default:
		return badPack("%s: %s and %s both lay %s", source, otherOwner, owner, path)
	}
}
