package cli_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/cli"
	"github.com/newsvc/newsvc/internal/system"
)

// witness is a screen that records the content of a file when a word is printed.
type witness struct {
	word, file string
	said       strings.Builder
	saw        string
}

func (w *witness) Write(p []byte) (int, error) {
	if w.saw == "" && strings.Contains(string(p), w.word) {
		data, err := os.ReadFile(w.file)
		if err != nil {
			return 0, err
		}
		w.saw = string(data)
	}
	return w.said.Write(p)
}

func TestRemove_WarnsBeforeDataIsDropped(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"a resource":     {[]string{"remove", "resource", "post"}, "its migration drops the table posts, with all that is in it"},
		"a field":        {[]string{"remove", "field", "user", "nick"}, "its migration drops the column users.nick, with all that is in it"},
		"several fields": {[]string{"remove", "field", "post", "title", "by"}, "its migration drops the column posts.title, the column posts.by_id, with all that is in it"},
	} {
		t.Run(name, func(t *testing.T) {
			l := begin(t, 1, false)
			l.must("add", "field", "user", "nick:string:optional")
			l.must("add", "resource", "post", "title:string", "by:ref=user", "score:int")
			before := l.files()
			w := &witness{word: "drops", file: filepath.Join(l.dir, ".newsvc.yaml")}
			args := slices.Concat(c.args, []string{"--yes", "--no-verify"})
			if code := cli.Main(context.Background(), args, cli.IO{In: strings.NewReader(""), Out: w, Err: w}, system.Current()); code != 0 {
				t.Fatalf("exit code %d:\n%s", code, w.said.String())
			}
			if !strings.Contains(w.said.String(), c.says) {
				t.Errorf("it isn't said that %s:\n%s", c.says, w.said.String())
			}
			if w.saw != before[".newsvc.yaml"] {
				t.Errorf("it is said when the file is already\n%s", w.saw)
			}
		})
	}
}

func TestRemove_WithoutMigrationsDropsNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	var said strings.Builder
	for _, args := range [][]string{
		{"init", ".", "--yes", "--no-git", "--name", "shop", "--module", "example.com/shop", "--database", "memory"},
		{"remove", "field", "user", "name", "--yes", "--no-verify"},
	} {
		if code := cli.Main(context.Background(), args, cli.IO{In: strings.NewReader(""), Out: &said, Err: &said}, system.Current()); code != 0 {
			t.Fatalf("%v: exit code %d:\n%s", args, code, said.String())
		}
	}
	if strings.Contains(said.String(), "drops") {
		t.Errorf("memory is said to drop something:\n%s", said.String())
	}
}
