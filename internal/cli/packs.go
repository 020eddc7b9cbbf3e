package cli

import (
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/templates"
)

// loadPack loads the pack in the folder dir, or the built-in one for "". Of a
// folder all is checked, of the built-in one the tests have seen to it.
func loadPack(dir string) (*pack.Pack, error) {
	if dir == "" {
		return pack.Load(templates.FS)
	}
	// A root, so that a link in a pack can't reach what is beside it.
	root, err := rootfile.OpenFolder(dir)
	if err != nil {
		return nil, noPack(dir, err)
	}
	if _, err := root.Stat("pack.yaml"); err != nil {
		return nil, noPack(dir, err)
	}
	p, err := pack.Load(rootfile.FS(root))
	if err != nil {
		return nil, err
	}
	return p, p.Check()
}

func noPack(dir string, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fault.Usage("no_pack", "there is no pack in %s", dir).Because(err).
		WithHint("give --pack the folder that holds pack.yaml")
}

// packFor finds the very pack that a service was made with: in the folder that
// was given, else in the user's cache, else the built-in one.
func (a *app) packFor(ref spec.PackRef, dir string) (*pack.Pack, error) {
	if dir != "" {
		p, err := loadPack(dir)
		if err == nil && p.Digest != ref.Digest {
			return nil, fault.Usage("other_pack", "the pack in %s isn't the one that made this service: its digest is %s, not %s", dir, p.Digest, ref.Digest).
				WithHint("give --pack the folder as it was, %s %s", ref.Name, ref.Version)
		}
		return p, err
	}
	if kept := a.keptPack(ref.Digest); kept != "" {
		if p, err := loadPack(kept); err == nil && p.Digest == ref.Digest {
			return p, nil
		}
	}
	p, err := loadPack("")
	if err == nil && p.Digest != ref.Digest {
		return nil, fault.Failed("pack_missing", "this service was made with the pack %s %s, %s, which is neither built in nor kept on this machine", ref.Name, ref.Version, ref.Digest).
			WithHint("give its folder with --pack DIR")
	}
	return p, err
}

// keptPack is the folder that a pack of this digest is kept in, or "".
func (a *app) keptPack(digest string) string {
	cache := a.env.PackCache()
	name, ok := cacheName(digest)
	if cache == "" || !ok {
		return ""
	}
	return filepath.Join(cache, name)
}

// cacheName turns sha256:HEX into a folder's name, and nothing else into one.
func cacheName(digest string) (string, bool) {
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
