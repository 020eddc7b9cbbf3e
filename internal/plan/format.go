package plan

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/format"
	"runtime"
	"strings"
	"sync"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/tree"
)

// formatter formats Go files while others are still rendered, or holds them back
// until release.
type formatter struct {
	ctx     context.Context
	turn    chan struct{} // as many as there are processors
	running sync.WaitGroup
	errs    []*error // in the order of the files
	holds   bool
	held    []unformatted
}

// unformatted is a file to be formatted, and what it was rendered from.
type unformatted struct {
	*File
	source *pack.Source
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
	if one := (unformatted{f, source}); fm.holds {
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

func (fm *formatter) start(f unformatted) {
	failure := new(error)
	fm.errs = append(fm.errs, failure)
	fm.running.Go(func() {
		fm.turn <- struct{}{}
		defer func() { <-fm.turn }()
		if fm.ctx.Err() != nil {
			return
		}
		formatted, err := format.Source(f.Data)
		if err != nil {
			*failure = badPack("%s: what it renders is no Go: %s", f.source.Path, goError(f.File, err))
			return
		}
		f.Data = formatted
	})
}

// wait returns when every file is formatted, with the first failure.
func (fm *formatter) wait() error {
	fm.running.Wait()
	for _, err := range fm.errs {
		if *err != nil {
			return *err
		}
	}
	return nil
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
