// Command newsvc generates and maintains backend services in Go.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/newsvc/newsvc/internal/cli"
)

// stopSignals returns the signals that ask newsvc to stop: Ctrl-C, SIGTERM, and the end
// of the terminal unless it is ignored, for example by nohup.
func stopSignals() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

func main() { os.Exit(run()) }

// run runs the command line. The first signal asks it to stop; the second one, while
// it cleans up, ends the process at once.
func run() int {
	if os.Getenv("GOGC") == "" {
		// A run is short and produces little garbage; collecting it often would take a quarter of the time.
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		// The status of many services produces much garbage; from this size on, it is collected more often.
		debug.SetMemoryLimit(64 << 20)
	}
	ctx, stop := signal.NotifyContext(context.Background(), stopSignals()...)
	defer stop()
	context.AfterFunc(ctx, stop)
	return cli.Main(ctx, os.Args[1:], cli.StandardIO(), cli.SystemEnv())
}
