package cli

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// detach keeps the console's Ctrl-C from the service: newsvc passes it on, once.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP}
}

// interruptAll interrupts a detached program and all that it started.
func interruptAll(cmd *exec.Cmd) error { return interrupt(cmd) }

// killAll ends what is left of it.
func killAll(cmd *exec.Cmd) { _ = cmd.Process.Kill() }

// interrupt asks the service to shut down; Go programs see it as os.Interrupt.
func interrupt(cmd *exec.Cmd) error {
	return windows.GenerateConsoleCtrlEvent(windows.CTRL_BREAK_EVENT, uint32(cmd.Process.Pid))
}
