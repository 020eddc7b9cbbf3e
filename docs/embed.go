// Package docs has the pages of the documentation.
package docs

import (
	"embed"
	"path"
	"regexp"
	"strings"
)

//go:embed *.md
var files embed.FS

// Page is a page of the documentation.
type Page struct {
	Topic   string // its name without .md, in lower case
	Title   string
	Summary string // its first sentence
	Text    string // in Markdown
}

// Comments in a page prepare the machine on which a test runs its commands. They are on
// lines of their own.
var comment = regexp.MustCompile(`(?ms)^<!--.*?-->\n`)

// Pages returns all pages, sorted by topic.
func Pages() []Page {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the embedded root always exists
	}
	pages := make([]Page, 0, len(entries))
	for _, entry := range entries {
		pages = append(pages, read(entry.Name()))
	}
	return pages
}

// read returns the page in a file. A page begins with its title and a paragraph.
func read(name string) Page {
	data, err := files.ReadFile(name)
	if err != nil {
		panic(err) // ReadDir has listed it
	}
	text := comment.ReplaceAllString(string(data), "")
	title, rest, _ := strings.Cut(strings.TrimPrefix(text, "# "), "\n")
	paragraph, _, _ := strings.Cut(strings.TrimSpace(rest), "\n\n")
	sentence, _, _ := strings.Cut(strings.ReplaceAll(paragraph, "\n", " "), ". ")
	return Page{
		Topic: strings.ToLower(strings.TrimSuffix(name, path.Ext(name))),
		Title: title, Summary: strings.TrimRight(sentence, ".:"), Text: text,
	}
}
