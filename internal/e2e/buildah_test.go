package e2e

import (
	"debug/elf"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/testkit/needs"
)

// buildah builds images without a daemon or a registry, as root, and stores them in
// its own folder.
type buildah struct {
	dir string
	env []string
}

// newBuildah skips the test, or fails in CI, if something isn't installed.
func newBuildah(t *testing.T) buildah {
	t.Helper()
	needs.True(t, os.Getuid() == 0, "only root can build images")
	for program, debian := range map[string]string{"buildah": "buildah", "unshare": "util-linux", "chroot": "coreutils"} {
		_, err := exec.LookPath(program)
		needs.True(t, err == nil, program+" isn't installed: apt-get install "+debian)
	}
	_, ok := staticBusybox()
	needs.True(t, ok, "no statically linked busybox: apt-get install busybox-static")
	b := buildah{dir: t.TempDir()}
	for name, text := range map[string]string{
		"storage.conf":    "[storage]\ndriver = \"vfs\"\nrunroot = \"" + b.path("run") + "\"\ngraphroot = \"" + b.path("graph") + "\"\n",
		"registries.conf": "unqualified-search-registries = [\"docker.io\"]\n",
		"policy.json":     `{"default": [{"type": "insecureAcceptAnything"}]}`,
	} {
		write(t, b.path(name), text)
	}
	b.env = []string{
		"CONTAINERS_STORAGE_CONF=" + b.path("storage.conf"), "CONTAINERS_REGISTRIES_CONF=" + b.path("registries.conf"),
		"BUILDAH_ISOLATION=chroot", "BUILDAH_FORMAT=docker", "TMPDIR=" + b.dir,
	}
	return b
}

// staticBusybox finds a shell that runs without any library.
func staticBusybox() (path string, ok bool) {
	path, err := exec.LookPath("busybox")
	if err != nil {
		return "", false
	}
	file, err := elf.Open(path)
	if err != nil {
		return "", false
	}
	defer func() { _ = file.Close() }()
	libraries, err := file.ImportedLibraries()
	return path, err == nil && len(libraries) == 0
}

func (b buildah) path(name string) string { return filepath.Join(b.dir, name) }

// run runs buildah and returns its output.
func (b buildah) run(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "buildah", args...)
	cmd.Env = append(os.Environ(), b.env...)
	var failure strings.Builder
	cmd.Stderr = &failure
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("buildah %s: %v\n%s%s", strings.Join(args, " "), err, out, failure.String())
	}
	return strings.TrimSpace(string(out))
}

// bases builds replacements for the base images of a Dockerfile, in order: one with a
// shell, into which the machine's own Go and its caches will be mounted, and one that
// only has a user.
func (b buildah) bases(t *testing.T, dockerfile []byte) {
	t.Helper()
	from := regexp.MustCompile(`(?m)^FROM (?:--platform=\S+ )?(\S+)`).FindAllSubmatch(dockerfile, -1)
	if len(from) != 2 {
		t.Fatalf("%d stages, want two:\n%s", len(from), dockerfile)
	}
	busybox, _ := staticBusybox()
	b.base(t, string(from[0][1]), func(container string) {
		b.run(t, "copy", "--quiet", "--chmod", "755", container, busybox, "/bin/busybox")
		b.run(t, "copy", "--quiet", "--chmod", "755", container, busybox, "/bin/sh")
		b.run(t, "copy", "--quiet", "--chmod", "755", container, busybox, "/bin/mkdir")
		b.run(t, "config", "--env", "PATH=/usr/local/go/bin:/bin", "--env", "GOTOOLCHAIN=local", "--env", "GOMODCACHE=/cache/mod", "--env", "GOCACHE=/cache/build", container)
	})
	b.base(t, string(from[1][1]), func(container string) {
		b.run(t, "config", "--user", "65532:65532", container)
	})
}

// baseFolders are the folders in every base image.
var baseFolders = []string{"etc", "home", "proc", "root", "tmp"}

// base commits an image with a few folders, two users and the additions of configure.
func (b buildah) base(t *testing.T, name string, configure func(container string)) {
	t.Helper()
	root := t.TempDir()
	for _, dir := range baseFolders {
		if err := os.Mkdir(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(root, "etc", "passwd"), "root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home:/sbin/nologin\n")
	write(t, filepath.Join(root, "etc", "hosts"), "127.0.0.1\tlocalhost\n") // a container runtime writes this file
	container := b.run(t, "from", "--signature-policy", b.path("policy.json"), "scratch")
	b.run(t, "copy", "--quiet", container, root, "/")
	configure(container)
	b.run(t, "commit", "--quiet", "--rm", "--signature-policy", b.path("policy.json"), container, qualified(name))
}

// qualified returns the name of an image with its registry.
func qualified(name string) string {
	if strings.Contains(name, "/") {
		return name
	}
	return "docker.io/library/" + name
}

// image is a built image that is mounted in a folder.
type image struct {
	root   string
	config imageConfig
}

// imageConfig is the configuration of an image.
type imageConfig struct {
	User         string
	Env          []string
	Entrypoint   []string
	ExposedPorts map[string]any
	Volumes      map[string]any
	Labels       map[string]string
	Healthcheck  struct{ Test []string }
}

// build builds the unmodified Dockerfile in dir for an architecture. It uses the
// machine's own caches for modules and compiled packages.
func (b buildah) build(t *testing.T, dir, arch, version string) image {
	t.Helper()
	dockerfile, err := os.ReadFile(filepath.Join(dir, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	b.bases(t, dockerfile)
	run(t, dir, nil, "go", "mod", "download")
	args := []string{"build", "--pull=never", "--layers=false", "--signature-policy", b.path("policy.json")}
	for variable, target := range map[string]string{"GOROOT": "/usr/local/go", "GOMODCACHE": "/cache/mod", "GOCACHE": "/cache/build"} {
		args = append(args, "--volume", goEnv(t, variable)+":"+target)
	}
	for _, given := range []string{"BUILDPLATFORM=linux/amd64", "TARGETOS=linux", "TARGETARCH=" + arch, "VERSION=" + version} {
		args = append(args, "--build-arg", given) // BuildKit sets the first three itself
	}
	const id = "localhost/built"
	b.run(t, append(args, "--tag", id, dir)...)
	container := b.run(t, "from", "--pull=never", "--signature-policy", b.path("policy.json"), id)
	return image{root: b.run(t, "mount", container), config: b.inspect(t, id)}
}

func (b buildah) inspect(t *testing.T, id string) imageConfig {
	t.Helper()
	var inspected struct {
		Docker struct{ Config imageConfig }
	}
	if printed := b.run(t, "inspect", "--type", "image", id); json.Unmarshal([]byte(printed), &inspected) != nil {
		t.Fatalf("unexpected output:\n%s", printed)
	}
	return inspected.Docker.Config
}

func goEnv(t *testing.T, variable string) string {
	t.Helper()
	out, err := output(t, ".", nil, "go", "env", variable)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
