package revise

import (
	"testing"
	"testing/fstest"

	"github.com/newsvc/newsvc/internal/pack"
)

const changelogPack = `format: 1
name: small
version: 1.2.0
description: A pack with a changelog
options:
  - {name: name, kind: text, format: name, prompt: name, help: the name}
layers:
  - folder: base
`

func TestChangelog(t *testing.T) {
	log := "# Changelog\n\n## [Unreleased]\n- later\n\n## [1.3.0] - 2026-03-03\n- newest\n\n## v1.2.0\n### Changed\n- two\n\n## 1.1.0\n- one\n\n## 1.0.0\n- first\n"
	p, err := pack.Load(fstest.MapFS{
		"pack.yaml":              {Data: []byte(changelogPack)},
		"CHANGELOG.md":           {Data: []byte(log)},
		"layers/base/files/a.md": {Data: []byte("a\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "## v1.2.0\n### Changed\n- two\n\n## 1.1.0\n- one"
	if got := changelog(p, &pack.Manifest{Name: p.Manifest.Name, Version: "1.0.0"}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := changelog(p, &pack.Manifest{Name: p.Manifest.Name, Version: "1.2.0"}); got != "" {
		t.Errorf("got\n%s\nwant nothing", got)
	}
}
