package float_test

import (
	"math"
	"testing"

	"example.com/shop/internal/float"
)

func TestOf(t *testing.T) {
	if got := float.Of(math.Copysign(0, -1)); math.Signbit(got) {
		t.Error("the sign of zero is kept")
	}
	for _, number := range []float64{0, -0.5, math.MaxFloat64, -math.SmallestNonzeroFloat64} {
		if got := float.Of(number); got != number {
			t.Errorf("got %v, want %v", got, number)
		}
	}
}
