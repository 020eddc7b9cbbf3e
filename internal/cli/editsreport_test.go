package cli_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the reports in testdata/edits")

// handCommands are commands for a service with edits, each run on its own.
func handCommands(framework string) [][]string {
	next := map[string]string{"chi": "echo", "echo": "fiber", "fiber": "gin", "gin": "chi"}[framework]
	return [][]string{
		{"add", "resource", "post", "title:string", "author:ref=user"},
		{"add", "field", "user", "nickname:string:optional"},
		{"add", "field", "order", "paid:bool:default=false"},
		{"set", "framework=" + next},
		{"set", "database=postgres"},
		{"set", "features-=docs,metrics"},
		{"remove", "resource", "order"},
	}
}

// TestHandEdits_Reports compares the fate of hand edits with readable reports: what
// merges, what conflicts, and why.
func TestHandEdits_Reports(t *testing.T) {
	t.Setenv("PATH", "") // no go command: go.mod is merged, and tidying is left to the user
	folder, err := filepath.Abs("../../testdata/edits")
	if err != nil {
		t.Fatal(err)
	}
	for framework := range ownRoute {
		t.Run(framework, func(t *testing.T) {
			got := reportEdits(t, framework)
			name := filepath.Join(folder, framework+".md")
			if *update {
				if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("`make golden` takes it as it is now (-kept +now):\n%s", diff)
			}
		})
	}
}

func reportEdits(t *testing.T, framework string) string {
	t.Helper()
	h := startShop(t, framework)
	generated := treeOf(t, h.dir)
	for _, e := range edits {
		e.make(h, e.path)
	}
	edited := treeOf(t, h.dir)
	var table, chapters strings.Builder
	outcomes := map[string][]string{}
	head, rule := "| by hand |", "|---|"
	for _, command := range handCommands(framework) {
		line := strings.Join(command, " ")
		head, rule = head+" "+strings.Join(command[:2], " ")+" |", rule+"---|"
		printed, fates := h.change(command)
		h.losesNothing(generated, edited)
		for _, e := range edits {
			outcomes[e.path] = append(outcomes[e.path], fates[e.path])
		}
		fmt.Fprintf(&chapters, "\n## newsvc %s\n\n```\n%s```\n%s", line, printed, h.conflicts())
		h.reset(edited)
	}
	fmt.Fprintf(&table, "# What becomes of hand edits to a service on %s\n\n", framework)
	table.WriteString("One service that a user edited in all these ways, and each command run on the result. A dash: the command has nothing to do\nwith the file, and it stays as the user made it.\n\n")
	table.WriteString(head + "\n" + rule + "\n")
	for _, e := range edits {
		fmt.Fprintf(&table, "| %s: `%s` | %s |\n", e.what, e.path, strings.Join(outcomes[e.path], " | "))
	}
	return table.String() + chapters.String()
}

var stamp = regexp.MustCompile(`\b20\d{12}\b`)

// change runs a command, and again with --yes if the user's own files use what is
// removed. It returns what is printed about edited files, and what becomes of them.
func (h *editedService) change(command []string) (printed string, fates map[string]string) {
	h.t.Helper()
	var screen strings.Builder
	fates = map[string]string{}
	for _, e := range edits {
		fates[e.path] = "–"
	}
	if command[0] != "add" {
		command = append(command, "--no-verify")
	}
	code, out, errs := h.run(command...)
	if code == 3 && out == "" {
		screen.WriteString(errs + "\n$ the same with --yes\n")
		code, out, errs = h.run(append(command, "--yes")...)
	}
	if code != 0 && code != 3 {
		h.t.Fatalf("%v: exit code %d:\n%s%s", command, code, out, errs)
	}
	for line := range strings.Lines(out) {
		action, path, _ := strings.Cut(strings.TrimSpace(line), " ")
		path, _, _ = strings.Cut(strings.TrimSpace(path), " ")
		if slices.Contains([]string{"create", "update", "delete"}, action) {
			continue
		}
		screen.WriteString(line)
		if _, known := fates[path]; known {
			fates[path] = action
		}
	}
	screen.WriteString(errs)
	return stamp.ReplaceAllString(screen.String(), "STAMP"), fates
}

// conflicts returns the text between conflict markers, by file.
func (h *editedService) conflicts() string {
	h.t.Helper()
	var b strings.Builder
	files := treeOf(h.t, h.dir, ".newsvc-unfinished/")
	for _, path := range slices.Sorted(maps.Keys(files)) {
		inside := false
		for line := range strings.Lines(files[path]) {
			if strings.HasPrefix(line, "<<<<<<< ") {
				fmt.Fprintf(&b, "\n%s:\n\n```\n", path)
				inside = true
			}
			if inside {
				b.WriteString(line)
			}
			if strings.HasPrefix(line, ">>>>>>> ") {
				b.WriteString("```\n")
				inside = false
			}
		}
	}
	return stamp.ReplaceAllString(b.String(), "STAMP")
}

// losesNothing checks that every line that the user wrote is in its file, and that
// deleted files stay deleted.
func (h *editedService) losesNothing(generated, edited map[string]string) {
	h.t.Helper()
	now := treeOf(h.t, h.dir, ".newsvc-unfinished/")
	for path, text := range edited {
		for line := range strings.Lines(text) {
			if !hasLine(generated[path], line) && !hasLine(now[path], line) {
				h.t.Errorf("%s has lost %q", path, line)
			}
		}
	}
	for path := range generated {
		_, kept := edited[path]
		if _, back := now[path]; back && !kept {
			h.t.Errorf("%s was deleted, and is back", path)
		}
	}
}

// reset restores the files.
func (h *editedService) reset(files map[string]string) {
	h.t.Helper()
	now := treeOf(h.t, h.dir)
	for path, text := range files {
		if there, ok := now[path]; !ok || there != text {
			h.write(path, text)
		}
	}
	for path := range now {
		if _, ok := files[path]; !ok {
			h.remove(path)
		}
	}
}

// hasLine reports whether a text has a line, however gofmt aligns it.
func hasLine(text, line string) bool {
	text, line = aligned.ReplaceAllString(text, "$1 "), aligned.ReplaceAllString(line, "$1 ")
	return strings.HasPrefix(text, line) || strings.Contains(text, "\n"+line)
}

var aligned = regexp.MustCompile(`(\S) {2,}`)
