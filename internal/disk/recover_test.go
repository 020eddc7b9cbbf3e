package disk

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// interruptedChange returns a folder whose change was interrupted after it was committed,
// while
// one file was away: the old one put away, the new one not yet brought.
func interruptedChange(t *testing.T) string {
	t.Helper()
	dir := writeOldTree(t)
	if !killedAt(t, "apply", dir, "rename changed.txt") {
		t.Fatal("the change is made without a rename")
	}
	if _, err := os.Stat(filepath.Join(dir, "changed.txt")); err == nil {
		t.Fatal("the old file is still in its place")
	}
	return dir
}

func TestRecover_KeepsLaterFiles(t *testing.T) {
	dir := interruptedChange(t)
	name := filepath.Join(dir, "changed.txt")
	if err := os.WriteFile(name, []byte("mine\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := machine.Recover(context.Background(), dir); code(err) != "changed_meanwhile" {
		t.Fatalf("got %v", err)
	}
	if data, err := os.ReadFile(name); err != nil || string(data) != "mine\n" {
		t.Fatalf("%q, %v: another program's file is lost", data, err)
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	if outcome, err := machine.Recover(context.Background(), dir); outcome != Finished || err != nil {
		t.Errorf("once it is away: %q, %v", outcome, err)
	}
}

func TestRecover_Undoes(t *testing.T) {
	dir := interruptedChange(t)
	name := filepath.Join(dir, "script.sh") // comes after changed.txt
	if err := os.WriteFile(name, []byte("mine\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if outcome, err := machine.Recover(context.Background(), dir); outcome != Undone || err != nil {
		t.Fatalf("%q, %v", outcome, err)
	}
	got := snapshot(t, dir)
	want := snapshot(t, writeOldTree(t))
	delete(got, "script.sh")
	delete(want, "script.sh")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if data, err := os.ReadFile(name); err != nil || string(data) != "mine\n" {
		t.Errorf("%q, %v: another program's change is lost", data, err)
	}
}

func TestRecover_Busy(t *testing.T) {
	dir := writeOldTree(t)
	j, err := machine.newJournal(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := machine.Recover(t.Context(), dir); code(err) != "busy" {
		t.Errorf("got %v", err)
	}
	if err := j.close(); err != nil {
		t.Fatal(err)
	}
	if outcome, err := machine.Recover(t.Context(), dir); outcome != Nothing || err != nil {
		t.Errorf("afterwards: %q, %v", outcome, err)
	}
}
