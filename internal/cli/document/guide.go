package document

import (
	"strings"

	"github.com/newsvc/newsvc/internal/lazyregexp"
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

// wrapped fits the paragraphs and lists of a page into lines of a width. Code and tables
// stay as they are.
func wrapped(text string, width int) plain.Text {
	var b plain.Builder
	var paragraph []string
	flush := func() {
		if len(paragraph) == 0 {
			return
		}
		hang := ""
		if item().MatchString(paragraph[0]) {
			hang = "  "
		}
		writeHanging(&b, strings.Join(paragraph, " "), "", hang, width)
		paragraph = nil
	}
	code := false
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		fence := strings.HasPrefix(line, "```")
		if code || fence || line == "" || strings.ContainsAny(line[:1], "|#<") {
			flush()
			b.Printf("%s\n", line)
			code = code != fence
			continue
		}
		if item().MatchString(line) {
			flush()
		}
		paragraph = append(paragraph, line)
	}
	flush()
	return b.Text()
}

// item matches the beginning of an item in a list.
var item = lazyregexp.New(`^(-|[0-9]+\.) `)
