package plain_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/plain"
)

var samples = map[string]struct{ text, line, lines string }{
	"plain text":              {"a b", "a b", "a b"},
	"other scripts and emoji": {"ä 中 \u05d0 👩\u200d🔧", "ä 中 \u05d0 👩\u200d🔧", "ä 中 \u05d0 👩\u200d🔧"},
	"an escape sequence":      {"\x1b[2J", `\x1b[2J`, `\x1b[2J`},
	"a C1 control":            {"\u009b2J", `\u009b2J`, `\u009b2J`},
	"a bell and a delete":     {"\a\x7f", `\x07\x7f`, `\x07\x7f`},
	"a carriage return":       {"a\rb", `a\rb`, `a\rb`},
	"line breaks and tabs":    {"a\nb\tc", `a\nb\tc`, "a\nb\tc"},
	"a line separator":        {"a\u2028b\u2029", `a\u2028b\u2029`, `a\u2028b\u2029`},
	"direction controls":      {"a\u202eb\u2066c\u200f\u061c", `a\u202eb\u2066c\u200f\u061c`, `a\u202eb\u2066c\u200f\u061c`},
	"invisible characters":    {"a\u200bb\ufeff\u00ad\U000e0041", `a\u200bb\ufeff\u00ad\U000e0041`, `a\u200bb\ufeff\u00ad\U000e0041`},
	"invalid UTF-8":           {"a\xffb\xc2", `a\xffb\xc2`, `a\xffb\xc2`},
}

func TestLine(t *testing.T) {
	for name, c := range samples {
		t.Run(name, func(t *testing.T) {
			if got := plain.Line(c.text); got != c.line {
				t.Errorf("Line: got %q, want %q", got, c.line)
			}
			if got := plain.Lines(c.text); got != c.lines {
				t.Errorf("Lines: got %q, want %q", got, c.lines)
			}
		})
	}
}

func TestSprintf(t *testing.T) {
	type name string
	var b plain.Builder
	b.Printf("%s|", "a\nb")
	got := plain.Sprintf("%s|%-6s|%q|%d|%v|%v|%s|%*d", "a\nb", name("c\x1b"), "d\x1b", 7, errors.New("e\r"), []string{"f\u202e"}, b.Text(), 3, 1).String()
	if want := `a\nb|c\x1b|"d\x1b"|7|e\r|[f\u202e]|a\nb||  1`; strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestBlock(t *testing.T) {
	got := plain.Sprintf("it fails:\n%s", plain.Block("a.go:1: no\r\nhint: rm\x1b\n\n\tx\n")).String()
	if want := "it fails:\n  a.go:1: no\n  hint: rm\\x1b\n\n      x"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestJSON(t *testing.T) {
	for name, c := range samples {
		text := strings.ToValidUTF8(c.text, "\ufffd")
		data, err := json.MarshalIndent(map[string]string{"text": text}, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		document := plain.JSON(string(data))
		if strings.IndexFunc(document, func(r rune) bool { return r != '\n' && plain.Harmful(r) }) >= 0 {
			t.Errorf("%s: %q has a harmful character", name, document)
		}
		var back map[string]string
		if err := json.Unmarshal([]byte(document), &back); err != nil || back["text"] != text {
			t.Errorf("%s: got %q, %v", name, back["text"], err)
		}
	}
}
