package settings

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func settingsFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(file, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestRead(t *testing.T) {
	s, err := Read(t.Context(), settingsFile(t, "# mine\nmodule_prefix: github.com/acme\n\npack: /packs/acme\n"))
	if err != nil || s.Get(Pack) != "/packs/acme" || s.Get(ModulePrefix) != "github.com/acme" {
		t.Errorf("got %+v, %v", s, err)
	}
	if !strings.HasSuffix(s.Where(Pack), "config.yaml:4") {
		t.Errorf("it is in %s", s.Where(Pack))
	}
	for name, file := range map[string]string{
		"no file": filepath.Join(t.TempDir(), "none"), "no home": "", "an empty file": settingsFile(t, ""), "a comment": settingsFile(t, "# mine\n"),
	} {
		if s, err := Read(t.Context(), file); err != nil || s.Get(Pack) != "" {
			t.Errorf("%s: got %+v, %v", name, s, err)
		}
	}
}

func TestRead_Refuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want, hint string }{
		"an unknown key":      {"module_prefix: a\npakc: b\n", `config.yaml:2: there is no setting "pakc"`, "did you mean pack?"},
		"a key twice":         {"pack: a\npack: b\n", "config.yaml:2: pack is given twice, first on line 1", "keep one"},
		"a list":              {"pack: [a]\n", "config.yaml:1: pack must be text", ""},
		"a number":            {"pack: 1\n", "config.yaml:1: pack must be text", ""},
		"no value":            {"pack:\n", "config.yaml:1: pack must be text", ""},
		"an empty value":      {"pack: ''\n", "config.yaml:1: pack must be one line of visible text", "--unset"},
		"two lines":           {"pack: \"a\\nb\"\n", "config.yaml:1: pack must be one line of visible text", ""},
		"an escape sequence":  {"pack: \"\\e[2J\"\n", "config.yaml:1: pack must be one line of visible text", ""},
		"an alias":            {"module_prefix: &x a\npack: *x\n", "config.yaml:1: module_prefix must be text", ""},
		"no mapping":          {"- pack\n", "config.yaml:1: it is not a list of settings", "module_prefix: github.com/acme"},
		"no YAML":             {"module_prefix: a\npack: [\n", "config.yaml:2: it is not YAML", ""},
		"a second document":   {"pack: a\n---\npack: b\n", "config.yaml: it has more than one document", ""},
		"two things at once":  {"pakc: a\npack: 1\n", "config.yaml:2: pack must be text", ""},
		"a list of documents": {"pack: a\n--- [\n", "more than one document", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(t.Context(), settingsFile(t, c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestSet(t *testing.T) {
	for name, c := range map[string]struct{ before, key, value, want string }{
		"a new file":        {"", Pack, "./x", "pack: ./x\n"},
		"a new key":         {"# mine\nmodule_prefix: a # b\n", Pack, "x", "# mine\nmodule_prefix: a # b\npack: x\n"},
		"another value":     {"pack: a # b\nmodule_prefix: c\n", Pack, "x", "pack: x # b\nmodule_prefix: c\n"},
		"text like a bool":  {"", Pack, "true", "pack: \"true\"\n"},
		"no value":          {"pack: a\nmodule_prefix: c\n", Pack, "", "module_prefix: c\n"},
		"the last value":    {"pack: a\n", Pack, "", ""},
		"a comment":         {"# mine\npack: a\nmodule_prefix: c\n", Pack, "", "module_prefix: c\n# mine\n"},
		"a heading":         {"# mine\n\npack: a\n", Pack, "b", "# mine\n\npack: b\n"},
		"a heading alone":   {"# mine\n", Pack, "b", "# mine\n\npack: b\n"},
		"an ending":         {"pack: a\n\n# end\n", Pack, "b", "pack: b\n\n# end\n"},
		"a key that is out": {"pack: a\n", ModulePrefix, "", "pack: a\n"},
	} {
		t.Run(name, func(t *testing.T) {
			file := settingsFile(t, c.before)
			if err := Set(t.Context(), file, c.key, c.value); err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(file)
			if err != nil || string(data) != c.want {
				t.Errorf("got %q, %v, want %q", data, err, c.want)
			}
			if s, err := Read(t.Context(), file); err != nil || s.Get(c.key) != c.value {
				t.Errorf("read back: %+v, %v", s, err)
			}
			entries, err := os.ReadDir(filepath.Dir(file))
			if err != nil || len(entries) != 1 {
				t.Errorf("left %v, %v", entries, err)
			}
		})
	}
}

func TestSet_KeepsAFileWithMistakes(t *testing.T) {
	file := settingsFile(t, "pakc: a\n")
	if err := Set(t.Context(), file, Pack, "x"); err == nil {
		t.Error("it was changed")
	}
	if data, err := os.ReadFile(file); err != nil || string(data) != "pakc: a\n" {
		t.Errorf("got %q, %v", data, err)
	}
}

func TestSet_KeepsLinksAndModes(t *testing.T) {
	file := settingsFile(t, "pack: a\n")
	link := filepath.Join(t.TempDir(), "link.yaml")
	if err := os.Symlink(file, link); err != nil {
		t.Skip(err)
	}
	if err := Set(t.Context(), link, Pack, "b"); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(link)
	if err != nil || info.Mode().IsRegular() {
		t.Errorf("the link is gone: %v", err)
	}
	info, err = os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o640 && os.PathSeparator == '/' {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
	if data, err := os.ReadFile(file); err != nil || string(data) != "pack: b\n" {
		t.Errorf("got %q, %v", data, err)
	}
	created := filepath.Join(t.TempDir(), "a", "b", "config.yaml")
	if err := Set(t.Context(), created, Pack, "b"); err != nil {
		t.Error(err)
	}
}
