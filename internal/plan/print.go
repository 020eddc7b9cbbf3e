package plan

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// printed returns what is printed of a value: a text, a number or a bool.
// Anything else has no one text: it is listed by range or join.
func printed(v any) (string, error) {
	if s, ok := v.(string); ok {
		return s, nil
	}
	r := reflect.ValueOf(v)
	switch {
	case r.Kind() == reflect.String:
		return r.String(), nil
	case r.Kind() == reflect.Bool:
		return strconv.FormatBool(r.Bool()), nil
	case r.CanInt():
		return strconv.FormatInt(r.Int(), 10), nil
	case r.CanUint():
		return strconv.FormatUint(r.Uint(), 10), nil
	case r.CanFloat():
		return strconv.FormatFloat(r.Float(), 'g', -1, 64), nil
	default:
		return "", fmt.Errorf("a text, a number or a bool can be printed, and this is %s", described(v))
	}
}

// printable is printed for the value of an action. It refuses a zero byte: it would
// begin a mark.
func printable(v any) (string, error) {
	text, err := printed(v)
	if err == nil && strings.IndexByte(text, 0) >= 0 {
		err = errors.New("what is printed has a zero byte")
	}
	return text, err
}

// described says what a value is, to a template's author.
func described(v any) string {
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.Invalid:
		return "nothing"
	case reflect.Slice:
		return "a list"
	case reflect.Map:
		return "a map"
	case reflect.String:
		return "a text"
	case reflect.Pointer:
		return "a " + r.Type().Elem().Name()
	case reflect.Struct:
		return "a " + r.Type().Name()
	default:
		return "a " + r.Kind().String()
	}
}

// checked accounts for arguments that are to be printed, and refuses those
// that can't be.
func (l *library) checked(args []any) error {
	for _, a := range args {
		text, err := printed(a)
		if err != nil {
			return err
		}
		if err := l.budget.value(len(text)); err != nil {
			return err
		}
	}
	return nil
}

// finished accounts for the text that a function has made.
func (l *library) finished(text string) (string, error) { return text, l.budget.value(len(text)) }

func (l *library) print(args ...any) (string, error) {
	if err := l.checked(args); err != nil {
		return "", err
	}
	return l.finished(fmt.Sprint(args...))
}

func (l *library) println(args ...any) (string, error) {
	if err := l.checked(args); err != nil {
		return "", err
	}
	return l.finished(fmt.Sprintln(args...))
}

// printf is fmt.Sprintf for texts, numbers and bools, with widths of at most
// three digits.
func (l *library) printf(format string, args ...any) (string, error) {
	if err := l.checked(args); err != nil {
		return "", err
	}
	if err := l.checkFormat(format); err != nil {
		return "", err
	}
	text := fmt.Sprintf(format, args...)
	if strings.Contains(text, "%!") {
		return "", fmt.Errorf("%.40q doesn't fit its arguments: %.80s", format, text)
	}
	return l.finished(text)
}

// checkFormat refuses verbs that print more than their argument, and accounts
// for the widths.
func (l *library) checkFormat(format string) error {
	for rest := format; ; {
		_, after, found := strings.Cut(rest, "%")
		if !found {
			return l.budget.value(len(format))
		}
		verb := strings.TrimLeft(after, "+-# 0123456789.")
		flags := after[:len(after)-len(verb)]
		if verb == "" || !strings.ContainsRune("vsqdxXbocUtfFeEgG%", rune(verb[0])) {
			return fmt.Errorf("%.40q has a verb that isn't known here", format)
		}
		for digits := range strings.FieldsFuncSeq(flags, func(c rune) bool { return c < '0' || c > '9' }) {
			if len(digits) > 3 {
				return limit("%.40q has a width over 999", format)
			}
			if err := l.budget.handle(1000); err != nil {
				return err
			}
		}
		rest = verb[1:]
	}
}

// quote puts each text in double quotes, as Go writes them, a space between them.
func (l *library) quote(args ...any) (string, error) {
	texts := make([]string, 0, len(args))
	for _, a := range args {
		text, err := printed(a)
		if err != nil {
			return "", err
		}
		if err := l.budget.value(len(text)); err != nil {
			return "", err
		}
		texts = append(texts, strconv.Quote(text))
	}
	return l.finished(strings.Join(texts, " "))
}

// join puts a separator between the texts of a list.
func (l *library) join(separator string, list any) (string, error) {
	texts, err := l.scalars(list)
	if err != nil {
		return "", err
	}
	length := len(separator) * len(texts)
	for _, text := range texts {
		length += len(text)
	}
	if err := l.budget.value(length); err != nil {
		return "", err
	}
	return strings.Join(texts, separator), nil
}
