package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/mod/sumdb/dirhash"

	"github.com/newsvc/newsvc/internal/extend"
	"github.com/newsvc/newsvc/internal/testkit/modproxy"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"newsvc": func() { os.Exit(runChecked()) },
	})
}

// TestScripts runs the scripts in testdata/script, which test the behavior that users
// and programs rely on. $PACK is a small pack for Go services, $LIFE one whose services
// have a history, $TOY one for another language, $GROW has five versions of one, and
// $OWNERS extends the built-in pack.
func TestScripts(t *testing.T) {
	testdata, err := filepath.Abs(filepath.Join("..", "..", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join(testdata, "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			home := filepath.Join(env.WorkDir, ".home")
			env.Vars = append(env.Vars,
				"HOME="+home, "USERPROFILE="+home, "AppData="+home, "LocalAppData="+home,
				"XDG_CONFIG_HOME="+filepath.Join(home, "config"), "XDG_CACHE_HOME="+filepath.Join(home, "cache"),
				"GOCACHE="+goCache(), "GOFLAGS=", "GIT_CONFIG_NOSYSTEM=1", "GIT_CEILING_DIRECTORIES="+filepath.Dir(env.WorkDir),
				"PACK="+filepath.Join(testdata, "script", "pack"),
				"TOY="+filepath.Join(testdata, "packs", "toy"),
				"LIFE="+filepath.Join(testdata, "packs", "life"),
				"GROW="+filepath.Join(testdata, "packs", "grow"),
				"OWNERS="+filepath.Join(testdata, "packs", "owners"),
			)
			return os.MkdirAll(home, 0o755)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"copytree": copyTree,
			"digest":   setDigest,
			"exits":    exits,
			"identity": setIdentity,
			"publish":  publish,
			"replace":  replace,
		},
		Condition: func(name string) (bool, error) {
			switch name {
			case "sh":
				return runtime.GOOS != "windows", nil
			case "root": // file modes don't restrict root
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("unknown condition %s", name)
		},
	})
}

// goCache returns the machine's build cache. With a new one, each script would compile
// the standard library again.
func goCache() string {
	if dir := os.Getenv("GOCACHE"); dir != "" {
		return dir
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "go-build")
}

// setIdentity writes a git configuration with an identity: identity.
func setIdentity(ts *testscript.TestScript, _ bool, _ []string) {
	config := "[user]\n\tname = Ada\n\temail = ada@example.com\n[init]\n\tdefaultBranch = main\n"
	ts.Check(os.WriteFile(filepath.Join(ts.Getenv("HOME"), ".gitconfig"), []byte(config), 0o644))
}

// replace replaces text in a file: replace FILE OLD NEW.
func replace(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: replace FILE OLD NEW")
	}
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%s doesn't contain %q", args[0], args[1])
	}
	text = strings.ReplaceAll(text, args[1], args[2])
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// copyTree copies a folder: copytree FROM TO.
func copyTree(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: copytree FROM TO")
	}
	ts.Check(os.CopyFS(ts.MkAbs(args[1]), os.DirFS(ts.MkAbs(args[0]))))
}

// publish publishes the files of a folder as a version of a module, on the module
// proxy $WORK/proxy: publish MODULE VERSION FOLDER. $SUM is then its checksum.
func publish(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: publish MODULE VERSION FOLDER")
	}
	proxy := modproxy.Proxy{Dir: filepath.Join(ts.Getenv("WORK"), "proxy")}
	ts.Check(proxy.AddFolder(args[0], args[1], ts.MkAbs(args[2])))
	sum, err := dirhash.HashZip(filepath.Join(proxy.Dir, filepath.FromSlash(args[0]), "@v", args[1]+".zip"), dirhash.Hash1)
	ts.Check(err)
	ts.Setenv("SUM", sum)
	ts.Setenv("GOPROXY", proxy.URL())
	ts.Setenv("GOSUMDB", "off")
	ts.Setenv("GOFLAGS", "-modcacherw")
}

// setDigest sets $DIGEST to the digest of a file, as a pack records the one that it replaces:
// digest FILE.
func setDigest(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: digest FILE")
	}
	ts.Setenv("DIGEST", extend.Digest([]byte(ts.ReadFile(args[0]))))
}

// exits runs a program and checks its exit code: exits CODE PROGRAM ARGUMENT...
func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGUMENT...")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		code = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	if fmt.Sprint(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}
