package git

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/newsvc/newsvc/internal/tree"
)

// ErrNoFile is the error if a revision doesn't contain a file.
var ErrNoFile = errors.New("the revision doesn't contain the file")

// Check returns an error if git can't read the repository at all.
func (r *Repository) Check(ctx context.Context) error {
	_, err := r.ask(ctx, "", "rev-parse", "--git-dir")
	return err
}

// Commit returns the hash of a revision, or "" if it doesn't exist.
func (r *Repository) Commit(ctx context.Context, revision string) string {
	out, err := r.ask(ctx, "", "rev-parse", "--quiet", "--verify", "--end-of-options", revision)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// File returns the content of a file in a revision. The path is relative to the
// work tree. The error is ErrNoFile if the revision doesn't contain the file.
func (r *Repository) File(ctx context.Context, revision, path string, limit int) ([]byte, error) {
	data, err := r.ask(ctx, "", "cat-file", "blob", revision+":"+path)
	switch {
	case err == nil && len(data) > limit:
		return nil, fmt.Errorf("%s is larger than %d bytes in %s", path, limit, revision)
	case err != nil && refused(err) && r.Commit(ctx, revision+":"+path) == "":
		return nil, ErrNoFile
	}
	return data, err
}

// MergeBase returns the best common ancestor of two revisions.
func (r *Repository) MergeBase(ctx context.Context, a, b string) (string, error) {
	out, err := r.ask(ctx, "", "merge-base", a, b)
	return strings.TrimSpace(string(out)), err
}

// IsAncestor reports whether one revision is an ancestor of another.
func (r *Repository) IsAncestor(ctx context.Context, ancestor, revision string) bool {
	_, err := r.ask(ctx, "", "merge-base", "--is-ancestor", ancestor, revision)
	return err == nil
}

// Uncommitted returns the sorted paths of the files whose content differs from the
// last commit. The paths are relative to the folder within, which is relative to
// the work tree. Differences in the case of paths and in line endings don't count.
//
// It compares hashes instead of running git status, which would run the filters in
// the repository's configuration.
func (r *Repository) Uncommitted(ctx context.Context, within string, files tree.Tree) ([]string, error) {
	committed := map[string][]string{} // the hashes at each path
	if r.Commit(ctx, "HEAD") != "" {
		args := []string{"ls-tree", "-r", "-z", "--full-tree", "HEAD"}
		if within != "" {
			args = append(args, "--", within)
		}
		out, err := r.ask(ctx, "", args...)
		if err != nil {
			return nil, err
		}
		for entry := range strings.SplitSeq(string(out), "\x00") {
			head, name, _ := strings.Cut(entry, "\t")
			if fields := strings.Fields(head); len(fields) == 3 && fields[1] == "blob" {
				key := tree.Fold(name)
				committed[key] = append(committed[key], fields[2])
			}
		}
	} else if err := r.Check(ctx); err != nil {
		return nil, err
	}
	var found []string
	for _, path := range files.Paths() {
		full := path
		if within != "" {
			full = within + "/" + path
		}
		if !slices.ContainsFunc(committed[tree.Fold(full)], func(hash string) bool { return hasHash(files[path].Data, hash) }) {
			found = append(found, path)
		}
	}
	return found, nil
}

// hasHash reports whether a blob has a hash, either as it is or with the line
// endings that git may have converted.
func hasHash(data []byte, hash string) bool {
	return blobHash(data, len(hash)) == hash || blobHash(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), len(hash)) == hash
}

// blobHash returns git's hash of a blob with SHA-1 or SHA-256, depending on the number of digits.
func blobHash(data []byte, digits int) string {
	head := []byte("blob " + strconv.Itoa(len(data)) + "\x00")
	if digits == sha256.Size*2 {
		h := sha256.New()
		h.Write(head)
		h.Write(data)
		return hex.EncodeToString(h.Sum(nil))
	}
	h := sha1.New()
	h.Write(head)
	h.Write(data)
	return hex.EncodeToString(h.Sum(nil))
}

// Tracked reports whether git tracks anything at or below a name in the folder
// within. The case of the name doesn't matter, because some file systems ignore it.
func (r *Repository) Tracked(ctx context.Context, within, name string) (bool, error) {
	args := []string{"ls-files", "--full-name", "-z"}
	if within != "" {
		args = append(args, "--", within)
		within += "/"
	}
	list, err := r.ask(ctx, "", args...)
	if err != nil {
		return false, err
	}
	for path := range strings.SplitSeq(string(list), "\x00") {
		if top, _, _ := strings.Cut(strings.TrimPrefix(path, within), "/"); tree.Fold(top) == tree.Fold(name) {
			return true, nil
		}
	}
	return false, nil
}

// Versions holds the versions of a file that git couldn't merge: those of the
// common ancestor, our side and their side. A missing version is nil.
type Versions [3][]byte

// Unmerged returns the files that git couldn't merge in the folder within, by path
// relative to that folder.
func (r *Repository) Unmerged(ctx context.Context, within string) (map[string]Versions, error) {
	args := []string{"ls-files", "--unmerged", "--full-name", "-z"}
	if within != "" {
		args = append(args, "--", within)
	}
	list, err := r.ask(ctx, "", args...)
	if err != nil {
		return nil, err
	}
	var names []string
	var stages []int
	var objects strings.Builder
	for entry := range strings.SplitSeq(string(list), "\x00") {
		head, name, ok := strings.Cut(entry, "\t")
		fields := strings.Fields(head)
		if !ok || len(fields) != 3 {
			continue
		}
		stage, err := strconv.Atoi(fields[2])
		if err != nil || stage < 1 || stage > 3 {
			continue
		}
		if within != "" {
			name = strings.TrimPrefix(name, within+"/")
		}
		names, stages = append(names, name), append(stages, stage-1)
		objects.WriteString(fields[1] + "\n")
	}
	files := map[string]Versions{}
	if len(names) == 0 {
		return files, nil
	}
	rest, err := r.ask(ctx, objects.String(), "cat-file", "--batch")
	if err != nil {
		return nil, err
	}
	for i, name := range names {
		var data []byte
		if data, rest, err = nextObject(rest); err != nil {
			return nil, err
		}
		versions := files[name]
		versions[stages[i]] = data
		files[name] = versions
	}
	return files, nil
}

// nextObject reads one object from the output of git cat-file --batch.
func nextObject(out []byte) (data, rest []byte, err error) {
	head, rest, _ := bytes.Cut(out, []byte("\n"))
	fields := strings.Fields(string(head))
	malformed := fmt.Errorf("git cat-file printed %q", head)
	if len(fields) != 3 {
		return nil, nil, malformed
	}
	size, err := strconv.Atoi(fields[2])
	if err != nil || size < 0 || size+1 > len(rest) {
		return nil, nil, malformed
	}
	return append([]byte{}, rest[:size]...), rest[size+1:], nil
}
