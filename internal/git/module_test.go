package git

import (
	"os"
	"path/filepath"
	"testing"
)

func TestModulePathOfARemote(t *testing.T) {
	cases := map[string]struct{ remote, want string }{
		"https":                                {"https://github.com/acme/shop.git", "github.com/acme/shop"},
		"https without .git":                   {"https://github.com/acme/shop", "github.com/acme/shop"},
		"a token in https is left behind":      {"https://x-access-token:ghp_secret@github.com/acme/shop.git", "github.com/acme/shop"},
		"ssh with a port":                      {"ssh://git@git.acme.dev:2222/acme/shop.git", "git.acme.dev/acme/shop"},
		"scp":                                  {"git@github.com:acme/shop.git", "github.com/acme/shop"},
		"scp with a leading slash":             {"git@github.com:/acme/shop.git/", "github.com/acme/shop"},
		"scp without a user":                   {"gitlab.com:acme/team/shop.git", "gitlab.com/acme/team/shop"},
		"a host in capitals, a path kept":      {"https://GitHub.com/Acme/Shop.git", "github.com/Acme/Shop"},
		"git":                                  {"git://example.org/shop.git", "example.org/shop"},
		"an alias of ssh's configuration":      {"work:acme/shop.git", ""},
		"a local path":                         {"/srv/git/shop.git", ""},
		"a Windows path":                       {`C:\git\shop.git`, ""},
		"a file URL":                           {"file:///srv/git/shop.git", ""},
		"a relative path with a colon further": {"../a:b", ""},
		"nothing":                              {"", ""},
		"a host alone":                         {"https://github.com/", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := modulePath(c.remote); got != c.want {
				t.Errorf("modulePath(%q) = %q, want %q", c.remote, got, c.want)
			}
		})
	}
}

func TestModuleOfAFolderInARepository(t *testing.T) {
	const config = "[remote \"origin\"]\n\turl = git@github.com:acme/shop.git\n"
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("clone/.git/HEAD", "ref: refs/heads/main\n")
	write("clone/.git/config", config)
	write("clone/.git/worktrees/side/HEAD", "ref: refs/heads/side\n")
	write("clone/.git/worktrees/side/commondir", "../..\n")
	write("side/.git", "gitdir: ../clone/.git/worktrees/side\n")
	write("odd/.git/readme", "no repository\n")

	cases := map[string]struct{ root, at, want string }{
		"the repository's own folder":        {"clone", "clone", "github.com/acme/shop"},
		"a folder below, which isn't yet":    {"clone", "clone/services/mail", "github.com/acme/shop/services/mail"},
		"a worktree has the clone's remotes": {"side", "side", "github.com/acme/shop"},
		"a .git without HEAD isn't git's":    {"odd", "odd", ""},
		"a folder outside has none of it":    {"clone", "side", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			at, got := filepath.Join(dir, filepath.FromSlash(c.at)), ""
			if repo, err := Open(filepath.Join(dir, c.root), nil); err == nil {
				got = repo.ModulePath(at)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
