//go:build unix

package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestSignals sends each signal that asks newsvc to stop while it waits for answers
// from a pipe without a writer.
func TestSignals(t *testing.T) {
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		signal syscall.Signal
		before string // a shell command
		code   int
	}{
		"Ctrl-C":                  {syscall.SIGINT, "", 130},
		"SIGTERM":                 {syscall.SIGTERM, "", 130},
		"a closed terminal":       {syscall.SIGHUP, "", 130},
		"SIGHUP ignored by nohup": {syscall.SIGHUP, "trap '' HUP; ", 2},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			pipe := filepath.Join(dir, "answers")
			if err := syscall.Mkfifo(pipe, 0o600); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command("sh", "-c", c.before+`echo ready; exec "$0" init shop --pack "$1" --answers answers --yes`, path, mini(t))
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_CACHE_HOME="+dir)
			out, err := cmd.StdoutPipe()
			if err == nil {
				err = cmd.Start()
			}
			if err != nil {
				t.Fatal(err)
			}
			if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || !strings.HasPrefix(line, "ready") {
				t.Fatal(line, err)
			}
			time.Sleep(time.Second) // until newsvc has opened the pipe
			if err := cmd.Process.Signal(c.signal); err != nil {
				t.Fatal(err)
			}
			time.Sleep(200 * time.Millisecond)
			// A newsvc that ignores the signal reads answers to unknown options.
			if f, err := os.OpenFile(pipe, os.O_WRONLY|syscall.O_NONBLOCK, 0); err == nil {
				_, _ = f.WriteString("nonsense: 1\n")
				f.Close()
			}
			_ = cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			if _, err := os.Stat(filepath.Join(dir, "shop")); err == nil {
				t.Error("the service exists")
			}
		})
	}
}
