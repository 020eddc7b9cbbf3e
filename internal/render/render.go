package render

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

// Render renders a specification with a pack: all files of the layers, go.mod and go.sum if
// the pack has pins, and .newsvc.yaml.
//
// The same arguments always give the same bytes. The number of steps, bytes, the depth and
// the time are limited, and Render stops if ctx ends. If two layers generate the same path,
// or paths that some system treats as the same, the error names both. Errors of the pack are
// *fault.Error and begin with the file and line in the pack.
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
	return r.finish(r.addAll(s))
}

// renderer is the state of one rendering.
type renderer struct {
	pack    *pack.Pack
	data    Data
	active  []pack.Layer
	budget  *budget
	set     *template.Template // all partials, and the files that were executed
	run     map[*pack.Source]*template.Template
	slots   map[string]string // nil until they are filled
	tracer  *tracer
	answers map[*pack.File][]string // the options that affect each file
	yours   []string                // paths of files that belong to the user
	paths   tree.Paths
	files   []*File
	format  *formatter

	collecting bool // problems, instead of stopping at the first one
	problems   []error
}

func newRenderer(ctx context.Context, p *pack.Pack, s spec.Spec) (*renderer, error) {
	data, err := newData(&p.Manifest, s)
	if err != nil {
		return nil, fault.Usage("bad_spec", "%s", err)
	}
	r := &renderer{
		pack: p, data: data, active: data.layers(p), budget: newBudget(ctx, data), yours: s.Yours,
		run: map[*pack.Source]*template.Template{}, answers: map[*pack.File][]string{}, format: &formatter{ctx: ctx},
	}
	r.tracer = newTracer(p, r.active)
	r.set = template.New("").Option("missingkey=error").Funcs(newLibrary(r.budget, p, r.slot).funcs())
	return r, nil
}

// finish waits until all files are formatted, and returns the plan, or an error if rendering
// failed.
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

// addAll renders all files. Some may still have to be formatted when it returns.
func (r *renderer) addAll(s spec.Spec) error {
	go r.parseAhead(r.budget.ctx)
	if err := r.fillSlots(); err != nil {
		return err
	}
	if err := r.addFiles(); err != nil {
		return err
	}
	if err := r.addDependencies(s); err != nil {
		return err
	}
	return r.addAnswers(s)
}

// parseAhead parses the templates of the files in reverse order while the first ones are
// executed, because parsing takes longer than executing. Errors are reported when a
// template is executed.
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

// text renders a source with the given data.
func (r *renderer) text(s *pack.Source, data Data) ([]byte, error) {
	if !s.Template {
		return bytes.Clone(s.Data), nil // The plan may be changed.
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

// partial adds a partial, and those that it refers to, to the set.
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

// addFiles renders the files of all active layers.
func (r *renderer) addFiles() error {
	for _, layer := range r.active {
		views := r.data.views(layer.Each)
		for _, f := range r.pack.Files(layer.Folder) {
			for _, view := range views {
				if err := r.collect(r.addFile(layer, f, view)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (r *renderer) addFile(layer pack.Layer, source *pack.File, view Data) error {
	target, err := r.text(source.Target, view)
	if err != nil {
		return err
	}
	data, err := r.text(source.Source, view)
	if err != nil {
		return err
	}
	answers, known := r.answers[source]
	if !known {
		if answers, err = r.tracer.answers(layer, source); err != nil {
			return err
		}
		r.answers[source] = answers
	}
	file := &File{Path: string(target), Data: data, Layer: layer.Folder, Answers: answers}
	if view.Step != nil {
		file.Step = view.Step.ID
	}
	file.Once = matches(layer.Once, file.Path) || slices.Contains(r.yours, file.Path)
	file.Exec = matches(r.pack.Manifest.Executables, file.Path)
	if err := r.add(file, source.Path); err != nil {
		return err
	}
	if gofmt := r.pack.Manifest.Gofmt; gofmt != nil && !matches(gofmt, string(source.Target.Data)) {
		return nil
	}
	return r.format.add(file, source.Source)
}

// add adds a file unless its path conflicts with another.
func (r *renderer) add(f *File, source string) error {
	if err := pack.CheckPath(f.Path); err != nil && f.Layer != "" {
		return badPackAt(source, "its path would be %q, but %s", f.Path, err)
	}
	if len(r.files) == maxFiles {
		return badPackAt(source, "a service has at most %d files", maxFiles)
	}
	owner := f.owner()
	if other, otherOwner, ok := r.paths.Add(f.Path, owner); !ok {
		return clash(source, f.Path, owner, other, otherOwner)
	}
	r.files = append(r.files, f)
	return nil
}

// clash returns an error that names two layers with conflicting paths.
func clash(source, path, owner, other, otherOwner string) error {
	switch {
	case other != path:
		return badPackAt(source, "%s generates %s, but some systems treat it as the same as %s of %s", owner, path, other, otherOwner)
	case owner == otherOwner:
		return badPackAt(source, "%s generates %s twice: the path must be different for each item", owner, path)
	default:
		return badPackAt(source, "%s and %s both generate %s", otherOwner, owner, path)
	}
}
