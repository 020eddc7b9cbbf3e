package disk

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// brokenOff returns a folder whose change was broken off after it was decided,
// while
// one file was away: the old one put away, the new one not yet brought.
func brokenOff(t *testing.T) string {
	t.Helper()
	dir := lay(t)
	if !killedAt(t, "apply", dir, "rename changed.txt") {
		t.Fatal("the change is made without a rename")
	}
	if _, err := os.Stat(filepath.Join(dir, "changed.txt")); err == nil {
		t.Fatal("the old file is still in its place")
	}
	return dir
}

func TestRecoverOverwritesNothingThatCameMeanwhile(t *testing.T) {
	dir := brokenOff(t)
	name := filepath.Join(dir, "changed.txt")
	if err := os.WriteFile(name, []byte("mine\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Recover(dir); code(err) != "changed_meanwhile" {
		t.Fatalf("got %v", err)
	}
	if data, err := os.ReadFile(name); err != nil || string(data) != "mine\n" {
		t.Fatalf("%q, %v: somebody's file is lost", data, err)
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	if outcome, err := Recover(dir); outcome != Finished || err != nil {
		t.Errorf("once it is away: %q, %v", outcome, err)
	}
}

func TestRecoverUndoesWhatItCannotFinish(t *testing.T) {
	dir := brokenOff(t)
	name := filepath.Join(dir, "script.sh") // comes after changed.txt
	if err := os.WriteFile(name, []byte("mine\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if outcome, err := Recover(dir); outcome != Undone || err != nil {
		t.Fatalf("%q, %v", outcome, err)
	}
	got := snapshot(t, dir)
	want := snapshot(t, lay(t))
	delete(got, "script.sh")
	delete(want, "script.sh")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if data, err := os.ReadFile(name); err != nil || string(data) != "mine\n" {
		t.Errorf("%q, %v: somebody's change is lost", data, err)
	}
}

func TestRecoverRefusesAJournalThatNewsvcDidNotWrite(t *testing.T) {
	cases := map[string]string{
		"no JSON":                 `{`,
		"a later format":          `{"format": 2}`,
		"a path out of it":        `{"format": 1, "operations": [{"path": "../x", "new": "0"}]}`,
		"a path into git":         `{"format": 1, "operations": [{"path": ".git/hooks/post-checkout", "new": "0"}]}`,
		"a folder out of it":      `{"format": 1, "made": ["../x"]}`,
		"a removal out of it":     `{"format": 1, "emptied": [{"path": "../x"}]}`,
		"a deletion in git":       `{"format": 1, "operations": [{"path": ".git/HEAD", "old": "0"}]}`,
		"an absolute path":        `{"format": 1, "operations": [{"path": "/etc/x", "new": "0"}]}`,
		"its own journal's files": `{"format": 1, "operations": [{"path": ".newsvc-journal/lock", "new": "0"}]}`,
	}
	for name, record := range cases {
		t.Run(name, func(t *testing.T) {
			dir := lay(t)
			for _, folder := range []string{newName, oldName} {
				if err := os.MkdirAll(filepath.Join(dir, journalName, folder), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			for file, data := range map[string]string{recordName: record, newName + "/0": "evil"} {
				if err := os.WriteFile(filepath.Join(dir, journalName, file), []byte(data), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := Recover(dir); code(err) != "bad_journal" {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestRecoverSaysWhenAnotherIsAtWork(t *testing.T) {
	dir := lay(t)
	j, err := openJournal(dir, true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Recover(dir); code(err) != "busy" {
		t.Errorf("got %v", err)
	}
	if err := j.close(); err != nil {
		t.Fatal(err)
	}
	if outcome, err := Recover(dir); outcome != Nothing || err != nil {
		t.Errorf("afterwards: %q, %v", outcome, err)
	}
}
