package service

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/tree"
)

func TestParseRecord(t *testing.T) {
	whole := newRecord(unfinishedFolder, "newsvc add", []merge.Change{
		{Path: "a/b.go", Action: merge.Conflict, Before: &tree.File{Data: []byte("x")}, After: &tree.File{Data: []byte("y")}},
		{Path: "c", Action: merge.Create, After: &tree.File{Data: []byte("z")}},
	})
	whole.Head, whole.Modes = strings.Repeat("a1", 20), map[string]fs.FileMode{"a": 0o755, "a/b.go": 0o644}
	files, err := whole.files()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parseRecord(unfinishedFolder, files[recordPath(unfinishedFolder)].Data); err != nil {
		t.Errorf("newsvc's own record is refused: %v", err)
	}
	cases := map[string]string{
		"an absolute path":              `{"format": 2, "files": [{"path": "/x"}]}`,
		"the root":                      `{"format": 2, "files": [{"path": "/"}]}`,
		"no path":                       `{"format": 2, "files": [{"path": ""}]}`,
		"the folder itself":             `{"format": 2, "files": [{"path": "."}]}`,
		"a path out of it":              `{"format": 2, "files": [{"path": "a/../../x"}]}`,
		"a path into git":               `{"format": 2, "files": [{"path": ".git/config"}]}`,
		"a path in its own record":      `{"format": 2, "files": [{"path": ".newsvc-unfinished/change.json"}]}`,
		"a path in the journal":         `{"format": 2, "files": [{"path": ".NEWSVC-journal/x"}]}`,
		"a path twice":                  `{"format": 2, "files": [{"path": "x"}, {"path": "x"}]}`,
		"a copy out of the folder":      `{"format": 2, "files": [{"path": "x", "before": "../../go.mod"}]}`,
		"a copy of another file":        `{"format": 2, "files": [{"path": "x", "before": "1"}]}`,
		"permissions of git's":          `{"format": 2, "files": [{"path": "x"}], "modes": {".git/hooks": 0}}`,
		"permissions of another file":   `{"format": 2, "files": [{"path": "x"}], "modes": {"y": 0}}`,
		"permissions of all":            `{"format": 2, "files": [{"path": "x"}], "modes": {".": 0}}`,
		"permissions that are more":     `{"format": 2, "files": [{"path": "x"}], "modes": {"x": 4294967295}}`,
		"a commit that is an option":    `{"format": 2, "head": "--upload-pack=x"}`,
		"another format":                `{"format": 3}`,
		"something else than a mapping": `[]`,
	}
	for name, text := range cases {
		if u, err := parseRecord(unfinishedFolder, []byte(text)); err == nil {
			t.Errorf("%s is taken: %+v", name, u)
		}
	}
}

func FuzzParseRecord(f *testing.F) {
	f.Add([]byte(`{"format": 2, "command": "x", "files": [{"path": "a/b", "before": "0", "conflict": true}], "head": "ab", "modes": {"a": 493}}`))
	f.Add([]byte(`{"format": 2, "files": [{"path": "/x", "before": "../../go.mod"}], "modes": {".git/hooks": 0}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		u, err := parseRecord(unfinishedFolder, data)
		if err != nil {
			return
		}
		for _, file := range u.Files {
			if err := tree.CheckPath(file.Path); err != nil {
				t.Errorf("the path %q is taken: %v", file.Path, err)
			}
			if file.Before != "" {
				if err := tree.CheckPath(u.copyOf(file)); err != nil || !strings.HasPrefix(u.copyOf(file), unfinishedFolder+"/before/") {
					t.Errorf("the copy %q is taken: %v", u.copyOf(file), err)
				}
			}
		}
		for name, mode := range u.Modes {
			if err := tree.CheckPath(name); err != nil || mode > 0o777 {
				t.Errorf("the mode %v of %q is taken: %v", mode, name, err)
			}
		}
	})
}
