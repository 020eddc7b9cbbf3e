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

// attack is one file of testdata/hostile. A clone's files are written over those of a
// valid service, a pack's files over those of a valid pack, and a module's files over
// those of a module that contains that pack. Those in a module's folder @v are what the
// module proxy says of a version, which is @VERSION@.
//
// Lines of the comment that begin with > are directives for what a text archive can't
// express:
//
//	remove PATH                 remove a file or folder
//	link PATH TARGET            create a symbolic link
//	pipe PATH                   create a named pipe
//	sparse PATH BYTES           create a sparse file of this size
//	repeat PATH COUNT "TEXT"    append a line COUNT times; %[1]d is its number
//	copies PATH COUNT SOURCE    copy SOURCE COUNT times; %d in PATH is the number of the copy
//	deep PATH COUNT             create nested folders
//	mode PATH OCTAL             set permissions
//	git ARGUMENT...             run git in the folder
//	bare PATH                   create a bare git repository
//	within PATH                 run the commands in this subfolder
//	refused NAME                commands that open the service or load the pack must fail and name NAME
//	unfinished NAME             commands that look for an unfinished change must fail and name NAME
//	unrendered NAME             commands that render the pack must fail and name NAME
//	verify                      also run the commands that run the service's tests, and allow that
//	zipped PATH                 add a file to the module's zip alone
//	cached PATH                 change this file in the module cache, instead of publishing the module again
//	retracts                    the module retracts its own version, so commands that look for the latest one may fail
//	proof NAME COMMAND...       this command, which isn't newsvc, must run the canary NAME
//
// Names and texts may contain placeholders: @RUN@ is a program that records its argument
// when it runs, @RAN@ the folder in which it does so, @OUTSIDE@ a folder that nothing may
// touch, and @DIGEST@ the digest of the service's pack. @ESC@ and the like are characters.
type attack struct {
	name       string
	pack       bool
	module     bool
	zipped     []string
	cached     []string
	files      []txtar.File
	directives [][]string
	within     string
	refused    []string
	unrendered []string
	unfinished []string
	proofs     [][]string
	verify     bool
	retracts   bool
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
		a.module = strings.HasPrefix(a.name, "module-")
		if !a.pack && !a.module && !strings.HasPrefix(a.name, "clone-") {
			t.Errorf("%s: the name must begin with clone-, module- or pack-", path)
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
			t.Errorf("%s doesn't describe the attack", path)
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
	case "zipped":
		a.zipped = append(a.zipped, words[1])
	case "cached":
		a.cached = append(a.cached, words[1])
	case "verify":
		a.verify = true
	case "retracts":
		a.retracts = true
	case "proof":
		a.proofs = append(a.proofs, words[1:])
	case "repeat":
		_, quoted, _ := strings.Cut(text, `"`)
		a.directives = append(a.directives, append(words[:3:3], `"`+quoted))
	default:
		a.directives = append(a.directives, words)
	}
}

// characters replaces the placeholders for characters that no text file should contain.
var characters = strings.NewReplacer(
	"@ESC@", "\x1b", "@BEL@", "\a", "@CR@", "\r", "@LF@", "\n", "@DEL@", "\x7f", "@CSI@", "\u009b", "@RLO@", "\u202e", "@LRI@", "\u2066", "@LS@", "\u2028",
	"@E-COMPOSED@", "\u00e9", "@E-DECOMPOSED@", "e\u0301", "@HANGUL@", "\uac00", "@JAMO@", "\u1100\u1161", "@FI@", "\ufb01", "@KELVIN@", "\u212a", "@FULLWIDTH-N@", "\uff4e",
)

// expand replaces the placeholders in a text.
func (w *machine) expand(text string) string {
	return characters.Replace(strings.NewReplacer("@RUN@", w.run, "@RAN@", w.ran, "@OUTSIDE@", w.outside, "@DIGEST@", w.digest).Replace(text))
}

// writeFiles writes the attack's files into a folder, over existing ones.
func (w *machine) writeFiles(a attack, dir string) {
	w.t.Helper()
	for _, d := range a.directives {
		if d[0] == "remove" {
			w.check(os.RemoveAll(filepath.Join(dir, w.expand(d[1]))))
		}
	}
	for _, f := range a.files {
		path := filepath.Join(dir, w.expand(f.Name))
		w.check(os.MkdirAll(filepath.Dir(path), 0o755))
		w.check(os.WriteFile(path, []byte(w.expand(string(f.Data))), 0o644))
	}
	for _, d := range a.directives {
		if d[0] != "remove" {
			w.make(dir, d)
		}
	}
}

// make executes one directive.
func (w *machine) make(dir string, d []string) {
	w.t.Helper()
	if d[0] == "git" {
		w.git(dir, strings.Fields(w.expand(strings.Join(d[1:], " ")))...)
		return
	}
	path := filepath.Join(dir, w.expand(d[1]))
	w.check(os.MkdirAll(filepath.Dir(path), 0o755))
	switch d[0] {
	case "link":
		w.check(os.RemoveAll(path))
		w.check(os.Symlink(w.expand(d[2]), path))
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
		w.check(os.WriteFile(path, []byte(w.expand(text.String())), 0o644))
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
		w.t.Fatalf("unknown directive %s", d[0])
	}
}

// deep creates nested folders whose path is longer than the system's limit.
func (w *machine) deep(path string, levels int) {
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

func (w *machine) number(text string) int {
	n, err := strconv.Atoi(text)
	w.check(err)
	return n
}

func (w *machine) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}
