// Package plain makes text from outside, such as a file's name or a pack's
// description, harmless for a terminal. It escapes every character that does more
// than print: control characters, line breaks that would forge a line, and
// characters that are invisible or change the direction of text.
package plain

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text is text that is safe to print: newsvc's own text, with all text from outside
// escaped. Only this package can create one.
type Text struct{ text string }

// String returns the text.
func (t Text) String() string { return t.text }

// Sprintf formats text. Every argument is escaped to a single line, except for a
// Text, which is inserted unchanged.
func Sprintf(format string, args ...any) Text {
	Harmless(args)
	return Text{fmt.Sprintf(format, args...)}
}

// Block returns text of several lines, such as a program's output, with its line
// breaks. Each line is indented, so that it can't forge a line of newsvc's.
func Block(text string) Text {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight("  "+Line(strings.ReplaceAll(strings.TrimSuffix(line, "\r"), "\t", "    ")), " ")
	}
	return Text{strings.Join(lines, "\n")}
}

// Excerpt is Block of as many lines of a program's output as the user may want to read.
func Excerpt(output string) Text {
	const most = 40
	lines := strings.Split(strings.TrimSpace(output), "\n")
	if len(lines) > most {
		lines = append(lines[:most], "…")
	}
	return Block(strings.Join(lines, "\n"))
}

// Printable returns a text that may have several lines. Values from outside must
// be escaped with Line before they are inserted into it.
func Printable(text string) Text { return Text{Lines(text)} }

// Builder builds text. The zero value is empty.
type Builder struct{ text strings.Builder }

// Printf appends formatted text, as Sprintf formats it.
func (b *Builder) Printf(format string, args ...any) {
	Harmless(args)
	fmt.Fprintf(&b.text, format, args...)
}

// Text returns the appended text.
func (b *Builder) Text() Text { return Text{b.text.String()} }

// Harmless replaces the arguments of a formatting function with ones that are
// escaped when they are formatted. It changes the slice itself, so that go vet
// still recognizes a function that calls it as a printf wrapper.
func Harmless(args []any) {
	for i, arg := range args {
		switch arg := arg.(type) {
		case int, int64, uint64, bool, float64, rune, harmless:
		case Text:
			args[i] = arg.text
		default:
			args[i] = harmless{arg}
		}
	}
}

// harmless formats a value as fmt does and escapes the result.
type harmless struct{ value any }

// Format implements fmt.Formatter.
func (h harmless) Format(f fmt.State, verb rune) {
	_, _ = io.WriteString(f, Line(fmt.Sprintf(fmt.FormatString(f, verb), h.value)))
}

// Line returns text on one line. Harmful characters are escaped as in Go: \n,
// \x1b, \u202e.
func Line(s string) string { return escape(s, "") }

// Lines is like Line for text of several lines: it leaves line breaks and tabs.
func Lines(s string) string { return escape(s, "\n\t") }

func escape(s, stays string) string {
	if strings.IndexFunc(s, Harmful) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case !Harmful(r) || strings.ContainsRune(stays, r):
			b.WriteRune(r)
		default:
			b.WriteString(escapeSequence(r))
		}
		i += size
	}
	return b.String()
}

// escapeSequence returns the escape sequence of a character, as in Go.
func escapeSequence(r rune) string {
	switch {
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r < utf8.RuneSelf:
		return fmt.Sprintf(`\x%02x`, r)
	case r <= 0xffff:
		return fmt.Sprintf(`\u%04x`, r)
	default:
		return fmt.Sprintf(`\U%08x`, r)
	}
}

// Harmful reports whether a character does more than print: control characters,
// line and paragraph separators, and format characters such as those that change
// the direction of text. The joiners, which some scripts need, are not harmful.
func Harmful(r rune) bool {
	switch {
	case ' ' <= r && r <= '~':
		return false
	case r == '\u200c' || r == '\u200d':
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// JSON replaces the harmful characters of a JSON document with \u escapes, which
// doesn't change its meaning. Line breaks between values stay.
func JSON(document string) string {
	if strings.IndexFunc(document, func(r rune) bool { return r > '~' && Harmful(r) }) < 0 {
		return document
	}
	var b strings.Builder
	for _, r := range document {
		switch {
		case r <= '~' || !Harmful(r):
			b.WriteRune(r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		}
	}
	return b.String()
}

// Writer returns a writer that escapes everything before it writes it to w,
// except for line breaks and tabs. Use it for text that other packages format,
// such as help.
func Writer(w io.Writer) io.Writer { return writer{w} }

type writer struct{ to io.Writer }

func (w writer) Write(p []byte) (int, error) {
	if _, err := io.WriteString(w.to, Lines(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}
