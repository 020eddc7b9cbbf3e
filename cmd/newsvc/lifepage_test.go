//go:build linux

package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "update the output in docs/life.md")

// TestLifePage runs the commands in docs/life.md and compares their output with the
// page.
func TestLifePage(t *testing.T) {
	const path = "../../docs/life.md"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got := newPage(t).play(string(text))
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(text), got); diff != "" {
		t.Errorf("the page is outdated; `make golden` updates it (-page +now):\n%s", diff)
	}
}

// page runs the commands of a page.
type page struct {
	t      *testing.T
	dir    string // the current folder of the shell
	env    []string
	stamps map[string]string // the ids of steps, and those that the page shows instead
}

// newPage returns a page with a new folder and a minimal PATH, so that the output
// doesn't depend on the machine.
func newPage(t *testing.T) *page {
	t.Helper()
	newsvc, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	bin := filepath.Join(home, "bin")
	if err := os.Mkdir(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"git", "sh", "sed", "grep"} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Skip(err)
		}
		if err := os.Symlink(path, filepath.Join(bin, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(newsvc, filepath.Join(bin, "newsvc")); err != nil {
		t.Fatal(err)
	}
	return &page{t: t, dir: t.TempDir(), stamps: map[string]string{}, env: []string{
		"PATH=" + bin, "HOME=" + home, "GIT_CONFIG_NOSYSTEM=1", "LC_ALL=C",
		"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com", "GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@example.com",
	}}
}

// play processes a page: it writes a Go block with a path into that file, runs each
// command in a console block, and inserts the output below it.
func (p *page) play(text string) string {
	p.t.Helper()
	var out, file strings.Builder
	block := ""
	for line := range strings.Lines(text) {
		switch {
		case block == "" && strings.HasPrefix(line, "```"):
			block = strings.TrimSpace(strings.TrimPrefix(line, "```"))
		case strings.HasPrefix(line, "```"):
			if path, ok := strings.CutPrefix(block, "go "); ok {
				p.write(path, file.String())
				file.Reset()
			}
			block = ""
		case block == "console":
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				out.WriteString(line + p.run(strings.TrimSpace(command)))
			}
			continue
		case strings.HasPrefix(block, "go "):
			file.WriteString(line)
		}
		out.WriteString(line)
	}
	return out.String()
}

func (p *page) write(path, text string) {
	p.t.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, path), []byte(text), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

func (p *page) run(command string) string {
	p.t.Helper()
	if folder, ok := strings.CutPrefix(command, "cd "); ok {
		p.dir = filepath.Join(p.dir, folder)
		return ""
	}
	cmd := exec.CommandContext(p.t.Context(), filepath.Join(strings.TrimPrefix(p.env[0], "PATH="), "sh"), "-c", command)
	cmd.Dir, cmd.Env = p.dir, p.env
	printed, err := cmd.CombinedOutput()
	if err != nil {
		p.t.Fatalf("%s: %v\n%s", command, err, printed)
	}
	return stamps.ReplaceAllStringFunc(string(printed), p.stamp)
}

// stamp returns a fixed id for a step of the schema, in order of appearance, one per
// day.
func (p *page) stamp(real string) string {
	if _, known := p.stamps[real]; !known {
		at := time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC).AddDate(0, 0, len(p.stamps))
		p.stamps[real] = at.Format("20060102150405")
	}
	return p.stamps[real]
}
