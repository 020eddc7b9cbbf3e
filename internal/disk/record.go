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

// maxJournal bounds the record of a transaction. The largest service has 20,000
// files, and their record takes half of that.
const maxJournal = 8 << 20

// record says what a transaction does.
type record struct {
	Format     int         `json:"format"`
	Operations []operation `json:"operations"`
	Made       []string    `json:"made,omitempty"`    // folders that it makes, parents first
	Emptied    []folder    `json:"emptied,omitempty"` // folders that it removes if they are empty then, parents last
}

// operation is what happens to one path. The digests tell a file that newsvc
// put there from one that somebody else did after a transaction was broken off.
type operation struct {
	Path string `json:"path"`
	Old  string `json:"old,omitempty"` // digest of what is there before; empty: nothing
	New  string `json:"new,omitempty"` // digest of what is there afterwards; empty: nothing
}

type folder struct {
	Path string      `json:"path"`
	Mode fs.FileMode `json:"mode"`
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// parseRecord reads a record and checks that newsvc may do what it says.
func parseRecord(data []byte) (record, error) {
	var r record
	if err := json.Unmarshal(data, &r); err != nil {
		return r, err
	}
	if r.Format != recordFormat {
		return r, fmt.Errorf("its format is %d, and this newsvc reads %d", r.Format, recordFormat)
	}
	return r, r.check()
}

// check refuses paths that newsvc would not have written.
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
			errs = append(errs, fault.Failed("bad_mode", "%q has the mode %v, which is more than permissions", f.Path, f.Mode))
		}
	}
	return errors.Join(append(errs, after.Check())...)
}
