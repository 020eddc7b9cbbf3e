// Assets writes what a release contains besides the program: completions for shells,
// manual pages, and the same reference as Markdown. They are generated from the commands.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra/doc"

	"github.com/newsvc/newsvc/internal/cli"
	"github.com/newsvc/newsvc/internal/system"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: assets FOLDER DATE, where DATE is that of the commit, as in 2026-11-29T08:00:00Z")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run writes the files. The same commit gives the same bytes.
func run(dir, date string) error {
	at, err := time.Parse(time.RFC3339, date)
	if err != nil {
		return err
	}
	man, reference, completions := filepath.Join(dir, "man"), filepath.Join(dir, "reference"), filepath.Join(dir, "completions")
	for _, folder := range []string{man, reference, completions} {
		if err := os.RemoveAll(folder); err != nil { // it may have a page of a command that is gone
			return err
		}
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	root, err := cli.Tree(context.Background(), system.Current())
	if err != nil {
		return err
	}
	root.DisableAutoGenTag = true
	at = at.UTC()
	header := doc.GenManHeader{Section: "1", Date: &at, Source: "newsvc", Manual: "newsvc"}
	if err := doc.GenManTree(root, &header, man); err != nil {
		return err
	}
	if err := doc.GenMarkdownTree(root, reference); err != nil {
		return err
	}
	for shell, name := range map[string]string{"bash": "newsvc.bash", "zsh": "_newsvc", "fish": "newsvc.fish", "powershell": "newsvc.ps1"} {
		var script bytes.Buffer
		if code := cli.Main(context.Background(), []string{"completion", shell}, cli.IO{Out: &script, Err: os.Stderr}, system.Current()); code != 0 {
			return fmt.Errorf("newsvc completion %s: exit code %d", shell, code)
		}
		if err := os.WriteFile(filepath.Join(completions, name), script.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}
