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
	"github.com/newsvc/newsvc/internal/tree"
)

// formatter formats Go files while others are still rendered, or holds them back
// until release.
type formatter struct {
	ctx     context.Context
	turn    chan struct{} // as many as there are processors
	running sync.WaitGroup
	jobs    []*job // in the order of the files
	holds   bool
	held    []*job
}

// job is a file to be formatted, and what it was rendered from.
type job struct {
	*File
	source *pack.Source
	err    error
	done   atomic.Bool
}

func newFormatter(ctx context.Context) *formatter {
	return &formatter{ctx: ctx, turn: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// add formats a file, in time, if it is Go and its template depends on more
// than the plain values of options: such a text may come out of line. Any
// other is as its author wrote it.
func (fm *formatter) add(f *File, source *pack.Source) error {
	if !strings.HasSuffix(f.Path, ".go") {
		return nil
	}
	if parsed, err := source.Parse(); err != nil || parsed == nil || parsed.Plain {
		return err
	}
	if err := checkGo(f.Data); err != nil {
		return badPack("%s: %s", source.Path, err)
	}
	if one := (&job{File: f, source: source}); fm.holds {
		fm.held = append(fm.held, one)
	} else {
		fm.start(one)
	}
	return nil
}

// release formats what was held back, but for the files that are there just so:
// newsvc writes none that isn't formatted.
func (fm *formatter) release(there tree.Tree) {
	for _, f := range fm.held {
		if !bytes.Equal(there[f.Path].Data, f.Data) {
			fm.start(f)
		}
	}
}

func (fm *formatter) start(f *job) {
	ctx := fm.ctx
	fm.jobs = append(fm.jobs, f)
	fm.running.Go(func() {
		fm.turn <- struct{}{}
		defer func() { <-fm.turn }()
		if ctx.Err() != nil {
			return
		}
		formatted, err := format.Source(f.Data)
		if err != nil {
			f.err = badPack("%s: what it renders is no Go: %s", f.source.Path, goError(f.File, err))
		} else {
			f.Data = formatted
		}
		f.done.Store(true)
	})
}

// wait returns when every file is formatted, with the first failure. Formatting can't
// be interrupted: when the context ends before, wait returns the path of one that isn't
// done, and leaves it.
func (fm *formatter) wait() (unfinished string, err error) {
	all := make(chan struct{})
	go func() {
		fm.running.Wait()
		close(all)
	}()
	select {
	case <-all:
	case <-fm.ctx.Done():
	}
	for _, f := range fm.jobs {
		switch {
		case !f.done.Load():
			return f.source.Path, nil
		case f.err != nil:
			return "", f.err
		}
	}
	return "", nil
}

// checkGo refuses Go text that takes the formatter far longer than its length explains.
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

// Unformatted returns an error that names each Go file of the plan that isn't
// as gofmt would write it. Render formats only those files whose template
// depends on more than plain options; of the others a pack's tests prove it
// with this.
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
			all = append(all, fmt.Errorf("%s (layer %s): line %d isn't as gofmt writes it", f.Path, f.Layer, firstDifference(f.Data, formatted)))
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
