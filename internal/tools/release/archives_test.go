package release

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// platform is what a release has an archive for.
type platform struct{ os, arch string }

var platforms = []platform{
	{"linux", "amd64"},
	{"linux", "arm64"},
	{"darwin", "amd64"},
	{"darwin", "arm64"},
	{"windows", "amd64"},
	{"windows", "arm64"},
}

func (p platform) String() string { return p.os + "_" + p.arch }

func (p platform) archive(r release) string {
	if p.os == "windows" {
		return "newsvc_" + r.version + "_" + p.String() + ".zip"
	}
	return "newsvc_" + r.version + "_" + p.String() + ".tar.gz"
}

func (p platform) sbom(r release) string {
	return "newsvc_" + r.version + "_" + p.String() + ".sbom.json"
}

// program is the path of the program in dist.
func (p platform) program() string {
	level := map[string]string{"amd64": "_v1", "arm64": "_v8.0"}[p.arch]
	return "newsvc_" + p.String() + level + "/" + p.executable()
}

func (p platform) executable() string {
	if p.os == "windows" {
		return "newsvc.exe"
	}
	return "newsvc"
}

// commands returns the commands and groups of commands of a release, such as "newsvc add field".
func (r release) commands(t *testing.T) []string {
	t.Helper()
	var document struct {
		Commands []struct {
			Name string `json:"name"`
		} `json:"commands"`
	}
	printed := output(t, t.TempDir(), os.Environ(), r.here(t), "commands", "--json")
	if err := json.Unmarshal([]byte(printed), &document); err != nil {
		t.Fatal(err)
	}
	names := []string{"newsvc"}
	for _, c := range document.Commands {
		words := strings.Fields(strings.TrimPrefix(c.Name, "newsvc "))
		for i := range words {
			names = append(names, "newsvc "+strings.Join(words[:i+1], " "))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// documents returns what an archive contains besides the program.
func (r release) documents(t *testing.T) []string {
	t.Helper()
	names := []string{"LICENSE", "README.md", "completions/newsvc.bash", "completions/_newsvc", "completions/newsvc.fish", "completions/newsvc.ps1"}
	for _, command := range r.commands(t) {
		names = append(names, "man/"+strings.ReplaceAll(command, " ", "-")+".1", "reference/"+strings.ReplaceAll(command, " ", "_")+".md")
	}
	pages, err := fs.Glob(os.DirFS(r.dir), "docs/*.md")
	if err != nil || len(pages) < 10 {
		t.Fatal(pages, err)
	}
	names = append(names, pages...)
	slices.Sort(names)
	return names
}

func (r release) checkArchives(t *testing.T) {
	documents := r.documents(t)
	for _, p := range platforms {
		data := r.read(t, p.archive(r))
		files, err := untar(data)
		if p.os == "windows" {
			files, err = unzip(data)
		}
		if err != nil {
			t.Fatalf("%s: %v", p, err)
		}
		want := append(slices.Clone(documents), p.executable())
		slices.Sort(want)
		var got []string
		for _, f := range files {
			got = append(got, f.name)
			if mode := f.wantedMode(p); f.mode != mode || !f.time.Equal(commitTime(t)) || f.owner != "" && f.owner != "root:root" {
				t.Errorf("%s: %s has mode %v, time %v and owner %q", p, f.name, f.mode, f.time, f.owner)
			}
			if f.name == p.executable() && !bytes.Equal(f.data, r.read(t, p.program())) {
				t.Errorf("%s: the archive has another program", p)
			}
			if len(f.data) == 0 {
				t.Errorf("%s: %s is empty", p, f.name)
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", p, diff)
		}
	}
}

// file is a file in an archive. Its owner is empty if the archive's format has none.
type file struct {
	name, owner string
	mode        fs.FileMode
	time        time.Time
	data        []byte
}

func (f file) wantedMode(p platform) fs.FileMode {
	if f.name == p.executable() {
		return 0o755
	}
	return 0o644
}

func commitTime(t *testing.T) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, date)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// untar reads a .tar.gz.
func untar(data []byte) ([]file, error) {
	unzipped, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	var files []file
	for r := tar.NewReader(unzipped); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if h.Typeflag == tar.TypeDir {
			continue
		}
		content, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		files = append(files, file{h.Name, h.Uname + ":" + h.Gname, h.FileInfo().Mode(), h.ModTime, content})
	}
}

func unzip(data []byte) ([]file, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	var files []file
	for _, f := range r.File {
		content, err := fs.ReadFile(r, f.Name)
		if err != nil {
			return nil, err
		}
		files = append(files, file{f.Name, "", f.Mode(), f.Modified, content})
	}
	return files, nil
}

// checkModules compares each SBOM with the modules that the go command recorded in the
// program.
func (r release) checkModules(t *testing.T) {
	for _, p := range platforms {
		info, err := buildinfo.ReadFile(filepath.Join(r.dir, "dist", p.program()))
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"std@" + info.GoVersion}
		for _, m := range info.Deps {
			want = append(want, m.Path+"@"+m.Version)
		}
		var bom struct {
			BOMFormat  string
			Metadata   struct{ Component component }
			Components []component
		}
		if err := json.Unmarshal(r.read(t, p.sbom(r)), &bom); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range bom.Components {
			got = append(got, c.Name+"@"+c.Version)
			if path, _, _ := strings.Cut(c.PURL, "@"); path != "pkg:golang/"+c.Name {
				t.Errorf("%s: %s has the package URL %s", p, c.Name, c.PURL)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-modules +SBOM):\n%s", p, diff)
		}
		if m := bom.Metadata.Component; bom.BOMFormat != "CycloneDX" || m.Name != info.Main.Path || m.Version != "v"+r.version {
			t.Errorf("%s: the SBOM is of %s %s %s", p, bom.BOMFormat, m.Name, m.Version)
		}
	}
}

type component struct{ Name, Version, PURL string }
