package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/newsvc/newsvc/internal/deps"
	"github.com/newsvc/newsvc/internal/pack"
)

// prove lets `go mod tidy` look for something to change in a module of every set of
// components: it goes for services to come as well.
func prove(ctx context.Context, l list, folder, work string) error {
	p := &pack.Pack{FS: os.DirFS(folder)}
	var failures []error
	sets := subsets(l.components())
	for n, set := range sets {
		m, err := newModule(filepath.Join(work, fmt.Sprint("set", n)), l, set)
		if err != nil {
			return err
		}
		files, err := deps.Files(p, "example.com/service", set)
		if err != nil {
			return err
		}
		for path, file := range files {
			if err := m.write(path, file.Data); err != nil {
				return err
			}
		}
		if _, err := m.run(ctx, "mod", "tidy", "-diff"); err != nil {
			failures = append(failures, fmt.Errorf("%v: %w", set, err))
		}
	}
	if len(failures) == 0 {
		fmt.Println("proved", len(sets), "sets of components")
	}
	return errors.Join(failures...)
}

// subsets returns every set of names but the empty one.
func subsets(names []string) [][]string {
	sets := [][]string{nil}
	for _, name := range names {
		for _, set := range sets {
			sets = append(sets, append(set[:len(set):len(set)], name))
		}
	}
	return sets[1:]
}
