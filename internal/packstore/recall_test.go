package packstore

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/newsvc/newsvc/internal/spec"
)

func TestPublished_Recall(t *testing.T) {
	const packs = "module example.com/packs\n"
	for name, c := range map[string]struct {
		mod, version string
		want         Recall
	}{
		"nothing":                        {packs, "v1.3.0", Recall{}},
		"the only version":               {packs + "retract v1.3.0 // leaks tokens\n", "v1.3.0", Recall{Retracted: "leaks tokens"}},
		"the first of a range":           {packs + "retract [v1.3.0, v1.3.2] // leaks tokens in logs\n", "v1.3.0", Recall{Retracted: "leaks tokens in logs"}},
		"the last of a range":            {packs + "retract [v1.3.0, v1.3.2] // leaks tokens in logs\n", "v1.3.2", Recall{Retracted: "leaks tokens in logs"}},
		"before a range":                 {packs + "retract [v1.3.0, v1.3.2] // leaks tokens in logs\n", "v1.3.0-rc.1", Recall{}},
		"after a range":                  {packs + "retract [v1.3.0, v1.3.2] // leaks tokens in logs\n", "v1.3.3", Recall{}},
		"a commit in a range":            {packs + "retract [v1.3.0, v1.3.2] // leaks\n", "v1.3.1-0.20260102150405-0123456789ab", Recall{Retracted: "leaks"}},
		"without a reason":               {packs + "retract v1.3.0\n", "v1.3.0", Recall{Retracted: "its owner gives no reason"}},
		"for two reasons":                {packs + "retract (\n\tv1.3.0 // leaks\n\t[v1.0.0, v1.9.0] // burns\n)\n", "v1.3.0", Recall{Retracted: "leaks; burns"}},
		"twice for one reason":           {packs + "retract (\n\tv1.3.0 // leaks\n\t[v1.0.0, v1.9.0] // leaks\n)\n", "v1.3.0", Recall{Retracted: "leaks"}},
		"for many reasons":               {packs + "retract (\n\tv1.3.0 // " + strings.Repeat("a", 399) + "\n\tv1.3.0 // " + strings.Repeat("b", 20) + "\n)\n", "v1.3.0", Recall{Retracted: strings.Repeat("a", 399) + ";…"}},
		"a reason of several lines":      {packs + "// It leaks\n//   tokens.\nretract v1.3.0\n", "v1.3.0", Recall{Retracted: "It leaks tokens."}},
		"a long reason":                  {packs + "retract v1.3.0 // " + strings.Repeat("é", 300) + "\n", "v1.3.0", Recall{Retracted: strings.Repeat("é", 200) + "…"}},
		"a deprecated module":            {"// Deprecated: use example.com/next instead.\n" + packs, "v1.3.0", Recall{Deprecated: "use example.com/next instead."}},
		"unknown directives":             {packs + "future x y\nretract v1.3.0 // leaks\n", "v1.3.0", Recall{Retracted: "leaks"}},
		"a version that isn't semantic":  {packs + "retract [v0.0.0, v9.0.0] // all\n", "master", Recall{}},
		"a go.mod that can't be read":    {packs + "retract [v1.3.0\n", "v1.3.0", Recall{}},
		"a go.mod without a module line": {"retract v1.3.0 // leaks\n", "v1.3.0", Recall{}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := (Published{GoMod: []byte(c.mod)}).recall(c.version); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// counting counts what it is asked.
type counting struct {
	published, downloads atomic.Int64
	err                  error
}

func (c *counting) Published(context.Context, string) (Published, error) {
	c.published.Add(1)
	mod := "module example.com/packs\n\nretract v1.1.0 // leaks\n"
	return Published{Versions: []string{"v1.0.0", "v1.1.0", "v1.2.0"}, GoMod: []byte(mod)}, c.err
}

func (c *counting) Download(_ context.Context, path, version string) (Module, error) {
	c.downloads.Add(1)
	return Module{Path: path, Version: version}, c.err
}

func TestOnce(t *testing.T) {
	c := &counting{}
	s := Store{Modules: Once(c)}
	ref := func(version string) spec.PackRef {
		return spec.PackRef{Module: "example.com/packs", Version: version}
	}
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			if r := s.Recall(t.Context(), ref("v1.1.0")); r.Retracted != "leaks" {
				t.Errorf("got %+v", r)
			}
			if r := s.Recall(t.Context(), ref("v1.0.0")); r != (Recall{}) {
				t.Errorf("got %+v", r)
			}
			if _, err := s.Modules.Download(t.Context(), "example.com/packs", "latest"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if c.published.Load() != 1 || c.downloads.Load() != 1 {
		t.Errorf("it asked %d and %d times", c.published.Load(), c.downloads.Load())
	}
	if versions, err := s.Versions(t.Context(), ref("v1.1.0")); err != nil || strings.Join(versions, " ") != "v1.0.0 v1.2.0" {
		t.Errorf("got %v, %v", versions, err)
	}
}

func TestStore_RecallWithoutAnswer(t *testing.T) {
	for name, s := range map[string]Store{"no modules": {}, "no answer": {Modules: &counting{err: errors.New("no route")}}} {
		if r := s.Recall(t.Context(), spec.PackRef{Module: "example.com/packs", Version: "v1.1.0"}); r != (Recall{}) {
			t.Errorf("%s: got %+v", name, r)
		}
	}
	c := &counting{}
	if r := (Store{Modules: c}).Recall(t.Context(), spec.PackRef{Name: "newsvc", Version: "v1.1.0"}); r != (Recall{}) || c.published.Load() > 0 {
		t.Errorf("the built-in pack: got %+v", r)
	}
}
