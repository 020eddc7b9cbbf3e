package main

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/benchmarks"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/templates"
)

func builtInBenchmarks(t *testing.T) benchmarks.Table {
	t.Helper()
	p, err := pack.Load(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	measured, err := benchmarks.Of(p)
	if err != nil {
		t.Fatal(err)
	}
	return measured
}

// What stands in docs/frameworks.md was measured, or is the manifest's.
func TestPage_UpToDate(t *testing.T) {
	want, err := writePage(templates.FS, builtInBenchmarks(t))
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../../docs/frameworks.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("it is written by `make bench`, and by `go run ./internal/tools/bench page` after the manifest changed (-want +got):\n%s", diff)
	}
}

func TestBenchmarks_RoundTrip(t *testing.T) {
	want := builtInBenchmarks(t)
	data, err := os.ReadFile("../../../templates/benchmarks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(encode(want)), string(data)); diff != "" {
		t.Errorf("templates/benchmarks.yaml (-encoded +read):\n%s", diff)
	}
}

func TestBenchmarks_EveryPair(t *testing.T) {
	measured := builtInBenchmarks(t)
	for _, k := range (options{frameworks: "chi,echo,gin,fiber", databases: "sqlite,postgres,memory"}).kinds() {
		row := measured.Row(pack.Manifest{}, map[string]any{"framework": k.framework, "database": k.database})
		if row == nil {
			t.Errorf("%s: no benchmarks", k)
			continue
		}
		for _, m := range measures {
			if row.Values[m.Name] <= 0 {
				t.Errorf("%s: %s is %v", k, m.Name, row.Values[m.Name])
			}
		}
	}
}
