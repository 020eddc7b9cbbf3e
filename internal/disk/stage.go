package disk

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/newsvc/newsvc/internal/rootfile"
)

// A stage is a folder whose name ends in digits: .NAME.newsvc-DIGITS beside the
// place of NAME, or one in the system's temporary folder. It has the lock of
// the process that fills it, the file that names its claim, and the folder that
// the process works in.
type stage struct {
	root  *os.Root // the folder that it is in
	path  string
	lock  *lock
	claim *claim // nil: it couldn't be written, and no later command removes what is left
}

// contentName is the folder in a stage that the process works in.
const contentName = "new"

// attempts bounds how often something is tried again that another process came
// in the way of.
const attempts = 100

// pause waits a moment before the next attempt, longer from time to time. It
// fails when ctx ends, and when there were enough.
func pause(ctx context.Context, attempt int) error {
	if attempt >= attempts {
		return errBusy
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Duration(attempt/10) * time.Millisecond):
		return ctx.Err()
	}
}

// newStage makes a stage in a folder.
func (m Machine) newStage(ctx context.Context, parent, prefix string) (*stage, error) {
	root, err := rootfile.OpenFolder(parent)
	if err != nil {
		return nil, err
	}
	for attempt := 0; ; attempt++ {
		s := &stage{root: root}
		err := s.make(m, parent, prefix+strconv.FormatUint(uint64(rand.Uint32()), 10))
		if err == nil {
			return s, nil
		}
		if !errors.Is(err, errBusy) && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrExist) {
			root.Close()
			return nil, err
		}
		// Another process took it for a leftover: it was empty and unlocked.
		if err := pause(ctx, attempt); err != nil {
			root.Close()
			return nil, err
		}
	}
}

// make makes the stage, and removes what it made where it fails.
func (s *stage) make(m Machine, parent, name string) error {
	s.path = filepath.Join(parent, name)
	var err error
	if s.claim, err = m.claim(stageClaim, s.path, false); err != nil {
		if _, none := errors.AsType[*noClaimError](err); !none {
			return err
		}
	}
	if err := do("mkdir", s.path, func() error { return s.root.Mkdir(name, 0o700) }); err != nil {
		_ = s.claim.release()
		return err
	}
	err = do("create", filepath.Join(s.path, lockName), func() (err error) {
		s.lock, err = lockFolder(s.root, name, true)
		return err
	})
	if err == nil && s.claim != nil {
		err = writeNew(s.root.OpenFile, filepath.Join(name, ownerName), s.claim.seal(nil), 0o600, false)
	}
	switch {
	case err == nil:
		return nil
	case s.lock != nil:
		_ = s.lock.remove(s.claim)
		return err
	}
	_ = s.root.Remove(filepath.Join(name, lockName))
	_ = s.root.Remove(name)
	_ = s.claim.release()
	return err
}

// short cuts a name, so that the stage's own is no longer than names may be.
func short(name string) string {
	const longest = 200
	for len(name) > longest {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return name
}

func (s *stage) content() string { return filepath.Join(s.path, contentName) }

// remove takes the stage away with all that is still in it.
func (s *stage) remove() error {
	defer s.root.Close()
	return s.lock.remove(s.claim, contentName)
}

// sweep takes away the stages in a folder that no process works in. What can't
// be taken away stays for the next time: nobody asked for it.
func (m Machine) sweep(parent string) {
	left := m.claims(stageClaim, func(folder string) bool { return sameFolder(filepath.Dir(folder), parent) })
	if len(left) == 0 {
		return
	}
	root, err := rootfile.OpenFolder(parent)
	if err != nil {
		return
	}
	defer root.Close()
	for _, c := range left {
		name := path.Base(filepath.ToSlash(c.Folder))
		own := m.ownFolder(stageClaim, parent, root, name, contentName)
		if own == nil {
			c.expire()
			continue
		}
		if held, err := lockFolder(root, name, false); err == nil {
			_ = held.remove(own, contentName)
		} else if errors.Is(err, fs.ErrNotExist) && root.Remove(name) == nil { // which fails unless it is empty
			_ = own.release()
		}
	}
}

// Temporary is a folder in the system's temporary one, for one command. What a
// killed command leaves of it is removed by a later one.
type Temporary struct {
	Path  string
	stage *stage
}

// NewTemporary makes a temporary folder whose name begins with prefix, and
// removes what killed commands left. Remove it in the end.
func (m Machine) NewTemporary(ctx context.Context, prefix string) (*Temporary, error) {
	parent, err := filepath.Abs(os.TempDir())
	if err != nil {
		return nil, explain("find", os.TempDir(), err)
	}
	m.sweep(parent)
	s, err := m.newStage(ctx, parent, prefix)
	if err != nil {
		return nil, explain("create a folder in", parent, err)
	}
	if err := makeAll(s.content()); err != nil {
		_ = s.remove()
		return nil, explain("create a folder in", parent, err)
	}
	return &Temporary{Path: s.content(), stage: s}, nil
}

// Remove removes the folder with all that is in it.
func (t *Temporary) Remove() { _ = t.stage.remove() }
