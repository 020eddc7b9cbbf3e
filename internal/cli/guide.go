package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/docs"
	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/fault"
)

func newGuideCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "guide [TOPIC]",
		Short: "Print a page of this version's documentation, or list the pages",
		Long: "Print a page of the documentation of this version of newsvc, in Markdown.\n" +
			"Without a topic, list the pages. The pages are part of newsvc, so the network isn't\n" +
			"needed.",
		Example: "  newsvc guide fields",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return fault.Usage("bad_arguments", "newsvc guide takes one topic").WithHint("newsvc guide lists the topics")
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			var topics []cobra.Completion
			for _, page := range docs.Pages() {
				if len(args) == 0 {
					topics = append(topics, cobra.CompletionWithDesc(page.Topic, page.Title))
				}
			}
			return topics, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			return a.guide(strings.Join(args, ""))
		},
	}
}

// guide prints the page about a topic, or the list of topics if there is none.
func (a *app) guide(topic string) error {
	doc := document.Guide{Header: document.NewHeader("guide"), Wrap: a.io.OutTerminal}
	name := strings.TrimSuffix(strings.ToLower(topic), ".md")
	var topics []string
	for _, page := range docs.Pages() {
		switch topics = append(topics, page.Topic); {
		case topic == "":
			doc.Topics = append(doc.Topics, document.Topic{Topic: page.Topic, Title: page.Title, Summary: page.Summary})
		case page.Topic == name:
			doc.Topic, doc.Title, doc.Text = page.Topic, page.Title, page.Text
		}
	}
	if topic == "" || doc.Topic != "" {
		return a.Emit(doc)
	}
	err := fault.Usage("unknown_topic", "there is no page about %q", topic)
	if near := fault.Nearest(name, topics); near != "" {
		return err.WithHint("did you mean newsvc guide %s?", near).WithInstead(topic, near)
	}
	return err.WithHint("newsvc guide lists the topics")
}
