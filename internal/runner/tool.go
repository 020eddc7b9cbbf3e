package runner

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"time"
)

// toolTime is the longest that a program may take to print its version.
const toolTime = 5 * time.Second

// FindTool returns the path of a program of this machine, or "" if it isn't in
// PATH.
func FindTool(name string) string {
	path, err := exec.LookPath(name)
	if err != nil {
		return ""
	}
	return path
}

// ToolOutput runs a program of this machine in the folder for temporary files,
// so that it reads no configuration of a service, and returns the first line of
// its output.
func ToolOutput(ctx context.Context, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, toolTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.WaitDelay = os.TempDir(), time.Second
	output, err := cmd.Output()
	first, _, _ := strings.Cut(string(output), "\n")
	return strings.TrimSpace(first), err
}
