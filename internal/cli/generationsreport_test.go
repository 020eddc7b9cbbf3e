package cli_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestGenerations_Reports updates services of the first generation with hand edits,
// each alone and all at once, and compares what becomes of them with readable
// reports. Every line that the user wrote is in its file, in a conflict or in the
// report, and newsvc abort restores the service.
//
// The time goes into the edits alone. One pair is enough for them, because
// frameworks and stores affect few of the files.
func TestGenerations_Reports(t *testing.T) {
	folder, err := filepath.Abs("../../testdata/generations")
	if err != nil {
		t.Fatal(err)
	}
	for name, tell := range map[string]func(oldShop) string{
		"chi-sqlite": oldShop.eachAlone, "fiber-postgres": oldShop.allAtOnce, "gin-sqlite": oldShop.allAtOnce,
	} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && name == "chi-sqlite" {
				t.Skip("it makes an update for each edit")
			}
			framework, database, _ := strings.Cut(name, "-")
			got := fmt.Sprintf("# Hand edits and an update between two generations: %s and %s\n\n", framework, database) +
				tell(newOldShop(t, framework, database))
			name := filepath.Join(folder, name+".md")
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

// eachAlone tells what becomes of each edit alone, and then of all at once.
func (s oldShop) eachAlone() string {
	s.t.Helper()
	var b strings.Builder
	b.WriteString("A service of the first generation, which a user edited, and `newsvc update` to today's pack. A dash: both generations\n" +
		"generate the same file, or the new one generates none and neither has the user: it stays as it is.\n\n" +
		"## Each edit alone\n\n| by hand | file | what happens | the user's lines |\n|---|---|---|---|\n")
	for _, e := range firstEdits {
		e.make(s.editedService, e.path)
		edited := treeOf(s.t, s.dir)
		u := s.update()
		places, what := s.places(u, edited), e.what
		for _, path := range s.touched(edited) {
			action, now := u.outcome(path)
			if _, exists := edited[path]; now != path && !exists {
				continue // the user renamed it
			}
			fmt.Fprintf(&b, "| %s | `%s` | %s | %s |\n", what, path, action, strings.Join(places[path], ", "))
			what = ""
		}
		s.restore(u, edited)
		s.reset(s.generated)
	}
	return b.String() + "\n" + s.allAtOnce()
}

// allAtOnce tells what becomes of a service with all edits.
func (s oldShop) allAtOnce() string {
	s.t.Helper()
	for _, e := range firstEdits {
		e.make(s.editedService, e.path)
	}
	edited := treeOf(s.t, s.dir)
	u := s.update()
	places := s.places(u, edited)
	var b strings.Builder
	b.WriteString("## All edits at once\n\n| file | what happens | the user's lines | its lines in conflict |\n|---|---|---|---|\n")
	for _, path := range s.touched(edited) {
		action, now := u.outcome(path)
		if _, exists := edited[path]; now != path && !exists {
			continue // the user renamed it
		}
		conflict := ""
		if _, mine := sides(u.now[now]); mine != "" {
			conflict = fmt.Sprintf("%d of %d", strings.Count(mine, "\n"), strings.Count(edited[path], "\n"))
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", path, action, strings.Join(places[path], ", "), conflict)
	}
	counts := map[string]int{}
	for _, f := range u.row.Files {
		counts[f.Action]++
	}
	b.WriteString("\nAll files of the service:")
	for _, action := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(&b, " %d × %s", counts[action], action)
	}
	b.WriteString(".\n\n")
	b.WriteString("## The text of the pull request\n\n" + withoutPart(withoutPart(withoutPart(u.report, "What changes for you"), "Answers"), "Other files"))
	s.restore(u, edited)
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// touched returns the files that the user changed, deleted or wrote.
func (s oldShop) touched(edited map[string]string) []string {
	paths := maps.Clone(edited)
	maps.Copy(paths, s.generated)
	maps.DeleteFunc(paths, func(path, _ string) bool {
		before, had := s.generated[path]
		after, has := edited[path]
		return had == has && before == after
	})
	return slices.Sorted(maps.Keys(paths))
}

// outcome says in a word what the update did to a file of the old service, and
// where that is now.
func (u updated) outcome(path string) (action, now string) {
	action, now = "–", path
	for _, f := range u.row.Files {
		switch {
		case strings.HasSuffix(f.Reason, "moved here from "+path):
			return f.Action, f.Path
		case f.Path == path:
			action = f.Action
		}
	}
	return action, now
}

// places finds all lines that the user wrote, and says where those of each file
// are. A line that is nowhere fails the test, and so does a deleted file that is
// back.
func (s oldShop) places(u updated, edited map[string]string) map[string][]string {
	s.t.Helper()
	places := map[string][]string{}
	for _, path := range s.touched(edited) {
		text, exists := edited[path]
		before, generated := s.generated[path]
		if _, back := u.now[path]; back && !exists {
			s.t.Errorf("%s was deleted, and is back", path)
		}
		if !generated { // The user renamed a file.
			before = strings.Join(slices.Collect(maps.Values(s.generated)), "")
		}
		for line := range strings.Lines(text) {
			if hasLine(before, line) {
				continue
			}
			where := u.find(path, line)
			if where == "" {
				s.t.Errorf("%s has lost %q", path, line)
			}
			if !slices.Contains(places[path], where) {
				places[path] = append(places[path], where)
			}
		}
	}
	return places
}

// find says where a line is that the user wrote in a file: "", if it is lost.
func (u updated) find(path, line string) string {
	_, to := u.outcome(path)
	for _, at := range slices.Compact([]string{to, path}) {
		where := "the file"
		if at != path {
			where = "`" + at + "`"
		}
		outside, mine := sides(u.now[at])
		switch {
		case hasLine(outside, line):
			return "in " + where
		case hasLine(mine, line):
			return "in a conflict in " + where
		}
	}
	line = strings.TrimSpace(line)
	if slices.Contains(slices.Concat(u.row.Lost[path], u.row.Lost[to]), line) && strings.Contains(u.report, line) {
		return "in the report"
	}
	return ""
}

// sides returns the lines outside conflicts, and the user's lines in them.
func sides(text string) (outside, mine string) {
	var parts [3]strings.Builder // outside, the user's, the base and newsvc's
	part := 0
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "<<<<<<< "):
			part = 1
		case strings.HasPrefix(line, "||||||| "), part == 1 && line == "=======\n":
			part = 2
		case strings.HasPrefix(line, ">>>>>>> "):
			part = 0
		default:
			parts[part].WriteString(line)
		}
	}
	return parts[0].String(), parts[1].String()
}

// withoutPart removes a part of a report.
func withoutPart(report, heading string) string {
	before, rest, found := strings.Cut(report, "## "+heading+"\n")
	if !found {
		return report
	}
	if _, after, more := strings.Cut(rest, "\n## "); more {
		return before + "## " + after
	}
	return before
}
