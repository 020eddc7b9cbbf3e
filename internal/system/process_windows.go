package system

import (
	"os"
	"syscall"

	"golang.org/x/sys/windows"
)

// Detached are the attributes of a program that doesn't get the console's
// Ctrl-C: newsvc passes it on, once.
func Detached() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP}
}

// InterruptAll interrupts a detached program and all that it started.
func InterruptAll(p *os.Process) error { return Interrupt(p) }

// KillAll ends what is left of a detached program.
func KillAll(p *os.Process) { _ = p.Kill() }

// Interrupt asks a detached program to shut down; Go programs see it as os.Interrupt.
func Interrupt(p *os.Process) error {
	return windows.GenerateConsoleCtrlEvent(windows.CTRL_BREAK_EVENT, uint32(p.Pid))
}
