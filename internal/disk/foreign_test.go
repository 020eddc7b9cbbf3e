package disk

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// foreignJournal writes a journal as a clone could bring it: everything is
// right but for who wrote it.
func foreignJournal(t *testing.T, dir string, r record, staged string) {
	t.Helper()
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	c := &claim{Kind: journalClaim, Folder: filepath.Join(dir, journalName), Secret: random(secretSize), id: journalClaim + "-" + random(idSize)}
	put(t, dir, map[string]string{
		journalName + "/lock":        "",
		journalName + "/owner":       string(c.seal(nil)),
		journalName + "/record.json": string(c.seal(data)),
		journalName + "/new/0":       staged,
		journalName + "/old/.keep":   "",
	})
}

func put(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// untouched checks that Recover and Apply refuse a journal, and change nothing.
func untouched(t *testing.T, m Machine, dir string) {
	t.Helper()
	before := snapshot(t, dir)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, recovered := m.Recover(context.Background(), dir)
		applied := m.Apply(context.Background(), dir, changes())
		for _, err := range []error{recovered, applied, m.Interrupted(context.Background(), dir)} {
			if code(err) != "foreign_journal" || !strings.Contains(err.Error(), journalName) {
				t.Errorf("got %v", err)
			}
		}
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("it waits")
	}
	if diff := cmp.Diff(before, snapshot(t, dir)); diff != "" {
		t.Errorf("something changed (-before +after):\n%s", diff)
	}
}

func TestRecover_ForeignJournal(t *testing.T) {
	hook := record{Format: recordFormat, Operations: []operation{{Path: "docs/hooks/pre-commit", New: digest([]byte("evil"))}}}
	cases := map[string]func(t *testing.T, dir string){
		"it writes git's hooks through a link": func(t *testing.T, dir string) {
			put(t, dir, map[string]string{".git/hooks/x": ""})
			if err := os.Symlink(".git", filepath.Join(dir, "docs")); err != nil {
				t.Skip(err)
			}
			foreignJournal(t, dir, hook, "evil")
		},
		"it deletes a file whose content is known": func(t *testing.T, dir string) {
			foreignJournal(t, dir, record{Format: recordFormat, Operations: []operation{{Path: "changed.txt", Old: digest([]byte("old\n"))}}}, "")
		},
		"it has no seal": func(t *testing.T, dir string) {
			foreignJournal(t, dir, hook, "evil")
			put(t, dir, map[string]string{journalName + "/record.json": `{"format": 2, "operations": []}`})
		},
		"it has nothing": func(t *testing.T, dir string) {
			if err := os.Mkdir(filepath.Join(dir, journalName), 0o755); err != nil {
				t.Fatal(err)
			}
		},
		"it has a lock alone":            func(t *testing.T, dir string) { put(t, dir, map[string]string{journalName + "/lock": ""}) },
		"nothing was committed in it":    func(t *testing.T, dir string) { put(t, dir, map[string]string{journalName + "/new/0": "x"}) },
		"it has names of other programs": func(t *testing.T, dir string) { put(t, dir, map[string]string{journalName + "/a": "x"}) },
		"it is a file":                   func(t *testing.T, dir string) { put(t, dir, map[string]string{journalName: "x"}) },
		"it is a link to a folder": func(t *testing.T, dir string) {
			if err := os.Symlink("kept", filepath.Join(dir, journalName)); err != nil {
				t.Skip(err)
			}
		},
		"it is a link to nothing": func(t *testing.T, dir string) {
			if err := os.Symlink("/nowhere/none", filepath.Join(dir, journalName)); err != nil {
				t.Skip(err)
			}
		},
		"its lock is a link out of the folder": func(t *testing.T, dir string) {
			foreignJournal(t, dir, hook, "evil")
			name := filepath.Join(dir, journalName, lockName)
			if err := errors.Join(os.Remove(name), os.Symlink(filepath.Join(t.TempDir(), "created"), name)); err != nil {
				t.Skip(err)
			}
		},
		"its lock is a pipe":   func(t *testing.T, dir string) { pipe(t, filepath.Join(dir, journalName, lockName)) },
		"its record is a pipe": func(t *testing.T, dir string) { pipe(t, filepath.Join(dir, journalName, recordName)) },
		"its owner is a pipe":  func(t *testing.T, dir string) { pipe(t, filepath.Join(dir, journalName, ownerName)) },
		"its record has a terabyte": func(t *testing.T, dir string) {
			foreignJournal(t, dir, hook, "evil")
			if err := os.Truncate(filepath.Join(dir, journalName, recordName), 1<<40); err != nil {
				t.Skip(err)
			}
			// The snapshots of the test would read it.
			if err := os.Truncate(filepath.Join(dir, journalName, recordName), maxJournal+1); err != nil {
				t.Skip(err)
			}
		},
	}
	for name, prepare := range cases {
		t.Run(name, func(t *testing.T) {
			dir := writeOldTree(t)
			prepare(t, dir)
			untouched(t, machine, dir)
		})
	}
}

func pipe(t *testing.T, name string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no pipes in folders")
	}
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), mkfifo(name)); err != nil {
		t.Fatal(err)
	}
}

func TestRecover_JournalOfThisMachineElsewhere(t *testing.T) {
	dir := interruptedChange(t)
	copied := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	untouched(t, machine, copied)
	t.Run("it was changed", func(t *testing.T) {
		name := filepath.Join(dir, journalName, recordName)
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		put(t, dir, map[string]string{journalName + "/record.json": strings.Replace(string(data), "script.sh", "scripts.h", 1)})
		untouched(t, machine, dir)
		put(t, dir, map[string]string{journalName + "/record.json": string(data)})
	})
	t.Run("the cache is another one", func(t *testing.T) {
		untouched(t, Machine{Claims: []string{t.TempDir()}}, dir)
	})
	t.Run("git tracks it", func(t *testing.T) {
		m := machine
		m.Tracked = func(_ context.Context, in, name string) (bool, error) { return in == dir && name == journalName, nil }
		untouched(t, m, dir)
	})
	if outcome, err := machine.Recover(t.Context(), dir); outcome != Finished || err != nil {
		t.Errorf("in its place: %q, %v", outcome, err)
	}
}

func TestRecover_ChangedJournalContent(t *testing.T) {
	dir := interruptedChange(t)
	staged, err := filepath.Glob(filepath.Join(dir, journalName, newName, "*"))
	if err != nil || len(staged) == 0 {
		t.Fatal(err)
	}
	for _, name := range staged {
		if err := os.WriteFile(name, []byte("evil"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	outcome, err := machine.Recover(t.Context(), dir)
	if outcome != Undone || err != nil {
		t.Errorf("got %q, %v", outcome, err)
	}
	if diff := cmp.Diff(snapshot(t, writeOldTree(t)), snapshot(t, dir)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRecover_LinkInThePath(t *testing.T) {
	for _, name := range []string{"new", "new/deep"} {
		t.Run(name, func(t *testing.T) {
			dir := interruptedChange(t)
			elsewhere := filepath.Join(dir, "elsewhere")
			link := filepath.Join(dir, filepath.FromSlash(name))
			target := strings.Repeat("../", strings.Count(name, "/")) + "elsewhere" // in the folder, where a root alone would follow it
			if err := errors.Join(os.RemoveAll(link), os.Mkdir(elsewhere, 0o755), os.Symlink(target, link)); err != nil {
				t.Skip(err)
			}
			if outcome, err := machine.Recover(t.Context(), dir); outcome != Undone || err != nil {
				t.Errorf("got %q, %v", outcome, err)
			}
			entries, err := os.ReadDir(elsewhere)
			if err != nil || len(entries) > 0 {
				t.Errorf("%v, %v: something was written through the link", entries, err)
			}
		})
	}
}

func TestInterrupted(t *testing.T) {
	dir := interruptedChange(t)
	before := snapshot(t, dir)
	if err := machine.Interrupted(t.Context(), dir); code(err) != "interrupted_change" {
		t.Errorf("a change that was interrupted: %v", err)
	}
	if diff := cmp.Diff(before, snapshot(t, dir)); diff != "" {
		t.Errorf("something changed (-before +after):\n%s", diff)
	}
	if outcome, err := machine.Recover(t.Context(), dir); outcome != Finished || err != nil {
		t.Errorf("afterwards: %q, %v", outcome, err)
	}
	if err := machine.Interrupted(t.Context(), dir); err != nil {
		t.Errorf("no change: %v", err)
	}
	j, err := machine.newJournal(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := machine.Interrupted(t.Context(), dir); code(err) != "interrupted_change" {
		t.Errorf("a change that is under way: %v", err)
	}
	if err := j.close(); err != nil {
		t.Fatal(err)
	}
}
