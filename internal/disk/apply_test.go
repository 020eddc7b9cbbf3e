package disk

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/tree"
)

// states returns what the folder of writeOldTree contains before and after the changes.
func states(t *testing.T) (before, after map[string]string) {
	t.Helper()
	dir := writeOldTree(t)
	before = snapshot(t, dir)
	if err := machine.Apply(t.Context(), dir, changes()); err != nil {
		t.Fatal(err)
	}
	return before, snapshot(t, dir)
}

func TestApply(t *testing.T) {
	dir := writeOldTree(t)
	if err := machine.Apply(t.Context(), dir, changes()); err != nil {
		t.Fatal(err)
	}
	got, err := Read(context.Background(), dir, oldTree(), newTree())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(newTree(), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	left := snapshot(t, dir)
	for _, name := range []string{"gone", journalName} {
		if _, ok := left[name]; ok {
			t.Errorf("%s is left", name)
		}
	}
	if runtime.GOOS == "windows" {
		return
	}
	want := map[string]string{
		"kept/own.txt":   "-rw------- own\n",
		"changed.txt":    "-rw-r----- new\n",
		"script.sh":      "-rwx------ #!/bin/sh\nexit\n",
		"becomes.sh":     "-rwxr-xr-x #!/bin/sh\n",
		"new/deep/a.txt": "-rw-r--r-- a\n",
		"new/deep":       "drwxr-xr-x ",
	}
	for name, state := range want {
		if left[name] != state {
			t.Errorf("%s is %q, want %q", name, left[name], state)
		}
	}
}

func TestApply_KilledAtAnyStep(t *testing.T) {
	before, after := states(t)
	outcomes := map[Outcome]int{}
	for n := 1; ; n += stride() {
		dir := writeOldTree(t)
		if !killed(t, "apply", dir, n) {
			break
		}
		outcome, err := machine.Recover(context.Background(), dir)
		if err != nil {
			t.Fatalf("killed at step %d: %v", n, err)
		}
		outcomes[outcome]++
		settled(t, n, dir, before, after)
	}
	if outcomes[Finished] == 0 || outcomes[Nothing] == 0 || outcomes[Undone] != 0 {
		t.Errorf("outcomes %v: want changes that were not committed and ones that are finished now", outcomes)
	}
}

func TestRecover_KilledAtAnyStep(t *testing.T) {
	if testing.Short() {
		t.Skip("some hundred processes")
	}
	before, after := states(t)
	for n := 1; ; n += 3 {
		if !killed(t, "apply", writeOldTree(t), n) {
			break
		}
		for m := 1; ; m += 2 {
			dir := writeOldTree(t)
			killed(t, "apply", dir, n)
			if !killed(t, "recover", dir, m) {
				break
			}
			if _, err := machine.Recover(context.Background(), dir); err != nil {
				t.Fatalf("killed at step %d, and its recovery at step %d: %v", n, m, err)
			}
			settled(t, n, dir, before, after)
		}
	}
}

// settled checks that the folder is the old or the new one, and that the
// change can be made now where it wasn't.
func settled(t *testing.T, n int, dir string, before, after map[string]string) {
	t.Helper()
	got := snapshot(t, dir)
	switch {
	case cmp.Equal(got, after):
	case cmp.Equal(got, before):
		if err := machine.Apply(t.Context(), dir, changes()); err != nil {
			t.Fatalf("step %d, tried again: %v", n, err)
		}
		if diff := cmp.Diff(after, snapshot(t, dir)); diff != "" {
			t.Fatalf("step %d, tried again (-want +got):\n%s", n, diff)
		}
	default:
		t.Fatalf("step %d: neither the old folder (-old +got):\n%s\nnor the new one (-new +got):\n%s",
			n, cmp.Diff(before, got), cmp.Diff(after, got))
	}
}

func TestApply_FailsAtAnyStep(t *testing.T) {
	before, after := states(t)
	takesSpace := map[string]bool{"mkdir": true, "create": true, "write": true, "sync": true}
	cases := map[string]struct {
		err  error
		fail func(step string, n, at int) bool
	}{
		"one step is refused":           {syscall.EACCES, func(_ string, n, at int) bool { return n == at }},
		"the disk is full from then on": {syscall.ENOSPC, func(step string, n, at int) bool { return n >= at && takesSpace[step] }},
		"a step breaks without a word":  {errors.New("broken"), func(_ string, n, at int) bool { return n == at }},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			defer func() { interpose = nil }()
			for at := 1; ; at += stride() {
				interpose = nil
				dir := writeOldTree(t)
				failed := failing(c.err, func(step string, n int) bool { return c.fail(step, n, at) })
				err := machine.Apply(t.Context(), dir, changes())
				interpose = nil
				if !failed.Load() {
					return
				}
				got := snapshot(t, dir)
				if err == nil {
					if _, err := machine.Recover(context.Background(), dir); err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff(after, snapshot(t, dir)); diff != "" {
						t.Fatalf("step %d failed, Apply did not (-want +got):\n%s", at, diff)
					}
					continue
				}
				if diff := cmp.Diff(before, got); diff != "" {
					if _, left := got[journalName]; !left {
						t.Fatalf("step %d (-want +got):\n%s", at, diff)
					}
				}
				if _, err := machine.Recover(context.Background(), dir); err != nil {
					t.Fatal(err)
				}
				settled(t, at, dir, before, after)
			}
		})
	}
}

func TestApply_CannotFinishOrUndo(t *testing.T) {
	before, after := states(t)
	defer func() { interpose = nil }()
	half := 0
	for at := 1; ; at += stride() {
		interpose = nil
		dir := writeOldTree(t)
		failed := failing(syscall.EIO, func(step string, n int) bool { return n >= at && step != "remove" })
		err := machine.Apply(t.Context(), dir, changes())
		interpose = nil
		if !failed.Load() {
			break
		}
		if code(err) == "half_done" {
			half++
		}
		if _, err := machine.Recover(context.Background(), dir); err != nil {
			t.Fatal(err)
		}
		settled(t, at, dir, before, after)
	}
	if half == 0 {
		t.Error("no change was left half done: the case was not met")
	}
}

func TestApply_InterruptedAtAnyStep(t *testing.T) {
	before, after := states(t)
	defer func() { interpose = nil }()
	interrupted, finished := 0, 0
	for at, met := 1, true; met; at += stride() {
		interpose = nil
		dir := writeOldTree(t)
		ctx, cancel := context.WithCancel(t.Context())
		met = false
		atStep(at, func(string, string) error { met = true; cancel(); return nil })
		err := machine.Apply(ctx, dir, changes())
		interpose = nil
		cancel()
		want := after
		if err != nil {
			want = before
			interrupted++
			if fault.ExitCode(err) != fault.ExitInterrupted {
				t.Fatalf("step %d: %v", at, err)
			}
		} else {
			finished++
		}
		if diff := cmp.Diff(want, snapshot(t, dir)); diff != "" {
			t.Fatalf("step %d (-want +got):\n%s", at, diff)
		}
	}
	if interrupted == 0 || finished < 2 {
		t.Errorf("%d interrupted, %d finished: want both", interrupted, finished)
	}
}

func TestApply_ExcludesOtherProcesses(t *testing.T) {
	dir := writeOldTree(t)
	_, after := states(t)
	var wait sync.WaitGroup
	for range 6 {
		wait.Go(func() {
			cmd := exec.CommandContext(t.Context(), os.Args[0])
			cmd.Env = append(os.Environ(), taskEnv+"=apply", dirEnv+"="+dir)
			if out, err := cmd.CombinedOutput(); err != nil && !bytes.Contains(out, []byte("another newsvc")) &&
				!bytes.Contains(out, []byte("changed by another program")) {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	wait.Wait()
	if diff := cmp.Diff(after, snapshot(t, dir)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestApply_ExcludesOtherCalls(t *testing.T) {
	dir := writeOldTree(t)
	_, after := states(t)
	var wait sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wait.Go(func() { errs[i] = machine.Apply(context.Background(), dir, changes()) })
	}
	wait.Wait()
	made := 0
	for _, err := range errs {
		switch code(err) {
		case "":
			made++
		case "busy", "changed_meanwhile":
		default:
			t.Error(err)
		}
	}
	if made != 1 {
		t.Errorf("%d of %d made the change", made, len(errs))
	}
	if diff := cmp.Diff(after, snapshot(t, dir)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestApply_Errors(t *testing.T) {
	create := func(name string) []merge.Change {
		return changesOf(nil, tree.Tree{name: {Data: []byte("x")}}, nil)
	}
	cases := map[string]struct {
		prepare func(dir string) error
		changes []merge.Change
		code    string
		names   string
	}{
		"a file that changed since it was read": {
			prepare: func(dir string) error {
				return os.WriteFile(filepath.Join(dir, "changed.txt"), []byte("newer\n"), 0o600)
			},
			changes: changes(), code: "changed_meanwhile", names: "changed.txt",
		},
		"a file that is gone since it was read": {
			prepare: func(dir string) error { return os.Remove(filepath.Join(dir, "changed.txt")) },
			changes: changes(), code: "changed_meanwhile", names: "changed.txt",
		},
		"a file that came since it was looked for": {
			prepare: func(dir string) error { return os.WriteFile(filepath.Join(dir, "fresh"), nil, 0o600) },
			changes: create("fresh"), code: "changed_meanwhile", names: "fresh",
		},
		"a folder where a file belongs": {
			prepare: func(dir string) error { return os.Mkdir(filepath.Join(dir, "fresh"), 0o700) },
			changes: create("fresh"), code: "not_a_file", names: "fresh",
		},
		"a file where a folder belongs": {
			prepare: func(dir string) error { return os.WriteFile(filepath.Join(dir, "fresh"), nil, 0o600) },
			changes: create("fresh/x"), code: "not_a_folder", names: "fresh",
		},
		"a folder that is a link": {
			prepare: func(dir string) error { return os.Symlink(filepath.Dir(dir), filepath.Join(dir, "out")) },
			changes: create("out/x"), code: "link", names: "out",
		},
		"a file that is a link": {
			prepare: func(dir string) error { return os.Symlink("changed.txt", filepath.Join(dir, "fresh")) },
			changes: create("fresh"), code: "link", names: "fresh",
		},
		"a name that differs from another in case alone": {
			prepare: func(dir string) error { return os.WriteFile(filepath.Join(dir, "Fresh"), nil, 0o600) },
			changes: create("fresh"), code: "case_clash", names: "Fresh",
		},
		"a path out of the folder": {changes: create("../fresh"), code: "bad_path", names: "../fresh"},
		"a path into git's folder": {changes: create(".git/hooks/pre-commit"), code: "bad_path", names: ".git"},
		"a journal that is a link": {
			prepare: func(dir string) error { return os.Symlink(filepath.Dir(dir), filepath.Join(dir, journalName)) },
			changes: create("fresh"), code: "foreign_journal", names: journalName,
		},
		"a name that is too long": {changes: create(strings.Repeat("x", 256)), code: "bad_path", names: "200 bytes"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dir := writeOldTree(t)
			if c.prepare != nil {
				if err := c.prepare(dir); err != nil {
					t.Skip(err)
				}
			}
			before := snapshot(t, dir)
			if err := Check(dir, c.changes); code(err) != c.code && c.names != journalName {
				t.Errorf("Check got %q: %v; want code %q", code(err), err, c.code)
			}
			err := machine.Apply(t.Context(), dir, c.changes)
			if code(err) != c.code || !strings.Contains(err.Error(), c.names) {
				t.Errorf("got %q: %v; want code %q naming %s", code(err), err, c.code, c.names)
			}
			if diff := cmp.Diff(before, snapshot(t, dir)); diff != "" {
				t.Errorf("something changed (-before +after):\n%s", diff)
			}
		})
	}
}

func TestApply_RecoversFirst(t *testing.T) {
	_, after := states(t)
	dir := interruptedChange(t)
	more := changesOf(nil, tree.Tree{"more": {Data: []byte("more\n")}}, nil)
	if err := machine.Apply(t.Context(), dir, more); err != nil {
		t.Fatal(err)
	}
	got := snapshot(t, dir)
	if _, ok := got["more"]; !ok {
		t.Error("the new change is not made")
	}
	delete(got, "more")
	if diff := cmp.Diff(after, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCheck_AgreesWithApply(t *testing.T) {
	dir := writeOldTree(t)
	before := snapshot(t, dir)
	if err := Check(dir, changes()); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(before, snapshot(t, dir)); diff != "" {
		t.Errorf("something changed (-before +after):\n%s", diff)
	}
}

func TestApply_NoChanges(t *testing.T) {
	defer func() { interpose = nil }()
	dir := writeOldTree(t)
	interpose = func(step, name string) error { return errors.New(step + " " + name) }
	if err := machine.Apply(t.Context(), dir, changesOf(oldTree(), oldTree(), oldTree())); err != nil {
		t.Error(err)
	}
}
