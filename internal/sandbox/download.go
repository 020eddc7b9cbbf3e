package sandbox

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/module"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/system"
)

// answerTime is how long a module proxy may take to say what is published.
var answerTime = 5 * time.Second

// Downloader downloads modules with the go command, which runs in an empty
// folder. So GOPROXY, GOPRIVATE, GONOSUMDB, .netrc and the module cache work as
// for any other module, and no go.mod or go.work can redirect it.
type Downloader struct {
	Disk    disk.Machine
	Env     system.Env
	Offline bool // only look in the module cache
}

// Download finds a version of a module in the module cache, or downloads it.
func (d Downloader) Download(ctx context.Context, path, version string) (packstore.Module, error) {
	var doc struct{ Path, Version, Dir, Sum, Error string }
	messages, err := d.ask(ctx, &doc, nil, "mod", "download", "-json", path+"@"+version)
	if err != nil || doc.Error != "" {
		return packstore.Module{}, refused(ctx, path, version, cmp.Or(doc.Error, messages), err)
	}
	if doc.Path != path || doc.Dir == "" {
		return packstore.Module{}, fault.Failed("pack_download", "the go command downloaded %q for %s@%s", doc.Path, path, version)
	}
	return packstore.Module{Path: doc.Path, Version: doc.Version, Dir: doc.Dir, Sum: doc.Sum}, nil
}

// Published returns what is published of a module. If the network doesn't answer in
// time, it is what the module cache contains.
func (d Downloader) Published(ctx context.Context, path string) (packstore.Published, error) {
	var published packstore.Published
	err := context.DeadlineExceeded
	if !d.Offline {
		limited, cancel := context.WithTimeout(ctx, answerTime)
		published, err = d.list(limited, path)
		cancel()
	}
	if err != nil && ctx.Err() == nil {
		var explained error
		if published, explained = d.listCached(ctx, path); explained == nil {
			published.Cached = true
			return published, nil
		}
	}
	return published, err
}

// listCached is list with the module cache as the only proxy. The go command has
// verified what is there.
func (d Downloader) listCached(ctx context.Context, path string) (packstore.Published, error) {
	var env struct{ GOMODCACHE, GOPROXY string }
	if _, err := d.ask(ctx, &env, nil, "env", "-json", "GOMODCACHE", "GOPROXY"); err != nil {
		return packstore.Published{}, err
	}
	folder := filepath.ToSlash(filepath.Join(env.GOMODCACHE, "cache", "download"))
	proxy := url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(folder, "/")}
	published, err := d.list(ctx, path, "GOPROXY="+proxy.String(), "GOPRIVATE=", "GONOPROXY=none", "GOSUMDB=off")
	if err != nil {
		return published, err
	}
	escaped, err := module.EscapePath(path)
	if err != nil {
		return published, err
	}
	published.Offline = d.Offline || env.GOPROXY == "off"
	for _, version := range published.Versions {
		// Of the other versions, the cache has only the go.mod.
		name, err := module.EscapeVersion(version)
		if err != nil {
			continue
		}
		if _, err := os.Stat(filepath.Join(env.GOMODCACHE, "cache", "download", filepath.FromSlash(escaped), "@v", name+".zip")); err == nil {
			published.Complete = append(published.Complete, version)
		}
	}
	return published, nil
}

// list asks for all versions of a module, those that are retracted as well.
func (d Downloader) list(ctx context.Context, path string, environ ...string) (packstore.Published, error) {
	var doc struct {
		Versions []string
		GoMod    string
	}
	messages, err := d.ask(ctx, &doc, environ, "list", "-m", "-retracted", "-versions", "-json", path+"@latest")
	if err != nil {
		return packstore.Published{}, refused(ctx, path, "latest", messages, err)
	}
	mod, err := disk.ReadFile(ctx, filepath.Dir(doc.GoMod), filepath.Base(doc.GoMod))
	if err != nil {
		return packstore.Published{}, fault.Failed("pack_download", "read go.mod of %s", path).WithCause(err)
	}
	return packstore.Published{Versions: doc.Versions, GoMod: mod}, nil
}

// ask runs the go command, with some more variables, and reads its document, even
// if it fails. It also returns its messages.
func (d Downloader) ask(ctx context.Context, doc any, environ []string, args ...string) (messages string, err error) {
	if !HasGo() {
		return "", fault.Failed("no_go", "the pack is a Go module, and the go command, which downloads modules, is not installed").
			WithHint("install Go, or give the folder of the pack: --pack DIR")
	}
	area, err := d.Disk.NewTemporary(ctx, "newsvc-module-")
	if err != nil {
		return "", err
	}
	defer area.Remove()
	box := Sandbox{Dir: filepath.Join(area.Path, "empty"), Work: "off", Temporary: filepath.Join(area.Path, "temporary"), Environ: d.Env.Environ()}
	for _, folder := range []string{box.Dir, box.Temporary} {
		if err := os.Mkdir(folder, 0o755); err != nil {
			return "", err
		}
	}
	env := append(box.environ(false), "GO111MODULE=on")
	if d.Offline {
		env = append(env, "GOPROXY=off")
	}
	env = append(env, environ...)
	cmd := box.command(ctx, env, args)
	var output, text bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &text
	err = run(ctx, cmd)
	failed := json.Unmarshal(output.Bytes(), doc)
	return strings.TrimSpace(text.String()), cmp.Or(err, failed)
}

// refused says why the go command didn't find or download a module, and what to
// type.
func refused(ctx context.Context, path, version, message string, cause error) error {
	var explained *fault.Error
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(cause, &explained):
		return cause
	}
	query := path + "@" + version
	err := fault.Failed("pack_download", "download the pack's module %s", query)
	if message == "" {
		return err.WithCause(cause)
	}
	message = strings.TrimPrefix(message, "go: ")
	message = strings.TrimPrefix(message, query+": ")
	err.Message += ": " + strings.Join(strings.Fields(message), " ")
	switch {
	case strings.Contains(message, "GOPROXY=off") && version == "latest":
		return err.WithHint("the module cache has no release of it: type go mod download %s where there is a network, or give the version that the module cache has, %s@VERSION, or the folder of the pack: --pack DIR", query, path)
	case strings.Contains(message, "GOPROXY=off"):
		return err.WithHint("the module cache lacks it: type go mod download %s where there is a network, or give the folder of the pack: --pack DIR", query)
	case strings.Contains(message, "requires go >="):
		return err.WithHint("install that version of Go, or give the folder of the pack: --pack DIR; the owner of the pack can lower the go line of its go.mod")
	case strings.Contains(message, "checksum mismatch"):
		return err.WithHint("the go command knows other content under this version: don't use it before its owner has explained that")
	}
	return err.WithHint("go list -m -versions %s lists its versions; a private module needs GOPRIVATE, and a folder is given as ./DIR", path)
}
