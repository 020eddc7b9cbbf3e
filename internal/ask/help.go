package ask

import (
	"slices"
	"strings"
	"unicode"

	"github.com/newsvc/newsvc/internal/pack"
)

// help explains a question. An option's help describes its flag; the form shows it only
// if it says more than the question.
func help(o pack.Option) string {
	switch o.Format {
	case pack.FormatName:
		return "Lower-case letters, digits and dashes. The program has this name too."
	case pack.FormatGoModule:
		return "The path that its imports begin with, such as github.com/acme/shop."
	}
	if repeats(o.Prompt, o.Help) {
		return ""
	}
	return o.Help
}

// smallWords don't add anything to a question.
var smallWords = strings.Fields("a also an and are be by do does for from how if in into is it its of on or service that the this to what when where whether which who with")

// repeats reports whether a text has no word of importance that the question doesn't have.
func repeats(question, text string) bool {
	asked := stems(question)
	return !slices.ContainsFunc(stems(text), func(stem string) bool { return !slices.Contains(asked, stem) })
}

// stems returns the words of a text without their usual endings.
func stems(text string) []string {
	var all []string
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' }) {
		word = strings.TrimSuffix(word, "'s")
		if slices.Contains(smallWords, word) {
			continue
		}
		for _, ending := range []string{"ing", "ed", "es", "s", "d", "e"} {
			if stem, found := strings.CutSuffix(word, ending); found && len(stem) >= 3 {
				word = stem
				break
			}
		}
		all = append(all, word)
	}
	return all
}
