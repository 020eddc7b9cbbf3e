// Command newsvc creates a backend service in Go, and maintains it.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/newsvc/newsvc/internal/cli"
	"github.com/newsvc/newsvc/internal/system"
)

// stopSignals are the signals that ask newsvc to stop: Ctrl-C, a request to
// terminate, and the end of the terminal, unless nohup ignores that.
func stopSignals() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

func main() { os.Exit(run()) }

// run runs the command line. The first interrupt asks it to stop; a second one,
// while it cleans up, ends the process at once.
func run() int {
	if os.Getenv("GOGC") == "" {
		// A run is short and leaves little garbage: frequent collections would take a quarter of its time.
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		// The status of many services leaves much garbage: above this limit, it is collected at once.
		debug.SetMemoryLimit(64 << 20)
	}
	ctx, stop := signal.NotifyContext(context.Background(), stopSignals()...)
	defer stop()
	context.AfterFunc(ctx, stop)
	return cli.Main(ctx, os.Args[1:], cli.StandardIO(), system.Current())
}
