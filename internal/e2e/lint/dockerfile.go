package main

import (
	"context"
	"fmt"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/opencontainers/go-digest"
)

// dockerfile returns the findings of `docker build --check`, including those of
// experimental rules.
func dockerfile(ctx context.Context, data []byte) []string {
	opt := dockerfile2llb.ConvertOpt{
		Config:       dockerui.Config{LinterConfig: &linter.Config{ExperimentalAll: true}},
		MetaResolver: anyImage{},
		SourceMap:    llb.NewSourceMap(nil, "Dockerfile", "Dockerfile", data),
	}
	opt.SourceMap.Definition = &llb.Definition{}
	results, err := dockerfile2llb.DockerfileLint(ctx, data, opt)
	if err != nil {
		return []string{err.Error()}
	}
	var findings []string
	if results.Error != nil {
		findings = append(findings, results.Error.Message)
	}
	for _, w := range results.Warnings {
		findings = append(findings, fmt.Sprintf("%s: %s", w.RuleName, w.Detail))
	}
	return findings
}

// anyImage reports that every image exists and is for this platform, so that no
// registry is needed.
type anyImage struct{}

func (anyImage) ResolveImageConfig(_ context.Context, ref string, opt sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	config := `{"os": "linux", "architecture": "amd64"}`
	if opt.ImageOpt != nil && opt.ImageOpt.Platform != nil {
		config = fmt.Sprintf(`{"os": %q, "architecture": %q}`, opt.ImageOpt.Platform.OS, opt.ImageOpt.Platform.Architecture)
	}
	return ref, digest.FromString(ref), []byte(config), nil
}
