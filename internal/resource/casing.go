package resource

import "strings"

// words splits a name, or an enum's value, where a target language's
// identifier starts its next word.
func words(name string) []string {
	return strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == '-' || r == ' ' })
}

// Initialisms are words that identifiers write in capitals.
type Initialisms map[string]bool

// NewInitialisms returns the given words.
func NewInitialisms(words []string) Initialisms {
	all := make(Initialisms, len(words))
	for _, word := range words {
		all[word] = true
	}
	return all
}

// Pascal returns name as in OrderItem. Words among initialisms are written in
// capitals, before digits too ("id2" is ID2), and their plurals with a small s: "ids" is IDs.
func Pascal(name string, initialisms Initialisms) string {
	var b strings.Builder
	for _, word := range words(name) {
		b.WriteString(capital(word, initialisms))
	}
	return b.String()
}

// Camel returns name as in orderItem: Pascal, with its first word in lower case.
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

// Kebab returns name as in order-item.
func Kebab(name string) string { return strings.Join(words(name), "-") }

// Flat returns name as in orderitem.
func Flat(name string) string { return strings.Join(words(name), "") }

// Words returns name as in "order item".
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
