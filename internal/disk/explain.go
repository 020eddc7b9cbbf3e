package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/rootfile"
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
	case isLink(err):
		return linkFault(path)
	case errors.Is(err, rootfile.ErrNotRegular):
		return notAFile(path)
	case IsTooLarge(err):
		return fault.Failed("too_large", "%s %s", doing, path).WithCause(reason(err)).
			WithHint("newsvc doesn't read larger ones; move it away, then run this again")
	case isFull(err):
		code, hint = "disk_full", "free some space, then run this again"
	case errors.Is(err, syscall.EROFS):
		code, hint = "read_only", "the file system is read-only; choose another folder"
	case errors.Is(err, fs.ErrPermission):
		code, hint = "permission", permissionHint(doing, path)
	case isNameTooLong(err):
		code, hint = "name_too_long", "choose a shorter name, or a folder nearer to the top"
	case isCrossDevice(err):
		code, hint = "cross_device", "newsvc moves finished files into place, which works within one file system alone; unmount what is mounted there, or choose another folder"
	case errors.Is(err, syscall.ENOTDIR):
		code, hint = "not_a_folder", "a file stands where a folder is needed; move it away or choose another folder"
	case errors.Is(err, syscall.ELOOP):
		code, hint = "link_loop", "links on the way lead in a circle; choose another folder"
	}
	return fault.Failed(code, "%s %s", doing, path).WithCause(reason(err)).WithHint("%s", hint)
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

func isLink(err error) bool {
	_, ok := errors.AsType[*rootfile.LinkError](err)
	return ok
}

// IsTooLarge reports whether a file is too large to be read.
func IsTooLarge(err error) bool {
	_, ok := errors.AsType[*rootfile.TooLargeError](err)
	return ok
}

// linkFault refuses to change anything at or below a link.
func linkFault(path string) error {
	return fault.Failed("link", "%s is a link or is reached through one, and newsvc doesn't write through links", path).
		WithHint("replace the link by a folder or a file of its own, then run this again")
}

// notAFile refuses a pipe, a socket or a device.
func notAFile(path string) error {
	return fault.Failed("not_a_file", "%s is in the way: a file belongs there", path).
		WithHint("move it away, then run this again")
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
