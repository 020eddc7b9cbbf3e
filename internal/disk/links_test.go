package disk

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLinks(t *testing.T) {
	base := t.TempDir()
	makeAt(t, base, "secret", "dir/.git/", "dir/real/", "dir/CLAUDE.md", "dir/plain/x", "dir/real/there")
	dir := filepath.Join(base, "dir")
	for link, target := range map[string]string{
		"AGENTS.md": "CLAUDE.md", "out": "../secret", "absolute": filepath.Join(base, "secret"), "gone": "nothing",
		"loop": "loop", "folder": "real", "git": ".git/x", "up": "..", "afolder": "real", "chain": "AGENTS.md",
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Skip(err)
		}
	}
	got, err := Links(dir, []string{
		"AGENTS.md", "out", "absolute", "gone", "loop", "folder/new", "folder/there", "git", "up/secret", "afolder", "chain",
		"plain/x", "plain/y", "none/z", "CLAUDE.md", "CLAUDE.md/x",
	})
	want := map[string]string{
		"AGENTS.md": "CLAUDE.md", "out": "", "absolute": "", "gone": "", "loop": "", "folder/new": "real/new", "folder/there": "real/there",
		"git": "", "up/secret": "", "afolder": "", "chain": "CLAUDE.md",
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
