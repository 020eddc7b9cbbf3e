package extend_test

import (
	"testing"

	"github.com/newsvc/newsvc/internal/extend"
	"github.com/newsvc/newsvc/internal/pack"
)

const fuzzBase = `format: 1
name: below
version: 0.1.0
description: d
options:
  - {name: name, kind: text, format: name, prompt: p, help: h}
  - {name: color, kind: choice, prompt: p, help: h, default: red, choices: [{name: red, what: w}, {name: blue, what: w}]}
  - {name: parts, kind: many, prompt: p, help: h, default: [a], when: {color: red}, choices: [{name: a, what: w}, {name: b, what: w}]}
  - {name: safe, kind: bool, prompt: p, help: h, when: {parts: [a, b]}}
layers:
  - {folder: base}
  - {folder: red, when: {color: red, safe: true}}
slots: [{name: lines}]
types: {string: {go: string}}
reserved: {package: {suffix: x, words: [y]}}
refusals: [{when: {color: blue, safe: "true"}, reason: r}]
changes:
  - {version: 0.1.0, move: {from: a, to: b}}
`

// FuzzCompose checks that no manifest makes newsvc panic, neither that of a pack nor that of its
// base, and that what is composed without a problem is a pack.
func FuzzCompose(f *testing.F) {
	const head = "format: 1\nname: own\nversion: 1.0.0\ndescription: d\nextends: ./base\n"
	for _, own := range []string{
		"", "pin: [{option: color, to: blue, reason: r}]\n", "narrow: [{option: parts, to: [b], reason: r}]\ndefaults: {color: blue, parts: [b]}\n",
		"pin: [{option: safe, to: false, reason: r}]\nlayers: [{folder: own}]\n", "choices: {color: [{name: green, what: w}]}\ntypes: {int: {go: int}}\n",
		"reserved: {package: {words: [z]}}\nderived: {x: [\"{name}\"]}\n", "changes: [{version: 1.0.0, base: 0.1.0}, {version: 1.0.0, move: {from: b, to: c}}]\n",
		"replaces: {layers/base/files/x: sha256:0000000000000000000000000000000000000000000000000000000000000000}\n", "narrow: &a [*a]\npin: *a\n",
	} {
		f.Add(head+own, fuzzBase)
		f.Add(head+own, head+own)
	}
	f.Fuzz(func(t *testing.T, own, base string) {
		files := map[string][]byte{
			"pack.yaml": []byte(own), "layers/own/files/own": []byte("x"), "layers/base/files/x": []byte("y"),
			"extends/pack.yaml": []byte(base), "extends/layers/base/files/x": []byte("x"), "extends/layers/red/files/y": []byte("x"),
		}
		p, err := pack.Load(pack.FilesFS(files))
		if err != nil {
			return
		}
		if len(p.Manifest.Bases) != 1 {
			t.Errorf("it has the bases %v", p.Manifest.Bases)
		}
		for _, l := range p.Manifest.Layers {
			for _, f := range p.Files(l.Folder) {
				if extend.Level(f.Path) > 1 {
					t.Errorf("it has the file %s", f.Path)
				}
			}
		}
		_ = p.Check() // It may have problems, but must not panic.
	})
}
