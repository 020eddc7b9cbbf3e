package render

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
)

// Comparisons with the names and meanings of those of text/template, which would take time
// that the budget can't count.

// eq reports whether a value equals one of the others.
func (l *library) eq(a any, others ...any) (bool, error) {
	if len(others) == 0 {
		return false, errors.New("it needs at least two values")
	}
	for _, b := range others {
		if equal, err := l.equal(a, b); err != nil || equal {
			return equal, err
		}
	}
	return false, nil
}

func (l *library) ne(a, b any) (bool, error) {
	equal, err := l.equal(a, b)
	return !equal, err
}

func (l *library) lt(a, b any) (bool, error) {
	order, err := l.compare(a, b)
	return order < 0, err
}

func (l *library) le(a, b any) (bool, error) {
	order, err := l.compare(a, b)
	return order <= 0, err
}

func (l *library) gt(a, b any) (bool, error) {
	order, err := l.compare(a, b)
	return order > 0, err
}

func (l *library) ge(a, b any) (bool, error) {
	order, err := l.compare(a, b)
	return order >= 0, err
}

// equal compares two values. Values that can't be compared are an error.
func (l *library) equal(a, b any) (bool, error) {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	switch {
	case !x.IsValid() || !y.IsValid():
		return x.IsValid() == y.IsValid(), nil
	case scalar(x) && scalar(y):
		if x.Kind() == reflect.Bool && y.Kind() == reflect.Bool {
			return x.Bool() == y.Bool(), nil
		}
		order, err := l.compare(a, b)
		return order == 0, err
	case x.Type() != y.Type() || !x.Comparable():
		return false, incomparable(a, b)
	default:
		return x.Equal(y), l.budget.handle(wordSize)
	}
}

func scalar(v reflect.Value) bool {
	return v.Kind() == reflect.String || v.Kind() == reflect.Bool || v.CanInt() || v.CanUint() || v.CanFloat()
}

// compare compares two texts or numbers as cmp.Compare does.
func (l *library) compare(a, b any) (int, error) {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	switch {
	case x.Kind() == reflect.String && y.Kind() == reflect.String:
		if err := l.budget.handle(min(x.Len(), y.Len())); err != nil {
			return 0, err
		}
		return cmp.Compare(x.String(), y.String()), nil
	case x.CanInt() && y.CanInt():
		return cmp.Compare(x.Int(), y.Int()), nil
	case x.CanUint() && y.CanUint():
		return cmp.Compare(x.Uint(), y.Uint()), nil
	case x.CanFloat() && y.CanFloat():
		return cmp.Compare(x.Float(), y.Float()), nil
	default:
		return 0, incomparable(a, b)
	}
}

func incomparable(a, b any) error {
	return fmt.Errorf("%s and %s can't be compared", described(a), described(b))
}

// same compares scalars by value, and other values by identity, if that is possible.
func (l *library) same(a, b any) (bool, error) {
	if a == nil || b == nil {
		return a == nil && b == nil, l.budget.handle(wordSize)
	}
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	cost := wordSize
	if x.Kind() == reflect.String && y.Kind() == reflect.String && x.Len() == y.Len() {
		cost += x.Len()
	}
	if err := l.budget.handle(cost); err != nil {
		return false, err
	}
	return x.Type() == y.Type() && x.Comparable() && a == b, nil
}

// among reports whether a value is in a list.
func (l *library) among(all []any, v any) (bool, error) {
	for _, other := range all {
		if equal, err := l.same(v, other); err != nil || equal {
			return equal, err
		}
	}
	return false, nil
}
