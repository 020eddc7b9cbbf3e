package packdev

import (
	"strings"
	"unicode/utf8"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/lazyregexp"
)

var quoted = lazyregexp.New(`"((?:[^"\\]|\\.)+)"|'(.)'`)

// spot returns the column of a problem in a line and the number of characters that are wrong,
// or zeros if the line doesn't show that. It is the word that is wrong, or the first quoted
// one in the message, at or after the position; otherwise, it is what is at the position.
func spot(line string, at fault.Position, message string) (column, width int) {
	words := []string{at.Word}
	for _, m := range quoted().FindAllStringSubmatch(message, -1) {
		words = append(words, m[1]+m[2])
	}
	start := offset(line, at.Column)
	for _, word := range words {
		if i := index(line[start:], word); i >= 0 {
			return columnOf(line, start+i), utf8.RuneCountInString(word)
		}
	}
	for _, word := range words {
		if i := index(line, word); i >= 0 {
			return columnOf(line, i), utf8.RuneCountInString(word)
		}
	}
	if at.Column == 0 || start == len(line) {
		return 0, 0
	}
	token := line[start:]
	if end := strings.IndexAny(token, " \t,:{}[]()#"); end > 0 {
		token = token[:end]
	}
	return at.Column, utf8.RuneCountInString(token)
}

// index returns the offset of a word in a line: where it stands alone, or else as a part of
// another word.
func index(line, word string) int {
	if word == "" {
		return -1
	}
	for from := 0; ; {
		i := strings.Index(line[from:], word)
		if i < 0 {
			return strings.Index(line, word)
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(line[:i])
		after, _ := utf8.DecodeRuneInString(line[i+len(word):])
		if !isWord(before) && !isWord(after) {
			return i
		}
		from = i + len(word)
	}
}

func isWord(c rune) bool {
	return c == '_' || c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// offset returns the byte at a column.
func offset(line string, column int) int {
	n := 1
	for i := range line {
		if n >= column {
			return i
		}
		n++
	}
	if column <= 1 {
		return 0
	}
	return len(line)
}

func columnOf(line string, offset int) int { return 1 + utf8.RuneCountInString(line[:offset]) }
