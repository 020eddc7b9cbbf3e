package disk

import (
	"io/fs"
	"testing"

	"github.com/newsvc/newsvc/internal/fault"
)

func TestWhatIsToBePermitted(t *testing.T) {
	cases := map[string]struct {
		doing, path string
		want        string
	}{
		"a file is changed in its folder": {"change", "svc/go.mod", "get yourself write permission for svc"},
		"a new file is made in its folder": {
			"write", "svc/go.mod", "choose another folder, or get yourself write permission for svc",
		},
		"a new folder is made in another": {
			"create a folder in", "svc", "choose another folder, or get yourself write permission for svc",
		},
		"a change begins in the service's folder":  {"change files in", "svc", "get yourself write permission for svc"},
		"what was broken off is mended there":      {"recover", "svc", "get yourself write permission for svc"},
		"a file that is read need not be writable": {"read", "svc/go.mod", "get yourself permission to read svc/go.mod"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			err := explain(c.doing, c.path, fs.ErrPermission)
			if got := fault.All(err)[0].Hint; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
