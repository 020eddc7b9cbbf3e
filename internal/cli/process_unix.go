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

// interruptAll interrupts a detached program and all that it started.
func interruptAll(cmd *exec.Cmd) error {
	return syscall.Kill(-cmd.Process.Pid, syscall.SIGINT)
}

// killAll ends what is left of them.
func killAll(cmd *exec.Cmd) {
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
}

// interrupt asks the service to shut down.
func interrupt(cmd *exec.Cmd) error {
	return cmd.Process.Signal(syscall.SIGTERM)
}
