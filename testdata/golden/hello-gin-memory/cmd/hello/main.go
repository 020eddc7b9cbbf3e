// Command hello serves the API of hello over HTTP.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"example.com/hello/internal/config"
	"example.com/hello/internal/server"
	"example.com/hello/internal/store/memory"
	"example.com/hello/internal/telemetry"
)

// version is set by the linker.
var version = "devel"

const usage = "usage: hello [serve | version]"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // A second signal ends the process at once.
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

// run executes a command and returns the exit code.
func run(ctx context.Context, args, environ []string, stdout, stderr io.Writer) int {
	var err error
	switch strings.Join(args, " ") {
	case "", "serve":
		err = serve(ctx, environ, stderr)
	case "version":
		_, err = fmt.Fprintln(stdout, "hello", version)
	default:
		_, _ = fmt.Fprintln(stderr, usage)
		return 2
	}
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "hello:", err)
		return 1
	}
	return 0
}

// serve runs the service until ctx ends.
func serve(ctx context.Context, environ []string, stderr io.Writer) error {
	cfg, err := config.Load[config.Config](environ)
	if err != nil {
		return fmt.Errorf("invalid configuration:\n%w", err)
	}
	store := memory.New()

	log := telemetry.NewLogger(stderr, cfg)
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", string(cfg.Addr))
	if err != nil {
		return fmt.Errorf("HTTP_ADDR: %w", err)
	}
	failed := make(chan error, 2)

	srv := server.New(cfg.HTTP, store, log)
	go func() { failed <- srv.Serve(listener) }()
	log.InfoContext(ctx, "listening", "addr", listener.Addr().String(), "version", version)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}

	log.InfoContext(ctx, "shutting down")
	srv.Drain()
	time.Sleep(cfg.ShutdownDelay)
	timeout, cancel := context.WithTimeout(context.WithoutCancel(ctx), cfg.ShutdownTimeout)
	defer cancel()
	if err := srv.Shutdown(timeout); err != nil {
		return fmt.Errorf("requests were cut off after SHUTDOWN_TIMEOUT: %w", err)
	}
	return nil
}
