package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"example.com/hello/internal/server"
)

// serve answers requests until ctx ends. It listens first, so that it can say that it
// lives, and prepares the store meanwhile.
func (c commandLine) serve(ctx context.Context) (err error) {
	log := newLogger(c.config.Log, c.stderr)
	opened, err := openStore(ctx, c.config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	var listening net.ListenConfig
	listener, err := listening.Listen(ctx, "tcp", c.config.HTTP.Addr.String())
	if err != nil {
		return err
	}
	srv := server.New(c.config.HTTP, log, newServices(opened.Repositories()), opened.Ping)
	log.InfoContext(ctx, "listening", "addr", listener.Addr().String())

	running, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var tasks sync.WaitGroup
	defer tasks.Wait()
	tasks.Go(func() { stopOn(srv.Serve(listener), stop) })
	tasks.Go(func() { stopOn(prepareStore(running, log, opened), stop) })
	<-running.Done()
	if ctx.Err() == nil {
		return errors.Join(context.Cause(running), c.shutdown(ctx, log, srv))
	}
	return c.drain(ctx, log, srv)
}

// stopOn stops the service because of an error, if there is one.
func stopOn(err error, stop context.CancelCauseFunc) {
	if err != nil {
		stop(err)
	}
}

// drain takes the service out of rotation, and shuts it down once that is known.
func (c commandLine) drain(ctx context.Context, log *slog.Logger, srv *server.Server) error {
	log.InfoContext(ctx, "draining", "delay", c.config.Shutdown.Delay.String())
	srv.Drain()
	time.Sleep(c.config.Shutdown.Delay)
	return c.shutdown(ctx, log, srv)
}

// shutdown answers what was accepted, and cuts what takes too long.
func (c commandLine) shutdown(ctx context.Context, log *slog.Logger, srv *server.Server) error {
	finishing, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.config.Shutdown.Timeout)
	defer cancel()
	cut, err := srv.Shutdown(finishing)
	if cut > 0 {
		log.ErrorContext(ctx, "cut requests that outlasted the shutdown", "count", cut)
		return fmt.Errorf("%d requests were cut: %w", cut, err)
	}
	log.InfoContext(ctx, "stopped")
	return err
}
