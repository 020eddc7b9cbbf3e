//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// builtInPages has every page of the form of the built-in pack, when each question is asked.
var builtInPages = []answered{
	{"1 of 7  newsvc init", nil},
	{"What do you want to start with?", []string{"each", enter}},
	{"What is the service called?", []string{enter}},
	{"What is its Go module?", []string{enter}},
	{"Which web framework?", []string{"fib", enter}},
	{"Which database?", []string{enter}},
	{"How do callers authenticate?", []string{enter}},
	{"Which features?", []string{enter}},
	{"How is it deployed?", []string{enter}},
	{"Which CI system?", []string{enter}},
	{"with user, the example", []string{down, enter}},
	{"What is the resource called?", []string{"order", enter}},
	{"What is the field of order called?", []string{"number:string:unique", enter}},
	{"The fields of order", []string{enter}},
	{"What is the field of order called?", []string{"status", enter}},
	{"What is status?", []string{"enum", enter}},
	{"Which words?", []string{"new,paid", enter}},
	{"Which modifiers does status have?", []string{down, down, " ", enter}},
	{"Which limits or default does status have?", []string{"default=new", enter}},
	{"The fields of order", []string{down, down, down, enter}},
	{"The field status", []string{enter}},
	{"What is the field of order called?", []string{enter}},
	{"What is status?", []string{enter}},
	{"Which words?", []string{enter}},
	{"Which modifiers does status have?", []string{enter}},
	{"Which limits or default does status have?", []string{enter}},
	{"The fields of order", []string{down, enter}},
	{"with order", []string{enter}},
	{"Is this right?", []string{"framework", enter}},
	{"Which web framework?", []string{"chi", enter}},
	{"framework  chi", []string{enter}},
}

// TestForm_Pages shows every page in terminals of different sizes. Each must fit, without
// cutting a word.
func TestForm_Pages(t *testing.T) {
	var all []string // the words of the pages, from a terminal in which no line is too long
	for _, z := range []size{{400, 60}, {80, 24}, {120, 40}, {60, 15}} {
		t.Run(fmt.Sprintf("%dx%d", z.columns, z.rows), func(t *testing.T) {
			dir := filepath.Join(os.TempDir(), "f") // whose name is the same in each terminal
			s := z.start(t, t.TempDir(), []string{"TMPDIR=" + dir}, "init", "shop", "--no-git", "--dry-run")
			for i, q := range builtInPages {
				if q.shows == "framework  chi" && z.rows < 20 {
					s.expect("Is this right?")
				} else {
					s.expect(q.shows)
				}
				s.expect("ctrl+c quit")
				text := strings.ReplaceAll(s.text(), s.dir, "/s")
				if z.columns == 400 {
					all = append(all, strings.Fields(text)...)
				}
				for _, word := range strings.Fields(text) {
					if !slices.Contains(all, word) && !strings.Contains(word, "/") && !slices.Contains(strings.Fields("... … more lines above below, below above,"), word) && strings.Trim(word, "0123456789") != "" {
						t.Errorf("page %d has %q, which is no word of it:\n%s", i, word, text)
					}
				}
				if !strings.Contains(text, " of ") || !strings.Contains(text, "newsvc init:") {
					t.Errorf("page %d doesn't fit:\n%s", i, text)
				}
				s.press(q.keys...)
			}
			if code := s.exit(); code != 0 {
				t.Fatalf("exit code %d:\n%s", code, s.text())
			}
		})
	}
}

// TestForm_PagesOfChanges does the same for the forms that change a service.
func TestForm_PagesOfChanges(t *testing.T) {
	for name, c := range revisions {
		for _, z := range []size{{120, 40}, {60, 15}} {
			t.Run(fmt.Sprintf("%s %dx%d", name, z.columns, z.rows), func(t *testing.T) {
				s := z.start(t, evolvedService(t), []string{"XDG_CACHE_HOME=" + os.Getenv("XDG_CACHE_HOME"), "GOPROXY=off", "GOFLAGS=-mod=mod", "GOCACHE=" + builds}, append(c.args, "--dry-run")...)
				for i, q := range c.asked {
					if i == len(c.asked)-1 {
						s.expect("Is this right?") // the preview may be longer than the terminal
					} else {
						s.expect(strings.Fields(q.shows)[0])
					}
					s.expect("ctrl+c quit")
					if !strings.Contains(s.text(), " of ") || !strings.Contains(s.text(), "newsvc "+c.args[0]) {
						t.Errorf("the page doesn't fit:\n%s", s.text())
					}
					s.press(q.keys...)
				}
				if code := s.exit(); code != 0 && code != 3 {
					t.Fatalf("exit code %d:\n%s", code, s.text())
				}
			})
		}
	}
}

func TestForm_Resize(t *testing.T) {
	s := start(t, nil, "init", "shop", "--no-git")
	s.expect("What do you want to start with?")
	s.press("each", enter, enter, enter)
	s.expect("Which web framework?")
	s.press(enter, enter, enter)
	s.expect("Which features?")
	s.expect("[x] metrics")
	before := s.text()
	for _, z := range []size{{80, 10}, {40, 8}, {80, 24}} {
		s.resize(z)
		s.expect("ctrl+c quit")
		time.Sleep(100 * time.Millisecond) // until the signal has arrived
	}
	for _, row := range strings.Split(before, "\n") {
		s.expect(row)
	}
	s.press(ctrlC)
	s.exit()
}

// readmeKeys are the keys with which the form makes the service of the README.
var readmeKeys = []answered{
	{"What do you want to start with?", []string{enter}},
	{"What is the service called?", []string{enter}},
	{"What is its Go module?", []string{enter}},
	{"Which web framework?", []string{"fiber", enter}},
	{"Which database?", []string{enter}},
	{"What does the service store?", []string{down, enter}},
	{"What is the resource called?", []string{"customer name:string email:email:unique", enter}},
	{"What does the service store?", []string{down, enter}},
	{"What is the resource called?", []string{"order number:string:unique status:enum=new,paid placed_at:time buyer:ref=customer", enter}},
	{"with customer, order", []string{enter}},
	{"Is this right?", []string{enter}},
}

// TestForm_ReadmeExample counts the keys for the example of the README. A text that the
// README shows, to copy or to type, counts as one.
func TestForm_ReadmeExample(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "\nnewsvc init shop")
	command, _, _ := strings.Cut("newsvc init shop"+rest, "\n```")
	s := start(t, nil, "init", "shop", "--no-git")
	keys := 0
	for _, q := range readmeKeys {
		s.expect(q.shows)
		s.press(q.keys...)
		keys += len(q.keys)
		for _, text := range q.keys {
			if strings.Contains(text, ":") && !strings.Contains(command, "'"+text+"'") {
				t.Errorf("the README doesn't have %s", text)
			}
		}
	}
	if code := s.exit(); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, s.text())
	}
	const most = 35
	if t.Logf("%d keys", keys); keys > most {
		t.Errorf("%d keys; the limit is %d", keys, most)
	}

	path, _ := binary()
	other := t.TempDir()
	repeat := exec.Command("sh", "-c", strings.Replace(command, "newsvc", path, 1)+" --no-git --yes")
	repeat.Dir, repeat.Env = other, s.cmd.Env
	if out, err := repeat.CombinedOutput(); err != nil {
		t.Fatalf("the command fails: %v\n%s", err, out)
	}
	form, typed := contents(t, s.dir), contents(t, other)
	for file, text := range typed {
		if form[file] != text {
			t.Errorf("%s differs from that of the README's command", file)
		}
	}
	if len(form) != len(typed) {
		t.Errorf("%d files, want %d", len(form), len(typed))
	}
}

func TestForm_CtrlCPrintsCommand(t *testing.T) {
	for _, accessible := range []string{"", "1"} {
		t.Run("ACCESSIBLE="+accessible, func(t *testing.T) {
			s := start(t, []string{"ACCESSIBLE=" + accessible}, "init", "shop", "--pack", mini(t), "--no-git")
			s.expect("What is the service called?")
			s.press(enter)
			s.expect("What is its module path?")
			s.press("\x15example.com/store", enter)
			s.expect("Which framework?")
			s.press("two", enter)
			s.expect("Does it cache?")
			s.press(ctrlC)
			if code := s.exit(); code != 130 {
				t.Errorf("exit code %d, want 130", code)
			}
			want := "hint: to continue with the answers so far: newsvc init shop --pack " + mini(t) +
				" --name shop --module example.com/store --framework two --no-git"
			if got := strings.Join(strings.Fields(s.output()), " "); !strings.HasSuffix(got, want) {
				t.Errorf("got\n%s\nwant at its end\n%s", s.text(), want)
			}
		})
	}
}

func TestTerminal_WrapsErrors(t *testing.T) {
	s := start(t, nil, "init", "shop", "--yes", "-r", "a_very_long_name_of_a_resource another_long_name_of_a_field:strin:optional")
	if code := s.exit(); code != 2 {
		t.Errorf("exit code %d, want 2", code)
	}
	want := "newsvc: resource a_very_long_name_of_a_resource: field\r\n  another_long_name_of_a_field: unknown type strin\r\n"
	if !strings.Contains(s.output(), want) {
		t.Errorf("got\n%s", s.text())
	}
	for line := range strings.Lines(s.output()) {
		if line = strings.TrimRight(line, "\r\n"); !strings.HasPrefix(line, "hint: ") && len(line) > 80 {
			t.Errorf("a line of %d columns: %s", len(line), line)
		}
	}
}
