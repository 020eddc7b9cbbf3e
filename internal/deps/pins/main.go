// Command pins updates the pinned dependencies of the built-in pack and verifies
// them. It is for maintainers: it runs the go command, and needs the network for
// modules that aren't in the module cache.
//
//	go run ./internal/deps/pins              update templates/deps from its pins.txt, then verify
//	go run ./internal/deps/pins -prove       only verify
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
	onlyProve := flag.Bool("prove", false, "change nothing, only verify")
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
