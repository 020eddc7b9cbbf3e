// Command newsvc starts a backend service in Go, and stays with it.
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

// endings are the signals that ask newsvc to stop: Ctrl-C, the system's own,
// and the end of the terminal, unless nohup says to outlive it.
func endings() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

func main() { os.Exit(run()) }

// run hands the process to the command line. The first interrupt asks it to
// stop; a second one, while it still tidies up, ends the process at once.
func run() int {
	if os.Getenv("GOGC") == "" {
		// A run is short, and leaves little: to collect it often would take a quarter of it.
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		// A look at a fleet leaves much: from here on it is collected as it comes.
		debug.SetMemoryLimit(64 << 20)
	}
	ctx, stop := signal.NotifyContext(context.Background(), endings()...)
	defer stop()
	context.AfterFunc(ctx, stop)
	return cli.Main(ctx, os.Args[1:], cli.StandardIO(), system.Current())
}
