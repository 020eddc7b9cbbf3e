package auth

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"example.com/hello/internal/auth/authtest"
)

// issuer is a place to read keys from.
type issuer struct {
	reads atomic.Int64
	takes time.Duration
	set   []byte // nil: it is away
}

func (i *issuer) read() ([]byte, error) {
	i.reads.Add(1)
	time.Sleep(i.takes)
	if i.set == nil {
		return nil, errors.New("away")
	}
	return i.set, nil
}

func (i *issuer) has(keys ...authtest.Key) {
	shown := []map[string]any{}
	for _, key := range keys {
		shown = append(shown, key.JWK())
	}
	i.set = authtest.Set(shown...)
}

// knows tells whether the ring finds a key, and how long that takes.
func knows(t *testing.T, k *keyring, id string) (found bool, took time.Duration) {
	t.Helper()
	begin := time.Now()
	keys, err := k.find(t.Context(), id, algorithmEC)
	if err != nil {
		t.Fatal(err)
	}
	return len(keys) > 0, time.Since(begin)
}

func startRing(from *issuer) *keyring { return newKeyring(from, slog.New(slog.DiscardHandler)) }

func TestKeysAreReadOnceForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from := &issuer{takes: time.Second}
		from.has(authtest.NewKey("a"))
		ring := startRing(from)
		for range 100 {
			go func() { _, _ = ring.find(t.Context(), "a", algorithmEC) }()
		}
		time.Sleep(2 * time.Second)
		if found, took := knows(t, ring, "a"); !found || took != 0 || from.reads.Load() != 1 {
			t.Errorf("found %t after %s and %d readings", found, took, from.reads.Load())
		}
	})
}

func TestANewKeyIsKnownAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from := &issuer{}
		from.has(authtest.NewKey("a"))
		ring := startRing(from)
		knows(t, ring, "a")
		time.Sleep(retryAfter)
		from.has(authtest.NewKey("a"), authtest.NewKey("b"))
		if found, _ := knows(t, ring, "b"); !found {
			t.Error("the new key isn't found")
		}
	})
}

func TestAKeyThatIsTakenBackIsForgottenInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from := &issuer{takes: time.Second}
		from.has(authtest.NewKey("a"), authtest.NewKey("b"))
		ring := startRing(from)
		knows(t, ring, "a")
		from.has(authtest.NewKey("b"))
		begin := time.Now()
		for {
			found, took := knows(t, ring, "a")
			if took > 0 && found {
				t.Errorf("a request waited %s for a key that was known", took)
			}
			if !found {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		if took := time.Since(begin); took > staleAfter {
			t.Errorf("it took %s", took)
		}
	})
}

// After a long time without a request, none uses keys that are out of date.
func TestKeysThatNobodyAskedForAreReadFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from := &issuer{takes: time.Second}
		from.has(authtest.NewKey("a"))
		ring := startRing(from)
		knows(t, ring, "a")
		from.has()
		time.Sleep(staleAfter)
		if found, took := knows(t, ring, "a"); found || took != time.Second {
			t.Errorf("found %t after %s", found, took)
		}
	})
}

func TestAnIssuerThatIsAwayAtTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from := &issuer{}
		ring := startRing(from)
		for range 2 {
			if _, err := ring.find(t.Context(), "a", algorithmEC); !isUnavailable(err) {
				t.Errorf("got %v", err)
			}
		}
		from.has(authtest.NewKey("a"))
		time.Sleep(retryAfter)
		if found, _ := knows(t, ring, "a"); !found {
			t.Error("the key isn't found when the issuer is back")
		}
	})
}

func isUnavailable(err error) bool { return errors.As(err, new(UnavailableError)) }

func TestAnIssuerThatIsAwayLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from := &issuer{}
		from.has(authtest.NewKey("a"))
		ring := startRing(from)
		knows(t, ring, "a")
		from.set, from.takes = nil, fetchTime
		waits := 0
		for range 1000 {
			time.Sleep(time.Second)
			found, took := knows(t, ring, "a")
			if !found {
				t.Fatal("the key is lost")
			}
			if took > 0 {
				waits++
			}
		}
		if waits > 1 {
			t.Errorf("%d requests waited", waits)
		}
		if reads := from.reads.Load(); reads > 1+1000/30 {
			t.Errorf("%d readings in 1000 s", reads)
		}
	})
}

func TestAnUnknownKeyIsNotLookedForAllTheTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from := &issuer{}
		from.has(authtest.NewKey("a"))
		ring := startRing(from)
		for range 1000 {
			if found, _ := knows(t, ring, "b"); found {
				t.Fatal("found")
			}
			time.Sleep(10 * time.Millisecond)
		}
		if reads := from.reads.Load(); reads > 3 {
			t.Errorf("%d readings in 10 s", reads)
		}
	})
}

func TestWhatIsNoSetChangesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from := &issuer{}
		from.has(authtest.NewKey("a"))
		ring := startRing(from)
		knows(t, ring, "a")
		from.set = []byte("<html>")
		time.Sleep(2 * staleAfter)
		if found, _ := knows(t, ring, "a"); !found {
			t.Error("the key is lost")
		}
	})
}

func TestWaitingEndsWithTheRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ring := startRing(&issuer{takes: fetchTime})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := ring.find(ctx, "a", algorithmEC); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if _, err := ring.find(t.Context(), "a", algorithmEC); !isUnavailable(err) {
			t.Errorf("got %v", err)
		}
	})
}
