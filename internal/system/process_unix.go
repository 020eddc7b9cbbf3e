//go:build unix

package system

import (
	"os"
	"syscall"
)

// Detached are the attributes of a program that doesn't get the terminal's
// Ctrl-C: newsvc passes it on, once.
func Detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// InterruptAll interrupts a detached program and all that it started.
func InterruptAll(p *os.Process) error { return syscall.Kill(-p.Pid, syscall.SIGINT) }

// KillAll ends what is left of a detached program and of all that it started.
func KillAll(p *os.Process) { _ = syscall.Kill(-p.Pid, syscall.SIGKILL) }

// Interrupt asks a detached program to shut down.
func Interrupt(p *os.Process) error { return p.Signal(syscall.SIGTERM) }
