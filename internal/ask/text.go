package ask

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// fold breaks text into lines of at most columns columns, between words. Lines after
// the first one of each paragraph are indented by hang more columns than that one. Only
// a word that is longer than a line is broken.
func fold(text string, columns, hang int) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		lines = append(lines, foldLine(paragraph, max(1, columns), hang)...)
	}
	return lines
}

func foldLine(text string, columns, hang int) []string {
	indent := text[:len(text)-len(strings.TrimLeft(text, " "))]
	rest := strings.Repeat(" ", min(len(indent)+hang, columns/2))
	lines, current, empty := []string(nil), indent, true
	for i, gap := range splitGaps(text[len(indent):]) {
		word := gap.word
		switch space := gap.space; {
		case i == 0:
		case lipgloss.Width(current+space+word) <= columns:
			current += space
		default:
			lines, current, empty = append(lines, current), rest, true
		}
		for lipgloss.Width(current+word) > columns {
			cut := fitting(word, columns-lipgloss.Width(current))
			if cut == 0 && !empty {
				lines, current, empty = append(lines, strings.TrimRight(current, " ")), rest, true
				continue
			}
			cut = max(1, cut)
			lines, current, empty, word = append(lines, current+string([]rune(word)[:cut])), rest, true, string([]rune(word)[cut:])
		}
		current += word
		empty = empty && word == ""
	}
	return append(lines, current)
}

// gap is a word and the white space before it.
type gap struct{ space, word string }

func splitGaps(text string) []gap {
	var all []gap
	for text != "" {
		rest := strings.TrimLeft(text, " ")
		end := strings.IndexByte(rest, ' ')
		if end < 0 {
			end = len(rest)
		}
		all = append(all, gap{text[:len(text)-len(rest)], rest[:end]})
		text = rest[end:]
	}
	return all
}

// fitting returns how many runes of text fit into a number of columns.
func fitting(text string, columns int) int {
	n, width := 0, 0
	for _, r := range text {
		if width += lipgloss.Width(string(r)); width > columns {
			break
		}
		n++
	}
	return n
}

// shorten cuts text to a number of columns, after a word if possible, and ends it with an
// ellipsis. cut reports whether it did.
func shorten(text string, columns int) (short string, cut bool) {
	if lipgloss.Width(text) <= columns {
		return text, false
	}
	short = string([]rune(text)[:fitting(text, columns-2)])
	if i := strings.LastIndexByte(short, ' '); i > 0 {
		return strings.TrimRight(short[:i], " ") + " …", true
	}
	return string([]rune(text)[:fitting(text, columns-1)]) + "…", true
}
