package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What stands in docs/comparison.md was measured.
func TestPage_UpToDate(t *testing.T) {
	r, err := readResults("results.json")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../../docs/comparison.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(page(r), string(got)); diff != "" {
		t.Errorf("it is written by `make comparison`, and by `go run ./internal/tools/comparison page` after a text changed (-want +got):\n%s", diff)
	}
	if len(r.Tools) != len(tools) {
		t.Fatalf("%d tools were measured, of %d", len(r.Tools), len(tools))
	}
	for i, tool := range tools {
		if m := r.Tools[i]; m.Name != tool.name || m.Version != tool.version {
			t.Errorf("%s %s was measured, not %s %s", m.Name, m.Version, tool.name, tool.version)
		}
	}
}

// The page says what the results say, also where they are bad for newsvc.
func TestPage_Rendering(t *testing.T) {
	r := results{
		Date: "2026-01-02", Machine: "64 cores, Go 9.9.9, plan9/mips", Runs: 3, Load: 2.25, Kills: 7, Own: 4,
		Tools: []result{
			{
				Name: "newsvc", Milliseconds: 200.4, TimesNewsvc: 1, Offline: true, Repeatable: true, KilledWithin: 1, Beside: 2, Repeated: 6, KeptOwn: 4,
				Files: 58, Lines: 2758, TestLines: 639, Modules: 30, Tidy: true, Builds: true, Tests: 11, TestsPass: true, Document: true,
				Migration: true, Image: true, Workflow: true, Program: true, Answer: `200 {"items":[]}`, Changes: true, Edited: 42, KeptEdits: 41, Conflicts: 2,
			},
			{
				Name: "ogen", Version: "v1.2.3", Milliseconds: 99.6, TimesNewsvc: 0.5, Repeated: 7, Lines: 100, Modules: 3, Client: true,
				Changes: true, Edited: 18, Owned: 18,
			},
			{Name: "gonew", Version: "v0.1.0", TimesNewsvc: 2, Repeatable: true, Builds: true, Lines: 9999, Modules: 99, KilledWithin: 5, Tests: 1, Answer: "501"},
		},
	}
	got := page(r)
	for _, want := range []string{
		"on\n2026-01-02, on a machine with 64 cores, Go 9.9.9, plan9/mips.",
		"the median of 3 such ratios",
		"The load average was 2.2 during the run",
		"| | newsvc | ogen v1.2.3 | gonew v0.1.0 |\n|---|---|---|---|\n",
		"newsvc took 200 ms.",
		"| 1.0 | 0.5 | 2.0 |",
		"| 1 of 7 | 0 of 7 | 5 of 7 |",
		"| 4 of 4 | 0 of 4 | 0 of 4 |",
		"| 58; 2758 + 639 | 0; 100 + 0 | 0; 9999 + 0 |",
		"| 30; yes | 3; no | 99; no |",
		"| a program, 11 tests, an OpenAPI document, a migration, a Dockerfile, a workflow | a client | 1 test |",
		"| 200 `{\"items\":[]}` | no program | 501 |",
		"| 41 of 42, conflicts to resolve in 2 files | 0 of 18, doesn't build (DO NOT EDIT is in 18) | can't add one |",
		"All except ogen give the same bytes",
		"All except gonew generate no test that fails.",
		"After 2 of 7 kills, newsvc has left hidden files next to the service's folder; the same command removes them.",
		"- Faster: ogen.\n- Less Go: ogen.\n- Fewer modules: ogen.\n",
		"- More often finished by the same command after a kill: ogen.\n- A client in Go: ogen.\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if t.Failed() {
		t.Log(got)
	}
}
