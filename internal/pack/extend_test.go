package pack_test

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/newsvc/newsvc/internal/benchmarks"
	"github.com/newsvc/newsvc/internal/extend"
	"github.com/newsvc/newsvc/internal/pack"
)

// grownHead is the beginning of the manifest of a pack that extends the valid pack.
const grownHead = "format: 1\nname: grown\nversion: 1.0.0\ndescription: It grows\nextends: small@0.1.0\n"

// grown returns a pack that extends the valid pack. The rest of its manifest begins on line 6.
func grown(t testing.TB, rest string, own map[string]string) fstest.MapFS {
	t.Helper()
	all := fstest.MapFS{"pack.yaml": {Data: []byte(grownHead + rest)}}
	for path, f := range base(t) {
		all["extends/"+path] = f
	}
	for path, text := range own {
		all[path] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

func baseDigest(t testing.TB, path string) string {
	t.Helper()
	return extend.Digest(base(t)[path].Data)
}

// valid loads a pack that extends another one, and checks it.
func valid(t *testing.T, fsys fs.FS) *pack.Pack {
	t.Helper()
	p, err := pack.Load(fsys)
	if err != nil {
		t.Fatal(report(err))
	}
	if err := loadAndCheck(fsys); err != nil {
		t.Fatal(report(err))
	}
	return p
}

func folders(p *pack.Pack) string {
	var all []string
	for _, l := range p.Manifest.Layers {
		all = append(all, l.Folder)
	}
	return strings.Join(all, " ")
}

func choicesOf(o *pack.Option) string {
	var all []string
	for _, c := range o.Choices {
		all = append(all, c.Name)
	}
	return strings.Join(all, " ")
}

func TestExtend_Adds(t *testing.T) {
	p := valid(t, grown(t, strings.Join([]string{
		"options:",
		"- {name: owner, kind: text, prompt: p, help: h, default: ops, when: {color: red}}",
		"layers:",
		"- {folder: owners, when: {shade: deep}}",
		"- {folder: green, when: {color: green}}",
		"slots: [{name: rows}]",
		"choices: {color: [{name: green, what: new}]}",
		"types: {text: {go: string, sql: TEXT}}",
		"reserved: {package: {words: [class]}, local: {suffix: x, words: [y]}}",
		"initialisms: [id]",
		"refusals: [{when: {color: blue, shade: pale}, reason: r}]",
		"executables: [bin/walk]",
		"resources: [\"book title:text\"]",
		"",
	}, "\n"), map[string]string{
		"layers/owners/files/OWNERS.tmpl":     "{{.Options.owner}}\n{{- slot \"rows\"}}\n",
		"layers/owners/slots/rows/a":          "a\n",
		"layers/owners/slots/lines/late.more": "more\n",
		"layers/base/files/bin/walk":          "#!/bin/sh\n",
		"layers/green/files/green.tmpl":       "{{template \"foot\" .}}",
	}))
	m := p.Manifest
	if got, want := folders(p), "base red each owners green"; got != want {
		t.Errorf("the layers are %s, want %s", got, want)
	}
	if got := choicesOf(m.Option("color")); got != "red blue green" {
		t.Errorf("the colors are %s", got)
	}
	if m.Name != "grown" || m.Version != "1.0.0" || len(m.Bases) != 1 || m.Bases[0].String() != "small 0.1.0" {
		t.Errorf("it is %s %s, with the bases %v", m.Name, m.Version, m.Bases)
	}
	if got := slices.Sorted(maps.Keys(m.Types)); !slices.Equal(got, []string{"int", "string", "text"}) {
		t.Errorf("the types are %v", got)
	}
	if got := m.Reserved["package"]; got.Suffix != "entity" || !slices.Equal(got.Words, []string{"type", "class"}) {
		t.Errorf("got %v", got)
	}
	if len(m.Resources) != 1 || !strings.HasPrefix(m.Resources[0], "book") || len(m.Refusals) != 1 || len(m.Executables) != 2 {
		t.Errorf("got %v, %v, %v", m.Resources, m.Refusals, m.Executables)
	}
	if got := len(p.Files("base")); got != 3 {
		t.Errorf("the layer of the base has %d files, want 3", got)
	}
	if _, err := fs.Stat(p.FS, "extends"); err == nil {
		t.Error("the files that are rendered include those of the base twice")
	}
	if _, err := fs.Stat(p.Raw, "extends/layers/base/files/bin/run"); err != nil {
		t.Error(err)
	}
}

func TestExtend_Narrows(t *testing.T) {
	for name, tt := range map[string]struct {
		rest, layers, choices, fallback, pinned string
		shade                                   string // why the shade is pinned
	}{
		"one choice":                {"narrow: [{option: color, to: [red], reason: warm}]\n", "base red each", "red", "red", "warm", ""},
		"another one":               {"narrow: [{option: color, to: [blue], reason: cold}]\n", "base each", "blue", "blue", "cold", "cold"},
		"a pin":                     {"pin: [{option: color, to: blue, reason: cold}]\n", "base each", "blue", "blue", "cold", "cold"},
		"another default":           {"defaults: {color: blue}\n", "base red each", "red blue", "blue", "", ""},
		"a choice of its own":       {"choices: {color: [{name: green, what: new}]}\nnarrow: [{option: color, to: [red, green], reason: r}]\n", "base red each", "red green", "red", "", ""},
		"its own choice, alone":     {"choices: {color: [{name: green, what: new}]}\npin: [{option: color, to: green, reason: r}]\n", "base each", "green", "green", "r", "r"},
		"a default that stays":      {"defaults: {color: green}\nchoices: {color: [{name: green, what: new}]}\nnarrow: [{option: color, to: [green, blue], reason: r}]\n", "base each", "blue green", "green", "", "r"},
		"an option that depends":    {"pin: [{option: shade, to: deep, reason: r}]\n", "base red each", "red blue", "red", "", "r"},
		"a file that is left alone": {"", "base red each", "red blue", "red", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := valid(t, grown(t, tt.rest, nil))
			color, shade := p.Manifest.Option("color"), p.Manifest.Option("shade")
			got := []string{folders(p), choicesOf(color), fmt.Sprint(color.Default), color.Pinned, shade.Pinned}
			want := []string{tt.layers, tt.choices, tt.fallback, tt.pinned, tt.shade}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("layers, choices, default, why the color and the shade are pinned (-want +got):\n%s", diff)
			}
		})
	}
}

func TestExtend_NarrowsListsAndBools(t *testing.T) {
	below := map[string]string{
		"extends/pack.yaml": strings.Replace(string(base(t)["pack.yaml"].Data), "layers:\n", strings.Join([]string{
			"  - {name: parts, kind: many, prompt: p, help: h, default: [a, b], choices: [{name: a, what: a}, {name: b, what: b}, {name: c, what: c}]}",
			"  - {name: safe, kind: bool, prompt: p, help: h, default: false, when: {parts: [b, c]}}",
			"  - {name: motto, kind: text, prompt: p, help: h, default: go}",
			"layers:",
			"  - {folder: part-a, when: {parts: a}}",
			"  - {folder: part-bc, when: {parts: [b, c]}}",
			"  - {folder: unsafe, when: {safe: false, parts: b}}",
			"",
		}, "\n"), 1) + "refusals: [{when: {parts: c, color: red}, reason: never}, {when: {safe: true, color: blue}, reason: no}]\n",
		"extends/layers/part-a/files/a.tmpl": "{{.Options.motto}}\n", "extends/layers/part-bc/files/bc": "x\n", "extends/layers/unsafe/files/unsafe": "x\n",
	}
	for name, tt := range map[string]struct {
		rest, layers, parts string
		refusals            int
	}{
		"nothing":          {"", "part-a part-bc unsafe base red each", "a b c [a b]", 2},
		"a list":           {"narrow: [{option: parts, to: [a, c], reason: r}]\n", "part-a part-bc base red each", "a c [a]", 2},
		"a pinned list":    {"pin: [{option: parts, to: [b], reason: r}]\n", "part-bc unsafe base red each", "b [b]", 1},
		"an empty list":    {"pin: [{option: parts, to: [], reason: r}]\n", "base red each", " []", 0},
		"a bool":           {"pin: [{option: safe, to: true, reason: r}]\n", "part-a part-bc base red each", "a b c [a b]", 2},
		"a bool, to false": {"pin: [{option: safe, to: false, reason: r}]\n", "part-a part-bc unsafe base red each", "a b c [a b]", 1},
		"a text":           {"pin: [{option: motto, to: stop, reason: r}]\n", "part-a part-bc unsafe base red each", "a b c [a b]", 2},
	} {
		t.Run(name, func(t *testing.T) {
			p := valid(t, grown(t, tt.rest, below))
			parts := p.Manifest.Option("parts")
			if got := choicesOf(parts) + " " + fmt.Sprint(parts.Default); got != tt.parts {
				t.Errorf("the parts are %q, want %q", got, tt.parts)
			}
			if got := folders(p); got != tt.layers {
				t.Errorf("the layers are %s, want %s", got, tt.layers)
			}
			if got := len(p.Manifest.Refusals); got != tt.refusals {
				t.Errorf("%d refusals are left, want %d", got, tt.refusals)
			}
		})
	}
}

func TestExtend_Replaces(t *testing.T) {
	const run, main = "layers/base/files/bin/run", "layers/base/files/main.txt.tmpl"
	p := valid(t, grown(t, "replaces:\n  "+run+": "+baseDigest(t, run)+"\n  "+main+": "+baseDigest(t, main)+"\n  partials/foot.tmpl: "+baseDigest(t, "partials/foot.tmpl")+"\n", map[string]string{
		run + ".tmpl": "own {{template \"foot\" .}}", "layers/base/files/main.txt": "copied\n", "partials/foot.tmpl": "toe\n",
	}))
	var got []string
	for _, f := range p.Files("base") {
		got = append(got, f.Path)
	}
	if want := []string{run + ".tmpl", "layers/base/files/main.txt"}; !slices.Equal(got, want) {
		t.Errorf("the files are %v, want %v", got, want)
	}
	if got := string(p.Partials()["foot"].Data); got != "toe\n" {
		t.Errorf("the partial is %q", got)
	}
}

func TestExtend_ReportsChangesUnderneath(t *testing.T) {
	const run = "layers/base/files/bin/run"
	old := "sha256:" + strings.Repeat("0", 64)
	manifest := "# The shell differs.\nreplaces:\n  " + run + ": " + old + " # own\n"
	p, err := pack.Load(grown(t, manifest, map[string]string{run: "own\n"}))
	if err != nil {
		t.Fatal(report(err))
	}
	digest := baseDigest(t, run)
	want := "pack.yaml:8: " + run + " changed underneath: in small 0.1.0, its digest is " + digest + "\nhint: compare this pack's file with the new one; then newsvc pack check --accept records the new digest\n"
	if got := report(p.Check()); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	accepted, ok := extend.Accept([]byte(grownHead+manifest), p.Replaced())
	if !ok || string(accepted) != grownHead+strings.Replace(manifest, old, digest, 1) {
		t.Errorf("got %s, %v", accepted, ok)
	}
	if _, ok := extend.Accept([]byte(grownHead), p.Replaced()); ok {
		t.Error("it accepts for another manifest")
	}
}

func TestExtend_FiltersBenchmarks(t *testing.T) {
	table := "date: d\nmachine: m\nmeasures: [{name: size, what: w}]\nrows:\n- {when: {color: red}, values: {size: 1}}\n- {when: {color: blue}, values: {size: 2}}\n"
	p := valid(t, grown(t, "pin: [{option: color, to: blue, reason: r}]\n", map[string]string{"extends/benchmarks.yaml": table}))
	got, err := benchmarks.Of(p)
	if err != nil || len(got.Rows) != 1 || got.Rows[0].Values["size"] != 2 {
		t.Errorf("got %v, %v", got, err)
	}
	if bare := valid(t, grown(t, "pin: [{option: color, to: blue, reason: r}]\n", nil)); bare.Digest != p.Digest {
		t.Error("the benchmarks change the digest of the pack")
	}
}

func TestExtend_DigestCoversTheBase(t *testing.T) {
	first := valid(t, grown(t, "", nil))
	for name, own := range map[string]map[string]string{
		"a file of the base":  {"extends/layers/base/files/bin/run": "other\n"},
		"a file of its own":   {"layers/base/files/more": "more\n"},
		"the base's manifest": {"extends/pack.yaml": string(base(t)["pack.yaml"].Data) + "# x\n"},
	} {
		if p := valid(t, grown(t, "", own)); p.Digest == first.Digest {
			t.Errorf("%s: the digest is the same", name)
		}
	}
}

func TestExtend_Chain(t *testing.T) {
	files := grown(t, "pin: [{option: color, to: blue, reason: cold}]\n", nil)
	last := fstest.MapFS{"pack.yaml": {Data: []byte("format: 1\nname: last\nversion: 2.0.0\ndescription: d\nextends: ./x\nlayers: [{folder: own}]\n")}, "layers/own/files/own": {Data: []byte("x")}}
	for path, f := range files {
		last["extends/"+path] = f
	}
	p := valid(t, last)
	if got := p.Manifest.Option("color"); got.Pinned != "cold" || folders(p) != "base each own" || len(p.Manifest.Bases) != 2 {
		t.Errorf("got %v, %s, %v", got, folders(p), p.Manifest.Bases)
	}
	last["pack.yaml"].Data = append(last["pack.yaml"].Data, "pin: [{option: color, to: red, reason: r}]\n"...)
	if got := report(loadAndCheck(last)); !strings.Contains(got, "pack.yaml:7: grown 1.0.0 pins the option color already") {
		t.Errorf("got %s", got)
	}
	for range extend.MaxBases {
		next := fstest.MapFS{"pack.yaml": {Data: []byte("extends: x\n")}}
		for path, f := range last {
			next["extends/"+path] = f
		}
		last = next
	}
	if got := report(loadAndCheck(last)); !strings.Contains(got, "more than 4 packs extend each other") {
		t.Errorf("got %s", got)
	}
}
