//go:build unix

package contract

import (
	"syscall"
	"testing"
)

// pause keeps the process from running until resume is called.
func (p *process) pause(t *testing.T) (resume func()) {
	t.Helper()
	p.signal(t, syscall.SIGSTOP)
	return func() { p.signal(t, syscall.SIGCONT) }
}
