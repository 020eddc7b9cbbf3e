package document

import "github.com/newsvc/newsvc/internal/plain"

// Guide is a page of the documentation, or the list of all pages.
type Guide struct {
	Header
	Topic  string  `json:"topic,omitempty"` // of the page
	Title  string  `json:"title,omitempty"`
	Text   string  `json:"text,omitempty"`   // in Markdown
	Topics []Topic `json:"topics,omitempty"` // if no topic was given
}

// Topic is an entry of the list of pages.
type Topic struct {
	Topic   string `json:"topic"`
	Title   string `json:"title"`
	Summary string `json:"summary"` // the first sentence
}

func (d Guide) print(p *Printer) error {
	if d.Topic != "" {
		return p.Write(d.Text)
	}
	var b plain.Builder
	for _, topic := range d.Topics {
		b.Printf("%-14s %s\n", topic.Topic, topic.Title)
	}
	b.Printf("\nnewsvc guide TOPIC prints a page\n")
	return p.Say(b.Text())
}
