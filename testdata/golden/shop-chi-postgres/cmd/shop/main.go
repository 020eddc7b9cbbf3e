// Command shop is a service. See internal/app for what it can be told to do.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"example.com/shop/internal/app"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // A second signal ends the process at once.
	os.Exit(app.Main(ctx, os.Args[1:], os.LookupEnv, os.Stdout, os.Stderr))
}
