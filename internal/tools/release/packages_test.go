package release

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/cavaliergopher/rpm"
	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/testkit/needs"
)

// packages returns the names of the packages for Linux.
func (r release) packages() []string {
	var names []string
	for _, arch := range []string{"amd64", "arm64"} {
		for _, format := range []string{"deb", "rpm"} {
			names = append(names, r.linuxPackage(arch, format))
		}
	}
	return names
}

func (r release) linuxPackage(arch, format string) string {
	return "newsvc_" + r.version + "_linux_" + arch + "." + format
}

// installed returns the SHA-256 of each file that a package installs.
func (r release) installed(t *testing.T, arch, format string) map[string]string {
	t.Helper()
	zsh := map[string]string{"deb": "/usr/share/zsh/vendor-completions/", "rpm": "/usr/share/zsh/site-functions/"}[format]
	files, err := untar(r.read(t, platform{"linux", arch}.archive(r)))
	if err != nil {
		t.Fatal(err)
	}
	to := map[string]string{}
	for _, f := range files {
		base := path.Base(f.name)
		switch dir := path.Dir(f.name); {
		case f.name == "newsvc":
			to["/usr/bin/newsvc"] = sum(f.data)
		case f.name == "LICENSE":
			to["/usr/share/doc/newsvc/copyright"] = sum(f.data)
		case f.name == "completions/newsvc.bash":
			to["/usr/share/bash-completion/completions/newsvc"] = sum(f.data)
		case f.name == "completions/_newsvc":
			to[zsh+"_newsvc"] = sum(f.data)
		case f.name == "completions/newsvc.fish":
			to["/usr/share/fish/vendor_completions.d/newsvc.fish"] = sum(f.data)
		case dir == "man":
			to["/usr/share/man/man1/"+base] = sum(f.data)
		case dir == "reference":
			to["/usr/share/doc/newsvc/reference/"+base] = sum(f.data)
		}
	}
	return to
}

// checkRPM reads the list of files, with their digests, that rpm would install.
func (r release) checkRPM(t *testing.T) {
	for arch, name := range map[string]string{"amd64": "x86_64", "arm64": "aarch64"} {
		p, err := rpm.Read(bytes.NewReader(r.read(t, r.linuxPackage(arch, "rpm"))))
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, f := range p.Files() {
			mode := fs.FileMode(0o644)
			if f.Name() == "/usr/bin/newsvc" {
				mode = 0o755
			}
			if f.Mode() != mode || f.Owner() != "root" || f.Group() != "root" || !f.ModTime().Equal(commitTime(t)) {
				t.Errorf("%s: %s is %v, %s:%s, %v", arch, f.Name(), f.Mode(), f.Owner(), f.Group(), f.ModTime())
			}
			got[f.Name()] = f.Digest()
		}
		if diff := cmp.Diff(r.installed(t, arch, "rpm"), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", arch, diff)
		}
		var recommended []string
		for _, d := range p.Recommends() {
			recommended = append(recommended, d.Name())
		}
		if p.Name() != "newsvc" || p.Architecture() != name || p.License() != "Apache-2.0" || p.BuildHost() != "localhost" || !slices.Equal(recommended, []string{"git"}) {
			t.Errorf("%s: %s for %s, license %s, built on %s, recommends %v", arch, p.Name(), p.Architecture(), p.License(), p.BuildHost(), recommended)
		}
		// A prerelease sorts before its release.
		if want := strings.ReplaceAll(strings.Replace(r.version, "-", "~", 1), "-", "_"); p.Version() != want {
			t.Errorf("%s: version %s, want %s", arch, p.Version(), want)
		}
	}
}

// layer mounts a copy of the machine's files on $1/root, of which $1/upper gets all changes,
// and runs $1/shared/inside.sh in it.
const layer = `set -e
mkdir "$1/root" "$1/upper" "$1/work"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
mount --bind /proc "$1/root/proc"
mount --bind /dev "$1/root/dev"
mount --bind "$1/shared" "$1/root/mnt"
exec chroot "$1/root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/mnt/home LC_ALL=C.UTF-8 TERM=dumb MANWIDTH=100 sh -e /mnt/inside.sh`

// inside installs the package, looks for what users look for, and removes the package.
const inside = `
if command -v newsvc; then echo 'installed before'; fi
dpkg --no-triggers --path-include='/usr/share/*' -i /mnt/newsvc.deb >/dev/null
dpkg -L newsvc | while read -r file; do if [ -f "$file" ]; then sha256sum "$file"; fi; done >/mnt/files
dpkg --verify newsvc
stat -c '%n %U:%G %a' /usr/bin/newsvc /usr/share/doc/newsvc /usr/share/man/man1/newsvc.1
newsvc version --json >/mnt/version.json
man --where newsvc
man newsvc-add-field | grep -c '^SYNOPSIS'
bash -c '. /usr/share/bash-completion/bash_completion
	_comp_load newsvc 2>/dev/null || _completion_loader newsvc || true
	COMP_WORDS=(newsvc opt) COMP_CWORD=1 COMP_LINE="newsvc opt" COMP_POINT=10 COMP_TYPE=9
	__start_newsvc 2>/dev/null; echo "bash: ${COMPREPLY[*]}"'
zsh -f -c 'autoload -U compinit; compinit -u -D; echo "zsh: $_comps[newsvc]"'
fish -c 'echo "fish:" (complete -C "newsvc opt" | cut -f1)'
dpkg --no-triggers --purge newsvc >/dev/null
hash -r
if command -v newsvc; then echo 'not removed'; fi
`

// checkDeb really installs the package and removes it, in a layer over the machine's files.
func (r release) checkDeb(t *testing.T) {
	needs.True(t, runtime.GOOS == "linux" && os.Getuid() == 0, "only root on Linux can install packages")
	needsPrograms(t, map[string]string{
		"dpkg": "only Debian and its relatives have it", "unshare": "apt-get install util-linux", "man": "apt-get install man-db",
		"bash": "apt-get install bash", "zsh": "apt-get install zsh", "fish": "apt-get install fish",
	})
	dir := t.TempDir()
	shared := filepath.Join(dir, "shared")
	if err := os.MkdirAll(filepath.Join(shared, "home"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"newsvc.deb": r.read(t, r.linuxPackage(runtime.GOARCH, "deb")), "inside.sh": []byte(inside)} {
		if err := os.WriteFile(filepath.Join(shared, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got := output(t, dir, os.Environ(), "unshare", "--mount", "sh", "-c", layer, "sh", dir)
	want := `/usr/bin/newsvc root:root 755
/usr/share/doc/newsvc root:root 755
/usr/share/man/man1/newsvc.1 root:root 644
/usr/share/man/man1/newsvc.1
1
bash: options
zsh: _newsvc
fish: options
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	version, err := os.ReadFile(filepath.Join(shared, "version.json"))
	if err != nil {
		t.Fatal(err)
	}
	r.checkVersion(t, string(version))
	files, err := os.ReadFile(filepath.Join(shared, "files"))
	if err != nil {
		t.Fatal(err)
	}
	installed := map[string]string{}
	for line := range strings.Lines(string(files)) {
		digest, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		installed[name] = digest
	}
	if diff := cmp.Diff(r.installed(t, runtime.GOARCH, "deb"), installed); diff != "" {
		t.Errorf("installed files (-want +got):\n%s", diff)
	}
	checkNothingLeft(t, filepath.Join(dir, "upper"))
}

// checkNothingLeft checks that only dpkg's own files have changed.
func checkNothingLeft(t *testing.T, upper string) {
	t.Helper()
	changed := map[string]bool{}
	err := filepath.WalkDir(upper, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		within := strings.TrimPrefix(name, upper)
		if entry.IsDir() {
			if _, err := os.Stat("/" + within); err == nil {
				return nil
			}
		}
		changed[within] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(changed)) {
		if strings.Contains(name, "newsvc") || !strings.HasPrefix(name, "/var/lib/dpkg/") && name != "/var/log/dpkg.log" {
			t.Errorf("%s is left behind", name)
		}
	}
	if !changed["/var/lib/dpkg/status"] {
		t.Error("dpkg didn't change its list of packages, so nothing was installed")
	}
}
