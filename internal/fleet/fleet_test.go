package fleet

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/system"
)

// services makes folders with files of answers that can't be read, and returns
// the folder that contains them.
func services(t *testing.T, folders ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, folder := range folders {
		folder = filepath.Join(root, filepath.FromSlash(folder))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, ".newsvc.yaml"), []byte("format: x\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func reader() *Reader {
	return &Reader{Host: service.NewHost(system.Current(), func(plain.Text) {})}
}

func TestReader_EachVisitsServicesInOrder(t *testing.T) {
	root := services(t, "b", "a/one", "a/two", "b/nested", ".hidden", "c/vendor/x", "c/node_modules/y", "d")
	t.Chdir(root)
	var got []string
	err := reader().Each(t.Context(), []string{"."}, func(s Status) error {
		if s.Problem == nil {
			t.Errorf("%s has no problem", s.Folder)
		}
		got = append(got, filepath.ToSlash(s.Folder))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a/one", "a/two", "b", "d"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestReader_EachEndsWithTheFirstError(t *testing.T) {
	root := services(t, "a", "b", "c")
	stop := errors.New("stop")
	visited := 0
	err := reader().Each(t.Context(), []string{root}, func(Status) error { visited++; return stop })
	if !errors.Is(err, stop) || visited != 1 {
		t.Errorf("got %v after %d services", err, visited)
	}
}

func TestReader_EachRefusesAMissingFolder(t *testing.T) {
	root := services(t, "shops/a")
	err := reader().Each(t.Context(), []string{filepath.Join(root, "shop")}, func(Status) error { return nil })
	if err == nil {
		t.Fatal("there is no error")
	}
	first := fault.All(err)[0]
	if want := "did you mean " + filepath.Join(root, "shops") + "?"; first.Code != "no_folder" || first.Hint != want {
		t.Errorf("got %s, hint %q, want %q", first.Code, first.Hint, want)
	}
}
