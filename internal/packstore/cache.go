package packstore

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/tree"
)

// Cache stores a pack by its digest, so that the base of a service can be
// rendered again. It does nothing when the pack is in the cache, or when there
// is no cache.
func (s Store) Cache(ctx context.Context, p *pack.Pack) error {
	folder := s.folder(p.Digest)
	if folder == "" {
		return nil
	}
	if target, err := disk.Look(folder); err != nil || target.State != disk.Missing {
		return nil
	}
	files, err := readFiles(p.Raw)
	if err != nil {
		return err
	}
	// Create puts what it needs into the user's cache too, and must not find that
	// the cache appeared meanwhile.
	if err := os.MkdirAll(s.Folder, 0o755); err != nil {
		return err
	}
	return s.Disk.Create(ctx, folder, files)
}

// readFiles reads a pack's files as a tree.
func readFiles(fsys fs.FS) (tree.Tree, error) {
	files := tree.Tree{}
	err := fs.WalkDir(fsys, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, path)
		files[path] = tree.File{Data: data}
		return err
	})
	return files, err
}

// cached loads the pack with a digest from the cache, or returns nil. It isn't
// checked, because it was before it was cached.
func (s Store) cached(digest string) *pack.Pack {
	folder := s.folder(digest)
	if folder == "" {
		return nil
	}
	root, err := rootfile.OpenFolder(folder)
	if err != nil {
		return nil // It isn't there.
	}
	defer root.Close()
	p, err := pack.Load(rootfile.FS(root))
	if err != nil || p.Digest != digest {
		return nil // Someone changed it.
	}
	return p
}

// folder returns the folder in which a pack of this digest is cached, or "".
func (s Store) folder(digest string) string {
	name, ok := folderName(digest)
	if s.Folder == "" || !ok {
		return ""
	}
	return filepath.Join(s.Folder, name)
}

// folderName returns the name of a folder for a digest, which must be sha256:HEX.
func folderName(digest string) (string, bool) {
	const prefix = "sha256:"
	if len(digest) != len(prefix)+64 || digest[:len(prefix)] != prefix {
		return "", false
	}
	for _, c := range digest[len(prefix):] {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return "", false
		}
	}
	return "sha256-" + digest[len(prefix):], true
}
