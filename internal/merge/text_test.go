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
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestText_MatchesGit(t *testing.T) {
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

// Such texts exceed the cutoff of git's search for a shortest path.
func TestText_MatchesGitBeyondCutoff(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git, which this is compared with, is not installed")
	}
	random := rand.New(rand.NewPCG(5, 6))
	dir := t.TempDir()
	for i := range 30 {
		texts := make([][]byte, 3)
		shared := vocabulary(random, 400+random.IntN(400), 5000)
		for j := range texts {
			texts[j] = text(random, rewritten(random, shared))
		}
		want, wantConflicts := gitMerge(t, git, dir, texts[0], texts[1], texts[2])
		got, conflicts := Text(texts[0], texts[1], texts[2], [3]string{"ours", "base", "theirs"})
		if conflicts != wantConflicts || !bytes.Equal(got, want) {
			t.Errorf("triple %d: %d conflicts, git has %d; equal texts: %t", i, conflicts, wantConflicts, bytes.Equal(got, want))
		}
	}
}

// rewritten returns some long runs of the given lines, sometimes in another
// order, with many new lines between them.
func rewritten(random *rand.Rand, lines []string) []string {
	var fresh []string
	for start := 0; start < len(lines); {
		end := min(len(lines), start+50+random.IntN(150))
		from := start
		if random.IntN(4) == 0 {
			from = random.IntN(start + 1)
		}
		fresh = append(fresh, lines[from:from+end-start]...)
		fresh = append(fresh, vocabulary(random, random.IntN(900), 300)...)
		start = end
	}
	return fresh
}

func vocabulary(random *rand.Rand, length, words int) []string {
	lines := make([]string, length)
	for i := range lines {
		lines[i] = fmt.Sprintf("line %d", random.IntN(words))
	}
	return lines
}

func TestText_HugeInputs(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	texts := make([][]byte, 3)
	for i := range texts {
		texts[i] = []byte(strings.Join(vocabulary(random, 50_000, 100_000), "\n"))
	}
	start := time.Now()
	Text(texts[0], texts[1], texts[2], [3]string{})
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestText(t *testing.T) {
	cases := map[string]struct {
		base, ours, theirs, want string
		conflicts                int
	}{
		"only theirs changed":                              {"1\n", "1\n", "2\n", "2\n", 0},
		"only ours changed":                                {"1\n", "2\n", "1\n", "2\n", 0},
		"the same change on both sides":                    {"1\n", "2\n", "2\n", "2\n", 0},
		"changes of different lines are merged":            {"1\n2\n3\n", "0\n2\n3\n", "1\n2\n4\n", "0\n2\n4\n", 0},
		"changes of adjacent lines conflict":               {"1\n2\n", "0\n2\n", "1\n3\n", "<<<<<<< a\n0\n2\n||||||| b\n1\n2\n=======\n1\n3\n>>>>>>> c\n", 1},
		"markers end like the lines around them":           {"1\r\n", "2\r\n", "3\r\n", "<<<<<<< a\r\n2\r\n||||||| b\r\n1\r\n=======\r\n3\r\n>>>>>>> c\r\n", 1},
		"a marker follows a missing last newline":          {"1", "2", "3", "<<<<<<< a\n2\n||||||| b\n1\n=======\n3\n>>>>>>> c\n", 1},
		"a changed line ending is a change":                {"1\n2\n", "1\r\n2\r\n", "1\n2\n", "1\r\n2\r\n", 0},
		"binary content that only theirs changed":          {"\x001", "\x001", "\x002", "\x002", 0},
		"binary content that both sides changed conflicts": {"\x001", "\x002", "\x003", "\x002", 1},
		"empty texts":                         {"", "", "", "", 0},
		"both sides wrote into an empty file": {"", "1\n", "2\n", "<<<<<<< a\n1\n||||||| b\n=======\n2\n>>>>>>> c\n", 1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, conflicts := Text([]byte(c.base), []byte(c.ours), []byte(c.theirs), [3]string{"a", "b", "c"})
			if diff := cmp.Diff(c.want, string(got)); diff != "" || conflicts != c.conflicts {
				t.Errorf("%d conflicts, want %d (-want +got):\n%s", conflicts, c.conflicts, diff)
			}
		})
	}
}

func FuzzText(f *testing.F) {
	f.Add([]byte("1\n2\n"), []byte("1\n"), []byte("1\r\n2"))
	f.Fuzz(func(t *testing.T, base, ours, theirs []byte) {
		names := [3]string{"ours", "base", "theirs"}
		if got, conflicts := Text(base, ours, base, names); !bytes.Equal(got, ours) || conflicts != 0 {
			t.Errorf("%q, %d conflicts: want ours, the only changed side", got, conflicts)
		}
		if got, conflicts := Text(base, base, theirs, names); !bytes.Equal(got, theirs) || conflicts != 0 {
			t.Errorf("%q, %d conflicts: want theirs, the only changed side", got, conflicts)
		}
		merged, conflicts := Text(base, ours, theirs, names)
		if _, mirrored := Text(base, theirs, ours, names); (conflicts == 0) != (mirrored == 0) {
			t.Errorf("%d conflicts, but %d with the sides swapped", conflicts, mirrored)
		}
		if conflicts == 0 && bytes.Equal(ours, theirs) && !bytes.Equal(merged, ours) {
			t.Errorf("%q: want the text that both sides have", merged)
		}
	})
}

// gitMerge merges three texts with git.
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

// triple3 returns a random text and two random modifications of it.
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
	if random.IntN(10) == 0 { // both sides make the same changes, and theirs makes more
		texts[2] = text(random, changed(random, shared, words))
	}
	return texts[0], texts[1], texts[2]
}

func word(random *rand.Rand, words int) string {
	return fmt.Sprintf("%c line", 'a'+random.IntN(words))
}

// changed replaces a few runs of lines.
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

// text joins lines: sometimes with CRLF, sometimes without a newline at the end.
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
