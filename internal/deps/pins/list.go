package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
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

func readList(folder string) (list, error) {
	file := filepath.Join(folder, "deps", "pins.txt")
	data, err := os.ReadFile(file)
	if err != nil {
		return list{}, err
	}
	l := list{versions: map[string]string{}, imports: map[string]imports{}}
	n := 0
	for line := range bytes.Lines(data) {
		n++
		text, _, _ := strings.Cut(string(line), "#")
		if err := l.add(strings.Fields(text)); err != nil {
			return list{}, fmt.Errorf("%s:%d: %w", file, n, err)
		}
	}
	return l, nil
}

func (l *list) add(words []string) error {
	switch {
	case len(words) == 0:
	case len(words) == 2 && words[0] == "go":
		l.goVersion = words[1]
	case len(words) == 3 && words[0] == "pin":
		l.versions[words[1]] = words[2]
	case len(words) == 3 && words[1] == "import":
		c := l.imports[words[0]]
		c.code = append(c.code, words[2])
		l.imports[words[0]] = c
	case len(words) == 3 && words[1] == "test":
		c := l.imports[words[0]]
		c.tests = append(c.tests, words[2])
		l.imports[words[0]] = c
	default:
		return fmt.Errorf("want go VERSION, pin MODULE VERSION, NAME import PACKAGE or NAME test PACKAGE")
	}
	return nil
}
