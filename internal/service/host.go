// Package service is a service on disk: it finds and opens services, tells what
// became of their files, and records changes that the user has to finish.
package service

import (
	"context"
	"path"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/git"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/system"
)

// Host is the machine that services are on.
type Host struct {
	Env    system.Env
	Disk   disk.Machine
	Git    *git.Repositories
	Packs  packstore.Store
	Notify func(plain.Text) // tells the user what is going on, in one line
}

// NewHost returns the machine with an environment.
func NewHost(env system.Env, notify func(plain.Text)) Host {
	repositories := &git.Repositories{Environ: env.Environ}
	machine := disk.Machine{Claims: env.Claims(), Tracked: repositories.Tracked}
	return Host{
		Env:    env,
		Disk:   machine,
		Git:    repositories,
		Packs:  packstore.Store{Folder: env.PackCache(), Disk: machine},
		Notify: notify,
	}
}

// Recover completes or rolls back a change to a folder that was interrupted.
func (h Host) Recover(ctx context.Context, dir string) error {
	outcome, err := h.Disk.Recover(ctx, dir)
	if err == nil && outcome != disk.Nothing {
		h.Notify(plain.Sprintf("a change that was interrupted in %s is %s", dir, outcome))
	}
	return err
}

// Find returns the folder of the service around the current folder, after it
// has recovered from an interrupted change.
func (h Host) Find(ctx context.Context) (string, error) {
	target, err := disk.Look(".")
	if err != nil {
		return "", err
	}
	if target.Service != "" {
		if err := h.Recover(ctx, target.Service); err != nil {
			return "", err
		}
		// The interrupted change may have been the creation of the service.
		if target, err = disk.Look("."); err != nil {
			return "", err
		}
	}
	if target.Service == "" {
		return "", h.noService(ctx, target)
	}
	return target.Service, nil
}

// noService says that there is no service, and whether git still has one.
func (h Host) noService(ctx context.Context, target disk.Target) error {
	err := fault.Usage("no_service", "there is no service here: neither this folder nor one above it contains %s", render.AnswersPath)
	repo, within, failed := h.Git.Around(target.Path)
	if failed == nil && repo != nil {
		for up := render.AnswersPath; ; up = path.Join("..", up) {
			if repo.Commit(ctx, "HEAD:"+path.Join(within, up)) != "" {
				return err.WithHint("git has it: %s brings it back", system.CommandLine(h.Env.OS, "git", "checkout", "HEAD", "--", up))
			}
			if path.Dir(path.Join("/", within, up)) == "/" {
				break
			}
		}
	}
	return err.WithHint("go into the folder of a service, or create one with newsvc init")
}
