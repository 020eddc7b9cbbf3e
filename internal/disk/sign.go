package disk

import (
	"bytes"
	"crypto/hmac"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Sign creates a claim for a folder in a service that newsvc is about to write, and
// returns a signature of the folder's data.
func (m Machine) Sign(folder string, data []byte) ([]byte, error) {
	abs, err := filepath.Abs(folder)
	if err != nil {
		return nil, explain("find", folder, err)
	}
	c, err := m.claim(changeClaim, abs, true)
	if none, ok := errors.AsType[*noClaimError](err); ok {
		return nil, none.fault()
	}
	if err != nil {
		return nil, explain("write", folder, err)
	}
	head, _, _ := bytes.Cut(c.seal(data), []byte("\n"))
	return append(head, '\n'), nil
}

// Signed reports whether newsvc on this machine signed the data of a folder.
func (m Machine) Signed(folder string, data, signature []byte) bool {
	abs, err := filepath.Abs(folder)
	if err != nil || bytes.Count(signature, []byte("\n")) != 1 {
		return false
	}
	_, c := m.unseal(changeClaim, abs, append(bytes.Clone(signature), data...))
	return c != nil
}

// Forget removes the claim of Sign for a folder that was deleted.
func (m Machine) Forget(folder string) {
	abs, err := filepath.Abs(folder)
	if err != nil {
		return
	}
	for _, c := range m.claims(changeClaim, func(claimed string) bool { return samePath(claimed, abs) }) {
		_ = c.release() // If it fails, the claim expires.
	}
}

// The machine's own claim signs data that isn't bound to a folder. It has a fixed name and
// stays.
const (
	machineClaim = "machine"
	machineID    = machineClaim + "-00000000000000000000000000000000"
)

// SignRecord returns a signature of data that newsvc on this machine writes. The data must
// say what it is about.
func (m Machine) SignRecord(data []byte) ([]byte, error) {
	c, err := m.ownClaim()
	if none, ok := errors.AsType[*noClaimError](err); ok {
		return nil, none.fault()
	}
	if err != nil {
		return nil, explain("write", "newsvc's cache", err)
	}
	head, _, _ := bytes.Cut(c.seal(data), []byte("\n"))
	return append(head, '\n'), nil
}

// SignedRecord reports whether newsvc on this machine signed data with SignRecord.
func (m Machine) SignedRecord(data, signature []byte) bool {
	for _, dir := range m.claimFolders() {
		if c := readClaim(dir, machineID); c != nil && hmac.Equal(c.seal(data), append(bytes.Clone(signature), data...)) {
			return true
		}
	}
	return false
}

// ownClaim returns the machine's claim. It creates one if there is none.
func (m Machine) ownClaim() (*claim, error) {
	for _, dir := range m.claimFolders() {
		if c := readClaim(dir, machineID); c != nil {
			return c, nil
		}
	}
	dir, err := m.makeClaimFolder()
	if err != nil {
		return nil, err
	}
	draft, err := m.claim(machineClaim, dir, true)
	if err != nil {
		return nil, err
	}
	final := filepath.Join(dir, machineID)
	if err := do("rename", final, func() error { return os.Rename(draft.file, final) }); err != nil {
		_ = draft.release()
		return nil, err
	}
	if c := readClaim(dir, machineID); c != nil {
		return c, nil // perhaps that of another process
	}
	return nil, fs.ErrNotExist
}
