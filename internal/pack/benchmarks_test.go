package pack_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/pack"
)

func toyBenchmarks(t *testing.T) (pack.Manifest, pack.Benchmarks) {
	t.Helper()
	p, err := pack.Load(os.DirFS(toyFolder))
	if err != nil {
		t.Fatal(report(err))
	}
	benchmarks, err := p.Benchmarks()
	if err != nil {
		t.Fatal(report(err))
	}
	return p.Manifest, benchmarks
}

func TestBenchmarks_BriefAndSource(t *testing.T) {
	m, benchmarks := toyBenchmarks(t)
	for name, tc := range map[string]struct {
		option, choice string
		values         map[string]any
		brief, source  string
	}{
		"with the defaults of the others": {
			"server", "plain", nil,
			"12.4 kB on disk, 1200/s by id, 80 % of bare", "measured 2026-11-23, 2 cores, with memory",
		},
		"to the digits that mean something": {
			"server", "threaded", nil,
			"100 kB on disk, 50.0/s by id, 100 % of bare", "measured 2026-11-23, 2 cores, with memory",
		},
		"with the answers to others": {
			"server", "plain",
			map[string]any{"store": "disk"},
			"12.5 kB on disk, 900/s by id, 95 % of bare", "measured 2026-11-23, 2 cores, with disk",
		},
		"but not where it wasn't measured":       {"server", "threaded", map[string]any{"store": "disk"}, "", "measured 2026-11-23, 2 cores, with disk"},
		"nor where nothing was, with any choice": {"store", "disk", map[string]any{"server": "other"}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := benchmarks.Brief(m, tc.option, tc.choice, tc.values); got != tc.brief {
				t.Errorf("got %q, want %q", got, tc.brief)
			}
			if got := benchmarks.Source(m, tc.option, tc.values); got != tc.source {
				t.Errorf("got %q, want %q", got, tc.source)
			}
		})
	}
}

func TestBenchmarks_NotInDigest(t *testing.T) {
	sound := base(t)
	bare, err := pack.Load(sound)
	if err != nil {
		t.Fatal(report(err))
	}
	if benchmarks, err := bare.Benchmarks(); err != nil || len(benchmarks.Rows) > 0 {
		t.Errorf("without the file: got %v, %v", benchmarks, err)
	}
	measured, err := pack.Load(files(sound, archive(t, "benchmarks_no_yaml.txtar")))
	if err != nil {
		t.Fatal(report(err))
	}
	if diff := cmp.Diff(bare.Digest, measured.Digest); diff != "" {
		t.Errorf("the pack's digest (-without +with):\n%s", diff)
	}
}
