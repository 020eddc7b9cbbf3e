package pack_test

import (
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/pack"
)

func TestAPackLaysNeitherWhatIsNewsvcsNorWhatSomeSystemRefuses(t *testing.T) {
	for path, want := range map[string]string{
		".newsvc.yaml":   "newsvc's own",
		"a/.NEWSVC.yaml": "newsvc's own",
		"a/../b":         `the segment ".."`,
	} {
		if err := pack.CheckPath(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", path, err, want)
		}
	}
	if err := pack.CheckPath("newsvc.yaml"); err != nil {
		t.Error(err)
	}
}
