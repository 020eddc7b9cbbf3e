//go:build unix

package cli

import (
	"os/exec"
	"syscall"
)

// detach keeps the terminal's Ctrl-C from the service: newsvc passes it on,
// once.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

// interrupt asks the service to shut down.
func interrupt(cmd *exec.Cmd) error {
	return cmd.Process.Signal(syscall.SIGTERM)
}
