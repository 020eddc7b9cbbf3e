package disk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/tree"
)

const recordFormat = 2

// maxJournal is the maximum size of a transaction's record. That of the largest service,
// which has 20,000 files, takes half of it.
const maxJournal = 8 << 20

// record describes a transaction.
type record struct {
	Format     int         `json:"format"`
	Operations []operation `json:"operations"`
	Made       []string    `json:"made,omitempty"`    // folders that it creates, parents first
	Emptied    []folder    `json:"emptied,omitempty"` // folders that it removes if they become empty, parents last
}

// operation describes what happens to a path. The digests distinguish a file that newsvc
// wrote from one that was changed after the transaction was interrupted.
type operation struct {
	Path string `json:"path"`
	Old  string `json:"old,omitempty"` // digest of the file before; empty if there is none
	New  string `json:"new,omitempty"` // digest of the file afterwards; empty if there is none
}

type folder struct {
	Path string      `json:"path"`
	Mode fs.FileMode `json:"mode"`
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// parseRecord parses and checks a record.
func parseRecord(data []byte) (record, error) {
	var r record
	if err := json.Unmarshal(data, &r); err != nil {
		return r, err
	}
	if r.Format != recordFormat {
		return r, fmt.Errorf("its format is %d, but this newsvc reads %d", r.Format, recordFormat)
	}
	return r, r.check()
}

// check rejects paths that newsvc doesn't write.
func (r record) check() error {
	after := tree.Tree{}
	seen := map[string]bool{}
	var errs []error
	one := func(name string) {
		errs = append(errs, tree.Tree{name: {}}.Check())
		if top, _, _ := strings.Cut(name, "/"); tree.Fold(top) == tree.Fold(journalName) {
			errs = append(errs, fault.Failed("bad_path", "the path %q is in newsvc's own folder", name))
		}
	}
	for _, o := range r.Operations {
		one(o.Path)
		if seen[o.Path] {
			errs = append(errs, fault.Failed("bad_path", "the path %q is given twice", o.Path))
		}
		seen[o.Path] = true
		if o.New != "" {
			after[o.Path] = tree.File{}
		}
	}
	for _, name := range r.Made {
		one(name)
	}
	for _, f := range r.Emptied {
		one(f.Path)
		if f.Mode&^fs.ModePerm != 0 {
			errs = append(errs, fault.Failed("bad_mode", "%q has the mode %v, which isn't only permissions", f.Path, f.Mode))
		}
	}
	return errors.Join(append(errs, after.Check())...)
}
