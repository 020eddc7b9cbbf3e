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

// A stage is a folder whose name ends in digits: .NAME.newsvc-DIGITS next to NAME, or
// one in the system's temporary folder. It contains a lock, the file that names its
// claim, and the folder in which the process works.
type stage struct {
	root  *os.Root // the parent folder
	path  string
	lock  *lock
	claim *claim // nil if it couldn't be written: then no later command removes the stage
}

// contentName is the folder in a stage in which the process works.
const contentName = "new"

// attempts is the maximum number of attempts at something with which another process
// interferes.
const attempts = 100

// pause waits before the next attempt, longer and longer. It returns an error if ctx
// ends or after too many attempts.
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

// newStage creates a stage in a folder.
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
		// Another process removed it as an orphan, because it was empty and not yet locked.
		if err := pause(ctx, attempt); err != nil {
			root.Close()
			return nil, err
		}
	}
}

// make creates the stage. If it fails, it removes what it created.
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

// short shortens a name so that the stage's name isn't too long.
func short(name string) string {
	const longest = 200
	for len(name) > longest {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return name
}

func (s *stage) content() string { return filepath.Join(s.path, contentName) }

// remove deletes the stage and everything in it.
func (s *stage) remove() error {
	defer s.root.Close()
	return s.lock.remove(s.claim, contentName)
}

// deleteOrphans deletes the stages in a folder in which no process works. It ignores
// errors: the next command tries again.
func (m Machine) deleteOrphans(parent string) {
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
		} else if errors.Is(err, fs.ErrNotExist) && root.Remove(name) == nil { // Remove fails unless it is empty.
			_ = own.release()
		}
	}
}

// Temporary is a temporary folder for one command. If the command is killed, a later one
// removes it.
type Temporary struct {
	Path  string
	stage *stage
}

// NewTemporary creates a temporary folder whose name begins with prefix, and removes
// those of killed commands. The caller must call Remove.
func (m Machine) NewTemporary(ctx context.Context, prefix string) (*Temporary, error) {
	parent, err := filepath.Abs(os.TempDir())
	if err != nil {
		return nil, explain("find", os.TempDir(), err)
	}
	m.deleteOrphans(parent)
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

// Remove deletes the folder and everything in it.
func (t *Temporary) Remove() { _ = t.stage.remove() }
