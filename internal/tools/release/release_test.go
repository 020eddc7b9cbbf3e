// Package release tests .goreleaser.yaml: it builds a whole release twice, and checks
// everything that users would download.
package release

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/newsvc/newsvc/internal/testkit/needs"
)

const (
	root = "../../.."
	tag  = "v1.2.3"
	date = "2026-01-02T03:04:05Z" // of the commit
)

// release is a release that goreleaser built from a clone.
type release struct {
	dir     string // the clone
	commit  string
	version string
}

// TestRelease builds a release from two clones, in two folders of two users, and checks
// that both have the same bytes, and that these are what users need.
func TestRelease(t *testing.T) {
	if testing.Short() {
		t.Skip("builds releases")
	}
	d := newDocker(t)
	w := newWorkshop(t, strings.TrimPrefix(d.URL, "http://"))
	first := w.build(t, "first", "sign", "umask 022", "TZ=UTC", "LANG=C", "DOCKER_HOST="+strings.Replace(d.URL, "http", "tcp", 1))
	second := w.build(t, "another/folder", "sign,ko", "umask 077", "TZ=Asia/Tokyo", "LANG=de_DE.UTF-8")
	t.Run("the same bytes", func(t *testing.T) { checkSame(t, first, second) })
	t.Run("checksums", first.checkChecksums)
	t.Run("archives", first.checkArchives)
	t.Run("programs", first.checkPrograms)
	t.Run("modules", first.checkModules)
	t.Run("homebrew", first.checkCask)
	t.Run("scoop", first.checkScoop)
	t.Run("rpm", first.checkRPM)
	t.Run("deb", first.checkDeb)
	t.Run("image", func(t *testing.T) { d.checkImage(t, first) })
}

// workshop is the machine on which releases are built.
type workshop struct {
	dir    string
	source string // a repository with the files under test, in one commit
	env    []string
}

// newWorkshop commits the files under test, whether or not they are committed here. The
// base image is in the given registry.
func newWorkshop(t *testing.T, registry string) workshop {
	t.Helper()
	bin, err := filepath.Abs(filepath.Join(root, "bin"))
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	needsPrograms(t, map[string]string{"goreleaser": "make release-tools", "cyclonedx-gomod": "make release-tools", "sh": "a Unix system has it"})
	w := workshop{dir: t.TempDir()}
	w.source = filepath.Join(w.dir, "source")
	w.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + w.dir, "GOCACHE=" + goEnv(t, "GOCACHE"), "GOMODCACHE=" + goEnv(t, "GOMODCACHE"),
		"GOPROXY=off", "GOTOOLCHAIN=local", "GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_DATE=" + date, "GIT_COMMITTER_DATE=" + date,
	}
	files := strings.Split(output(t, root, os.Environ(), "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"), "\x00")
	for _, name := range files {
		if name == "" || strings.HasPrefix(name, "testdata/") {
			continue
		}
		if err := copyFile(filepath.Join(root, name), filepath.Join(w.source, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	config := filepath.Join(w.source, ".goreleaser.yaml")
	text, err := os.ReadFile(config)
	if err != nil || !bytes.Contains(text, []byte(baseImage)) {
		t.Fatalf("%s has no image on %s: %v", config, baseImage, err)
	}
	if err := os.WriteFile(config, bytes.Replace(text, []byte(baseImage), []byte(registry+"/git"), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"init", "-q", "-b", "main"},
		{"add", "-A"},
		{"-c", "user.name=newsvc", "-c", "user.email=newsvc@example.com", "commit", "-q", "-m", "Release"},
		{"tag", tag},
	} {
		output(t, w.source, w.env, "git", args...)
	}
	return w
}

// build clones the repository and builds a release there, as a user of its own. It has no
// network.
func (w workshop) build(t *testing.T, folder, skip, umask string, env ...string) release {
	t.Helper()
	r := release{dir: filepath.Join(w.dir, folder)}
	home := filepath.Join(w.dir, "home of", folder)
	if err := os.MkdirAll(home, 0o755); err != nil {
		t.Fatal(err)
	}
	env = append(append(slices.Clone(w.env), "HOME="+home), env...)
	start := time.Now()
	output(t, w.dir, env, "sh", "-ec", umask+`
git clone -q source "$1"
cd "$1"
goreleaser check
goreleaser release --snapshot --skip="$2"`, "sh", folder, skip)
	t.Logf("%s: %.0f s", folder, time.Since(start).Seconds())
	r.commit = strings.TrimSpace(output(t, r.dir, w.env, "git", "rev-parse", "HEAD"))
	r.version = strings.TrimPrefix(tag, "v") + "-SNAPSHOT-" + strings.TrimSpace(output(t, r.dir, w.env, "git", "rev-parse", "--short", "HEAD"))
	return r
}

// notes are what goreleaser notes about itself: paths and times of its run. It doesn't
// upload these files.
var notes = []string{"artifacts.json", "config.yaml", "metadata.json"}

// checkSame compares all files of two releases.
func checkSame(t *testing.T, first, second release) {
	t.Helper()
	one, other := first.sums(t), second.sums(t)
	for _, name := range notes {
		delete(one, name)
		delete(other, name)
	}
	for _, name := range slices.Sorted(maps.Keys(one)) {
		if one[name] != other[name] {
			t.Errorf("%s differs: %q and %q", name, one[name], other[name])
		}
	}
	if len(one) != len(other) || len(one) < 6+6+4+6 {
		t.Errorf("one release has %d files, the other %d", len(one), len(other))
	}
}

// sums returns the SHA-256 of each file in dist.
func (r release) sums(t *testing.T) map[string]string {
	t.Helper()
	sums := map[string]string{}
	dist := os.DirFS(filepath.Join(r.dir, "dist"))
	err := fs.WalkDir(dist, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(dist, name)
		sums[name] = sum(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sums
}

// checkChecksums compares checksums.txt with what users download.
func (r release) checkChecksums(t *testing.T) {
	sums := r.sums(t)
	var listed []string
	for line := range strings.Lines(string(r.read(t, "checksums.txt"))) {
		want, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		if sums[name] != want {
			t.Errorf("checksums.txt lists %s with %s; it has %q", name, want, sums[name])
		}
		listed = append(listed, name)
	}
	want := r.packages()
	for _, p := range platforms {
		want = append(want, p.archive(r), p.sbom(r))
	}
	slices.Sort(listed)
	if slices.Sort(want); !slices.Equal(listed, want) {
		t.Errorf("checksums.txt lists\n%s\nwant\n%s", strings.Join(listed, "\n"), strings.Join(want, "\n"))
	}
}

func (r release) read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(r.dir, "dist", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// here returns the program for this machine.
func (r release) here(t *testing.T) string {
	t.Helper()
	i := slices.IndexFunc(platforms, func(p platform) bool { return p.os == runtime.GOOS && p.arch == runtime.GOARCH })
	needs.True(t, i >= 0, "there is no release for "+runtime.GOOS+"/"+runtime.GOARCH)
	return filepath.Join(r.dir, "dist", platforms[i].program())
}

func sum(data []byte) string {
	digest := sha256.Sum256(data)
	return hex.EncodeToString(digest[:])
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return cmp.Or(os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, data, 0o644))
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	return strings.TrimSpace(output(t, ".", os.Environ(), "go", "env", name))
}

// needsPrograms skips the test, or fails it in CI, unless each program is in PATH. The keys
// are programs, the values how to install them.
func needsPrograms(t *testing.T, install map[string]string) {
	t.Helper()
	for program, how := range install {
		_, err := exec.LookPath(program)
		needs.True(t, err == nil, program+" isn't installed: "+how)
	}
}

// output runs a program that must succeed.
func output(t *testing.T, dir string, env []string, program string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir, cmd.Env = dir, env
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.Output()
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w\n%s%s", cmd, err, stdout, stderr.Bytes()))
	}
	return string(stdout)
}
