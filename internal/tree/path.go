package tree

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Limits on a path, in bytes, so that it can be written on every system.
const (
	maxPath    = 200
	maxSegment = 120
)

// CheckPath returns why a path can't be in a service, or nil. A path must be
// relative, clean and slash-separated, and mean the same file on Linux, macOS and
// Windows. It must not belong to git.
func CheckPath(path string) error {
	switch {
	case path == "":
		return errors.New("it is empty")
	case len(path) > maxPath:
		return fmt.Errorf("it is longer than %d bytes", maxPath)
	case !utf8.ValidString(path):
		return errors.New("it is not UTF-8")
	case strings.HasPrefix(path, "/"):
		return errors.New("it is absolute")
	}
	for segment := range strings.SplitSeq(path, "/") {
		if err := checkSegment(segment); err != nil {
			return err
		}
	}
	return nil
}

func checkSegment(s string) error {
	switch {
	case s == "":
		return errors.New("it has an empty segment")
	case s == "." || s == "..":
		return fmt.Errorf("it has the segment %q", s)
	case len(s) > maxSegment:
		return fmt.Errorf("it has a segment longer than %d bytes", maxSegment)
	case strings.HasSuffix(s, ".") || strings.HasSuffix(s, " ") || strings.HasPrefix(s, " "):
		return fmt.Errorf("%q begins or ends with a space or ends with a dot, which Windows drops", s)
	case IsDevice(s):
		return fmt.Errorf("%q is the name of a device on Windows", s)
	case owner(s) != "":
		return fmt.Errorf("%q belongs to %s", s, owner(s))
	}
	for _, c := range s {
		if !pathRune(c) {
			return fmt.Errorf("%q has the character %q, which not every system allows", s, c)
		}
	}
	if !norm.NFC.IsNormalString(s) {
		return fmt.Errorf("%q isn't in Unicode's composed form, to which some systems change it", s)
	}
	return nil
}

// pathRune reports whether every file system stores a character unchanged. Some
// file systems compose combining marks, for example, and ignore invisible characters.
func pathRune(c rune) bool {
	if c >= utf8.RuneSelf {
		return unicode.IsPrint(c) && !unicode.In(c, unicode.M, unicode.Other_Default_Ignorable_Code_Point)
	}
	return ' ' <= c && c <= '~' && !strings.ContainsRune(`<>:"|?*\%`, c)
}

// IsDevice reports whether Windows treats a name, with any extension, as a device.
func IsDevice(s string) bool {
	base, _, _ := strings.Cut(strings.ToLower(s), ".")
	switch base = strings.TrimRight(base, " "); base {
	case "con", "prn", "aux", "nul", "conin$", "conout$", "clock$":
		return true
	}
	rest, com := strings.CutPrefix(base, "com")
	if !com {
		var lpt bool
		if rest, lpt = strings.CutPrefix(base, "lpt"); !lpt {
			return false
		}
	}
	switch rest {
	case "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "¹", "²", "³":
		return true
	}
	return false
}

// owner returns the version control system to which a name belongs, or "". A service
// can't use such a name: like git's, another system's repository can name programs
// to run.
func owner(s string) string {
	switch s = FoldCompatible(s); {
	case s == ".git" || strings.HasPrefix(s, "git~"): // git~1 is its short name on Windows
		return "git"
	case slices.Contains([]string{".hg", ".svn", ".bzr", ".jj", "_darcs", ".fslckout", "_fossil_"}, s):
		return "another version control system"
	}
	return ""
}

// Paths finds paths that can't exist side by side on every file system, including
// those that ignore case. The zero value is empty.
type Paths struct {
	seen map[string]entry
}

type entry struct {
	path   string
	folder bool
	owner  string
}

// Add adds the path of a file that belongs to owner. If it conflicts with an earlier
// path, Add returns that path, its owner, and false.
func (ps *Paths) Add(path, owner string) (other, otherOwner string, ok bool) {
	if ps.seen == nil {
		ps.seen = map[string]entry{}
	}
	for i := range len(path) + 1 {
		if i < len(path) && path[i] != '/' {
			continue
		}
		mine := entry{path: path[:i], folder: i < len(path), owner: owner}
		key := FoldCompatible(mine.path)
		theirs, taken := ps.seen[key]
		switch {
		case !taken:
			ps.seen[key] = mine
		case !mine.folder || !theirs.folder || mine.path != theirs.path:
			return theirs.path, theirs.owner, false
		}
	}
	return "", "", true
}

// Fold returns the same string for all names that some file system treats as the
// same, because they differ only in letter case or in Unicode normalization.
func Fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	return norm.NFC.String(cases.Fold().String(norm.NFD.String(s)))
}

// FoldCompatible is Fold for names that may also differ in compatible characters:
// ligatures, full-width letters, superscripts, single jamo. Some file systems store
// one of them as the other.
func FoldCompatible(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	return norm.NFKC.String(cases.Fold().String(norm.NFKD.String(s)))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
