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

// component holds the complete requirements of a part of a service, including
// indirect ones.
type component struct {
	goVersion string
	requires  map[string]requirement // by module path
	sums      map[module.Version]sum // by version as in go.sum: "v1.2.3" or "v1.2.3/go.mod"
}

// sum is one line of a go.sum.
type sum struct {
	hash     string
	neededBy []string // the line is only needed if one of these modules is required; see NeededBy
}

// requirement is one line of a go.mod.
type requirement struct {
	mod       module.Version
	indirect  bool
	impliedBy []string // the line can be left out if one of these modules is required; see ImpliedBy
}

// ImpliedBy is the prefix of a comment after an indirect requirement in
// deps/NAME.mod. It is followed by the paths of modules that have the same
// requirement themselves. Only tests of other modules need the requirement, so it
// is left out if one of these modules is required.
const ImpliedBy = "indirect; implied by"

// NeededBy is the prefix of a comment after a checksum in deps/NAME.sum. It is
// followed by the paths of modules that ImpliedBy may leave out. The checksum is
// left out if all of them are.
const NeededBy = "// needed by"

// load reads the component deps/NAME.mod and deps/NAME.sum.
func load(fsys fs.FS, name string) (component, error) {
	modFile, sumFile := "deps/"+name+".mod", "deps/"+name+".sum"
	mod, err := fs.ReadFile(fsys, modFile)
	if errors.Is(err, fs.ErrNotExist) {
		return component{}, fmt.Errorf("the pack has no dependencies %q: %s doesn't exist", name, modFile)
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
		return err // The error contains the file and the line.
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

// join adds the requirements of other to c. A requirement is direct if it is
// direct in one of them. All components of a pack are pinned together, so
// different versions or checksums are an error.
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

// union combines two requirements of one module. The line may be left out only if
// both components allow that.
func union(a, b requirement) requirement {
	b.indirect = a.indirect && b.indirect
	b.impliedBy = either(a.impliedBy, b.impliedBy)
	return b
}

// either combines two lists of modules, one of which must be required. An empty
// list has no condition, so the result is empty too.
func either(a, b []string) []string {
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	return slices.Concat(a, b)
}
