package disk

import (
	"bytes"
	"errors"
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
