package resource

import "strings"

// words splits a name or an enum's value into the words of an identifier.
func words(name string) []string {
	return strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == '-' || r == ' ' })
}

// Initialisms is a set of words that identifiers write in capitals.
type Initialisms map[string]bool

// NewInitialisms returns the set of the given words.
func NewInitialisms(words []string) Initialisms {
	all := make(Initialisms, len(words))
	for _, word := range words {
		all[word] = true
	}
	return all
}

// Pascal converts a name to the form OrderItem. Initialisms are written in capitals,
// even before digits ("id2" becomes ID2); their plurals end in a lower-case s ("ids"
// becomes IDs).
func Pascal(name string, initialisms Initialisms) string {
	var b strings.Builder
	for _, word := range words(name) {
		b.WriteString(capital(word, initialisms))
	}
	return b.String()
}

// Camel converts a name to the form orderItem: Pascal with a lower-case first word.
func Camel(name string, initialisms Initialisms) string {
	parts := words(name)
	for i, word := range parts {
		if i == 0 {
			parts[i] = strings.ToLower(word)
			continue
		}
		parts[i] = capital(word, initialisms)
	}
	return strings.Join(parts, "")
}

// Kebab converts a name to the form order-item.
func Kebab(name string) string { return strings.Join(words(name), "-") }

// Flat converts a name to the form orderitem.
func Flat(name string) string { return strings.Join(words(name), "") }

// Words converts a name to the form "order item".
func Words(name string) string { return strings.Join(words(name), " ") }

func capital(word string, initialisms Initialisms) string {
	if initialisms[word] {
		return strings.ToUpper(word)
	}
	if one, ok := strings.CutSuffix(word, "s"); ok && initialisms[one] {
		return strings.ToUpper(one) + "s"
	}
	if i := strings.IndexAny(word, "0123456789"); i > 0 && initialisms[word[:i]] {
		return strings.ToUpper(word[:i]) + word[i:]
	}
	return strings.ToUpper(word[:1]) + word[1:]
}
