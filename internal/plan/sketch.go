package plan

import (
	"bytes"
	"context"
	"sync"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

// Sketch is a service rendered as Render does it, but for the format of its Go
// files. It is safe for concurrent use.
type Sketch struct {
	plan Plan
	held []*job
}

// Draw sketches a service. Its errors are those of Render.
func Draw(ctx context.Context, p *pack.Pack, s spec.Spec) (*Sketch, error) {
	ctx, cancel := within(ctx, maxTime)
	defer cancel()
	r, err := newRenderer(ctx, p, s)
	if err != nil {
		return nil, err
	}
	r.format.holds = true
	if err := r.layAll(s); err != nil {
		return nil, err
	}
	return &Sketch{r.plan(), r.format.held}, nil
}

// Tree returns the sketch's files. The bytes are shared, and not all formatted.
func (s *Sketch) Tree() tree.Tree { return s.plan.Tree() }

// Finish returns the service for comparing it with the files that are there. To format
// Go files takes much of the time of Render: those that are there as they are sketched
// aren't, and count as what Render makes.
func (s *Sketch) Finish(ctx context.Context, there tree.Tree) (Plan, error) {
	ctx, cancel := within(ctx, maxTime)
	defer cancel()
	format := formatter{ctx: ctx}
	for _, f := range s.held {
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

// Sketches draws services, those with the same pack and answers once. The zero value
// is ready, and safe for concurrent use.
type Sketches struct {
	mu    sync.Mutex
	drawn []*drawing // the newest last
}

// drawing is a sketch of the service with these answers.
type drawing struct {
	answers string
	once    sync.Once
	sketch  *Sketch
	err     error
}

// maxDrawn is how many sketches are kept for others with the same answers.
const maxDrawn = 4

// Draw is the function Draw. All services must be drawn with the same context.
func (d *Sketches) Draw(ctx context.Context, p *pack.Pack, s spec.Spec) (*Sketch, error) {
	answers, err := s.Answers().Marshal()
	if err != nil {
		return nil, err
	}
	one := d.of(string(answers))
	one.once.Do(func() { one.sketch, one.err = Draw(ctx, p, s) })
	return one.sketch, one.err
}

// of returns the drawing of the answers, which name the pack too.
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
