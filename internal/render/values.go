package render

import (
	"fmt"
	"reflect"
	"slices"
	"text/template"
)

// fallback returns the given value, or otherwise if that is false, zero or empty.
func fallback(otherwise any, given ...any) any {
	if len(given) == 0 {
		return otherwise
	}
	if truth, ok := template.IsTrue(given[0]); !ok || !truth {
		return otherwise
	}
	return given[0]
}

func ternary(yes, no any, condition bool) any {
	if condition {
		return yes
	}
	return no
}

// integer converts any whole number: sums have another type than literals.
func integer(v any) (int64, error) {
	r := reflect.ValueOf(v)
	if !r.CanInt() {
		return 0, fmt.Errorf("it needs whole numbers, but this is %s", described(v))
	}
	return r.Int(), nil
}

func integers(all []any) ([]int64, error) {
	numbers := make([]int64, len(all))
	for i, v := range all {
		n, err := integer(v)
		if err != nil {
			return nil, err
		}
		numbers[i] = n
	}
	return numbers, nil
}

func add(all ...any) (sum int64, err error) {
	numbers, err := integers(all)
	for _, n := range numbers {
		sum += n
	}
	return sum, err
}

func sub(a, b any) (int64, error) {
	numbers, err := integers([]any{a, b})
	if err != nil {
		return 0, err
	}
	return numbers[0] - numbers[1], nil
}

func mul(a any, others ...any) (int64, error) {
	numbers, err := integers(append([]any{a}, others...))
	product := int64(1)
	for _, n := range numbers {
		product *= n
	}
	return product, err
}

func largest(a any, others ...any) (int64, error) {
	numbers, err := integers(append([]any{a}, others...))
	if err != nil {
		return 0, err
	}
	return slices.Max(numbers), nil
}

func least(a any, others ...any) (int64, error) {
	numbers, err := integers(append([]any{a}, others...))
	if err != nil {
		return 0, err
	}
	return slices.Min(numbers), nil
}
