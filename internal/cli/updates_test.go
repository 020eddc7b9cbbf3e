package cli_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// updates returns the number of histories to try.
func updates(short, all uint64) uint64 {
	if testing.Short() {
		return short
	}
	return all
}

func TestUpdates_AreExact(t *testing.T) {
	useMemory(t)
	testUpdates(t, publishGrow(t), updates(12, 300))
}

// TestUpdates_OfTheBuiltInPack tries each pair of framework and store once.
func TestUpdates_OfTheBuiltInPack(t *testing.T) {
	useMemory(t)
	testUpdates(t, publishBuiltIn(t), updates(1, 12))
}

func testUpdates(t *testing.T, p published, count uint64) {
	t.Helper()
	p.useProxy(t)
	tried, compared := 0, 0
	for seed := range count {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			tried++
			if newGrowing(t, p, seed, int(seed/3%4)).checkUpdates() {
				compared++
			}
		})
	}
	t.Logf("%d of %d histories had no conflict", compared, tried)
	if tried > 1 && compared < tried/2 || tried == 0 {
		t.Error("so few histories without a conflict prove little")
	}
}

// checkUpdates updates the service directly and step by step. It reports whether it
// could compare the two, which depends on conflicts.
func (g *growing) checkUpdates() bool {
	g.t.Helper()
	before, migrations := g.save(), g.migrations()
	var shallow *growing
	if g.seed%5 == 4 {
		shallow = g.shallow()
	}
	conflicts := g.update(publishedVersions)
	direct := g.files()
	if diff := cmp.Diff(migrations, g.migrations()); diff != "" {
		g.fatalf("migrations changed:\n%s", diff)
	}
	g.update(publishedVersions)
	if diff := cmp.Diff(direct, g.files()); diff != "" {
		g.fatalf("the second update changed something:\n%s", diff)
	}
	if !g.edited {
		g.equalsFresh()
	}
	if shallow != nil {
		shallow.equalsDirect(direct)
		g.t.Chdir(g.dir)
	}
	g.load(before)
	for to := before.at + 1; to <= publishedVersions; to++ {
		conflicts = g.update(to) || conflicts
	}
	if conflicts && !g.edited {
		g.fatalf("there are conflicts without an edit")
	}
	if conflicts {
		return false
	}
	if diff := cmp.Diff(direct, g.files()); diff != "" {
		g.fatalf("a direct update, and step by step:\n%s", diff)
	}
	return true
}

// equalsDirect updates a service in a shallow clone, which has the same result as
// without git.
func (g *growing) equalsDirect(direct map[string]string) {
	g.t.Helper()
	g.t.Chdir(g.dir)
	g.update(publishedVersions)
	if diff := cmp.Diff(direct, g.files(".git/")); diff != "" {
		g.fatalf("without git, and in a shallow clone:\n%s", diff)
	}
}
