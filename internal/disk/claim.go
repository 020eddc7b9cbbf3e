package disk

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/newsvc/newsvc/internal/rootfile"
)

// claim is a file in the user's cache. It proves that newsvc on this machine created a
// folder, and contains the secret that seals what newsvc writes in it.
type claim struct {
	Kind   string `json:"kind"`
	Folder string `json:"folder"` // an absolute path
	Secret string `json:"secret"` // in hexadecimal

	file string
	id   string // the name of the file: the kind and a random number
}

const (
	idSize     = 16
	secretSize = 32
	maxClaim   = 64 << 10
)

// ownerName is the file in a claimed folder that names its claim.
const ownerName = "owner"

// claim writes a claim for a folder that is about to be created. If durable is set, the
// claim is on the device when claim returns.
func (m Machine) claim(kind, folder string, durable bool) (*claim, error) {
	dir, err := m.makeClaimFolder()
	if err != nil {
		return nil, err
	}
	c := &claim{Kind: kind, Folder: folder, Secret: random(secretSize), id: kind + "-" + random(idSize)}
	c.file = filepath.Join(dir, c.id)
	data, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	if err := writeNew(os.OpenFile, c.file, append(data, '\n'), 0o600, durable); err != nil {
		_ = os.Remove(c.file)
		return nil, err
	}
	return c, nil
}

func random(size int) string {
	data := make([]byte, size)
	_, _ = rand.Read(data) // It never fails.
	return hex.EncodeToString(data)
}

// readClaim reads a claim. It returns nil if there is no valid claim with that name.
func readClaim(dir, id string) *claim {
	kind, number, _ := strings.Cut(id, "-")
	if !isHex(number, idSize) {
		return nil
	}
	data, err := rootfile.ReadIn(context.Background(), dir, id, maxClaim)
	c := &claim{file: filepath.Join(dir, id), id: id}
	if err != nil || json.Unmarshal(data, c) != nil || c.Kind != kind || !isHex(c.Secret, secretSize) || !filepath.IsAbs(c.Folder) {
		return nil
	}
	return c
}

func isHex(s string, size int) bool {
	return len(s) == hex.EncodedLen(size) && strings.Trim(s, "0123456789abcdef") == ""
}

// release removes the claim. It is called after the folder was removed.
func (c *claim) release() error {
	if c == nil {
		return nil
	}
	err := do("remove", c.file, func() error { return os.Remove(c.file) })
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// isOld reports whether a claim is older than the time for which it is valid without a
// folder.
func isOld(dir, id string) bool {
	info, err := os.Lstat(filepath.Join(dir, id))
	return err == nil && time.Since(info.ModTime()) >= claimAge
}

// expire removes an old claim whose folder doesn't exist.
func (c *claim) expire() {
	if !isOld(filepath.Split(c.file)) {
		return
	}
	if _, err := os.Lstat(c.Folder); errors.Is(err, fs.ErrNotExist) {
		_ = c.release()
	}
}

// seal adds a first line to data that proves who wrote it: the claim's id and the MAC of
// the data with the claim's secret.
func (c *claim) seal(data []byte) []byte {
	return append([]byte(c.id+" "+hex.EncodeToString(c.mac(data))+"\n"), data...)
}

func (c *claim) mac(data []byte) []byte {
	secret, _ := hex.DecodeString(c.Secret)
	mac := hmac.New(sha256.New, secret)
	mac.Write(data)
	return mac.Sum(nil)
}

// unseal returns the sealed data of a claimed folder, and the claim. The claim is nil if
// newsvc on this machine didn't write the data, or wrote it for another folder.
func (m Machine) unseal(kind, folder string, sealed []byte) ([]byte, *claim) {
	head, data, _ := bytes.Cut(sealed, []byte("\n"))
	id, mac, _ := strings.Cut(string(head), " ")
	for _, dir := range m.claimFolders() {
		c := readClaim(dir, id)
		if c != nil && c.Kind == kind && hmac.Equal([]byte(hex.EncodeToString(c.mac(data))), []byte(mac)) && samePath(c.Folder, folder) {
			return data, c
		}
	}
	return nil, nil
}

// ownFolder returns the claim of an internal folder: the one that seals its owner file. A
// folder that was just created has only an empty lock; then any claim for it counts. It
// returns nil if the folder isn't newsvc's, or if it contains other names than the given
// ones.
func (m Machine) ownFolder(kind, parent string, root *os.Root, name string, names ...string) *claim {
	there, err := listNames(root, name, len(names)+3)
	if err != nil {
		return nil
	}
	young := true
	for _, n := range there {
		own := n == lockName || n == ownerName
		if !own && !slices.Contains(names, n) {
			return nil
		}
		young = young && own
	}
	folder := filepath.Join(parent, name)
	sealed, err := readPlain(root, name+"/"+ownerName, maxClaim)
	switch {
	case err == nil && len(sealed) > 0:
		_, c := m.unseal(kind, folder, sealed)
		return c
	case err != nil && !errors.Is(err, fs.ErrNotExist) || !young:
		return nil
	}
	if info, err := root.Lstat(filepath.Join(name, lockName)); err == nil && (!info.Mode().IsRegular() || info.Size() > 0) {
		return nil
	}
	if claims := m.claims(kind, func(claimed string) bool { return samePath(claimed, folder) }); len(claims) > 0 {
		return claims[0]
	}
	return nil
}

// listNames returns at most a number of the names in a folder that isn't a link.
func listNames(root *os.Root, name string, most int) ([]string, error) {
	info, err := root.Lstat(name)
	if err == nil && !info.IsDir() {
		err = &fs.PathError{Op: "open", Path: name, Err: rootfile.ErrNotRegular}
	}
	if err != nil {
		return nil, err
	}
	sub, err := rootfile.OpenSubfolder(root, name)
	if err != nil {
		return nil, err
	}
	defer sub.Close()
	f, err := sub.Open(".")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	names, err := f.Readdirnames(most)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return names, nil
}

// readPlain reads a file whose path contains no links.
func readPlain(root *os.Root, name string, limit int64) ([]byte, error) {
	f, err := rootfile.OpenPlain(root, name, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return rootfile.ReadFrom(context.Background(), f, limit)
}
