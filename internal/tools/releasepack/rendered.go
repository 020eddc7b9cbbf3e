package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packdev"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/testkit/choices"
)

// rendered returns the digest of all files of services that together have every
// pair of the pack's choices. It leaves out the answers file, which belongs to
// newsvc and not to the pack.
func rendered(ctx context.Context, p *pack.Pack) (string, error) {
	declared, err := packdev.EveryType(p.Manifest)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, values := range choices.Pairs(p.Manifest) {
		for _, o := range p.Manifest.Options {
			switch o.Format {
			case pack.FormatName:
				values[o.Name] = "shop"
			case pack.FormatGoModule:
				values[o.Name] = "example.com/shop"
			}
		}
		answers := spec.Answers{Values: values, Resources: []resource.Resource{declared}}
		if err := writeService(ctx, h, p, answers); err != nil {
			return "", fmt.Errorf("%v: %w", values, err)
		}
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil)), nil
}

func writeService(ctx context.Context, w io.Writer, p *pack.Pack, answers spec.Answers) error {
	resolved, err := spec.Resolve(p.Manifest, packstore.Ref(p), answers)
	if err != nil {
		return err
	}
	service, err := render.Render(ctx, p, resolved)
	if err != nil {
		return err
	}
	for _, f := range service.Files {
		if f.Path == render.AnswersPath {
			continue
		}
		if _, err := fmt.Fprintf(w, "%q %t %t %d\n%s\n", f.Path, f.Exec, f.Once, len(f.Data), f.Data); err != nil {
			return err
		}
	}
	return nil
}
