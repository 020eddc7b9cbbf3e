package render

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
)

// wordSize is the number of bytes that count for an element of a list.
const wordSize = 16

// elements returns a list's elements.
func (l *library) elements(list any) ([]any, error) {
	v := reflect.ValueOf(list)
	if v.Kind() != reflect.Slice {
		return nil, fmt.Errorf("it needs a list, but this is %s", described(list))
	}
	if err := l.budget.handle(wordSize * v.Len()); err != nil {
		return nil, err
	}
	all := make([]any, v.Len())
	for i := range all {
		all[i] = v.Index(i).Interface()
	}
	return all, nil
}

// scalars returns the printed forms of a list's elements.
func (l *library) scalars(list any) ([]string, error) {
	all, err := l.elements(list)
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(all))
	for i, v := range all {
		if texts[i], err = printed(v); err != nil {
			return nil, err
		}
		if err := l.budget.handle(len(texts[i])); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

func (l *library) list(items ...any) ([]any, error) {
	return items, l.budget.handle(wordSize * len(items))
}

// append returns a new list with the items added at the end.
func (l *library) append(list any, items ...any) ([]any, error) {
	all, err := l.elements(list)
	if err != nil {
		return nil, err
	}
	return slices.Concat(all, items), l.budget.handle(wordSize * (len(all) + len(items)))
}

func (l *library) dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("it needs alternating keys and values")
	}
	d := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("a key must be a text, but this is %s", described(pairs[i]))
		}
		d[key] = pairs[i+1]
	}
	return d, l.budget.handle(4 * wordSize * len(pairs))
}

// first returns the first element, or nil for an empty list.
func (l *library) first(list any) (any, error) {
	all, err := l.elements(list)
	if len(all) == 0 {
		return nil, err
	}
	return all[0], err
}

func (l *library) last(list any) (any, error) {
	all, err := l.elements(list)
	if len(all) == 0 {
		return nil, err
	}
	return all[len(all)-1], err
}

func (l *library) rest(list any) ([]any, error) {
	all, err := l.elements(list)
	return all[min(1, len(all)):], err
}

func (l *library) initial(list any) ([]any, error) {
	all, err := l.elements(list)
	return all[:max(0, len(all)-1)], err
}

func (l *library) has(needle, list any) (bool, error) {
	all, err := l.elements(list)
	if err != nil {
		return false, err
	}
	return l.among(all, needle)
}

func (l *library) without(list any, omitted ...any) ([]any, error) {
	all, err := l.elements(list)
	if err != nil {
		return nil, err
	}
	left := []any{}
	for _, v := range all {
		gone, err := l.among(omitted, v)
		if err != nil {
			return nil, err
		}
		if !gone {
			left = append(left, v)
		}
	}
	return left, nil
}

func (l *library) uniq(list any) ([]any, error) {
	all, err := l.elements(list)
	if err != nil {
		return nil, err
	}
	first := []any{}
	for _, v := range all {
		again, err := l.among(first, v)
		if err != nil {
			return nil, err
		}
		if !again {
			first = append(first, v)
		}
	}
	return first, nil
}

func (l *library) sortAlpha(list any) ([]string, error) {
	texts, err := l.scalars(list)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(texts, func(a, b string) int {
		if err == nil {
			err = l.budget.handle(min(len(a), len(b)))
		}
		if err != nil {
			return 0
		}
		return cmp.Compare(a, b)
	})
	return texts, err
}

// until returns the numbers from 0 to n-1.
func (l *library) until(end any) ([]int, error) {
	n, err := integer(end)
	if err != nil {
		return nil, err
	}
	if n > maxList {
		return nil, limit("a list has more than %d elements", maxList)
	}
	if err := l.budget.handle(wordSize * int(max(n, 0))); err != nil {
		return nil, err
	}
	numbers := make([]int, max(n, 0))
	for i := range numbers {
		numbers[i] = i
	}
	return numbers, nil
}
