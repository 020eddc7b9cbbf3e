// Command hello serves the API of hello over HTTP.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"example.com/hello/internal/auth"
	"example.com/hello/internal/config"
	"example.com/hello/internal/server"
	"example.com/hello/internal/store/postgres"
	"example.com/hello/internal/telemetry"
)

// version is set by the linker.
var version = "devel"

const usage = "usage: hello [serve | migrate up|down|status | version]"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // A second signal ends the process at once.
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

// run executes a command and returns the exit code.
func run(ctx context.Context, args, environ []string, stdout, stderr io.Writer) int {
	var err error
	switch command := strings.Join(args, " "); command {
	case "", "serve":
		err = serve(ctx, environ, stderr)
	case "migrate up", "migrate down", "migrate status":
		err = migrate(ctx, strings.TrimPrefix(command, "migrate "), environ, stdout)
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
func serve(ctx context.Context, environ []string, stderr io.Writer) (err error) {
	cfg, err := config.Load[config.Config](environ)
	log := telemetry.NewLogger(stderr, cfg)
	verifier, authErr := auth.NewVerifier(ctx, cfg.Auth, log)
	store, storeErr := postgres.Open(ctx, cfg.Database)
	if err := errors.Join(err, authErr, storeErr); err != nil {
		return fmt.Errorf("invalid configuration:\n%w", err)
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	stopTracing, err := telemetry.StartTracing(ctx, log, version)
	if err != nil {
		return err
	}
	defer stopTracing(context.WithoutCancel(ctx))
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", string(cfg.Addr))
	if err != nil {
		return fmt.Errorf("HTTP_ADDR: %w", err)
	}
	failed := make(chan error, 2)

	srv := server.New(cfg.HTTP, store, verifier, log)
	go srv.Prepare(ctx)
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

// migrate changes the schema, or lists the migrations.
func migrate(ctx context.Context, command string, environ []string, stdout io.Writer) (err error) {
	cfg, err := config.Load[config.Database](environ)
	if err != nil {
		return err
	}
	store, err := postgres.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return store.Migrate(ctx, command, stdout)
}
