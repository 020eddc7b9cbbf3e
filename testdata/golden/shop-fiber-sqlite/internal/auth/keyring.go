package auth

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"
)

const (
	// refreshAfter is how old the keys get before they are read anew, behind the
	// request that asks for one.
	refreshAfter = 30 * time.Second
	// staleAfter is how old they get before a request waits for that.
	staleAfter = 60 * time.Second
	// retryAfter is how long a key that isn't there is not looked for again.
	retryAfter = 5 * time.Second
)

// keyring holds the issuer's keys. It reads them when they are asked for: it follows
// changes within staleAfter, and a new key at once. While they can't be read, those
// that were read last hold.
type keyring struct {
	from source
	log  *slog.Logger

	mu      sync.Mutex
	keys    []key
	known   bool          // keys are what was read
	failure error         // of the last reading
	ended   time.Time     // when the last reading ended
	reading chan struct{} // closed when the one that goes on ends; nil: none does
}

// newKeyring returns a keyring that begins to read the keys.
func newKeyring(from source, log *slog.Logger) *keyring {
	k := &keyring{from: from, log: log}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.begin()
	return k
}

// find returns the keys for an algorithm that have the id; all for the algorithm, when
// the id is empty. It waits for what is read, if need be, until that or ctx ends.
func (k *keyring) find(ctx context.Context, id, algorithm string) ([]key, error) {
	if reading := k.look(id, algorithm); reading != nil {
		select {
		case <-reading:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.known {
		return nil, UnavailableError{Cause: k.failure}
	}
	return k.matching(id, algorithm), nil
}

// look begins to read the keys where it is time, and returns what to wait for, if anything.
func (k *keyring) look(id, algorithm string) <-chan struct{} {
	k.mu.Lock()
	defer k.mu.Unlock()
	age := time.Since(k.ended)
	if len(k.matching(id, algorithm)) == 0 {
		if age >= retryAfter {
			k.begin()
		}
		return k.reading
	}
	if age >= refreshAfter {
		k.begin()
	}
	if age < staleAfter {
		return nil
	}
	return k.reading
}

func (k *keyring) matching(id, algorithm string) []key {
	var found []key
	for _, one := range k.keys {
		if one.algorithm == algorithm && (id == "" || one.id == id) {
			found = append(found, one)
		}
	}
	return found
}

// begin begins to read the keys, unless that goes on already.
func (k *keyring) begin() {
	if k.reading != nil {
		return
	}
	reading := make(chan struct{})
	k.reading = reading
	go func() {
		defer close(reading)
		keys, refused, err := k.readKeys()
		k.mu.Lock()
		defer k.mu.Unlock()
		k.settle(keys, refused, err)
	}()
}

func (k *keyring) readKeys() (keys []key, refused []error, err error) {
	data, err := k.from.read()
	if err != nil {
		return nil, nil, err
	}
	return parseKeys(data)
}

// settle takes over what was read.
func (k *keyring) settle(keys []key, refused []error, err error) {
	k.ended, k.reading, k.failure = time.Now(), nil, err
	if err != nil {
		k.log.Warn("the keys for tokens can't be read", slog.Any("error", err))
		return
	}
	if !k.known || !slices.EqualFunc(k.keys, keys, sameKey) {
		k.log.Info("the keys for tokens are read", slog.Int("count", len(keys)), slog.Any("refused", errors.Join(refused...)))
	}
	k.keys, k.known = keys, true
}

func sameKey(a, b key) bool { return a.id == b.id && a.algorithm == b.algorithm }
