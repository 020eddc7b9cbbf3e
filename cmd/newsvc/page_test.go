//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// page is a page of the documentation that is played: its commands are run in order,
// and its files are written.
//
//	```sh            each command must exit with code 0, or with the code in its comment: # exit code 3
//	```console       the output of each command must be what the page shows
//	```LANG PATH     the block is the file at PATH
//	```diff          the block is applied to the files that it names
//
// Every other block has a language without a path. Comments, which a reader of the
// page doesn't see, prepare what it takes for granted:
//
//	<!-- run: COMMANDS -->                            runs commands, like a block
//	<!-- publish: MODULE VERSION FOLDER -->           puts a folder, or a tag of a repository, on the module proxy
//	<!-- background: URL -->                          runs the last command of the next block until the page stops it,
//	                                                  and waits until the URL answers
//	<!-- stop -->                                     presses Ctrl-C there
type page struct {
	t    *testing.T
	name string
	*pageShell
	modules *modules

	at         string // the address that the next block's last command serves
	played     int    // the number of commands that were run
	elsewhere  map[string]*elsewhere
	background *exec.Cmd
}

var (
	directive = regexp.MustCompile(`(?s)^<!-- *(\w+)(?:: *(.*?))?\s*-->\s*$`)
	remark    = regexp.MustCompile(`\s{2,}# .*$`)
	exitCode  = regexp.MustCompile(`#.*\bexit code (\d+)`)
	isCommand = regexp.MustCompile(`(?m)^\s*(\$ |newsvc |go [a-z]+ |git |make |docker |kubectl |curl |rm |cd )`)
)

// play processes the text of the page and returns it with the output that its console
// blocks have now.
func (p *page) play(text string) string {
	p.t.Helper()
	var out strings.Builder
	lines := strings.SplitAfter(text, "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		switch trimmed := strings.TrimSpace(line); {
		case strings.HasPrefix(trimmed, "```"):
			end := i + 1 + slices.IndexFunc(lines[i+1:], func(l string) bool { return strings.TrimSpace(l) == "```" })
			if end == i {
				p.t.Fatalf("%s:%d: the block has no end", p.name, i+1)
			}
			out.WriteString(line)
			out.WriteString(p.block(strings.TrimPrefix(trimmed, "```"), lines[i+1:end], i+2))
			out.WriteString(lines[end])
			i = end
		case strings.HasPrefix(line, "<!--"):
			end := i + slices.IndexFunc(lines[i:], func(l string) bool { return strings.Contains(l, "-->") })
			if end < i {
				p.t.Fatalf("%s:%d: the comment has no end", p.name, i+1)
			}
			comment := strings.Join(lines[i:end+1], "")
			p.directive(comment, i+1)
			out.WriteString(comment)
			i = end
		default:
			out.WriteString(line)
		}
	}
	p.stop()
	return out.String()
}

// block processes a block that begins at a line, and returns it with its output.
func (p *page) block(info string, lines []string, at int) string {
	p.t.Helper()
	body := strings.Join(lines, "")
	lang, path, hasPath := strings.Cut(info, " ")
	switch {
	case lang == "sh":
		commands := split(lines, at)
		for i, c := range commands {
			if p.at != "" && i == len(commands)-1 {
				p.background = p.serve(c, p.at)
				p.at = ""
				continue
			}
			p.run(c)
		}
	case lang == "console":
		return p.console(lines, at)
	case lang == "diff":
		p.run(command{text: "git apply --recount - <<'END OF DIFF'\n" + body + "END OF DIFF", at: at})
	case hasPath:
		p.write(path, body)
	case lang == "":
		p.t.Errorf("%s:%d: the block has no language: sh, console or text", p.name, at-1)
	case isCommand.MatchString(body):
		p.t.Errorf("%s:%d: a block with commands has the language sh or console", p.name, at-1)
	}
	return body
}

// console runs the commands of a console block and returns it with their output.
func (p *page) console(lines []string, at int) string {
	p.t.Helper()
	var out strings.Builder
	for i, line := range lines {
		if text, ok := strings.CutPrefix(line, "$ "); ok {
			out.WriteString(line + p.run(command{text: strings.TrimSpace(text), at: at + i}))
		}
	}
	return out.String()
}

func (p *page) directive(comment string, at int) {
	p.t.Helper()
	found := directive.FindStringSubmatch(comment)
	if found == nil {
		return // a comment like any other
	}
	switch found[1] {
	case "run":
		for _, c := range split(strings.SplitAfter(found[2], "\n"), at) {
			p.run(c)
		}
	case "publish":
		p.modules.publish(p.t, p.cwd(p.t), strings.Fields(found[2]))
	case "background":
		p.at = found[2]
	case "stop":
		p.stop()
	default:
		p.t.Fatalf("%s:%d: unknown comment %s", p.name, at, found[1])
	}
}

// command is one command of a page, which may continue over several lines.
type command struct {
	text string
	at   int // the line
}

// split splits lines into commands: a backslash continues a command, and so does a
// here-document.
func split(lines []string, at int) []command {
	heredoc := regexp.MustCompile(`<<'?(\w+)'?`)
	var all []command
	var text strings.Builder
	first, until := 0, ""
	for i, line := range lines {
		if text.Len() == 0 {
			first = at + i
		}
		text.WriteString(strings.TrimSuffix(line, "\n"))
		switch found := heredoc.FindStringSubmatch(line); {
		case until == "" && found != nil:
			until = found[1]
		case until != "" && strings.TrimSpace(line) == until:
			until = ""
		}
		if until != "" || strings.HasSuffix(strings.TrimSpace(line), `\`) {
			text.WriteString("\n")
			continue
		}
		if trimmed := strings.TrimSpace(text.String()); trimmed != "" && !strings.HasPrefix(trimmed, "#") {
			all = append(all, command{trimmed, first})
		}
		text.Reset()
	}
	return all
}

// run runs a command and returns what it printed.
func (p *page) run(c command) string {
	p.t.Helper()
	if key := remark.ReplaceAllString(c.text, ""); p.elsewhere[key] != nil {
		e := p.elsewhere[key]
		e.used = true
		if e.instead == "" {
			return ""
		}
		c.text = e.instead
	}
	want := "0"
	if found := exitCode.FindStringSubmatch(c.text); found != nil {
		want = found[1]
	}
	p.played++
	before := time.Now()
	printed, code := p.exec(p.t, c.text)
	if took := time.Since(before); took > 2*time.Second {
		p.t.Logf("line %d took %s: %s", c.at, took.Round(time.Millisecond), c.text)
	}
	if fmt.Sprint(code) != want {
		p.t.Fatalf("%s:%d: %s: exit code %d, want %s\n%s", p.name, c.at, c.text, code, want, printed)
	}
	return printed
}

func (p *page) write(path, text string) {
	p.t.Helper()
	path = filepath.Join(p.cwd(p.t), path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// serve starts a command and returns when an address answers.
func (p *page) serve(c command, url string) *exec.Cmd {
	p.t.Helper()
	p.played++
	cmd, err := p.start(p.t, c.text, url)
	if err != nil {
		p.t.Fatalf("%s:%d: %s: %v", p.name, c.at, c.text, err)
	}
	return cmd
}

// stop presses Ctrl-C where the background command runs.
func (p *page) stop() {
	p.t.Helper()
	if p.background == nil {
		return
	}
	if err := interrupt(p.background); err != nil {
		p.t.Errorf("%s: %v after Ctrl-C", p.name, err)
	}
	p.background = nil
}
