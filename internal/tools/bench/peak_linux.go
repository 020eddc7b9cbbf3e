package main

import (
	"os"
	"syscall"
)

// peakOf returns the most bytes that an ended process held in memory, or 0 where
// the system doesn't tell.
func peakOf(of *os.ProcessState) int64 {
	usage, ok := of.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return usage.Maxrss * 1024
}
