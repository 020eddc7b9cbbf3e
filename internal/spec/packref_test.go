package spec

import (
	"strings"
	"testing"
)

var moduleRef = PackRef{
	Name: "acme", Version: "v1.2.0", Digest: "sha256:" + strings.Repeat("a", 64),
	Module: "example.com/packs", Folder: "go/service", Sum: "h1:" + strings.Repeat("A", 43) + "=",
}

func TestPackRef_OfAModule(t *testing.T) {
	data, err := Answers{Format: 1, Pack: moduleRef}.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseAnswers("x.yaml", data)
	if err != nil || got.Pack != moduleRef {
		t.Errorf("got %+v, %v", got.Pack, err)
	}
	if got := moduleRef.Source(); got != "example.com/packs//go/service@v1.2.0" {
		t.Errorf("got %s", got)
	}
}

func TestParseAnswers_RefusesPacks(t *testing.T) {
	for name, c := range map[string]struct{ pack, want string }{
		"a module that is a flag":          {"module: -x, version: v1.0.0", "x.yaml:1: the pack's module -x is not the path of a Go module"},
		"a module that is a folder":        {"module: ../x, version: v1.0.0", "is not the path of a Go module"},
		"a module without a version":       {"module: example.com/x", "is not a version of the pack's module"},
		"a version that moves":             {"module: example.com/x, version: main", "is not a version of the pack's module"},
		"a version of another major":       {"module: example.com/x, version: v2.0.0", "is not a version of the pack's module"},
		"a folder out of the module":       {"module: example.com/x, version: v1.0.0, folder: ../x", "is not a path in a module"},
		"an absolute folder":               {"module: example.com/x, version: v1.0.0, folder: /etc", "is not a path in a module"},
		"a folder without a module":        {"version: 1.0.0, folder: x", "but no module"},
		"a checksum that is none":          {"module: example.com/x, version: v1.0.0, sum: h1:x", "x.yaml:1: the checksum"},
		"a key that is similar to another": {"modul: example.com/x", "pack has no modul"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseAnswers("x.yaml", []byte("pack: {name: x, "+c.pack+"}\n"))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
