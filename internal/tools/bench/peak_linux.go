package main

import (
	"os"
	"syscall"
)

// peakOf returns the peak memory of an ended process in bytes, or 0 if unknown.
func peakOf(of *os.ProcessState) int64 {
	usage, ok := of.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return usage.Maxrss * 1024
}
