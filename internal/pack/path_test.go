package pack_test

import (
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/pack"
)

func TestAPackLaysNeitherWhatIsNewsvcsNorWhatSomeSystemRefuses(t *testing.T) {
	for path, want := range map[string]string{
		".newsvc.yaml":         "newsvc's own",
		"a/.NEWSVC.yaml":       "newsvc's own",
		".newsvc-journal":      "newsvc's own",
		".newsvc-unfinished/x": "newsvc's own",
		"a/.Newsvc":            "newsvc's own",
		".newsvcx":             "newsvc's own",
		".new\u017fvc.yaml":    "newsvc's own",
		"\uff0enewsvc-lock":    "newsvc's own",
		".\uff4eewsvc-lock":    "newsvc's own",
		"NEWSVC~1.YAM":         "newsvc's own",
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
