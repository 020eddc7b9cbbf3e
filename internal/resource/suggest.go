package resource

import (
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
)

// withValidHint makes sure that a field which an error suggests is valid. If it has
// another mistake, the suggestion is the one that corrects that too, and so on. Where
// nothing can be suggested any more, the hint names the mistake that is left.
func withValidHint(err error, targets []string) error {
	const mistakes = 8
	e := fault.All(err)[0]
	given, instead := e.Given, e.Instead
	for range mistakes {
		if len(instead) == 0 {
			return e
		}
		better := instead[0]
		_, again := parseField(better, targets)
		if again == nil {
			return e.Try(given, better)
		}
		left := fault.All(again)[0]
		e = e.WithHint("try %s, and correct this too: %s", better, left.Message).WithInstead(given)
		instead = left.Instead
	}
	return e
}

// withType returns the field s with another type and argument. What follows stays.
func withType(s, typed string) string {
	name, rest, _ := strings.Cut(s, ":")
	_, modifiers, more := strings.Cut(rest, ":")
	for more { // 10:2 was meant as the argument
		first, others, another := strings.Cut(modifiers, ":")
		if strings.Trim(first, "0123456789") != "" || first == "" {
			break
		}
		modifiers, more = others, another
	}
	if more {
		typed += ":" + modifiers
	}
	return name + ":" + typed
}

// distinct returns a list of words without empty ones and those that are there already.
func distinct(list string) string {
	var words []string
	for word := range strings.SplitSeq(list, ",") {
		if word != "" && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	if len(words) == 0 {
		return Enum.Argument()
	}
	return strings.Join(words, ",")
}

// plainType rewrites a type with an argument as other languages have it, such as
// varchar(40), enum("new", "paid") or enum=new|paid. It returns "" for other text.
func plainType(s string) string {
	name, rest, _ := strings.Cut(s, ":")
	typed, modifiers, more := strings.Cut(rest, ":")
	var b strings.Builder
	var last byte
	for i, r := range typed {
		switch {
		case strings.ContainsRune("([{", r) && !strings.Contains(b.String(), "="):
			b.WriteRune('=')
		case strings.ContainsRune("|;", r):
			b.WriteRune(',')
		case r == ' ' && i+1 < len(typed) && nameRune(rune(last)) && nameRune(rune(typed[i+1])):
			b.WriteRune('_') // between two words of a value
		case strings.ContainsRune("()[]{}\"'` ", r):
		default:
			b.WriteRune(r)
		}
		last = typed[i]
	}
	if b.String() == typed || strings.IndexFunc(name+b.String(), func(r rune) bool { return !plain(r) }) >= 0 {
		return ""
	}
	if more {
		b.WriteString(":" + modifiers)
	}
	return name + ":" + b.String()
}

// splitWords splits text into the words of a resource or of several fields. A word
// without a type belongs to the field before it if that ends with a default, or if one of
// them is part of a list with commas: it is an error, but not a field.
func splitWords(text string) []string {
	var words []string
	for word := range strings.FieldsSeq(text) {
		if last := len(words) - 1; last >= 0 && continues(words[last], word) {
			words[last] += " " + word
			continue
		}
		words = append(words, word)
	}
	return words
}

func continues(field, word string) bool {
	_, rest, colon := strings.Cut(word, ":")
	if first, _, _ := strings.Cut(rest, ":"); colon && !isModifier(first) {
		return false
	}
	return !colon && strings.Contains(field, ":default=") ||
		strings.Contains(field, "=") && (strings.HasSuffix(field, ",") || strings.Contains(word, ","))
}

// untyped returns what was probably meant by a field without a colon: a=int, or the words
// "a int". It returns "" if that can't be said.
func untyped(word, next string) string {
	name, typed, equals := strings.Cut(word, "=")
	if !equals {
		typed = next
	}
	first, rest, more := strings.Cut(strings.ToLower(typed), ":")
	if more && (equals || !isModifier(strings.SplitN(rest, ":", 2)[0])) {
		return ""
	}
	if CheckName(name) != nil || kindOf(Type(first)) == nil && meant(first) == "" {
		return ""
	}
	return name + ":" + typed
}

// separate returns the fields of a text in which commas separate them, or nil.
func separate(s string) []string {
	parts := strings.Split(s, ",")
	if len(parts) < 2 || slices.ContainsFunc(parts, func(part string) bool {
		name, _, typed := strings.Cut(part, ":")
		return !typed || CheckName(name) != nil
	}) {
		return nil
	}
	return parts
}

// SplitWords splits the arguments of a command into the words of a resource or of fields,
// however the user has put them into quotes.
func SplitWords(args ...string) []string { return splitWords(strings.Join(args, " ")) }
