package release

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// baseImage is what the image is based on. No registry is within reach of a test.
const baseImage = "cgr.dev/chainguard/git"

// docker stands for a registry, which has an empty base image, and for a Docker daemon,
// which takes the image that a snapshot builds.
type docker struct {
	*httptest.Server
	content map[string][]byte // by digest

	mu     sync.Mutex
	loaded []byte
	tags   []string
}

func newDocker(t *testing.T) *docker {
	t.Helper()
	d := &docker{content: map[string][]byte{}}
	var manifests []map[string]any
	for _, arch := range []string{"amd64", "arm64"} {
		config := d.add(map[string]any{
			"architecture": arch, "os": "linux", "config": map[string]any{},
			"rootfs": map[string]any{"type": "layers", "diff_ids": []string{}},
		}, "application/vnd.oci.image.config.v1+json")
		manifest := d.add(map[string]any{"schemaVersion": 2, "mediaType": manifestType, "config": config, "layers": []string{}}, manifestType)
		manifest["platform"] = map[string]any{"architecture": arch, "os": "linux"}
		manifests = append(manifests, manifest)
	}
	index := d.add(map[string]any{"schemaVersion": 2, "mediaType": indexType, "manifests": manifests}, indexType)
	d.content["latest"] = d.content[fmt.Sprint(index["digest"])]
	d.Server = httptest.NewServer(http.HandlerFunc(d.serve))
	t.Cleanup(d.Close)
	return d
}

const (
	indexType    = "application/vnd.oci.image.index.v1+json"
	manifestType = "application/vnd.oci.image.manifest.v1+json"
)

// add adds a document to the registry, and returns its descriptor.
func (d *docker) add(document map[string]any, mediaType string) map[string]any {
	data, err := json.Marshal(document)
	if err != nil {
		panic(err) // it has only strings and numbers
	}
	digest := "sha256:" + sum(data)
	d.content[digest] = data
	return map[string]any{"mediaType": mediaType, "digest": digest, "size": len(data)}
}

func (d *docker) serve(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	parts := strings.Split(r.URL.Path, "/")
	switch content, found := d.content[parts[len(parts)-1]]; {
	case r.URL.Path == "/v2/":
	case strings.HasPrefix(r.URL.Path, "/v2/") && found:
		w.Header().Set("Content-Type", mediaType(content))
		w.Header().Set("Docker-Content-Digest", "sha256:"+sum(content))
		_, _ = w.Write(content)
	case strings.HasSuffix(r.URL.Path, "/_ping"):
		w.Header().Set("Api-Version", "1.44")
	case strings.HasSuffix(r.URL.Path, "/images/load"):
		d.loaded, _ = io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "{}")
	case strings.HasSuffix(r.URL.Path, "/tag"):
		d.tags = append(d.tags, r.URL.Query().Get("tag"))
		w.WriteHeader(http.StatusCreated)
	default:
		http.Error(w, `{"message": "not found"}`, http.StatusNotFound)
	}
}

func mediaType(content []byte) string {
	var document struct{ MediaType string }
	_ = json.Unmarshal(content, &document) // a layer isn't a document
	return document.MediaType
}

// checkImage checks the image that goreleaser gave to the Docker daemon.
func (d *docker) checkImage(t *testing.T, r release) {
	if d.loaded == nil {
		t.Fatal("there is no image")
	}
	files := map[string][]byte{}
	for saved := tar.NewReader(bytes.NewReader(d.loaded)); ; {
		h, err := saved.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			files[h.Name], err = io.ReadAll(saved)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var manifest []struct {
		Config string
		Layers []string
	}
	var config struct {
		Created          time.Time
		OS, Architecture string
		Config           struct{ Entrypoint []string }
	}
	if err := errors.Join(json.Unmarshal(files["manifest.json"], &manifest), json.Unmarshal(files[manifest[0].Config], &config)); err != nil {
		t.Fatal(err)
	}
	if !config.Created.Equal(commitTime(t)) || config.OS != "linux" || !slices.Equal(config.Config.Entrypoint, []string{"/ko-app/newsvc"}) {
		t.Errorf("got %+v", config)
	}
	if slices.Sort(d.tags); !slices.Equal(d.tags, []string{r.version, "latest"}) {
		t.Errorf("the image has the tags %v", d.tags)
	}
	for _, layer := range manifest[0].Layers {
		for _, f := range layerFiles(t, files[layer]) {
			if f.name == "/ko-app/newsvc" {
				r.checkProgramOf(t, config.Architecture, f.data)
				return
			}
		}
	}
	t.Error("the image doesn't contain newsvc")
}

// layerFiles reads a layer, which may be compressed.
func layerFiles(t *testing.T, data []byte) []file {
	t.Helper()
	if _, err := gzip.NewReader(bytes.NewReader(data)); err != nil {
		var compressed bytes.Buffer
		w := gzip.NewWriter(&compressed)
		_, err := w.Write(data)
		if err := errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		data = compressed.Bytes()
	}
	files, err := untar(data)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// checkProgramOf checks the program in an image.
func (r release) checkProgramOf(t *testing.T, arch string, data []byte) {
	t.Helper()
	if err := checkELF(platform{"linux", arch}, data); err != nil {
		t.Error(err)
	}
	if arch != runtime.GOARCH || runtime.GOOS != "linux" {
		return
	}
	program := filepath.Join(t.TempDir(), "newsvc")
	if err := os.WriteFile(program, data, 0o755); err != nil {
		t.Fatal(err)
	}
	r.checkVersion(t, output(t, t.TempDir(), os.Environ(), program, "version", "--json"))
}
