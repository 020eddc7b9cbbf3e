package sandbox

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/system"
	"github.com/newsvc/newsvc/internal/testkit/modproxy"
)

// downloader returns a downloader with an empty module cache, and a proxy with
// three versions of a module, of which one is retracted.
func downloader(t *testing.T) Downloader {
	t.Helper()
	dir := t.TempDir()
	proxy := modproxy.Proxy{Dir: filepath.Join(dir, "proxy")}
	for version, mod := range map[string]string{
		"v1.0.0": "module example.com/packs\n",
		"v1.1.0": "module example.com/packs\n",
		"v1.2.0": "module example.com/packs\n\nretract v1.1.0 // leaks tokens\n",
	} {
		if err := proxy.Add("example.com/packs", version, map[string][]byte{"go.mod": []byte(mod), "a.txt": []byte(version)}); err != nil {
			t.Fatal(err)
		}
	}
	environ := slices.DeleteFunc(os.Environ(), func(entry string) bool { return strings.HasPrefix(entry, "GO") })
	environ = append(environ, "GOPROXY="+proxy.URL(), "GOSUMDB=off", "GOFLAGS=-modcacherw", "GOMODCACHE="+filepath.Join(dir, "mod"), "GOCACHE="+filepath.Join(dir, "cache"), "GO111MODULE=off")
	env := system.Current()
	env.Environ = func() []string { return environ }
	return Downloader{Disk: disk.Machine{Claims: []string{filepath.Join(dir, "claims")}}, Env: env}
}

func TestDownloader(t *testing.T) {
	d := downloader(t)
	m, err := d.Download(t.Context(), "example.com/packs", "latest")
	if err != nil {
		t.Fatal(err)
	}
	if m.Version != "v1.2.0" || !strings.HasPrefix(m.Sum, "h1:") {
		t.Errorf("got %+v", m)
	}
	if data, err := os.ReadFile(filepath.Join(m.Dir, "a.txt")); err != nil || string(data) != "v1.2.0" {
		t.Errorf("got %q, %v", data, err)
	}
	d.Offline = true
	if again, err := d.Download(t.Context(), "example.com/packs", "v1.2.0"); err != nil || again != m {
		t.Errorf("from the module cache: %+v, %v", again, err)
	}
}

func TestDownloader_Published(t *testing.T) {
	d := downloader(t)
	const path = "example.com/packs"
	if _, err := (Downloader{Disk: d.Disk, Env: d.Env, Offline: true}).Published(t.Context(), path); err == nil {
		t.Error("an empty module cache has versions")
	}
	online, err := d.Published(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(online.Versions, " ") != "v1.0.0 v1.1.0 v1.2.0" || !strings.Contains(string(online.GoMod), "retract v1.1.0") {
		t.Errorf("got %v, %s", online.Versions, online.GoMod)
	}
	environ := d.Env.Environ()
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer silent.Close()
	defer func(before time.Duration) { answerTime = before }(answerTime)
	answerTime = time.Second
	for name, other := range map[string]Downloader{
		"offline":                {Offline: true},
		"with GOPROXY=off":       {Env: system.Env{Environ: func() []string { return append(environ, "GOPROXY=off") }}},
		"with a proxy that ends": {Env: system.Env{Environ: func() []string { return append(environ, "GOPROXY=http://127.0.0.1:1") }}},
		"with a silent proxy":    {Env: system.Env{Environ: func() []string { return append(environ, "GOPROXY="+silent.URL) }}},
		"with a private module":  {Env: system.Env{Environ: func() []string { return append(environ, "GOPROXY=off", "GOPRIVATE=example.com") }}},
	} {
		other.Disk = d.Disk
		if other.Env.Environ == nil {
			other.Env = d.Env
		}
		cached, err := other.Published(t.Context(), path)
		// Only the go.mod of the latest version was downloaded.
		if err != nil || !cached.Cached || strings.Join(cached.Versions, " ") != "v1.2.0" || string(cached.GoMod) != string(online.GoMod) {
			t.Errorf("%s: got %v, %s, %v", name, cached.Versions, cached.GoMod, err)
		}
	}
}

func TestDownloader_Refused(t *testing.T) {
	d := downloader(t)
	offline := d
	offline.Offline = true
	for name, c := range map[string]struct {
		d                            Downloader
		path, version, message, hint string
	}{
		"no such version":        {d, "example.com/packs", "v9.0.0", "download the pack's module example.com/packs@v9.0.0: ", "go list -m -versions example.com/packs"},
		"no such module":         {d, "example.com/none", "latest", "download the pack's module example.com/none@latest: ", "go list -m -versions example.com/none"},
		"not in the cache":       {offline, "example.com/packs", "v1.0.0", "GOPROXY=off", "type go mod download example.com/packs@v1.0.0"},
		"the version of another": {d, "example.com/packs", "v2.0.0", "download the pack's module example.com/packs@v2.0.0: ", "go list"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.d.Download(t.Context(), c.path, c.version)
			if err == nil {
				t.Fatal("it was downloaded")
			}
			e := fault.All(err)[0]
			if !strings.Contains(e.Error(), c.message) || !strings.Contains(e.Hint, c.hint) || strings.Contains(e.Message, "\n") {
				t.Errorf("got %q, %q", e.Error(), e.Hint)
			}
		})
	}
	if _, err := d.Published(t.Context(), "example.com/none"); err == nil {
		t.Error("a module that doesn't exist has versions")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.Download(ctx, "example.com/packs", "v1.0.0"); !errors.Is(err, context.Canceled) && fault.ExitCode(err) != fault.ExitInterrupted {
		t.Errorf("interrupted: %v", err)
	}
}
