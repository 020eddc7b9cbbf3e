package spec

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsvc/newsvc/internal/fault"
)

// CheckBranch returns an error if s can't be the main branch of a git repository: a name
// that git accepts and that has no other meaning in a workflow.
func CheckBranch(s string) error {
	problem := branchProblem(s)
	if problem == "" {
		return nil
	}
	return fault.Usage("bad_branch", "the branch %s %s", quote(s), problem).Try(s, "main")
}

func branchProblem(s string) string {
	switch {
	case s == "":
		return "is empty"
	case len(s) > maxGitName:
		return "has more than 200 characters"
	case !utf8.ValidString(s) || strings.IndexFunc(s, func(r rune) bool { return !letterOrDigit(r) && !strings.ContainsRune("._/-#@", r) }) >= 0:
		return "has a character other than letters, digits, and ._/-#@"
	case !letterOrDigit([]rune(s)[0]):
		return "doesn't begin with a letter or a digit"
	case s != path.Clean(s) || strings.Contains(s, ".."):
		return "isn't a name that git accepts"
	}
	for part := range strings.SplitSeq(s, "/") {
		if strings.HasPrefix(part, ".") || strings.HasSuffix(part, ".lock") || strings.HasSuffix(part, ".") {
			return "isn't a name that git accepts"
		}
	}
	return ""
}

func letterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// CheckFolder returns an error if s can't be the folder of a service in its git
// repository: a relative path with slashes that has no other meaning in a workflow's
// filters, or "." for the top of the repository.
func CheckFolder(s string) error {
	problem := folderProblem(s)
	if problem == "" {
		return nil
	}
	return fault.Usage("bad_folder", "the folder %s %s", quote(s), problem).WithHint("try services/shop, or . for the top of the repository")
}

func folderProblem(s string) string {
	switch {
	case s == "":
		return "is empty"
	case len(s) > maxGitName:
		return "has more than 200 characters"
	case !utf8.ValidString(s) || strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) || strings.ContainsRune("*?[]!+$`'\"\\{}", r) }) >= 0:
		return "has a character that means something else in a workflow"
	case strings.HasPrefix(s, "/") || s != path.Clean(s) || s == ".." || strings.HasPrefix(s, "../"):
		return "isn't a path below the top of the repository"
	}
	return ""
}

const maxGitName = 200
