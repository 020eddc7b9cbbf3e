package merge

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTextMergesAsGitDoes(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git, which this is compared with, is not installed")
	}
	triples := 4000
	if testing.Short() {
		triples = 300
	}
	random := rand.New(rand.NewPCG(1, 2))
	dir := t.TempDir()
	conflicting := 0
	for i := range triples {
		base, ours, theirs := triple3(random)
		want, wantConflicts := gitMerge(t, git, dir, base, ours, theirs)
		got, conflicts := Text(base, ours, theirs, [3]string{"ours", "base", "theirs"})
		if conflicts > 0 {
			conflicting++
		}
		if conflicts != wantConflicts || !bytes.Equal(got, want) {
			t.Fatalf("triple %d: %d conflicts, git has %d (-git +newsvc):\n%s\nbase %q\nours %q\ntheirs %q",
				i, conflicts, wantConflicts, cmp.Diff(string(want), string(got)), base, ours, theirs)
		}
	}
	if conflicting < triples/10 || conflicting > triples*9/10 {
		t.Errorf("%d of %d triples conflict: too one-sided to prove much", conflicting, triples)
	}
}

// gitMerge returns what git makes of three texts.
func gitMerge(t *testing.T, git, dir string, base, ours, theirs []byte) ([]byte, int) {
	t.Helper()
	for name, data := range map[string][]byte{"base": base, "ours": ours, "theirs": theirs} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), git, "-c", "merge.conflictstyle=diff3", "merge-file", "--diff3", "-p",
		"-L", "ours", "-L", "base", "-L", "theirs", "ours", "base", "theirs")
	cmd.Dir = dir
	out, err := cmd.Output()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return out, 0
	case errors.As(err, &exit) && exit.ExitCode() > 0 && exit.ExitCode() < 128:
		return out, exit.ExitCode()
	}
	t.Fatalf("git merge-file: %v\n%s", err, out)
	return nil, 0
}

// triple3 returns a random text and two random changes of it.
func triple3(random *rand.Rand) (base, ours, theirs []byte) {
	words := 1 + random.IntN(30)
	if random.IntN(3) == 0 {
		words = 200
	}
	length := random.IntN(40)
	if random.IntN(8) == 0 {
		length = 100 + random.IntN(300)
	}
	lines := make([]string, length)
	for i := range lines {
		lines[i] = word(random, words)
	}
	texts := make([][]byte, 3)
	shared := lines
	if random.IntN(2) == 0 {
		shared = changed(random, lines, words)
	}
	for i, from := range [][]string{lines, shared, lines} {
		if i > 0 {
			from = changed(random, from, words)
		}
		texts[i] = text(random, from)
	}
	if random.IntN(10) == 0 { // both sides make the same changes, and more
		texts[2] = text(random, changed(random, shared, words))
	}
	return texts[0], texts[1], texts[2]
}

func word(random *rand.Rand, words int) string {
	return fmt.Sprintf("%c line", 'a'+random.IntN(words))
}

// changed returns lines with a few runs of them replaced.
func changed(random *rand.Rand, lines []string, words int) []string {
	for range random.IntN(5) {
		start := random.IntN(len(lines) + 1)
		end := min(len(lines), start+random.IntN(4))
		var fresh []string
		for range random.IntN(4) {
			fresh = append(fresh, word(random, words))
		}
		lines = append(append(append([]string(nil), lines[:start]...), fresh...), lines[end:]...)
	}
	return lines
}

// text joins lines, some texts with CRLF, some without a newline at the end.
func text(random *rand.Rand, lines []string) []byte {
	newline := "\n"
	if random.IntN(10) == 0 {
		newline = "\r\n"
	}
	joined := strings.Join(lines, newline)
	if len(lines) > 0 && random.IntN(6) != 0 {
		joined += newline
	}
	return []byte(joined)
}
