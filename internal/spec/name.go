package spec

import (
	"slices"
	"strings"
	"unicode"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/tree"
)

// maxName is the maximum length of a label of a host name.
const maxName = 63

// goFolders lists folders that the go command treats specially.
var goFolders = []string{"internal", "vendor", "testdata"}

// CheckName returns a *fault.Error that suggests the closest valid name if s can't be
// the name of a service: names are lower-case words of letters and digits joined by
// dashes, with at most 63 characters.
func CheckName(s string) error {
	problem := nameProblem(s)
	if problem == "" {
		return nil
	}
	return fault.Usage("bad_name", "the name %s %s", quote(s), problem).Try(s, SuggestName(s))
}

// SuggestName returns the valid name that is closest to s, such as my-app for
// "My App".
func SuggestName(s string) string {
	var b strings.Builder
	for _, r := range s {
		r = unicode.ToLower(r)
		if lower(r) || digit(r) {
			b.WriteRune(r)
		} else if r != '\'' {
			b.WriteByte('-')
		}
	}
	words := strings.FieldsFunc(b.String(), func(r rune) bool { return r == '-' })
	name := strings.TrimLeft(strings.Join(words, "-"), "0123456789-")
	if len(name) > maxName {
		name = strings.TrimRight(name[:maxName], "-")
	}
	if name == "" {
		return "hello"
	}
	if nameProblem(name) != "" {
		return name + "-service"
	}
	return name
}

func nameProblem(s string) string {
	switch {
	case s == "":
		return "is empty"
	case len(s) > maxName:
		return "has more than 63 characters"
	case s[0] == '-' || s[0] == '.':
		return "starts with a dash or a dot"
	case strings.ContainsRune(s, ' '):
		return "has a space"
	case strings.IndexFunc(s, func(r rune) bool { return !lower(r) && !digit(r) && r != '-' }) >= 0:
		return "has more than lower-case letters, digits and dashes"
	case digit(rune(s[0])):
		return "starts with a digit"
	case s[len(s)-1] == '-':
		return "ends with a dash"
	case strings.Contains(s, "--"):
		return "has two dashes in a row"
	case tree.IsDevice(s):
		return "is the name of a device on Windows"
	case slices.Contains(goFolders, s):
		return "means something else to the go command"
	}
	return ""
}

func lower(r rune) bool { return 'a' <= r && r <= 'z' }
func digit(r rune) bool { return '0' <= r && r <= '9' }
