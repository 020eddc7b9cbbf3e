package main

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/modfile"
)

// subject is a tool and what it generates.
type subject struct {
	*bench
	tool
	prepared string // a folder that contains what the user does before
	whole    string // a folder that contains all that was generated
	before   files  // in prepared
	after    files  // in whole
	result   result
}

// measure measures a tool.
func (b *bench) measure(t tool) (result, error) {
	s := &subject{bench: b, tool: t, result: result{Name: t.name, Version: t.version, Changes: t.change != ""}}
	for _, step := range []func() error{s.first, s.second, s.content, s.offline, s.time, s.kill, s.own, s.respond, s.edits} {
		if err := step(); err != nil {
			return result{}, err
		}
	}
	return s.result, nil
}

// service is the folder of the service in a folder.
func service(dir string) string { return filepath.Join(dir, "shop") }

// workDir is the folder in which generate runs.
func (s *subject) workDir(dir string) string {
	if s.outside {
		return dir
	}
	return service(dir)
}

// fresh returns a new copy of a folder.
func (s *subject) fresh(from string) (string, error) {
	dir, err := s.folder()
	if err != nil {
		return "", err
	}
	return dir, os.CopyFS(dir, os.DirFS(from))
}

// start does what the user does before.
func (s *subject) start(dir string, n network) error {
	if s.outside {
		return nil
	}
	if err := errors.Join(os.Mkdir(service(dir), 0o755), s.writeInput(service(dir), false)); err != nil {
		return err
	}
	return s.must(script{text: s.prepare, dir: service(dir), network: n, tool: s.name})
}

// first generates the service for the first time, which may download modules.
func (s *subject) first() (err error) {
	if s.prepared, err = s.folder(); err != nil {
		return err
	}
	if err = s.start(s.prepared, online); err != nil {
		return err
	}
	if s.before, err = readFiles(s.prepared); err != nil {
		return err
	}
	if s.name != "gonew" { // its template is in a cache already
		warm, err := s.fresh(s.prepared)
		if err != nil {
			return err
		}
		if err := s.must(script{text: s.generate, dir: s.workDir(warm), network: online, tool: s.name}); err != nil {
			return err
		}
		if err := s.must(script{text: "go mod tidy && go test -count=1 ./...", dir: service(warm), network: online, tool: s.name}); err != nil {
			return err
		}
	}
	if s.whole, err = s.fresh(s.prepared); err != nil {
		return err
	}
	if err = s.generateIn(s.whole); err != nil {
		return err
	}
	s.after, err = readFiles(s.whole)
	return err
}

// generateIn generates the service, without a network.
func (s *subject) generateIn(dir string) error {
	return s.must(script{text: s.generate, dir: s.workDir(dir), network: cached, tool: s.name})
}

// second generates the service again.
func (s *subject) second() error {
	dir, err := s.fresh(s.prepared)
	if err != nil {
		return err
	}
	if err := s.generateIn(dir); err != nil {
		return err
	}
	again, err := readFiles(dir)
	s.result.Repeatable = maps.Equal(s.after, again)
	return err
}

// content counts what was generated, and builds and tests it.
func (s *subject) content() error {
	if err := s.result.count(s.whole, s.after.added(s.before)); err != nil {
		return err
	}
	dir, err := s.fresh(s.whole)
	if err != nil {
		return err
	}
	r, in := &s.result, service(dir)
	_, err = s.run(script{text: "go mod tidy -diff", dir: in})
	r.Tidy = err == nil
	if err := s.must(script{text: "go mod tidy", dir: in}); err != nil {
		return err
	}
	_, err = s.run(script{text: "go build ./... && go vet ./...", dir: in})
	r.Builds = err == nil
	_, err = s.run(script{text: "go test -count=1 ./...", dir: in})
	r.TestsPass = err == nil && r.Tests > 0
	data, err := os.ReadFile(filepath.Join(in, "go.mod"))
	if err != nil {
		return err
	}
	m, err := modfile.Parse("go.mod", data, nil)
	if err != nil {
		return err
	}
	r.Modules = len(m.Require)
	out, err := s.run(script{text: "go list -f '{{.Name}}' ./...", dir: in})
	r.Program = slices.Contains(strings.Fields(out), "main")
	return err
}

// offline does all that the user does, without a network and with nothing cached.
func (s *subject) offline() error {
	dir, err := s.folder()
	if err != nil {
		return err
	}
	if s.start(dir, nothing) == nil {
		_, err := s.run(script{text: s.generate, dir: s.workDir(dir), network: nothing, tool: s.name})
		s.result.Offline = err == nil
	}
	return nil
}

// time measures how long the tool takes. newsvc takes turns with it.
func (s *subject) time() error {
	newsvc := &subject{bench: s.bench, tool: tools[0], prepared: s.prepared}
	if !s.outside {
		var err error
		if newsvc.prepared, err = s.folder(); err != nil {
			return err
		}
	}
	var took, ratios []float64
	for range s.runs {
		own, err := newsvc.timed()
		if err != nil {
			return err
		}
		theirs := own
		if s.name != newsvc.name {
			if theirs, err = s.timed(); err != nil {
				return err
			}
		}
		took, ratios = append(took, theirs), append(ratios, theirs/own)
	}
	s.result.Milliseconds, s.result.TimesNewsvc = median(took), median(ratios)
	return nil
}

// timed generates the service and returns the milliseconds that it took.
func (s *subject) timed() (float64, error) {
	dir, err := s.fresh(s.prepared)
	if err != nil {
		return 0, err
	}
	start := time.Now()
	err = s.generateIn(dir)
	return float64(time.Since(start).Microseconds()) / 1000, err
}

func median(values []float64) float64 {
	values = slices.Sorted(slices.Values(values))
	return values[len(values)/2]
}
