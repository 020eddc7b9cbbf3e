package release

import (
	"bufio"
	"bytes"
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const downloads = "https://github.com/newsvc/newsvc/releases/download/" + tag + "/"

var (
	caskHash = regexp.MustCompile(`(?m)^ *sha256 "([0-9a-f]{64})"$`)
	caskURL  = regexp.MustCompile(`(?m)^ *url "([^"]+)"`)
	caskFile = regexp.MustCompile(`(?m)^ *(?:binary|manpage|[a-z]+_completion) "([^"]+)"`)
)

// checkCask checks that Homebrew finds what the cask names: the archives, by their
// hashes, and files in them.
func (r release) checkCask(t *testing.T) {
	cask := string(r.read(t, "homebrew/Casks/newsvc.rb"))
	hashes, urls := caskHash.FindAllStringSubmatch(cask, -1), caskURL.FindAllStringSubmatch(cask, -1)
	var got, want []string
	for i, hash := range hashes {
		if i < len(urls) {
			got = append(got, strings.ReplaceAll(urls[i][1], "#{version}", r.version)+" "+hash[1])
		}
	}
	for _, p := range platforms {
		if p.os != "windows" {
			want = append(want, downloads+p.archive(r)+" "+sum(r.read(t, p.archive(r))))
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s\n%s", diff, cask)
	}
	var files []string
	for _, f := range caskFile.FindAllStringSubmatch(cask, -1) {
		files = append(files, f[1])
	}
	installed := []string{"newsvc"}
	for _, name := range r.documents(t) {
		if strings.HasPrefix(name, "man/") || strings.HasPrefix(name, "completions/") && path.Ext(name) != ".ps1" {
			installed = append(installed, name)
		}
	}
	slices.Sort(files)
	slices.Sort(installed)
	if diff := cmp.Diff(installed, files); diff != "" {
		t.Errorf("files that Homebrew installs, (-in the archive +in the cask):\n%s", diff)
	}
}

// checkScoop does that for Scoop.
func (r release) checkScoop(t *testing.T) {
	var manifest struct {
		Version      string
		License      string
		Architecture map[string]struct {
			URL, Hash string
			Bin       []string
		}
	}
	if err := json.NewDecoder(bufio.NewReader(bytes.NewReader(r.read(t, "scoop/newsvc.json")))).Decode(&manifest); err != nil {
		t.Fatal(err)
	}
	if manifest.Version != r.version || manifest.License != "Apache-2.0" || len(manifest.Architecture) != 2 {
		t.Errorf("got %+v", manifest)
	}
	for scoop, p := range map[string]platform{"64bit": {"windows", "amd64"}, "arm64": {"windows", "arm64"}} {
		got := manifest.Architecture[scoop]
		if got.URL != downloads+p.archive(r) || got.Hash != sum(r.read(t, p.archive(r))) || !slices.Equal(got.Bin, []string{"newsvc.exe"}) {
			t.Errorf("%s: %+v", scoop, got)
		}
	}
}
