package disk

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/tree"
)

// The test binary starts itself as the process that is killed: with these set,
// it runs one task and kills itself before one step, given by its number or as
// "rename NAME".
const (
	taskEnv = "DISK_TEST_TASK"
	dirEnv  = "DISK_TEST_DIR"
	stepEnv = "DISK_TEST_KILL_AT"
)

var tasks map[string]func(dir string) error

func init() {
	tasks = map[string]func(dir string) error{
		"apply":   func(dir string) error { return machine.Apply(context.Background(), dir, changes()) },
		"recover": func(dir string) error { _, err := machine.Recover(context.Background(), dir); return err },
		"create":  func(dir string) error { return machine.Create(context.Background(), dir, newTree()) },
	}
}

// machine has its claims where the processes that are killed have them too.
var machine Machine

const claimsEnv = "DISK_TEST_CLAIMS"

func TestMain(m *testing.M) {
	claims := os.Getenv(claimsEnv)
	if claims == "" {
		var err error
		if claims, err = os.MkdirTemp("", "disk-claims-"); err == nil {
			err = os.Setenv(claimsEnv, claims)
		}
		if err != nil {
			panic(err)
		}
	}
	machine = Machine{Claims: []string{filepath.Join(claims, "claims")}}
	task := tasks[os.Getenv(taskEnv)]
	if task == nil {
		code := m.Run()
		os.RemoveAll(claims)
		os.Exit(code)
	}
	last := os.Getenv(stepEnv)
	var count atomic.Int64
	interpose = func(step, name string) error {
		if n := count.Add(1); strconv.Itoa(int(n)) == last || step+" "+name == last {
			kill()
		}
		return nil
	}
	if err := task(os.Getenv(dirEnv)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// stride is how far the tests that go through all steps go at a time.
func stride() int {
	if testing.Short() {
		return 5
	}
	return 1
}

// kill ends the process at once, as the system does when it must.
func kill() {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		panic(err)
	}
	select {}
}

// failing has steps fail with err: those for which fail holds, which gets the
// number of the step as well. The result tells whether any did.
func failing(err error, fail func(step string, n int) bool) *atomic.Bool {
	var count atomic.Int64
	var failed atomic.Bool
	interpose = func(step, _ string) error {
		if !fail(step, int(count.Add(1))) {
			return nil
		}
		failed.Store(true)
		return err
	}
	return &failed
}

// atStep has something happen in place of the n-th step that changes the disk.
func atStep(n int, happen func(step, name string) error) {
	var count atomic.Int64
	interpose = func(step, name string) error {
		if int(count.Add(1)) == n {
			return happen(step, name)
		}
		return nil
	}
}

// killed runs a task in a process that kills itself before step n, and reports
// whether it got there.
func killed(t *testing.T, task, dir string, n int) bool {
	t.Helper()
	return killedAt(t, task, dir, strconv.Itoa(n))
}

func killedAt(t *testing.T, task, dir, step string) bool {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), taskEnv+"="+task, dirEnv+"="+dir, stepEnv+"="+step)
	out, err := cmd.CombinedOutput()
	if err == nil {
		return false
	}
	if len(out) > 0 {
		t.Fatalf("%s, to be killed at step %s: %v\n%s", task, step, err, out)
	}
	return true
}

// oldTree and newTree are before and after a change of every kind.
func oldTree() tree.Tree {
	return tree.Tree{
		"changed.txt":    {Data: []byte("old\n")},
		"script.sh":      {Data: []byte("#!/bin/sh\n"), Exec: true},
		"becomes.sh":     {Data: []byte("#!/bin/sh\n")},
		"gone/only.txt":  {Data: []byte("only\n")},
		"kept/goes.txt":  {Data: []byte("goes\n")},
		"file":           {Data: []byte("a file that becomes a folder\n")},
		"folder/sub/in":  {Data: []byte("in a folder that becomes a file\n")},
		"alike/same.txt": {Data: []byte("same\n")},
	}
}

func newTree() tree.Tree {
	return tree.Tree{
		"changed.txt":    {Data: []byte("new\n")},
		"script.sh":      {Data: []byte("#!/bin/sh\nexit\n"), Exec: true},
		"becomes.sh":     {Data: []byte("#!/bin/sh\n"), Exec: true},
		"file/in/it":     {Data: []byte("in a folder that was a file\n")},
		"folder":         {Data: []byte("a file that was a folder\n")},
		"alike/same.txt": {Data: []byte("same\n")},
		"alike/new.txt":  {Data: []byte{}},
		"new/deep/a.txt": {Data: []byte("a\n")},
		"new/deep/b.sh":  {Data: []byte("b\n"), Exec: true},
	}
}

func changes() []merge.Change {
	return changesOf(oldTree(), newTree(), oldTree())
}

// changesOf returns what a merge of three trees changes.
func changesOf(base, next, work tree.Tree) []merge.Change {
	result, err := merge.Trees(context.Background(), base, next, work, nil)
	if err != nil {
		panic(err)
	}
	return result.Changes
}

// writeOldTree creates the folder of oldTree, with the user's own files and modes.
func writeOldTree(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "service")
	if err := machine.Create(t.Context(), dir, oldTree()); err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(dir, "kept", "own.txt")
	if err := os.WriteFile(own, []byte("own\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, mode := range map[string]fs.FileMode{"gone": 0o750, "changed.txt": 0o640, "script.sh": 0o700} {
		if err := os.Chmod(filepath.Join(dir, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// snapshot returns the mode and the content of everything in a folder.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || name == dir {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		mode := info.Mode().String()
		if runtime.GOOS == "windows" {
			mode = info.Mode().Type().String()
		}
		var data []byte
		if info.Mode().IsRegular() {
			if data, err = os.ReadFile(name); err != nil {
				return err
			}
		}
		below, err := filepath.Rel(dir, name)
		found[filepath.ToSlash(below)] = mode + " " + string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// code returns the code of a failure.
func code(err error) string {
	if err == nil {
		return ""
	}
	return fault.All(err)[0].Code
}
