// Command pins refreshes the pinned dependencies of the built-in pack, and
// proves them. It is a maintainer's: it runs the go command and needs the
// network where the module cache lacks something.
//
//	go run ./internal/tools/pins              refresh templates/deps from its pins.txt, then prove
//	go run ./internal/tools/pins -prove       only prove
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	folder := flag.String("pack", "templates", "the pack's folder")
	onlyProve := flag.Bool("prove", false, "change nothing, only prove")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *folder, *onlyProve)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "pins:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, folder string, onlyProve bool) error {
	work, err := os.MkdirTemp("", "pins-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	list, err := readList(folder)
	if err != nil {
		return err
	}
	if !onlyProve {
		if err := refresh(ctx, list, folder, work); err != nil {
			return err
		}
	}
	return prove(ctx, list, folder, work)
}
