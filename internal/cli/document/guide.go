package document

import (
	"strings"

	"github.com/newsvc/newsvc/internal/plain"
)

// Guide is a page of the documentation, or the list of all pages.
type Guide struct {
	Header
	Topic  string  `json:"topic,omitempty"` // of the page
	Title  string  `json:"title,omitempty"`
	Text   string  `json:"text,omitempty"`   // in Markdown
	Topics []Topic `json:"topics,omitempty"` // if no topic was given

	Wrap bool `json:"-"` // break long lines between words, for a terminal
}

// Topic is an entry of the list of pages.
type Topic struct {
	Topic   string `json:"topic"`
	Title   string `json:"title"`
	Summary string `json:"summary"` // the first sentence
}

func (d Guide) print(p *Printer) error {
	switch {
	case d.Topic != "" && d.Wrap:
		return p.Say(wrapped(d.Text, p.Width()))
	case d.Topic != "":
		return p.Write(d.Text)
	}
	var b plain.Builder
	for _, topic := range d.Topics {
		b.Printf("%-14s %s\n", topic.Topic, topic.Title)
	}
	b.Printf("\nnewsvc guide TOPIC prints a page\n")
	return p.Say(b.Text())
}

// wrapped breaks the long lines of a page between words. Code and tables stay as they are.
func wrapped(text string, width int) plain.Text {
	var b plain.Builder
	code := false
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		fence := strings.HasPrefix(line, "```")
		if fence {
			code = !code
		}
		if code || fence || strings.HasPrefix(line, "|") || len([]rune(line)) <= width {
			b.Printf("%s\n", line)
			continue
		}
		hang := ""
		if strings.HasPrefix(line, "- ") {
			hang = "  "
		}
		writeHanging(&b, line, "", hang, width)
	}
	return b.Text()
}
