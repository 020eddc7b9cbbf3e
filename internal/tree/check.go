package tree

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/newsvc/newsvc/internal/fault"
)

// Check returns an error for each path that can't be laid on every system that
// newsvc and git work on, joined: one that is not clean and relative, leads
// into git's own folder, is a device on Windows or has a character that
// Windows or a terminal can't bear, differs from another one in case alone, or
// is a file where another one needs a folder.
func (t Tree) Check() error {
	var errs []error
	spelled := make(map[string]string, 2*len(t)) // files and folders, by their folded name
	for _, name := range t.Paths() {
		if reason := wrong(name); reason != "" {
			errs = append(errs, bad(name, reason))
			continue
		}
		for dir := name; dir != "."; dir = path.Dir(dir) {
			folded := Fold(dir)
			if other, ok := spelled[folded]; ok && other != dir {
				errs = append(errs, bad(name, fmt.Sprintf("clashes with %q where case makes no difference", other)))
				break
			}
			spelled[folded] = dir
			if _, isFile := t[dir]; isFile && dir != name {
				errs = append(errs, bad(name, fmt.Sprintf("needs a folder where %q is a file", dir)))
				break
			}
		}
	}
	return errors.Join(errs...)
}

func bad(name, reason string) error {
	return fault.Failed("bad_path", "the path %q %s", name, reason)
}

// wrong says what is wrong with a path by itself; empty when nothing is.
func wrong(name string) string {
	switch {
	case name == "" || name == "." || path.IsAbs(name) || path.Clean(name) != name || strings.HasPrefix(name, "../") || name == "..":
		return "is not a clean path below the service's folder"
	case !utf8.ValidString(name):
		return "is not UTF-8"
	}
	for element := range strings.SplitSeq(name, "/") {
		if reason := badElement(element); reason != "" {
			return reason
		}
	}
	return ""
}

func badElement(element string) string {
	i := strings.IndexFunc(element, func(r rune) bool {
		return r < ' ' || r == 0x7f || strings.ContainsRune(`<>:"|?*\`, r)
	})
	base, _, _ := strings.Cut(strings.ToUpper(element), ".")
	switch {
	case i >= 0:
		return fmt.Sprintf("has the character %q, which not every system takes", element[i])
	case strings.HasSuffix(element, ".") || strings.HasSuffix(element, " "):
		return "has a name that ends in a dot or a space, which Windows drops"
	case strings.EqualFold(element, ".git") || strings.EqualFold(element, "git~1"):
		return "leads into git's own folder"
	case len(element) > 255:
		return "has a name of more than 255 bytes"
	case device(strings.TrimRight(base, " ")):
		return "has a name that is a device on Windows"
	}
	return ""
}

// device reports whether an upper-case name is a device on Windows.
func device(name string) bool {
	switch name {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	number, ok := strings.CutPrefix(name, "COM")
	if !ok {
		number, ok = strings.CutPrefix(name, "LPT")
	}
	return ok && utf8.RuneCountInString(number) == 1 && strings.ContainsAny(number, "0123456789¹²³")
}

// Fold returns one spelling for all that a file system without case takes for
// the same name.
func Fold(name string) string { return strings.ToLower(strings.ToUpper(name)) }
