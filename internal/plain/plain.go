// Package plain makes text that comes from outside, such as a file's name or a
// pack's description, harmless on a terminal. It spells out every character
// that could do more than appear: control characters, line breaks that would
// forge a line, and those that change the order of text or can't be seen.
package plain

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text is text that may be printed as it is: newsvc's own words, with everything
// from outside in them made harmless. Only this package makes one.
type Text struct{ text string }

// String returns the text.
func (t Text) String() string { return t.text }

// Sprintf formats text. Every argument appears in one line, except for a Text,
// which appears as it is.
func Sprintf(format string, args ...any) Text {
	Harmless(args)
	return Text{fmt.Sprintf(format, args...)}
}

// Block returns text of several lines, such as a program's output: its line
// breaks stay. To keep it from forging other lines, each line is indented.
func Block(text string) Text {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight("  "+Line(strings.ReplaceAll(strings.TrimSuffix(line, "\r"), "\t", "    ")), " ")
	}
	return Text{strings.Join(lines, "\n")}
}

// Printable returns a whole text that may have several lines. Values from outside
// must have gone through Line before they came into it.
func Printable(text string) Text { return Text{Lines(text)} }

// Builder collects text. The zero value is empty.
type Builder struct{ text strings.Builder }

// Printf adds formatted text, as Sprintf makes it.
func (b *Builder) Printf(format string, args ...any) {
	Harmless(args)
	fmt.Fprintf(&b.text, format, args...)
}

// Text returns what was added.
func (b *Builder) Text() Text { return Text{b.text.String()} }

// Harmless replaces the arguments of a formatting function by ones that format
// to harmless text. It changes the slice itself, so that go vet still sees a
// function that calls it as one that formats.
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

// harmless formats a value as fmt does, and makes the result harmless.
type harmless struct{ value any }

// Format implements fmt.Formatter.
func (h harmless) Format(f fmt.State, verb rune) {
	_, _ = io.WriteString(f, Line(fmt.Sprintf(fmt.FormatString(f, verb), h.value)))
}

// Line returns text in one line, with every harmful character spelled as in Go:
// \n, \x1b, \u202e.
func Line(s string) string { return escape(s, "") }

// Lines is Line for text of several lines: line breaks and tabs stay.
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
			b.WriteString(spelled(r))
		}
		i += size
	}
	return b.String()
}

// spelled spells a character as Go does.
func spelled(r rune) string {
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

// Harmful reports whether a character does more than appear: controls, line and
// paragraph separators, and what has no form of its own, as the marks that change
// the order of text. The joiners, which some scripts need, are none of them.
func Harmful(r rune) bool {
	switch {
	case ' ' <= r && r <= '~':
		return false
	case r == '\u200c' || r == '\u200d':
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// JSON spells the harmful characters of a JSON document as \u and digits, which
// changes nothing in its meaning. The line breaks between its values stay.
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

// Writer returns a writer that makes everything written to w harmless, except
// for line breaks and tabs. It is for text that others format, as help is.
func Writer(w io.Writer) io.Writer { return writer{w} }

type writer struct{ to io.Writer }

func (w writer) Write(p []byte) (int, error) {
	if _, err := io.WriteString(w.to, Lines(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}
