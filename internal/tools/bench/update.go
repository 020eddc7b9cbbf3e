package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"text/tabwriter"

	"github.com/newsvc/newsvc/templates"
)

// maxUpdateRatio is how long an update may take, beside init with the same pack.
const maxUpdateRatio = 3.0

// update measures an update from one version of the built-in pack to another, in
// which every file has another first line, beside init.
func (b bench) update(w *tabwriter.Writer, checked *targets) error {
	dir := filepath.Join(b.work, "update")
	versions := [2]string{filepath.Join(dir, "old"), filepath.Join(dir, "new")}
	for i, version := range versions {
		if err := writePack(version, i); err != nil {
			return err
		}
	}
	created := func(n int) string { return filepath.Join(dir, fmt.Sprint("created", n)) }
	times, err := turns(
		func(n int) *exec.Cmd {
			return exec.Command(b.newsvc, "init", created(n), "--pack", versions[0], "--yes", "--no-git")
		},
		func(n int) *exec.Cmd {
			cmd := exec.Command(b.newsvc, "update", "--pack", versions[1], "--no-verify")
			cmd.Dir = created(n)
			return cmd
		},
	)
	if err != nil {
		return err
	}
	compareTimes(w, "update", times[1], "init", times[0], fmt.Sprintf("≤ %.0f", maxUpdateRatio))
	checked.atMost("update beside init", float64(times[1])/float64(times[0]), maxUpdateRatio, "")
	return os.RemoveAll(dir)
}

// packVersion matches the version in a manifest.
var packVersion = regexp.MustCompile(`(?m)^version: .*$`)

// writePack writes the built-in pack to a folder, the version 1 with a change to
// every template of a Go file.
func writePack(dir string, version int) error {
	return fs.WalkDir(templates.FS, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(templates.FS, name)
		switch {
		case err != nil || version == 0:
		case name == "pack.yaml":
			data = packVersion.ReplaceAll(data, []byte("version: 99.0.0"))
		case bytes.HasSuffix([]byte(name), []byte(".go.tmpl")) && bytes.HasPrefix(data, []byte("package ")):
			data = append([]byte("// This is another version.\n\n"), data...)
		}
		name = filepath.Join(dir, filepath.FromSlash(name))
		return errors.Join(err, os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, data, 0o644))
	})
}
