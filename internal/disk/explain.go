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

// explain turns an error during an operation on a path into a message such as "write
// go.mod: no space left on device", with a hint.
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
		return fault.Failed("busy", "another newsvc is running in %s", path).
			WithHint("wait until it is done, then run this again")
	case escapes(err):
		return fault.Failed("link_out", "%s: the path %s goes through a link that leads out of the folder", doing, path).
			WithHint("newsvc stays inside the folder; replace the link with a folder or a file")
	case isLink(err):
		return linkFault(path)
	case errors.Is(err, rootfile.ErrNotRegular):
		return notAFile(path)
	case IsTooLarge(err):
		return fault.Failed("too_large", "%s %s", doing, path).WithCause(reason(err)).
			WithHint("newsvc doesn't read larger files; move it away, then run this again")
	case isFull(err):
		code, hint = "disk_full", "free some space, then run this again"
	case errors.Is(err, syscall.EROFS):
		code, hint = "read_only", "the file system is read-only; choose another folder"
	case errors.Is(err, fs.ErrPermission):
		code, hint = "permission", permissionHint(doing, path)
	case isNameTooLong(err):
		code, hint = "name_too_long", "choose a shorter name, or a folder with a shorter path"
	case isCrossDevice(err):
		code, hint = "cross_device", "newsvc moves finished files to their final path, which works only within one file system; unmount the other one, or choose another folder"
	case isNotFolder(err):
		code, hint = "not_a_folder", "there is a file where newsvc needs a folder; move it away or choose another folder"
	case errors.Is(err, syscall.ELOOP):
		code, hint = "link_loop", "the path contains a loop of links; choose another folder"
	}
	return fault.Failed(code, "%s %s", doing, path).WithCause(reason(err)).WithHint("%s", hint)
}

// permissionHint says which permission is missing. To create, replace or delete a file,
// newsvc needs write permission for its folder.
func permissionHint(doing, path string) string {
	switch doing {
	case "find", "look at", "look into", "open", "read":
		return "make sure that you have permission to read " + path
	case "create a folder in":
		return "choose another folder, or make sure that you have write permission for " + path
	case "change files in", "recover":
		return "make sure that you have write permission for " + path
	case "change":
		return "make sure that you have write permission for " + filepath.Dir(path)
	}
	return "choose another folder, or make sure that you have write permission for " + filepath.Dir(path)
}

func isNotFolder(err error) bool { return errors.Is(err, syscall.ENOTDIR) }

func isLink(err error) bool {
	_, ok := errors.AsType[*rootfile.LinkError](err)
	return ok
}

// IsTooLarge reports whether an error says that a file is too large to be read.
func IsTooLarge(err error) bool {
	_, ok := errors.AsType[*rootfile.TooLargeError](err)
	return ok
}

// linkFault returns the error for a path at or below a link.
func linkFault(path string) error {
	return fault.Failed("link", "%s is a link or below one, and newsvc doesn't write through links", path).
		WithHint("replace the link with a folder or a file, then run this again")
}

// notAFile returns the error for a folder, a pipe, a socket or a device instead of a file.
func notAFile(path string) error {
	return fault.Failed("not_a_file", "%s is not a file, but newsvc needs a file there", path).
		WithHint("move it away, then run this again")
}

// escapes reports whether os.Root refused a path.
func escapes(err error) bool {
	return err != nil && strings.Contains(err.Error(), "path escapes from parent")
}

// reason removes the operation and the path from an error of the file system, because
// explain adds its own.
func reason(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	if link, ok := errors.AsType[*os.LinkError](err); ok {
		return link.Err
	}
	return err
}
