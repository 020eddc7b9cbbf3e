package render

import (
	"bytes"
	"context"
	"sync"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

// Sketch is a rendered service whose Go files aren't all formatted yet. It is safe for
// concurrent use.
type Sketch struct {
	plan        Plan
	unformatted []*job
}

// Draw renders a service except for the formatting. Its errors are those of Render.
func Draw(ctx context.Context, p *pack.Pack, s spec.Spec) (*Sketch, error) {
	ctx, cancel := within(ctx, maxTime)
	defer cancel()
	r, err := newRenderer(ctx, p, s)
	if err != nil {
		return nil, err
	}
	r.format.deferring = true
	if err := r.addAll(s); err != nil {
		return nil, err
	}
	return &Sketch{r.plan(), r.format.deferred}, nil
}

// Tree returns the sketch's files, which aren't all formatted. The bytes are shared.
func (s *Sketch) Tree() tree.Tree { return s.plan.Tree() }

// Finish returns the service for comparing it with the files on disk. Because formatting
// takes much of Render's time, Finish doesn't format Go files that are identical on disk: it
// treats them as formatted.
func (s *Sketch) Finish(ctx context.Context, there tree.Tree) (Plan, error) {
	ctx, cancel := within(ctx, maxTime)
	defer cancel()
	format := formatter{ctx: ctx}
	for _, f := range s.unformatted {
		if !bytes.Equal(there[f.Path].Data, f.Data) {
			format.start(f)
		}
	}
	if err := format.wait(""); err != nil {
		return Plan{}, err
	}
	finished := Plan{Files: append([]File(nil), s.plan.Files...)}
	formatted := map[string][]byte{}
	for _, f := range format.jobs {
		formatted[f.Path] = f.formatted
	}
	for i, f := range finished.Files {
		if data, ok := formatted[f.Path]; ok {
			finished.Files[i].Data = data
		}
	}
	return finished, nil
}

// Sketches draws services and shares the sketches of those with the same pack and answers.
// The zero value is ready to use. It is safe for concurrent use.
type Sketches struct {
	mu    sync.Mutex
	drawn []*drawing // the newest last
}

// drawing is a sketch of a service with these answers.
type drawing struct {
	answers string
	once    sync.Once
	sketch  *Sketch
	err     error
}

// maxDrawn is the maximum number of sketches in the cache.
const maxDrawn = 4

// Draw is like the function Draw, with a cache. All calls must have the same context.
func (d *Sketches) Draw(ctx context.Context, p *pack.Pack, s spec.Spec) (*Sketch, error) {
	answers, err := s.Answers().Marshal()
	if err != nil {
		return nil, err
	}
	one := d.of(string(answers))
	one.once.Do(func() { one.sketch, one.err = Draw(ctx, p, s) })
	return one.sketch, one.err
}

// of returns the drawing for answers, which include the pack.
func (d *Sketches) of(answers string) *drawing {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, one := range d.drawn {
		if one.answers == answers {
			return one
		}
	}
	one := &drawing{answers: answers}
	if d.drawn = append(d.drawn, one); len(d.drawn) > maxDrawn {
		d.drawn = d.drawn[1:]
	}
	return one
}
