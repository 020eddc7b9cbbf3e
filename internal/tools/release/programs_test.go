package release

import (
	"bytes"
	"debug/buildinfo"
	"debug/elf"
	"debug/macho"
	"debug/pe"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// checkPrograms checks that each program is for its system, stripped, and says from what it
// was built.
func (r release) checkPrograms(t *testing.T) {
	for _, p := range platforms {
		data := r.read(t, p.program())
		check := map[string]func(platform, []byte) error{"linux": checkELF, "darwin": checkMachO, "windows": checkPE}[p.os]
		if err := check(p, data); err != nil {
			t.Errorf("%s: %v", p, err)
		}
		info, err := buildinfo.Read(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		settings := map[string]string{}
		for _, s := range info.Settings {
			settings[s.Key] = s.Value
		}
		for key, want := range map[string]string{
			"GOOS": p.os, "GOARCH": p.arch, "CGO_ENABLED": "0", "-trimpath": "true", "vcs.revision": r.commit, "vcs.modified": "false", "vcs.time": date,
		} {
			if settings[key] != want {
				t.Errorf("%s: %s is %q, want %q", p, key, settings[key], want)
			}
		}
		if bytes.Contains(data, []byte(r.dir)) {
			t.Errorf("%s: the program contains the folder in which it was built", p)
		}
	}
	r.checkVersion(t, output(t, t.TempDir(), os.Environ(), r.here(t), "version", "--json"))
}

// checkVersion checks what `newsvc version --json` prints.
func (r release) checkVersion(t *testing.T, printed string) {
	t.Helper()
	var v struct{ Newsvc, Commit string }
	if err := json.Unmarshal([]byte(printed), &v); err != nil {
		t.Fatal(err)
	}
	if v.Newsvc != r.version || len(v.Commit) < 7 || !strings.HasPrefix(r.commit, v.Commit) {
		t.Errorf("newsvc version prints %+v; want %s, %s", v, r.version, r.commit)
	}
}

func checkELF(p platform, data []byte) error {
	f, err := elf.NewFile(bytes.NewReader(data))
	if err != nil {
		return err
	}
	if want := map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}[p.arch]; f.Machine != want {
		return fmt.Errorf("for %v", f.Machine)
	}
	for _, program := range f.Progs {
		if program.Type == elf.PT_INTERP {
			return fmt.Errorf("needs the system's libraries")
		}
	}
	if f.Section(".symtab") != nil || f.Section(".debug_info") != nil || f.Section(".zdebug_info") != nil {
		return fmt.Errorf("not stripped")
	}
	return nil
}

func checkMachO(p platform, data []byte) error {
	f, err := macho.NewFile(bytes.NewReader(data))
	if err != nil {
		return err
	}
	if want := map[string]macho.Cpu{"amd64": macho.CpuAmd64, "arm64": macho.CpuArm64}[p.arch]; f.Cpu != want {
		return fmt.Errorf("for %v", f.Cpu)
	}
	for _, section := range f.Sections {
		if section.Seg == "__DWARF" {
			return fmt.Errorf("not stripped")
		}
	}
	if f.Symtab != nil && slices.ContainsFunc(f.Symtab.Syms, func(s macho.Symbol) bool { return strings.HasSuffix(s.Name, "main.main") }) {
		return fmt.Errorf("not stripped")
	}
	return nil
}

func checkPE(p platform, data []byte) error {
	f, err := pe.NewFile(bytes.NewReader(data))
	if err != nil {
		return err
	}
	if want := map[string]uint16{"amd64": pe.IMAGE_FILE_MACHINE_AMD64, "arm64": pe.IMAGE_FILE_MACHINE_ARM64}[p.arch]; f.Machine != want {
		return fmt.Errorf("for machine %#x", f.Machine)
	}
	if len(f.Symbols) > 0 || f.Section(".debug_info") != nil || f.Section(".zdebug_info") != nil {
		return fmt.Errorf("not stripped")
	}
	return nil
}
