package disk

import (
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/rootfile"
)

func TestExplain_Hints(t *testing.T) {
	cases := map[string]struct {
		err  error
		code string
	}{
		"a folder of the service is on another file system": {&os.LinkError{Op: "rename", Err: errCrossDevice}, "cross_device"},
		"the name is too long":                              {&fs.PathError{Op: "open", Err: errNameTooLong}, "name_too_long"},
		"a pipe is in its place":                            {&fs.PathError{Op: "open", Err: rootfile.ErrNotRegular}, "not_a_file"},
		"it is too large":                                   {&fs.PathError{Op: "read", Err: &rootfile.TooLargeError{Limit: 1 << 20}}, "too_large"},
		"it is behind a link":                               {&rootfile.LinkError{Path: "docs"}, "link"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := fault.All(explain("change", "svc/docs/x", c.err))[0]
			if got.Code != c.code || got.Hint == "" || !strings.Contains(got.Error(), "svc/docs/x") {
				t.Errorf("got the code %q, the hint %q: %v; want the code %q, and a hint", got.Code, got.Hint, got, c.code)
			}
		})
	}
}

func TestPermissionHint(t *testing.T) {
	cases := map[string]struct {
		doing, path string
		want        string
	}{
		"a file is changed in its folder": {"change", "svc/go.mod", "make sure that you have write permission for svc"},
		"a new file is made in its folder": {
			"write", "svc/go.mod", "choose another folder, or make sure that you have write permission for svc",
		},
		"a new folder is made in another": {
			"create a folder in", "svc", "choose another folder, or make sure that you have write permission for svc",
		},
		"a change begins in the service's folder":  {"change files in", "svc", "make sure that you have write permission for svc"},
		"the place of an interrupted change":       {"recover", "svc", "make sure that you have write permission for svc"},
		"a file that is read need not be writable": {"read", "svc/go.mod", "make sure that you have permission to read svc/go.mod"},
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
