package instant_test

import (
	"testing"
	"time"

	"example.com/hello/internal/instant"
)

func TestOf(t *testing.T) {
	at := time.Date(2026, time.March, 1, 1, 0, 0, 123456789, time.FixedZone("east", 7200))
	want := time.Date(2026, time.February, 28, 23, 0, 0, 123456000, time.UTC)
	if got := instant.Of(at); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if now := time.Now(); instant.Of(now) != instant.Of(now.Round(0)) {
		t.Error("the monotonic clock is kept")
	}
}
