package sandbox

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/system"
)

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
	if !HasGo() {
		return packstore.Module{}, fault.Failed("no_go", "the pack is the Go module %s@%s, and the go command, which downloads modules, is not installed", path, version).
			WithHint("install Go, or give the folder of the pack: --pack DIR")
	}
	area, err := d.Disk.NewTemporary(ctx, "newsvc-module-")
	if err != nil {
		return packstore.Module{}, err
	}
	defer area.Remove()
	box := Sandbox{Dir: filepath.Join(area.Path, "empty"), Work: "off", Temporary: filepath.Join(area.Path, "temporary"), Environ: d.Env.Environ()}
	for _, folder := range []string{box.Dir, box.Temporary} {
		if err := os.Mkdir(folder, 0o755); err != nil {
			return packstore.Module{}, fault.Failed("pack_download", "make room for the download of %s", path).WithCause(err)
		}
	}
	return d.download(ctx, box, path, version)
}

// download runs the go command and reads its document.
func (d Downloader) download(ctx context.Context, box Sandbox, path, version string) (packstore.Module, error) {
	env := append(box.environ(false), "GO111MODULE=on")
	if d.Offline {
		env = append(env, "GOPROXY=off")
	}
	cmd := box.command(ctx, env, []string{"mod", "download", "-json", path + "@" + version})
	var output, messages bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &messages
	err := run(ctx, cmd)
	if ctx.Err() != nil {
		return packstore.Module{}, ctx.Err()
	}
	var doc struct{ Path, Version, Dir, Sum, Error string }
	if failed := json.Unmarshal(output.Bytes(), &doc); failed != nil || err != nil || doc.Error != "" {
		return packstore.Module{}, refused(path, version, cmp.Or(doc.Error, strings.TrimSpace(messages.String())), err)
	}
	if doc.Path != path || doc.Dir == "" {
		return packstore.Module{}, fault.Failed("pack_download", "the go command downloaded %q for %s@%s", doc.Path, path, version)
	}
	return packstore.Module{Path: doc.Path, Version: doc.Version, Dir: doc.Dir, Sum: doc.Sum}, nil
}

// refused says why the go command didn't download a module, and what to type.
func refused(path, version, message string, cause error) error {
	query := path + "@" + version
	err := fault.Failed("pack_download", "download the pack's module %s", query)
	if message == "" {
		return err.WithCause(cause)
	}
	message = strings.TrimPrefix(message, "go: ")
	message = strings.TrimPrefix(message, query+": ")
	err.Message += ": " + strings.Join(strings.Fields(message), " ")
	switch {
	case strings.Contains(message, "GOPROXY=off"):
		return err.WithHint("the module cache lacks it: type go mod download %s where there is a network, or give the folder of the pack: --pack DIR", query)
	case strings.Contains(message, "requires go >="):
		return err.WithHint("install that version of Go, or give the folder of the pack: --pack DIR; the owner of the pack can lower the go line of its go.mod")
	case strings.Contains(message, "checksum mismatch"):
		return err.WithHint("the go command knows other content under this version: don't use it before its owner has explained that")
	}
	return err.WithHint("go list -m -versions %s lists its versions; a private module needs GOPRIVATE, and a folder is given as ./DIR", path)
}
