package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	kills    = 20 // how often a tool is killed, at times spread over its duration
	ownFiles = 5  // how many files of the user's own are in the way, one in each run
)

// kill kills the tool while it generates, looks at what it left, and repeats the command.
func (s *subject) kill() error {
	generated := s.after.added(s.before)
	for i := range kills {
		dir, err := s.fresh(s.prepared)
		if err != nil {
			return err
		}
		home, err := s.folder() // of one user, who repeats the command
		if err != nil {
			return err
		}
		again := script{text: s.generate, dir: s.workDir(dir), network: cached, tool: s.name, home: home}
		killed := again
		killed.killAt = time.Duration((float64(i) + 0.5) / kills * s.result.Milliseconds * float64(time.Millisecond))
		_, _ = s.run(killed) // the exit code says only that it was killed
		left, err := readFiles(dir)
		if err != nil {
			return err
		}
		if s.covers(left, generated) { // it had finished
			s.result.Repeated++
			continue
		}
		if slices.ContainsFunc(generated, func(name string) bool { _, ok := left[name]; return ok }) {
			s.result.KilledWithin++
		}
		if beside(left) {
			s.result.Beside++
		}
		if _, err := s.run(again); err != nil {
			continue
		}
		if left, err = readFiles(dir); err != nil {
			return err
		}
		if s.covers(left, generated) {
			s.result.Repeated++
		}
		if beside(left) {
			s.result.StillBeside++
		}
	}
	return nil
}

// beside reports whether there is a file outside of the service's folder.
func beside(found files) bool {
	for name := range found {
		if !strings.HasPrefix(name, "shop/") {
			return true
		}
	}
	return false
}

// covers reports whether a folder contains all generated files.
func (s *subject) covers(found files, generated []string) bool {
	return !slices.ContainsFunc(generated, func(name string) bool {
		digest, ok := found[name]
		return !ok || s.result.Repeatable && digest != s.after[name]
	})
}

// own generates the service where the user has a file of their own.
func (s *subject) own() error {
	generated := s.after.added(s.before)
	for i := range ownFiles {
		name := generated[(2*i+1)*len(generated)/(2*ownFiles)]
		dir, err := s.fresh(s.prepared)
		if err != nil {
			return err
		}
		mine, err := ownFile(s.whole, name)
		if err != nil {
			return err
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(mine), 0o644)); err != nil {
			return err
		}
		_, _ = s.run(script{text: s.generate, dir: s.workDir(dir), network: cached, tool: s.name}) // a tool may refuse
		if got, err := os.ReadFile(path); err == nil && string(got) == mine {
			s.result.KeptOwn++
		}
	}
	return nil
}

// edits edits all Go files, adds a field, and counts the edits that are left.
func (s *subject) edits() error {
	if s.change == "" {
		return nil
	}
	dir, err := s.fresh(s.whole)
	if err != nil {
		return err
	}
	in := service(dir)
	if err := s.must(script{text: "go mod tidy", dir: in}); err != nil {
		return err
	}
	edited, err := editGo(dir, s.after.added(s.before))
	if err != nil {
		return err
	}
	if err := s.writeInput(in, true); err != nil {
		return err
	}
	out, changeErr := s.run(script{text: s.change, dir: in, network: cached, tool: s.name})
	s.result.Edited = len(edited)
	fields := 0
	for _, name := range edited {
		data, err := os.ReadFile(name)
		if err != nil {
			continue // the tool has removed the file, and the edit with it
		}
		text := string(data)
		if strings.Contains(text, edit) {
			s.result.KeptEdits++
		}
		if strings.Contains(text, "<<<<<<<") {
			s.result.Conflicts++
		}
		fields += strings.Count(strings.ToLower(text), "nickname")
	}
	if fields == 0 || changeErr != nil && s.result.Conflicts == 0 {
		return fmt.Errorf("the field was not added: %w\n%s", changeErr, out)
	}
	_, err = s.run(script{text: "go mod tidy && go build ./... && go vet ./...", dir: in})
	s.result.ChangeBuilds = err == nil
	return nil
}
