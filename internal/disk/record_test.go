package disk

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/tree"
)

func TestParseRecord(t *testing.T) {
	cases := map[string]string{
		"no JSON":                   `{`,
		"another format":            `{"format": 3}`,
		"a path out of it":          `{"format": 2, "operations": [{"path": "../x", "new": "0"}]}`,
		"a path into git":           `{"format": 2, "operations": [{"path": ".git/hooks/post-checkout", "new": "0"}]}`,
		"a folder out of it":        `{"format": 2, "made": ["../x"]}`,
		"a folder in the journal":   `{"format": 2, "made": [".newsvc-journal/x"]}`,
		"a removal out of it":       `{"format": 2, "emptied": [{"path": "../x"}]}`,
		"a removal of git's folder": `{"format": 2, "emptied": [{"path": ".git/hooks"}]}`,
		"a mode that is more":       `{"format": 2, "emptied": [{"path": "x", "mode": 8388608}]}`,
		"a deletion in git":         `{"format": 2, "operations": [{"path": ".git/HEAD", "old": "0"}]}`,
		"an absolute path":          `{"format": 2, "operations": [{"path": "/etc/x", "new": "0"}]}`,
		"its own journal's files":   `{"format": 2, "operations": [{"path": ".newsvc-journal/lock", "new": "0"}]}`,
		"the journal in capitals":   `{"format": 2, "operations": [{"path": ".NEWSVC-JOURNAL/lock", "old": "0"}]}`,
		"a path twice":              `{"format": 2, "operations": [{"path": "x", "old": "0"}, {"path": "x", "new": "0"}]}`,
		"an empty path":             `{"format": 2, "operations": [{"path": ""}]}`,
	}
	for name, text := range cases {
		if r, err := parseRecord([]byte(text)); err == nil {
			t.Errorf("%s is taken: %+v", name, r)
		}
	}
}

func FuzzParseRecord(f *testing.F) {
	for _, seed := range []string{
		`{"format": 2, "operations": [{"path": "a/b", "old": "0", "new": "1"}], "made": ["a"], "emptied": [{"path": "c", "mode": 493}]}`,
		`{"format": 2, "operations": [{"path": "/x"}]}`,
		`{"format": 2, "emptied": [{"path": ".git", "mode": 4294967295}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := parseRecord(data)
		if err != nil {
			return
		}
		paths := append([]string{}, r.Made...)
		for _, o := range r.Operations {
			paths = append(paths, o.Path)
		}
		for _, e := range r.Emptied {
			paths = append(paths, e.Path)
			if e.Mode > 0o777 {
				t.Errorf("the mode %v is taken", e.Mode)
			}
		}
		for _, p := range paths {
			if err := tree.CheckPath(p); err != nil || strings.HasPrefix(strings.ToLower(p)+"/", journalName+"/") {
				t.Errorf("the path %q is taken: %v", p, err)
			}
		}
		again, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parseRecord(again); err != nil {
			t.Errorf("what was read is refused when it is written again: %v", err)
		}
	})
}

func FuzzUnseal(f *testing.F) {
	claims := f.TempDir()
	m := Machine{Claims: []string{claims}}
	c, err := m.claim(journalClaim, "/service/"+journalName, false)
	if err != nil {
		f.Fatal(err)
	}
	sealed := c.seal([]byte("text"))
	f.Add(sealed)
	f.Add([]byte(c.id + " 00\n"))
	f.Add([]byte("../../etc/passwd 00\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, got := m.unseal(journalClaim, "/service/"+journalName, data); (got != nil) != (string(data) == string(sealed)) {
			t.Errorf("%q: own is %v", data, got != nil)
		}
	})
}
