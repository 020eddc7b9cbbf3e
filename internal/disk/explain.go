package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/newsvc/newsvc/internal/fault"
)

// explain turns what went wrong while newsvc was doing something to a path
// into words: "write go.mod: no space left on device", and what helps.
func explain(doing, path string, err error) error {
	if err == nil {
		return nil
	}
	if known, ok := errors.AsType[*fault.Error](err); ok {
		return known
	}
	code, hint := "disk", ""
	switch {
	case errors.Is(err, errBusy):
		return fault.Failed("busy", "another newsvc is at work in %s", path).
			WithHint("wait until it is done, then run this again")
	case escapes(err):
		return fault.Failed("link_out", "%s: %s is reached through a link that leads out of the folder", doing, path).
			WithHint("newsvc stays inside the folder; replace the link by a folder or a file of its own")
	case isFull(err):
		code, hint = "disk_full", "free some space, then run this again"
	case errors.Is(err, syscall.EROFS):
		code, hint = "read_only", "the file system is read-only; choose another folder"
	case errors.Is(err, fs.ErrPermission):
		code, hint = "permission", permissionHint(doing, path)
	case errors.Is(err, syscall.ENAMETOOLONG):
		code, hint = "name_too_long", "choose a shorter name, or a folder nearer to the top"
	case errors.Is(err, syscall.ENOTDIR):
		code, hint = "not_a_folder", "a file stands where a folder is needed; move it away or choose another folder"
	case errors.Is(err, syscall.ELOOP):
		code, hint = "link_loop", "links on the way lead in a circle; choose another folder"
	}
	return fault.Failed(code, "%s %s", doing, path).Because(reason(err)).WithHint("%s", hint)
}

// permissionHint says what is to be permitted: files are made, replaced and
// taken away by writing to the folder that they are in.
func permissionHint(doing, path string) string {
	switch doing {
	case "find", "look at", "look into", "open", "read":
		return "get yourself permission to read " + path
	case "create a folder in":
		return "choose another folder, or get yourself write permission for " + path
	case "change files in", "recover":
		return "get yourself write permission for " + path
	case "change":
		return "get yourself write permission for " + filepath.Dir(path)
	}
	return "choose another folder, or get yourself write permission for " + filepath.Dir(path)
}

// escapes reports whether os.Root refused a path.
func escapes(err error) bool {
	return err != nil && strings.Contains(err.Error(), "path escapes from parent")
}

// reason strips the operation and the path from an error of the file system:
// explain says both in its own words.
func reason(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	if link, ok := errors.AsType[*os.LinkError](err); ok {
		return link.Err
	}
	return err
}
