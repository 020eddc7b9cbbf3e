//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// mini returns the small pack that the scripts use too.
func mini(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", "testdata", "script", "pack"))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// answered is one question: the text that the screen must show, and the keys that
// answer it.
type answered struct {
	shows string
	keys  []string
}

// conversation has a question of every kind.
var conversation = []answered{
	{"What is the service called?", []string{enter}},
	{"What is its module path?", []string{enter}},
	{"Which framework?", []string{down, enter}},
	{"Does it cache?", []string{up, enter}},
	{"Which features?", []string{enter}},
	{"What does the service store?", []string{down, enter}},
	{"What is the resource called?", []string{"order", enter}},
	{"What is the field of order called?", []string{"status", enter}},
	{"What is status?", []string{"enum", enter}},
	{"Which words?", []string{"new, paid", enter}},
	{"Which modifiers does status have?", []string{down, down, " ", enter}},
	{"Which limits or default does status have?", []string{"default=new", enter}},
	{"The fields of order", []string{down, enter}},
	{"What does the service store?", []string{enter}},
	{"Is this right?", []string{enter}},
}

func TestForm(t *testing.T) {
	s := start(t, nil, "init", "shop", "--pack", mini(t), "--no-git")
	for _, q := range conversation {
		s.expect(q.shows)
		if lines := strings.Count(s.text(), "\n") + 1; lines > 24 || !strings.Contains(s.text(), "newsvc init:") {
			t.Errorf("the form doesn't fit:\n%s", s.text())
		}
		s.press(q.keys...)
	}
	if code := s.exit(); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, s.text())
	}
	_, command, found := strings.Cut(s.output(), "the same without questions:")
	if !found {
		t.Fatalf("no command is shown:\n%s", s.text())
	}
	command = strings.TrimSpace(command)
	const want = `--name shop --module example.com/shop --framework two --cache=true --features docs ` +
		`--resource 'order status:enum=new,paid:default=new' --no-git --yes`
	if !strings.HasSuffix(command, want) {
		t.Errorf("got the command\n%s\nwant at its end\n%s", command, want)
	}

	path, _ := binary()
	again := t.TempDir()
	repeat := exec.Command("sh", "-c", strings.Replace(command, "newsvc", path, 1))
	repeat.Dir, repeat.Env = again, s.cmd.Env
	if out, err := repeat.CombinedOutput(); err != nil {
		t.Fatalf("the command fails: %v\n%s", err, out)
	}
	if diff := cmp.Diff(contents(t, s.dir), contents(t, again)); diff != "" {
		t.Errorf("the command creates a different service (-form +command):\n%s", diff)
	}
}

func TestForm_KeysTypedAhead(t *testing.T) {
	s := start(t, nil, "init", "shop", "--pack", mini(t), "--no-git")
	s.expect("What is the service called?")
	for _, q := range conversation {
		s.press(q.keys...)
	}
	if code := s.exit(); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, s.text())
	}
	if _, err := os.Stat(filepath.Join(s.dir, "shop", "internal", "order.txt")); err != nil {
		t.Error(err)
	}
}

func TestForm_CtrlC(t *testing.T) {
	for _, plain := range []string{"", "1"} {
		for i := range conversation {
			t.Run("ACCESSIBLE="+plain+" "+conversation[i].shows, func(t *testing.T) {
				if plain != "" && i > 0 {
					t.Skip("plain lines are interrupted in the same way at every question")
				}
				s := start(t, []string{"ACCESSIBLE=" + plain}, "init", "shop", "--pack", mini(t))
				for _, q := range conversation[:i] {
					s.expect(q.shows)
					s.press(q.keys...)
				}
				s.expect(conversation[i].shows)
				s.press(ctrlC)
				if code := s.exit(); code != 130 {
					t.Errorf("exit code %d, want 130:\n%s", code, s.text())
				}
				if !strings.Contains(s.output(), "newsvc: interrupted, nothing was written") {
					t.Errorf("the message is missing:\n%s", s.text())
				}
				if left := contents(t, s.dir); len(left) > 0 {
					t.Errorf("it left %v", left)
				}
			})
		}
	}
}

func TestForm_ValidatesWhileTyping(t *testing.T) {
	s := start(t, nil, "init", "shop", "--pack", mini(t), "--no-git")
	s.expect("> shop")
	s.press("!")
	s.expect("try shop)")
	s.press(enter)
	s.expect("What is the service called?")
	s.press("\x7f")
	s.press(enter)
	s.expect("What is its module path?")
	s.press(shiftTab)
	s.expect("What is the service called?")
	s.press("\x7f\x7f", enter, enter, enter)
	s.expect("Which features?")
	s.press(shiftTab, shiftTab)
	s.expect("> example.com/sh")
	s.press(ctrlC)
	s.exit()
}

func TestForm_InvalidFlags(t *testing.T) {
	s := start(t, nil, "init", "shop", "--pack", mini(t), "--framework", "twoo", "--features", "more")
	if code := s.exit(); code != 2 {
		t.Errorf("exit code %d, want 2", code)
	}
	if want := "hint: try --framework two"; !strings.Contains(s.output(), want) || strings.Contains(s.output(), "called?") {
		t.Errorf("got\n%s", s.text())
	}
}

func TestForm_InvalidCombination(t *testing.T) {
	s := start(t, nil, "init", "shop", "--pack", mini(t), "--no-git", "--name", "shop", "-m", "example.com/shop", "-f", "two", "--cache", "-r", "user name:string")
	s.expect("Which features?")
	s.press(down, " ", enter)
	s.expect("framework two has more already")
	s.press(enter) // change the features
	s.expect("Which features?")
	s.press(down, " ", enter)
	s.expect("Is this right?")
	s.press(enter)
	if code := s.exit(); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, s.text())
	}
}

func TestPlainLines(t *testing.T) {
	s := start(t, []string{"ACCESSIBLE=1"}, "init", "shop", "--pack", mini(t), "--no-git")
	for _, q := range []answered{
		{"What is the service called?", []string{"A b\r"}},
		{"Invalid answer: the name \"A b\" has a space (try a-b)", []string{"\r"}},
		{"What is its module path?", []string{"<\r"}},
		{"Answer [shop]:", []string{"store\r"}},
		{"Answer [example.com/shop]:", []string{"example.com/store\r"}},
		{"1  one; the first one; best for: small services; costs: next to nothing", []string{"two\r"}},
		{"Does it cache?", []string{"no\r"}},
		{"Numbers, separated by commas, or 0 for none [1]:", []string{"0\r"}},
		{"What does the service store?", []string{"\r"}},
		{"Is this right?", []string{"1\r"}},
	} {
		s.expect(q.shows)
		s.press(q.keys...)
	}
	if code := s.exit(); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, s.text())
	}
	answers, err := os.ReadFile(filepath.Join(s.dir, "shop", ".newsvc.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"name: store\n", "framework: two\n", "features: []\n", "module: example.com/store\n"} {
		if !strings.Contains(string(answers), want) {
			t.Errorf("%q is missing in the answers:\n%s", want, answers)
		}
	}
	if strings.Contains(s.output(), "\x1b") {
		t.Errorf("the output contains an escape sequence: %q", s.output())
	}
}

func TestPlainLines_EndOfInput(t *testing.T) {
	s := start(t, []string{"TERM=dumb"}, "init", "shop", "--pack", mini(t))
	s.expect("What is the service called?")
	s.press(ctrlD)
	if code := s.exit(); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	if !strings.Contains(s.output(), "the input ended before every question was answered") {
		t.Errorf("the message is missing:\n%s", s.text())
	}
	if left := contents(t, s.dir); len(left) > 0 {
		t.Errorf("it left %v", left)
	}
}

func TestForm_Disabled(t *testing.T) {
	cases := map[string]struct {
		env  []string
		flag string
	}{
		"--yes":   {nil, "--yes"},
		"--json":  {nil, "--json"},
		"CI=true": {[]string{"CI=true"}, "--no-git"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := start(t, c.env, "init", "shop", "--pack", mini(t), "--no-git", c.flag)
			if code := s.exit(); code != 0 {
				t.Fatalf("exit code %d:\n%s", code, s.text())
			}
			if _, err := os.Stat(filepath.Join(s.dir, "shop", "go.mod")); err != nil {
				t.Error(err)
			}
		})
	}
}

// query matches queries that a terminal would have to answer, such as those for its
// colors, its cursor position or its type.
var query = regexp.MustCompile(`\x1b\]1[01];\?|\x1b\[6n|\x1b\[\?*>*=*[0-9]*c|\x1bP|\x1b\[\?[0-9]+\$p|\x1b\[\?u`)

func TestTerminal_NoQueries(t *testing.T) {
	t.Run("a command that draws nothing", func(t *testing.T) {
		s := start(t, nil, "version")
		s.exit()
		if found := query.FindString(s.output()); found != "" {
			t.Errorf("newsvc version sent %q", found)
		}
	})
	t.Run("the form", func(t *testing.T) {
		s := start(t, nil, "init", "shop", "--pack", mini(t))
		s.expect("What is the service called?")
		s.press(ctrlC)
		s.exit()
		if found := query.FindString(s.output()); found != "" {
			t.Errorf("the form sent %q", found)
		}
	})
}

// color matches an escape sequence that sets a color.
var color = regexp.MustCompile(`\x1b\[([0-9;]*;)?(3[0-8]|4[0-8]|9[0-7]|10[0-7])(;[0-9;]*)?m`)

func TestNoColor(t *testing.T) {
	for _, env := range []string{"", "1"} {
		s := start(t, []string{"NO_COLOR=" + env}, "init", "shop", "--pack", mini(t), "--name", "shop", "-m", "example.com/shop")
		s.expect("Which framework?")
		s.press(ctrlC)
		s.exit()
		if colored := color.MatchString(s.output()); colored == (env != "") {
			t.Errorf("NO_COLOR=%s: colored is %v", env, colored)
		}
	}
}

// contents reads all files below dir.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.Name() == ".newsvc-undo" {
			return filepath.SkipDir // It names the service's folder.
		}
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
