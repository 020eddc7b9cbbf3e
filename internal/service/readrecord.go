package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/tree"
)

// ReadUnfinished reads the unfinished change of a service. It returns nil when
// there is none.
func (h Host) ReadUnfinished(ctx context.Context, root string) (*Record, error) {
	return h.readRecord(ctx, root, unfinishedFolder, func(data, seal []byte) bool {
		return h.Disk.Signed(filepath.Join(root, unfinishedFolder), data, seal)
	})
}

// readRecord reads the record in a folder of a service. It returns nil when there is none.
func (h Host) readRecord(ctx context.Context, root, within string, signed func(data, seal []byte) bool) (*Record, error) {
	data, err := disk.ReadRecord(ctx, root, recordPath(within))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	damaged := func(err error) error {
		return fault.Failed("bad_unfinished", "%s can't be used to finish or undo a change", filepath.Join(root, filepath.FromSlash(recordPath(within)))).
			WithCause(err).WithHint("if you don't know it, or solved its conflicts by hand, delete the folder %s; a newer newsvc may be able to read it", within)
	}
	folder := filepath.Join(root, within)
	seal, err := disk.ReadRecord(ctx, root, sealPath(within))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if !signed(data, seal) {
		return nil, fault.Failed("foreign_unfinished", "%s was not written by newsvc on this machine, so newsvc doesn't act on it; nothing was changed", folder).
			WithHint("if it came with a clone or an archive, or if you don't know it, delete that folder; if it is yours, bring the files to where you want them, with git checkout HEAD -- FILE or by hand, and then delete it")
	}
	u, err := parseRecord(within, data)
	if err != nil {
		return nil, damaged(err)
	}
	like, err := u.files()
	if err != nil {
		return nil, err
	}
	like[sealPath(within)] = tree.File{}
	for _, f := range u.Files {
		if f.Before != "" {
			like[u.copyOf(f)] = tree.File{Exec: f.Exec}
		}
	}
	u.record, err = disk.Read(ctx, root, like)
	if err != nil {
		return nil, err
	}
	for i, f := range u.Files {
		if f.Before == "" {
			continue
		}
		copied, ok := u.record[u.copyOf(f)]
		if !ok || digest(copied.Data) != f.Digest {
			return nil, damaged(errors.New(u.copyOf(f) + " is missing, or not as newsvc wrote it"))
		}
		u.Files[i].before = &tree.File{Data: copied.Data, Exec: f.Exec}
	}
	return &u, nil
}

// parseRecord parses a record and checks that newsvc may do what it says:
// the record may have come with a clone.
func parseRecord(folder string, data []byte) (Record, error) {
	u := Record{folder: folder}
	if err := json.Unmarshal(data, &u); err != nil {
		return u, err
	}
	if u.Format != recordFormat {
		return u, errors.New("its format is " + strconv.Itoa(u.Format))
	}
	return u, u.check()
}

// check refuses paths, copies and permissions that newsvc would not have
// written.
func (u Record) check() error {
	var errs []error
	files, named := tree.Tree{}, map[string]bool{}
	for i, f := range u.Files {
		if _, again := files[f.Path]; again {
			errs = append(errs, fmt.Errorf("the path %q is given twice", f.Path))
		}
		if top, _, _ := strings.Cut(f.Path, "/"); strings.HasPrefix(tree.Fold(top), tree.Fold(".newsvc-")) {
			errs = append(errs, fmt.Errorf("the path %q is in newsvc's own folder", f.Path))
		}
		if f.Before != "" && f.Before != strconv.Itoa(i) {
			errs = append(errs, fmt.Errorf("the copy of %q is called %q, and newsvc calls it %d", f.Path, f.Before, i))
		}
		files[f.Path] = tree.File{}
		for name := f.Path; name != "." && name != "/"; name = path.Dir(name) {
			named[name] = true
		}
	}
	for name, mode := range u.Modes {
		if !named[name] {
			errs = append(errs, fmt.Errorf("it gives permissions to %q, which isn't one of its files", name))
		}
		if mode&^fs.ModePerm != 0 {
			errs = append(errs, fmt.Errorf("it gives %q the mode %v, which is more than permissions", name, mode))
		}
	}
	if u.Head != "" && (len(u.Head) > 64 || strings.Trim(u.Head, "0123456789abcdef") != "") {
		errs = append(errs, fmt.Errorf("%q is no commit", u.Head))
	}
	for name := range files {
		errs = append(errs, tree.Tree{name: {}}.Check())
	}
	return errors.Join(errs...)
}
