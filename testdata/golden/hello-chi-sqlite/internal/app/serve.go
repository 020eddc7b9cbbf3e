package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"example.com/hello/internal/admin"
	"example.com/hello/internal/metrics"
	"example.com/hello/internal/server"
	"example.com/hello/internal/tracing"
)

// serve answers requests until ctx ends. It listens first, so that it can say that it
// lives, and prepares the store meanwhile.
func (c commandLine) serve(ctx context.Context) (err error) {
	log, requests := newLogs(c.config.Log, c.stderr)
	opened, err := openStore(ctx, c.config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	var tasks sync.WaitGroup
	defer tasks.Wait()
	pages := admin.NewPages(c.config.Admin)
	counts := metrics.New()
	pages["/metrics"] = counts
	counts.WatchPools(opened.Pools)
	tracer, err := tracing.Open(ctx, c.config.Tracing, log)
	if err != nil {
		return err
	}
	operators, err := admin.Listen(ctx, c.config.Admin, log, pages)
	if err != nil {
		return err
	}
	defer operators.Close()
	var listening net.ListenConfig
	listener, err := listening.Listen(ctx, "tcp", c.config.HTTP.Addr.String())
	if err != nil {
		return fmt.Errorf("HTTP_ADDR: %w", err)
	}
	srv := server.New(server.Parts{
		Config:   c.config.HTTP,
		Log:      log,
		Requests: requests,
		Services: newServices(opened.Repositories()),
		Ready:    opened.Ping,
		Metrics:  counts,
		Tracer:   tracer,
	})
	log.InfoContext(ctx, "listening", "addr", listener.Addr().String())

	running, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	tasks.Go(func() { stopOn(operators.Serve(), stop) })
	tasks.Go(func() { stopOn(srv.Serve(listener), stop) })
	tasks.Go(func() { stopOn(prepareStore(running, log, opened), stop) })
	<-running.Done()
	if ctx.Err() == nil {
		err = context.Cause(running)
	} else {
		c.drain(ctx, log, srv)
	}
	finishing, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.config.Shutdown.Timeout)
	defer cancel()
	err = errors.Join(err, c.shutdown(finishing, log, srv))
	requests.Close()
	if err := tracer.Close(finishing); err != nil {
		log.WarnContext(ctx, "traces are lost", "error", err.Error())
	}
	log.InfoContext(ctx, "stopped")
	return err
}

// stopOn stops the service because of an error, if there is one.
func stopOn(err error, stop context.CancelCauseFunc) {
	if err != nil {
		stop(err)
	}
}

// drain takes the service out of rotation, and waits until that is known.
func (c commandLine) drain(ctx context.Context, log *slog.Logger, srv *server.Server) {
	log.InfoContext(ctx, "draining", "delay", c.config.Shutdown.Delay.String())
	srv.Drain()
	time.Sleep(c.config.Shutdown.Delay)
}

// shutdown answers what was accepted, and cuts what is still there when ctx ends.
func (commandLine) shutdown(ctx context.Context, log *slog.Logger, srv *server.Server) error {
	cut, err := srv.Shutdown(ctx)
	if cut > 0 {
		log.ErrorContext(ctx, "cut requests that outlasted the shutdown", "count", cut)
		return fmt.Errorf("%d requests were cut: %w", cut, err)
	}
	return err
}
