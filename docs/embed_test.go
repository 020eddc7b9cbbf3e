package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/docs"
)

// TestPages checks that each page has what a list of pages shows, and that links
// between pages lead somewhere.
func TestPages(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:\s]+)(#[^)]*)?\)`)
	for _, page := range docs.Pages() {
		if page.Topic == "" || page.Title == "" || page.Summary == "" || strings.Contains(page.Title, "#") {
			t.Errorf("%s: title %q, summary %q", page.Topic, page.Title, page.Summary)
		}
		if strings.Contains(page.Text, "\n<!--") {
			t.Errorf("%s has a comment", page.Topic)
		}
		for _, found := range link.FindAllStringSubmatch(page.Text, -1) {
			if _, err := os.Stat(filepath.FromSlash(found[1])); err != nil {
				t.Errorf("%s: the link to %s leads nowhere", page.Topic, found[1])
			}
		}
	}
}

// TestPages_InREADME checks that the README links to every page.
func TestPages_InREADME(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob("*.md")
	if err != nil || len(names) != len(docs.Pages()) {
		t.Fatalf("%d files, %d pages, %v", len(names), len(docs.Pages()), err)
	}
	for _, name := range names {
		if !strings.Contains(string(readme), "(docs/"+name+")") {
			t.Errorf("the README has no link to docs/%s", name)
		}
	}
}
