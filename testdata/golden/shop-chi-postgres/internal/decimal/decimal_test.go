package decimal_test

import (
	"testing"

	"example.com/shop/internal/decimal"
	"example.com/shop/internal/sample"
)

func TestFits(t *testing.T) {
	for name, test := range map[string]struct {
		digits, scale int
		fit, not      []decimal.Number
	}{
		"digits on both sides": {
			5, 2,
			[]decimal.Number{"0", "-0", "0.5", "1.50", "999.99", "-999.99", "120"},
			[]decimal.Number{"", " ", "1000", "1.505", "1.000", ".5", "1.", "+1", "01", "00", "1e2", "1,5", "1 ", "1\n", "--1", "Infinity", "NaN", "0x1", "１"},
		},
		"none after the point":  {3, 0, []decimal.Number{"0", "-999"}, []decimal.Number{"1.0", "1000"}},
		"none before the point": {2, 2, []decimal.Number{"0.99", "0"}, []decimal.Number{"1", "1.00", "0.999"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, number := range append(test.fit, sample.Decimals(test.digits, test.scale)...) {
				if !number.Fits(test.digits, test.scale) {
					t.Errorf("%q doesn't fit", number)
				}
			}
			for _, number := range test.not {
				if number.Fits(test.digits, test.scale) {
					t.Errorf("%q fits", number)
				}
			}
		})
	}
}

func TestToScale(t *testing.T) {
	for name, test := range map[string]struct {
		scale        int
		number, want decimal.Number
	}{
		"zeros are added":               {2, "1.5", "1.50"},
		"a point is added":              {3, "-7", "-7.000"},
		"what has them stays":           {2, "0.05", "0.05"},
		"no scale, no point":            {0, "12", "12"},
		"zero has no sign":              {2, "-0.0", "0.00"},
		"nor has it without a point":    {0, "-0", "0"},
		"a digit too many is not cut":   {2, "1.505", "1.505"},
		"what is no number stays":       {2, "one", "one"},
		"more than a float could tell":  {1, "12345678901234567890123456789012345678", "12345678901234567890123456789012345678.0"},
		"less than zero, and not by it": {2, "-0.01", "-0.01"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := decimal.ToScale(test.scale)(test.number); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
