// Command releasepack adds the built-in pack, as it is in templates, to the
// archive of released packs. It never changes a version that is in the archive.
//
//	go run ./internal/tools/releasepack          add the version that pack.yaml names
//	go run ./internal/tools/releasepack -check   only check that the pack is in the archive
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/rootfile"
)

func main() {
	var t tool
	flag.StringVar(&t.folder, "pack", "templates", "the pack's folder")
	flag.StringVar(&t.file, "archive", "templates/released.bin", "the archive")
	check := flag.Bool("check", false, "change nothing, only check that the pack is in the archive")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	act := t.release
	if *check {
		act = t.check
	}
	message, err := act(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "releasepack:", err)
		os.Exit(1)
	}
	fmt.Println(message)
}

type tool struct{ folder, file string }

// release adds the pack to the archive.
func (t tool) release(ctx context.Context) (string, error) {
	p, archive, before, err := t.read(ctx)
	if err != nil {
		return "", err
	}
	digest, err := rendered(ctx, p)
	if err != nil {
		return "", err
	}
	archive, err = archive.Add(p, digest)
	if err != nil {
		return "", err
	}
	data, err := archive.Bytes()
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("added %s %s, %s: %d bytes, %d in all", p.Manifest.Name, p.Manifest.Version, p.Digest, len(data)-before, len(data)),
		os.WriteFile(t.file, data, 0o644)
}

// check reports an error if the pack isn't in the archive.
func (t tool) check(ctx context.Context) (string, error) {
	p, archive, _, err := t.read(ctx)
	if err != nil {
		return "", err
	}
	if !archive.Has(p.Digest) {
		return "", fmt.Errorf("%s %s, %s, is not in %s: give it a new version in pack.yaml if that one is released, and run make release-pack",
			p.Manifest.Name, p.Manifest.Version, p.Digest, t.file)
	}
	return fmt.Sprintf("%s %s is in %s", p.Manifest.Name, p.Manifest.Version, t.file), nil
}

// read returns the pack, the archive, and the size of the archive.
func (t tool) read(ctx context.Context) (*pack.Pack, packstore.Archive, int, error) {
	p, err := packstore.Load(t.folder)
	if err != nil {
		return nil, packstore.Archive{}, 0, err
	}
	data, err := rootfile.ReadNamed(ctx, t.file, 64<<20)
	if errors.Is(err, os.ErrNotExist) {
		return p, packstore.EmptyArchive(), 0, nil
	}
	if err != nil {
		return nil, packstore.Archive{}, 0, err
	}
	archive, err := packstore.ReadArchive(string(data))
	return p, archive, len(data), err
}
