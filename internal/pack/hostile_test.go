package pack_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/newsvc/newsvc/internal/pack"
)

const hostileHead = "format: 1\nname: small\nversion: 0.1.0\ndescription: A pack for one test\n"

// TestLoad_LargeInputsEndSoon loads and checks packs that are made to take long.
func TestLoad_LargeInputsEndSoon(t *testing.T) {
	lines := func(n int, line func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(line(i))
		}
		return b.String()
	}
	bools := lines(1000, func(i int) string { return fmt.Sprintf("- {name: b%d, kind: bool, prompt: p, help: h}\n", i) })
	chain := func(kind string) string {
		return "options:\n" + lines(1000, func(i int) string {
			when := ""
			if i > 0 {
				when = fmt.Sprintf(", when: {a%d: \"%s\"}", i-1, map[string]string{"bool": "true", "choice, choices: [{name: x, what: y}], default: x": "x"}[kind])
			}
			return fmt.Sprintf("- {name: a%d, kind: %s, prompt: p, help: h%s}\n", i, kind, when)
		}) + "layers:\n- {folder: base}\n"
	}
	twelve := func(i int) string {
		return fmt.Sprintf("{b%d: \"true\", b%d: \"true\", b%d: \"true\", b%d: \"true\", b%d: \"true\", b%d: \"true\"}", i, i+1, i+2, i+3, i+4, i+5)
	}
	base := map[string]string{"layers/base/files/b": "b\n"}
	cases := map[string]struct {
		manifest string
		files    map[string]string
	}{
		"a chain of 1,000 options":             {chain("bool"), base},
		"a chain of 1,000 options of a choice": {chain("choice, choices: [{name: x, what: y}], default: x"), base},
		"1,000 refusals of six options each": {
			"options:\n" + bools + "layers:\n- {folder: base}\nrefusals:\n" + lines(1000, func(i int) string { return "- {reason: r, when: " + twelve(i%990) + "}\n" }), base,
		},
		"1,000 layers and 1,000 refusals of the same options": {
			"options:\n" + bools + "layers:\n- {folder: base}\n" + lines(999, func(i int) string { return fmt.Sprintf("- {folder: l%d, when: {b0: \"true\"}}\n", i) }) +
				"refusals:\n" + lines(1000, func(int) string { return "- {reason: r, when: {b0: \"true\", b1: \"true\", b2: \"true\"}}\n" }), base,
		},
		"10,000 unknown keys":                    {lines(10_000, func(i int) string { return fmt.Sprintf("key%d: 1\n", i) }), base},
		"10,000 unknown options in a template":   {"layers:\n- {folder: base}\n", map[string]string{"layers/base/files/b.tmpl": lines(12_000, func(i int) string { return fmt.Sprintf("{{.Options.o%d}}\n", i) })}},
		"10,000 definitions in a template":       {"layers:\n- {folder: base}\n", map[string]string{"layers/base/files/b.tmpl": lines(7_000, func(i int) string { return fmt.Sprintf("{{define \"d%d\"}}{{end}}\n", i) })}},
		"unknown options in very many templates": {"options:\n" + bools + "layers:\n- {folder: base}\n", templatesOf(3900, strings.Repeat("{{.Options.bx}}", 500))},
		"known options in very many templates":   {"options:\n" + bools + "layers:\n- {folder: base}\n", templatesOf(120, strings.Repeat("{{.Options.b999}}\n", 14_000))},
		"15,000 patterns":                        {"layers:\n- {folder: base, once: [" + strings.Repeat("b, ", 900) + "b]}\n- {folder: base2, once: [" + lines(20_000, func(i int) string { return fmt.Sprintf("*%d, ", i) }) + "b]}\n", templatesOf(3900, "x")},
		"files in files of files":                {"layers:\n- {folder: base}\n", map[string]string{"layers/base/files/" + strings.Repeat("a/", 2000) + "b": "x"}},
		"a template of nested ifs":               {"layers:\n- {folder: base}\n", map[string]string{"layers/base/files/b.tmpl": strings.Repeat("{{if 1}}", 15_000) + strings.Repeat("{{end}}", 15_000)}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			fsys := fstest.MapFS{"pack.yaml": {Data: []byte(hostileHead + c.manifest)}}
			for path, text := range c.files {
				fsys[path] = &fstest.MapFile{Data: []byte(text)}
			}
			begun := time.Now()
			err := loadAndCheck(fsys)
			if took := time.Since(begun); took > 15*time.Second {
				t.Errorf("it took %v", took)
			}
			if err != nil && len(err.Error()) > 64<<10 {
				t.Errorf("the error has %d bytes", len(err.Error()))
			}
		})
	}
}

// templatesOf returns n templates with the same text.
func templatesOf(n int, text string) map[string]string {
	files := map[string]string{}
	for i := range n {
		files[fmt.Sprintf("layers/base/files/f%d.tmpl", i)] = text
	}
	return files
}

func TestLoad_RefusesPipes(t *testing.T) {
	for _, name := range []string{"pack.yaml", "benchmarks.yaml", "layers/base/files/b", "deps", "partials"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.MkdirAll(filepath.Join(dir, "layers", "base", "files"), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "pack.yaml"), []byte(hostileHead+"layers:\n- {folder: base}\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			makePipe(t, path)
			ended := make(chan error, 1)
			go func() {
				_, err := pack.Load(os.DirFS(dir))
				ended <- err
			}()
			select {
			case err := <-ended:
				if want := name + ": it is not a regular file"; err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("got %v, want %s", err, want)
				}
			case <-time.After(5 * time.Second):
				t.Error("it hangs")
			}
		})
	}
}

func TestLoad_StopsInDeepFolders(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "pack.yaml"), []byte(hostileHead+"layers:\n- {folder: base}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "layers", "base", "files", strings.Repeat("a"+string(filepath.Separator), 60)), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err := pack.Load(os.DirFS(dir))
	if want := "its folders are nested more than 32 deep"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}
