package packdev

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/module"

	"github.com/newsvc/newsvc/internal/extend"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/lazyregexp"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/rootfile"
)

// list is the content of pins.txt.
type list struct {
	goVersion string
	versions  map[string]string  // the version of each directly imported module, by path
	imports   map[string]imports // by component
}

// imports lists package paths.
type imports struct {
	code, tests []string
}

func (l list) components() []string { return slices.Sorted(maps.Keys(l.imports)) }

const pinsHint = "each line is one of: go VERSION, pin MODULE VERSION, NAME import PACKAGE, NAME test PACKAGE"

// readList reads pins.txt of the pack in a folder. It reports all lines that are wrong.
func readList(ctx context.Context, dir string) (list, error) {
	data, err := rootfile.ReadIn(ctx, dir, pinsPath, pack.MaxFileBytes)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return list{}, fault.Usage("no_pins", "there is no %s", filepath.Join(dir, filepath.FromSlash(pinsPath))).
			WithHint("list there what each component imports; " + pinsHint)
	case err != nil:
		return list{}, fault.Failed("bad_pins", "read %s", pinsPath).WithCause(err)
	}
	l := newList()
	return l, l.parse(string(data))
}

// withBases returns the list together with those of the packs that the pack extends. The
// versions of the pack itself take precedence.
func (l list) withBases(p *pack.Pack) list {
	all := newList()
	for level := len(p.Manifest.Bases); level > 0; level-- {
		data, err := fs.ReadFile(p.Raw, strings.Repeat(extend.Folder+"/", level)+pinsPath)
		if err == nil {
			_ = all.parse(string(data)) // The base's author sees what is wrong with it.
		}
	}
	all.goVersion = l.goVersion
	maps.Copy(all.versions, l.versions)
	maps.Copy(all.imports, l.imports)
	return all
}

func newList() list { return list{versions: map[string]string{}, imports: map[string]imports{}} }

// parse adds the lines of pins.txt. Its error is about all that are wrong.
func (l *list) parse(text string) error {
	var errs []error
	for i, line := range strings.Split(text, "\n") {
		text, _, _ := strings.Cut(line, "#")
		if wrong := l.add(strings.Fields(text)); wrong != "" {
			errs = append(errs, fault.Usage("bad_pins", "%s:%d: %s", pinsPath, i+1, wrong).WithHint(pinsHint))
		}
	}
	if len(errs) == 0 && l.goVersion == "" {
		errs = append(errs, fault.Usage("bad_pins", "%s: the line go VERSION is missing", pinsPath).WithHint("write go 1.26.0, the language version of the services"))
	}
	return errors.Join(errs...)
}

var (
	goVersion     = lazyregexp.New(`^[0-9]+\.[0-9]+(\.[0-9]+)?$`)
	componentName = lazyregexp.New(`^[a-z][a-z0-9_-]*$`)
)

// add adds the words of a line. It returns what is wrong with them.
func (l *list) add(words []string) (wrong string) {
	switch {
	case len(words) == 0:
	case len(words) == 2 && words[0] == "go":
		if !goVersion().MatchString(words[1]) {
			return words[1] + " is not a version of Go"
		}
		l.goVersion = words[1]
	case len(words) == 3 && words[0] == "pin":
		if err := module.Check(words[1], words[2]); err != nil {
			return err.Error()
		}
		l.versions[words[1]] = words[2]
	case len(words) == 3 && (words[1] == "import" || words[1] == "test"):
		if !componentName().MatchString(words[0]) {
			return words[0] + " is not the name of a component: it has lower-case letters, digits and dashes, and begins with a letter"
		}
		if err := module.CheckImportPath(words[2]); err != nil {
			return err.Error()
		}
		c := l.imports[words[0]]
		if words[1] == "import" {
			c.code = append(c.code, words[2])
		} else {
			c.tests = append(c.tests, words[2])
		}
		l.imports[words[0]] = c
	default:
		return "this line can't be understood"
	}
	return ""
}
