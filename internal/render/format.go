package render

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/format"
	"go/scanner"
	"go/token"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/newsvc/newsvc/internal/pack"
)

// formatter formats Go files while others are still rendered, or collects them for later.
type formatter struct {
	ctx       context.Context
	waiting   chan *job // nil until the first one
	running   sync.WaitGroup
	jobs      []*job // in the order of the files
	deferring bool
	deferred  []*job
}

// job is a file to be formatted, with its source.
type job struct {
	*File
	source    *pack.Source
	once      sync.Once
	formatted []byte
	err       error
	done      atomic.Bool
}

func (f *job) run() {
	formatted, err := format.Source(f.Data)
	if err != nil {
		f.err = badPackAt(f.source.Path, "the rendered file is not valid Go: %s", goError(f.File, err))
	}
	f.formatted = formatted
	f.done.Store(true)
}

// add schedules the formatting of a file if it is Go.
func (fm *formatter) add(f *File, source *pack.Source) error {
	if !strings.HasSuffix(f.Path, ".go") {
		return nil
	}
	if err := checkGo(f.Data); err != nil {
		return badPackAt(source.Path, "%s", err)
	}
	if one := (&job{File: f, source: source}); fm.deferring {
		fm.deferred = append(fm.deferred, one)
	} else {
		fm.start(one)
	}
	return nil
}

// start passes a file to the workers. There is one for each processor.
func (fm *formatter) start(f *job) {
	if fm.waiting == nil {
		fm.waiting = make(chan *job, 64)
		for range runtime.GOMAXPROCS(0) {
			fm.running.Go(func() {
				for f := range fm.waiting {
					if fm.ctx.Err() == nil {
						f.once.Do(f.run)
					}
				}
			})
		}
	}
	fm.jobs = append(fm.jobs, f)
	select {
	case fm.waiting <- f:
	case <-fm.ctx.Done():
	}
}

// wait waits until all files are formatted, and returns the first error. Formatting can't be
// interrupted: if the context ends earlier, wait returns an error that names a file that isn't
// formatted yet, or the file of the pack that is being rendered.
func (fm *formatter) wait(at string) error {
	if fm.waiting != nil {
		close(fm.waiting)
		all := make(chan struct{})
		go func() {
			fm.running.Wait()
			close(all)
		}()
		select {
		case <-all:
		case <-fm.ctx.Done():
		}
	}
	for _, f := range fm.jobs {
		if !f.done.Load() {
			at = f.source.Path
			break
		}
		if f.err != nil {
			return f.err
		}
	}
	return ended(fm.ctx, at)
}

// checkGo rejects Go code for which the formatter would take disproportionately long.
func checkGo(text []byte) error {
	const harmless = 8 << 10
	switch {
	case len(text) <= harmless:
		return nil
	case len(text) > maxGo:
		return limit("a Go file is longer than %d MiB", maxGo>>20)
	}
	var s scanner.Scanner
	files := token.NewFileSet()
	s.Init(files.AddFile("", -1, len(text)), text, nil, 0)
	for brackets, expression := 0, 0; ; expression++ {
		switch _, t, _ := s.Scan(); t {
		case token.EOF:
			return nil
		case token.LPAREN, token.LBRACK, token.LBRACE:
			brackets, expression = brackets+1, 0
		case token.RPAREN, token.RBRACK, token.RBRACE:
			brackets--
		case token.COMMA, token.SEMICOLON:
			expression = 0
		}
		if brackets > maxBrackets {
			return limit("brackets are nested more than %d deep", maxBrackets)
		}
		if expression > maxExpression {
			return limit("an expression has more than %d parts", maxExpression)
		}
	}
}

// Unformatted returns an error that names each Go file of the plan that isn't formatted as
// by gofmt.
func (p Plan) Unformatted() error {
	var all []error
	for _, f := range p.Files {
		if !strings.HasSuffix(f.Path, ".go") {
			continue
		}
		formatted, err := format.Source(f.Data)
		switch {
		case err != nil:
			all = append(all, fmt.Errorf("%s (layer %s): %s", f.Path, f.Layer, goError(&f, err)))
		case !bytes.Equal(formatted, f.Data):
			all = append(all, fmt.Errorf("%s (layer %s): line %d isn't formatted as by gofmt", f.Path, f.Layer, firstDifference(f.Data, formatted)))
		}
	}
	return errors.Join(all...)
}

func firstDifference(a, b []byte) int {
	line := 1
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			break
		}
		if a[i] == '\n' {
			line++
		}
	}
	return line
}
