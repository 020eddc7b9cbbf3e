package benchmarks_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/newsvc/newsvc/internal/benchmarks"
	"github.com/newsvc/newsvc/internal/pack"
)

const toyFolder = "../../testdata/packs/toy"

func toyBenchmarks(t *testing.T) (pack.Manifest, benchmarks.Table) {
	t.Helper()
	p, err := pack.Load(os.DirFS(toyFolder))
	if err != nil {
		t.Fatal(err)
	}
	table, err := benchmarks.Of(p)
	if err != nil {
		t.Fatal(err)
	}
	return p.Manifest, table
}

func TestBenchmarks_BriefAndSource(t *testing.T) {
	m, table := toyBenchmarks(t)
	for name, tc := range map[string]struct {
		option, choice string
		values         map[string]any
		brief, source  string
	}{
		"with the defaults of the others": {
			"server", "plain", nil,
			"12.4 kB on disk, 1200/s by id, 80% of bare", "measured 2026-11-23, 2 cores, with memory",
		},
		"to the digits that mean something": {
			"server", "threaded", nil,
			"100 kB on disk, 50.0/s by id, 100% of bare", "measured 2026-11-23, 2 cores, with memory",
		},
		"with the answers to others": {
			"server", "plain",
			map[string]any{"store": "disk"},
			"12.5 kB on disk, 900/s by id, 95% of bare", "measured 2026-11-23, 2 cores, with disk",
		},
		"but not where it wasn't measured":       {"server", "threaded", map[string]any{"store": "disk"}, "", "measured 2026-11-23, 2 cores, with disk"},
		"nor where nothing was, with any choice": {"store", "disk", map[string]any{"server": "other"}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := table.Brief(m, tc.option, tc.choice, tc.values); got != tc.brief {
				t.Errorf("got %q, want %q", got, tc.brief)
			}
			if got := table.Source(m, tc.option, tc.values); got != tc.source {
				t.Errorf("got %q, want %q", got, tc.source)
			}
		})
	}
}

func TestBenchmarks_NotInDigest(t *testing.T) {
	files := fstest.MapFS{}
	if err := fs.WalkDir(os.DirFS(toyFolder), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			var data []byte
			data, err = os.ReadFile(filepath.Join(toyFolder, path))
			files[path] = &fstest.MapFile{Data: data}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	measured, err := pack.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	delete(files, "benchmarks.yaml")
	bare, err := pack.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	if table, err := benchmarks.Of(bare); err != nil || len(table.Rows) > 0 {
		t.Errorf("without the file: got %v, %v", table, err)
	}
	if bare.Digest != measured.Digest {
		t.Error("the file changes the digest of the pack")
	}
}
