// Package modproxy writes a module proxy as a folder, for tests: GOPROXY is
// file:// and the folder's path.
package modproxy

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/module"
)

// Proxy is a module proxy in a folder.
type Proxy struct{ Dir string }

// URL returns the proxy's address for GOPROXY.
func (p Proxy) URL() string {
	path := filepath.ToSlash(p.Dir)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// Add publishes a version of a module, or publishes it again with other files.
// If there is no go.mod among the files, it adds one.
func (p Proxy) Add(path, version string, files map[string][]byte) error {
	if _, ok := files["go.mod"]; !ok {
		files = maps.Clone(files)
		files["go.mod"] = []byte("module " + path + "\n\ngo 1.26\n")
	}
	zipped, err := zipFiles(path+"@"+version+"/", files)
	if err != nil {
		return err
	}
	dir, err := p.folder(path)
	if err != nil {
		return err
	}
	list, err := os.ReadFile(filepath.Join(dir, "list"))
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	versions := strings.Fields(string(list))
	if !slices.Contains(versions, version) {
		versions = append(versions, version)
	}
	for name, data := range map[string][]byte{
		"list": []byte(strings.Join(versions, "\n") + "\n"), version + ".zip": zipped, version + ".mod": files["go.mod"],
		version + ".info": fmt.Appendf(nil, `{"Version":%q,"Time":"2026-01-02T15:04:05Z"}`, version),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// AddFolder publishes the files of a folder. Folders that are modules of their own aren't part
// of the module.
func (p Proxy) AddFolder(path, version, dir string) error {
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil && name != dir {
				return fs.SkipDir
			}
			return nil
		}
		within, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(within)], err = os.ReadFile(name)
		return err
	})
	if err != nil {
		return err
	}
	return p.Add(path, version, files)
}

// folder makes and returns the folder of a module's versions.
func (p Proxy) folder(path string) (string, error) {
	escaped, err := module.EscapePath(path)
	if err != nil {
		return "", err
	}
	dir := filepath.Join(p.Dir, filepath.FromSlash(escaped), "@v")
	return dir, os.MkdirAll(dir, 0o755)
}

// zipFiles packs files, whatever their names.
func zipFiles(prefix string, files map[string][]byte) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.Create(prefix + name)
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(files[name]); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}
