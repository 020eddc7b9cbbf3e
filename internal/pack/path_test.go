package pack_test

import (
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/pack"
)

func TestCheckPath(t *testing.T) {
	for path, want := range map[string]string{
		".newsvc.yaml":         "belongs to newsvc",
		"a/.NEWSVC.yaml":       "belongs to newsvc",
		".newsvc-journal":      "belongs to newsvc",
		".newsvc-unfinished/x": "belongs to newsvc",
		"a/.Newsvc":            "belongs to newsvc",
		".newsvcx":             "belongs to newsvc",
		".new\u017fvc.yaml":    "belongs to newsvc",
		"\uff0enewsvc-lock":    "belongs to newsvc",
		".\uff4eewsvc-lock":    "belongs to newsvc",
		"NEWSVC~1.YAM":         "belongs to newsvc",
		"a/../b":               `the segment ".."`,
	} {
		if err := pack.CheckPath(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", path, err, want)
		}
	}
	for _, path := range []string{"newsvc.yaml", "docs/newsvc/x.md", ".news", "a.newsvc"} {
		if err := pack.CheckPath(path); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}
