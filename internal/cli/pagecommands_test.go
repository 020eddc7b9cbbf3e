package cli

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/docs"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/system"
)

var (
	codeBlock  = regexp.MustCompile("(?ms)^ *```.*?^ *```$")
	codeSpan   = regexp.MustCompile("`(newsvc [^`]+)`")
	nextInLine = regexp.MustCompile(` (&&|\|\||[|;]) (newsvc )?`)
	flagInSpan = regexp.MustCompile(`^\[?(--?[a-z][a-z-]*)`)
	plainWord  = regexp.MustCompile(`^[a-z]+$`)
)

// TestPages_Commands checks each command in the running text of the documentation: the
// command and its flags must exist. TestPages in cmd/newsvc runs those in code blocks.
func TestPages_Commands(t *testing.T) {
	root := commandTree(t)
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, path := range append(pages, "../../README.md") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, span := range codeSpan.FindAllStringSubmatch(codeBlock.ReplaceAllString(string(text), ""), -1) {
			checked++
			if wrong := wrongCommand(root, span[1]); wrong != "" {
				t.Errorf("%s: %s: %s", filepath.Base(path), span[1], wrong)
			}
		}
	}
	if checked < 30 {
		t.Errorf("the pages have only %d commands", checked)
	}
}

// TestAgents_Index checks the commands and pages that AGENTS.md of a generated service
// names: they must exist. Programs read all of the file before a change, so it is short.
func TestAgents_Index(t *testing.T) {
	const limit = 8_192
	root := commandTree(t)
	files, err := filepath.Glob("../../testdata/golden/*/AGENTS.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(text) > limit {
			t.Errorf("%s has %d bytes, %d allowed", path, len(text), limit)
		}
		_, index, _ := strings.Cut(string(text), "\n## Changes with newsvc\n")
		index, _, _ = strings.Cut(index, "\n## ")
		topics := 0
		for _, span := range codeSpan.FindAllStringSubmatch(index, -1) {
			if strings.HasPrefix(span[1], "newsvc guide ") {
				topics++
			}
			if wrong := wrongCommand(root, span[1]); wrong != "" {
				t.Errorf("%s: %s: %s", path, span[1], wrong)
			}
		}
		if topics < 5 {
			t.Errorf("%s has only %d pages", path, topics)
		}
	}
}

// TestWrongCommand checks that the test above notices mistakes.
func TestWrongCommand(t *testing.T) {
	root := commandTree(t)
	for span, right := range map[string]bool{
		"newsvc add field user age:int":    true,
		"newsvc update [DIR…] [--check]":   true,
		"newsvc init shop -f gin --name=a": true,
		"newsvc adopt":                     false,
		"newsvc add feld user age:int":     false,
		"newsvc update --chek":             false,
		"newsvc init -x":                   false,
		"newsvc diff && newsvc stats":      false,
		"newsvc guide fields":              true,
		"newsvc guide feilds":              false,
	} {
		if wrong := wrongCommand(root, span); (wrong == "") != right {
			t.Errorf("%s: %q", span, wrong)
		}
	}
}

// commandTree returns the tree of commands, in which init has the flags of the built-in
// pack.
func commandTree(t *testing.T) *cobra.Command {
	t.Helper()
	env := system.Env{Lookup: func(string) (string, bool) { return "", false }, Environ: os.Environ, OS: "linux"}
	a := newApp(IO{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard}, env, false)
	a.host = service.NewHost(env, nil)
	root := a.root()
	if err := a.registerPackFlags(context.Background(), root, []string{"init"}); err != nil {
		t.Fatal(err)
	}
	return root
}

// wrongCommand returns what is wrong with a command in a text, which may have
// placeholders.
func wrongCommand(root *cobra.Command, text string) string {
	for _, part := range nextInLine.Split(text, -1) {
		part = strings.TrimPrefix(part, "newsvc ")
		cmd, rest, err := root.Find(strings.Fields(part))
		if err != nil {
			return err.Error()
		}
		cmd.InitDefaultHelpFlag()
		if cmd.HasSubCommands() && len(rest) > 0 && plainWord.MatchString(rest[0]) {
			return "there is no " + cmd.CommandPath() + " " + rest[0]
		}
		if cmd.Name() == "guide" && len(rest) > 0 && plainWord.MatchString(rest[0]) && !isTopic(rest[0]) {
			return "there is no page about " + rest[0]
		}
		for _, word := range rest {
			found := flagInSpan.FindStringSubmatch(word)
			if found == nil {
				continue
			}
			name, long := strings.CutPrefix(found[1], "--")
			known := cmd.Flag(name) != nil
			if !long {
				short := strings.TrimPrefix(name, "-")[:1]
				known = cmd.Flags().ShorthandLookup(short) != nil
			}
			if !known {
				return cmd.CommandPath() + " has no flag " + found[1]
			}
		}
	}
	return ""
}

func isTopic(name string) bool {
	return slices.ContainsFunc(docs.Pages(), func(p docs.Page) bool { return p.Topic == name })
}
