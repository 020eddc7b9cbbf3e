package service

import (
	"context"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

// Service is a service on disk.
type Service struct {
	Root    string // its folder
	Answers spec.Answers
	Pack    *pack.Pack
	Base    render.Plan // the files as newsvc generated them

	// committed returns the answer to an option in the last commit, or nil.
	committed func(option string) any
}

// Open opens the service around the current folder. It refuses answers that
// the files weren't generated from. The pack may be in the folder packDir.
func (h Host) Open(ctx context.Context, packDir string) (*Service, error) {
	root, err := h.Find(ctx)
	if err != nil {
		return nil, err
	}
	return h.OpenAt(ctx, root, packDir)
}

// OpenAt is Open for the service in a folder. The caller recovers from an
// interrupted change.
func (h Host) OpenAt(ctx context.Context, root, packDir string) (*Service, error) {
	answers, err := ReadAnswers(ctx, root)
	if err != nil {
		return nil, err
	}
	if _, err := h.ReadUnfinished(ctx, root); err != nil {
		return nil, err
	}
	p, err := h.Packs.Find(ctx, answers.Pack, packDir)
	if err != nil {
		return nil, err
	}
	base, err := Render(ctx, p, answers)
	if err != nil {
		return nil, err
	}
	s := &Service{Root: root, Answers: answers, Pack: p, Base: base, committed: h.committedValues(ctx, root)}
	work, err := disk.Read(ctx, root, base.Tree())
	if err != nil {
		return nil, err
	}
	return s, s.checkAnswers(ctx, work)
}

// Compare opens the service in a folder, with its answers and its pack, only to
// compare it: files that are as generated are not formatted again, and services with
// the same pack and answers share a sketch. It also
// returns the files on disk.
func (h Host) Compare(ctx context.Context, root string, answers spec.Answers, p *pack.Pack, sketches *render.Sketches) (*Service, tree.Tree, error) {
	resolved, err := resolve(p, answers)
	if err != nil {
		return nil, nil, err
	}
	sketch, err := sketches.Draw(ctx, p, resolved)
	if err != nil {
		return nil, nil, err
	}
	work, err := disk.Read(ctx, root, sketch.Tree())
	if err != nil {
		return nil, nil, err
	}
	base, err := sketch.Finish(ctx, work)
	if err != nil {
		return nil, nil, err
	}
	s := &Service{Root: root, Answers: answers, Pack: p, Base: base, committed: h.committedValues(ctx, root)}
	return s, work, s.checkAnswers(ctx, work)
}

// Render renders the service with some answers, whose pack may be in the folder
// packDir.
func (h Host) Render(ctx context.Context, answers spec.Answers, packDir string) (render.Plan, error) {
	p, err := h.Packs.Find(ctx, answers.Pack, packDir)
	if err != nil {
		return render.Plan{}, err
	}
	return Render(ctx, p, answers)
}

// Render renders the service with some answers.
func Render(ctx context.Context, p *pack.Pack, answers spec.Answers) (render.Plan, error) {
	resolved, err := resolve(p, answers)
	if err != nil {
		return render.Plan{}, err
	}
	return render.Render(ctx, p, resolved)
}

func resolve(p *pack.Pack, answers spec.Answers) (spec.Spec, error) {
	resolved, err := spec.Resolve(p.Manifest, answers.Pack, answers)
	return resolved, inAnswers(err)
}
