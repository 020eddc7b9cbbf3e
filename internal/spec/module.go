package spec

import (
	"errors"
	"slices"
	"strings"

	"golang.org/x/mod/module"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/tree"
)

const maxModule = 200

// CheckModule returns a *fault.Error that suggests the closest valid path if s can't be
// the path of a service's Go module. It rejects what x/mod's CheckPath rejects, paths
// of the standard library, elements with a special meaning to the go command or to
// Windows (ignoring case), and more than 200 characters.
func CheckModule(s string) error {
	problem := moduleProblem(s)
	if problem == "" {
		return nil
	}
	return fault.Usage("bad_module", "the module path %s %s", quote(s), problem).Try(s, SuggestModule(s))
}

func moduleProblem(s string) string {
	switch {
	case s == "":
		return "is empty"
	case len(s) > maxModule:
		return "has more than 200 characters"
	case strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) >= 0:
		return "has a control character"
	case strings.Contains(s, "://") || strings.HasPrefix(s, "git@"):
		return "is an address, and a module path has no scheme"
	case strings.ContainsRune(s, ' '):
		return "has a space"
	case strings.ContainsRune(s, '\\'):
		return `has a \, and a module path has / on every system`
	}
	elements := strings.Split(s, "/")
	for _, e := range elements {
		if problem := elementProblem(e); problem != "" {
			return problem
		}
	}
	switch first := elements[0]; {
	case slices.Contains(standardLibrary, strings.ToLower(first)):
		return "is in the standard library"
	case !strings.Contains(first, "."):
		return "doesn't start with a domain"
	case strings.ToLower(first) != first:
		return "has a domain with capitals"
	case strings.HasSuffix(s, ".git"):
		return "ends in .git"
	}
	var invalid *module.InvalidPathError
	if err := module.CheckPath(s); errors.As(err, &invalid) {
		if invalid.Err.Error() == "invalid version" {
			return "ends in a version that no module has in its path: those are /v2 and later"
		}
		return "is refused by Go: " + invalid.Err.Error()
	}
	return ""
}

func elementProblem(e string) string {
	base, _, _ := strings.Cut(strings.ToLower(e), ".")
	switch {
	case e == "":
		return "has an empty element: a slash at its start or end, or two in a row"
	case e[0] == '-' || e[0] == '.':
		return "has an element that starts with a dash or a dot: " + e
	case slices.Contains(goFolders, strings.ToLower(e)):
		return "has the element " + e + ", which means something else to the go command"
	case tree.IsDevice(base):
		return "has the element " + e + ", the name of a device on Windows"
	}
	return ""
}

// SuggestModule returns the valid module path that is closest to s, such as
// example.com/my-app for "My App". It returns a valid path unchanged.
func SuggestModule(s string) string {
	if moduleProblem(s) == "" {
		return s
	}
	if _, after, ok := strings.Cut(s, "://"); ok {
		s = after
	}
	if _, after, ok := strings.Cut(s, "@"); ok {
		s = strings.Replace(after, ":", "/", 1)
	}
	s, _, _ = strings.Cut(s, "?")
	s, _, _ = strings.Cut(s, "#")
	s = strings.TrimSuffix(strings.TrimRight(s, "/ "), ".git")
	var elements []string
	for _, e := range strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '\\' }) {
		if e = suggestElement(e); e != "" {
			elements = append(elements, e)
		}
	}
	if len(elements) > 0 {
		elements[0] = strings.ToLower(elements[0])
	}
	if len(elements) > 1 && invalidMajor(elements[len(elements)-1]) {
		elements = elements[:len(elements)-1]
	}
	if len(elements) > 0 && (!strings.Contains(elements[0], ".") || slices.Contains(standardLibrary, elements[0])) {
		elements = slices.Insert(elements, 0, "example.com")
		for i, e := range elements[1:] {
			elements[i+1] = SuggestName(e)
		}
	}
	if path := strings.Join(elements, "/"); len(elements) > 0 && moduleProblem(path) == "" {
		return path
	}
	return "example.com/hello"
}

func suggestElement(e string) string {
	var b strings.Builder
	for _, r := range strings.TrimSpace(e) {
		if lower(r) || digit(r) || 'A' <= r && r <= 'Z' || strings.ContainsRune("-._~", r) {
			b.WriteRune(r)
		} else {
			b.WriteByte('-')
		}
	}
	e = strings.Trim(b.String(), "-.")
	if slices.Contains(goFolders, strings.ToLower(e)) {
		return ""
	}
	if elementProblem(e) != "" && e != "" {
		return SuggestName(e)
	}
	return e
}

func invalidMajor(e string) bool {
	rest, ok := strings.CutPrefix(e, "v")
	return ok && rest != "" && strings.Trim(rest, "0123456789.") == "" &&
		(rest[0] == '0' || rest == "1" || strings.Contains(rest, "."))
}

// standardLibrary lists the first elements of the paths of its packages, and the words
// that the go command treats as sets of packages.
var standardLibrary = []string{
	"all", "archive", "arena", "bufio", "builtin", "bytes", "cmd", "cmp", "compress", "container", "context", "crypto",
	"database", "debug", "embed", "encoding", "errors", "expvar", "flag", "fmt", "go", "hash", "html", "image", "index",
	"io", "iter", "log", "main", "maps", "math", "mime", "net", "os", "path", "plugin", "reflect", "regexp", "runtime",
	"simd", "slices", "sort", "std", "strconv", "strings", "structs", "sync", "syscall", "testing", "text", "time",
	"tool", "unicode", "unique", "unsafe", "weak", "work",
}
