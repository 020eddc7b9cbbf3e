//go:build unix

package hostile

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// attack is one file of testdata/hostile: a clone, whose files are put over those of a
// sound service, or a pack, whose files are put over those of a sound pack.
//
// What an archive of texts can't express is in lines of its comment that begin with >:
//
//	remove PATH                 there is no such file or folder
//	link PATH TARGET            a symbolic link
//	pipe PATH                   a named pipe
//	sparse PATH BYTES           a file of so many zeros, which takes no space
//	repeat PATH COUNT "TEXT"    a line so many times, with the number for %[1]d, after what is there
//	copies PATH COUNT SOURCE    so many files as SOURCE, with the number for %d in PATH
//	deep PATH COUNT             folders within each other
//	mode PATH OCTAL             permissions
//	git ARGUMENT...             run git in it, while it is made
//	bare PATH                   a bare repository of git's
//	within PATH                 commands run in that folder of it
//	refused NAME                commands that open the service, or load the pack, fail and name NAME
//	unfinished NAME             commands that look for an unfinished change do
//	unrendered NAME             commands that render the pack do
//	verify                      the commands that run the service's tests do so, and may
//	proof NAME COMMAND...       the command, which isn't newsvc's, falls for it: the canary NAME shows that
//
// In names and texts, @RUN@ is a program that shows that it ran, under the name that is
// its argument; @RAN@ is the folder where it leaves the names, @OUTSIDE@ one that nothing
// may touch, @DIGEST@ the digest of the pack that the service was made with, @ESC@ and the like are characters.
type attack struct {
	name       string
	pack       bool
	files      []txtar.File
	directives [][]string
	within     string
	refused    []string
	unrendered []string
	unfinished []string
	proofs     [][]string
	verify     bool
}

// attacks reads the corpus.
func attacks(t *testing.T) []attack {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("..", "..", "testdata", "hostile", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var all []attack
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		a := attack{name: strings.TrimSuffix(filepath.Base(path), ".txtar"), files: archive.Files}
		a.pack = strings.HasPrefix(a.name, "pack-")
		if !a.pack && !strings.HasPrefix(a.name, "clone-") {
			t.Errorf("%s: a name begins with clone- or pack-", path)
		}
		described := false
		for line := range strings.Lines(string(archive.Comment)) {
			text, directive := strings.CutPrefix(strings.TrimSpace(line), "> ")
			described = described || !directive && text != ""
			if directive {
				a.add(strings.Fields(text), text)
			}
		}
		if !described {
			t.Errorf("%s doesn't say what it attempts", path)
		}
		all = append(all, a)
	}
	return all
}

func (a *attack) add(words []string, text string) {
	switch words[0] {
	case "within":
		a.within = words[1]
	case "refused":
		a.refused = append(a.refused, words[1])
	case "unfinished":
		a.unfinished = append(a.unfinished, words[1])
	case "unrendered":
		a.unrendered = append(a.unrendered, words[1])
	case "verify":
		a.verify = true
	case "proof":
		a.proofs = append(a.proofs, words[1:])
	case "repeat":
		_, quoted, _ := strings.Cut(text, `"`)
		a.directives = append(a.directives, append(words[:3:3], `"`+quoted))
	default:
		a.directives = append(a.directives, words)
	}
}

// characters are those that no text file should hold.
var characters = strings.NewReplacer(
	"@ESC@", "\x1b", "@BEL@", "\a", "@CR@", "\r", "@LF@", "\n", "@DEL@", "\x7f", "@CSI@", "\u009b", "@RLO@", "\u202e", "@LRI@", "\u2066", "@LS@", "\u2028",
	"@E-COMPOSED@", "\u00e9", "@E-DECOMPOSED@", "e\u0301", "@HANGUL@", "\uac00", "@JAMO@", "\u1100\u1161", "@FI@", "\ufb01", "@KELVIN@", "\u212a", "@FULLWIDTH-N@", "\uff4e",
)

// fill puts what the names between at signs stand for into a text.
func (w *world) fill(text string) string {
	return characters.Replace(strings.NewReplacer("@RUN@", w.run, "@RAN@", w.ran, "@OUTSIDE@", w.outside, "@DIGEST@", w.digest).Replace(text))
}

// lay puts the attack's files into a folder, over what is there.
func (w *world) lay(a attack, dir string) {
	w.t.Helper()
	for _, d := range a.directives {
		if d[0] == "remove" {
			w.check(os.RemoveAll(filepath.Join(dir, w.fill(d[1]))))
		}
	}
	for _, f := range a.files {
		path := filepath.Join(dir, w.fill(f.Name))
		w.check(os.MkdirAll(filepath.Dir(path), 0o755))
		w.check(os.WriteFile(path, []byte(w.fill(string(f.Data))), 0o644))
	}
	for _, d := range a.directives {
		if d[0] != "remove" {
			w.make(dir, d)
		}
	}
}

// make follows one directive.
func (w *world) make(dir string, d []string) {
	w.t.Helper()
	if d[0] == "git" {
		w.git(dir, strings.Fields(w.fill(strings.Join(d[1:], " ")))...)
		return
	}
	path := filepath.Join(dir, w.fill(d[1]))
	w.check(os.MkdirAll(filepath.Dir(path), 0o755))
	switch d[0] {
	case "link":
		w.check(os.RemoveAll(path))
		w.check(os.Symlink(w.fill(d[2]), path))
	case "pipe":
		w.check(os.RemoveAll(path))
		w.check(makePipe(path))
	case "sparse":
		w.check(os.RemoveAll(path))
		w.check(os.WriteFile(path, nil, 0o644))
		w.check(os.Truncate(path, int64(w.number(d[2]))))
	case "repeat":
		line, err := strconv.Unquote(d[3])
		w.check(err)
		before, err := os.ReadFile(path)
		if !os.IsNotExist(err) {
			w.check(err)
		}
		text := strings.Builder{}
		text.Write(before)
		for i := range w.number(d[2]) {
			if strings.Contains(line, "%[1]d") {
				fmt.Fprintf(&text, line, i)
			} else {
				text.WriteString(line)
			}
		}
		w.check(os.WriteFile(path, []byte(w.fill(text.String())), 0o644))
	case "copies":
		data, err := os.ReadFile(filepath.Join(dir, d[3]))
		w.check(err)
		for i := range w.number(d[2]) {
			w.check(os.WriteFile(strings.ReplaceAll(path, "%d", strconv.Itoa(i)), data, 0o644))
		}
	case "deep":
		w.deep(path, w.number(d[2]))
	case "mode":
		mode, err := strconv.ParseUint(d[2], 8, 32)
		w.check(err)
		w.check(os.Chmod(path, os.FileMode(mode)))
	case "bare":
		w.git(dir, "init", "-q", "--bare", path)
	default:
		w.t.Fatalf("there is no directive %s", d[0])
	}
}

// deep makes folders within each other, deeper than a path can be long.
func (w *world) deep(path string, levels int) {
	w.t.Helper()
	w.check(os.MkdirAll(path, 0o755))
	root, err := os.OpenRoot(path)
	w.check(err)
	for range levels {
		w.check(root.Mkdir("a", 0o755))
		next, err := root.OpenRoot("a")
		w.check(err)
		w.check(root.Close())
		root = next
	}
	w.check(root.Close())
}

func (w *world) number(text string) int {
	n, err := strconv.Atoi(text)
	w.check(err)
	return n
}

func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}
