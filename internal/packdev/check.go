package packdev

import (
	"context"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/spec"
)

// Checked is the result of Check.
type Checked struct {
	Pack     *pack.Pack // nil if it can't be loaded
	Services int        // how many were rendered
	Problems []Problem
}

// Problem is something that is wrong with a pack.
type Problem struct {
	File    string // empty: the pack as a whole
	Line    int    // 0: the whole file
	Column  int    // in characters; 0: unknown
	Width   int    // the number of characters there that are wrong
	Text    string // of the line
	Message string
	Hint    string
	Answers string // the answers of the service that has the problem; empty: all
}

// maxRendered is the number of problems of rendered services after which Check stops.
const maxRendered = 20

// Check reports the problems of the pack in a folder: what is wrong in its manifest, its
// files and its templates, and, if all that is right, what is wrong when services with
// representative answers are rendered. Its error says why there is nothing to check.
func Check(ctx context.Context, host service.Host, dir string) (Checked, error) {
	p, err := host.Packs.Inspect(ctx, dir)
	if all := fault.All(err); len(all) > 0 && all[0].Code == "no_pack" && all[0].At == nil {
		return Checked{}, noPack(all[0])
	}
	found := collector{ctx: ctx, dir: dir, seen: map[string]bool{}, lines: map[string][]string{}}
	for _, e := range fault.All(err) {
		if ctx.Err() != nil || e.At == nil && (e.Code != "bad_pack" || len(found.all) == 0) {
			return Checked{}, err
		}
		found.add(e, "")
	}
	checked := Checked{Pack: p}
	if err == nil {
		checked.Services, err = found.render(p)
	} else {
		err = ctx.Err()
	}
	checked.Problems = found.all
	return checked, err
}

// collector collects problems.
type collector struct {
	ctx   context.Context
	dir   string
	all   []Problem
	seen  map[string]bool
	lines map[string][]string // of the files that have problems
}

// render renders services with representative answers and returns how many.
func (c *collector) render(p *pack.Pack) (int, error) {
	rendered := 0
	for _, answers := range samples(p.Manifest) {
		resolved, err := spec.Resolve(p.Manifest, packstore.Ref(p), answers)
		var plan render.Plan
		if err == nil {
			plan, err = render.Problems(c.ctx, p, resolved)
		}
		if c.ctx.Err() != nil {
			return rendered, c.ctx.Err()
		}
		rendered++
		if err == nil {
			err = plan.Unformatted()
		}
		for _, e := range fault.All(err) {
			c.add(e, described(p.Manifest, answers))
		}
		if len(c.all) >= maxRendered {
			break
		}
	}
	return rendered, nil
}

func (c *collector) add(e *fault.Error, answers string) {
	message := e.Error()
	if c.seen[message] {
		return
	}
	c.seen[message] = true
	problem := Problem{Message: message, Hint: e.Hint, Answers: answers}
	if at := e.At; at != nil {
		problem.File, problem.Line = at.File, at.Line
		problem.Message = strings.TrimPrefix(message, at.String()+": ")
		if line, ok := c.line(at.File, at.Line); ok {
			problem.Text = line
			problem.Column, problem.Width = spot(line, *at, problem.Message)
		}
	}
	c.all = append(c.all, problem)
}

// line returns a line of a file of the pack.
func (c *collector) line(file string, number int) (string, bool) {
	if number < 1 {
		return "", false
	}
	lines, ok := c.lines[file]
	if !ok {
		data, err := rootfile.ReadIn(c.ctx, c.dir, file, pack.MaxFileBytes)
		if err != nil {
			data = nil // The problem is reported without its line.
		}
		lines = strings.Split(string(data), "\n")
		c.lines[file] = lines
	}
	if number > len(lines) || len(lines) == 1 && lines[0] == "" {
		return "", false
	}
	return strings.TrimSuffix(lines[number-1], "\r"), true
}
