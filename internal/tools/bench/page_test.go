package main

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/templates"
)

func builtInFigures(t *testing.T) pack.Figures {
	t.Helper()
	p, err := pack.Load(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	figures, err := p.Figures()
	if err != nil {
		t.Fatal(err)
	}
	return figures
}

// What stands in docs/frameworks.md was measured, or is the manifest's.
func TestThePageIsWhatTheFiguresSay(t *testing.T) {
	want, err := writePage(templates.FS, builtInFigures(t))
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

func TestFiguresAreReadAsTheyWereWritten(t *testing.T) {
	want := builtInFigures(t)
	data, err := os.ReadFile("../../../templates/figures.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(encode(want)), string(data)); diff != "" {
		t.Errorf("templates/figures.yaml (-encoded +read):\n%s", diff)
	}
}

func TestFiguresHoldEveryPair(t *testing.T) {
	figures := builtInFigures(t)
	for _, k := range (options{frameworks: "chi,echo,gin,fiber", databases: "sqlite,postgres,memory"}).kinds() {
		row := figures.Row(pack.Manifest{}, map[string]any{"framework": k.framework, "database": k.database})
		if row == nil {
			t.Errorf("%s: no figures", k)
			continue
		}
		for _, m := range measures {
			if row.Values[m.Name] <= 0 {
				t.Errorf("%s: %s is %v", k, m.Name, row.Values[m.Name])
			}
		}
	}
}
