package deps

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// component is what a part of a service requires, complete: the modules
// behind the modules too.
type component struct {
	goVersion string
	requires  map[string]requirement // by module path
	sums      map[module.Version]sum // by version as in go.sum: "v1.2.3" or "v1.2.3/go.mod"
}

// sum is one line of a go.sum.
type sum struct {
	hash     string
	neededBy []string // module paths without whose requirement it isn't needed, see NeededBy
}

// requirement is one line of a go.mod.
type requirement struct {
	mod       module.Version
	indirect  bool
	impliedBy []string // module paths beside which it needn't be said, see ImpliedBy
}

// ImpliedBy introduces, in the comment of an indirect requirement in
// deps/NAME.mod, the paths of modules that require the same themselves. The
// requirement is needed by the tests of other modules alone, so it is left
// out where one of them is there.
const ImpliedBy = "indirect; implied by"

// NeededBy introduces, after a checksum in deps/NAME.sum, the paths of
// modules, each of which may be left out by ImpliedBy. The line is left out
// when all of them are.
const NeededBy = "// needed by"

// load reads a component from below deps/.
func load(fsys fs.FS, name string) (component, error) {
	modFile, sumFile := "deps/"+name+".mod", "deps/"+name+".sum"
	mod, err := fs.ReadFile(fsys, modFile)
	if errors.Is(err, fs.ErrNotExist) {
		return component{}, fmt.Errorf("the pack has no dependencies %q: there is no %s", name, modFile)
	}
	if err != nil {
		return component{}, fmt.Errorf("read dependencies: %w", err)
	}
	sum, err := fs.ReadFile(fsys, sumFile)
	if err != nil {
		return component{}, fmt.Errorf("read dependencies: %w", err)
	}
	c := component{requires: map[string]requirement{}}
	if err := c.parseMod(modFile, mod); err != nil {
		return component{}, err
	}
	c.sums, err = parseSum(sumFile, sum)
	return c, err
}

func (c *component) parseMod(file string, data []byte) error {
	f, err := modfile.Parse(file, data, nil)
	if err != nil {
		return err // names the file and the line
	}
	if f.Go == nil {
		return fmt.Errorf("%s: no go line", file)
	}
	c.goVersion = f.Go.Version
	for _, r := range f.Require {
		c.requires[r.Mod.Path] = requirement{mod: r.Mod, indirect: r.Indirect, impliedBy: impliedBy(r.Syntax)}
	}
	return nil
}

func impliedBy(line *modfile.Line) []string {
	for _, comment := range line.Suffix {
		if _, paths, ok := strings.Cut(comment.Token, ImpliedBy); ok {
			return strings.Fields(paths)
		}
	}
	return nil
}

func parseSum(file string, data []byte) (map[module.Version]sum, error) {
	sums := map[module.Version]sum{}
	n := 0
	for line := range bytes.Lines(data) {
		n++
		text, neededBy, _ := strings.Cut(string(line), NeededBy)
		f := strings.Fields(text)
		if len(f) != 3 {
			return nil, fmt.Errorf("%s:%d: want a module, a version and a checksum", file, n)
		}
		sums[module.Version{Path: f[0], Version: f[1]}] = sum{hash: f[2], neededBy: strings.Fields(neededBy)}
	}
	return sums, nil
}

// join adds what other requires to c. A module is required directly when one
// of both does. All components of a pack are pinned together: another
// version or checksum is an error.
func (c *component) join(other component) error {
	if c.requires == nil {
		*c = component{goVersion: other.goVersion, requires: map[string]requirement{}, sums: map[module.Version]sum{}}
	}
	c.goVersion = later(c.goVersion, other.goVersion)
	for path, r := range other.requires {
		seen, ok := c.requires[path]
		if ok && seen.mod != r.mod {
			return fmt.Errorf("%s is pinned at %s here and at %s elsewhere: refresh the pins", path, r.mod.Version, seen.mod.Version)
		}
		if ok {
			r = union(seen, r)
		}
		c.requires[path] = r
	}
	for mod, s := range other.sums {
		seen, ok := c.sums[mod]
		if ok && seen.hash != s.hash {
			return fmt.Errorf("%s has two checksums: refresh the pins", mod)
		}
		if ok {
			s.neededBy = either(seen.neededBy, s.neededBy)
		}
		c.sums[mod] = s
	}
	return nil
}

// union is what two lines for one module come to. Who needs a module for
// more than tests, needs its line whoever else is there.
func union(a, b requirement) requirement {
	b.indirect = a.indirect && b.indirect
	b.impliedBy = either(a.impliedBy, b.impliedBy)
	return b
}

// either joins two conditions under which a line is left out or needed;
// none means that it always is.
func either(a, b []string) []string {
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	return slices.Concat(a, b)
}
