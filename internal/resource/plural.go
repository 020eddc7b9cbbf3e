package resource

import (
	"slices"
	"strings"
)

// Plural returns the plural of the last word of a snake_case name:
// "order_item" is order_items, "person" is people, "news" is news. A word that is
// already a plural stays unchanged.
func Plural(name string) string {
	at := strings.LastIndexByte(name, '_') + 1
	return name[:at] + pluralWord(name[at:])
}

func pluralWord(word string) string {
	if word == "" || slices.Contains(uncountable, word) {
		return word
	}
	for one, many := range irregular {
		if word == one {
			return many
		}
		if word == many {
			return word
		}
	}
	for _, rule := range endings {
		if slices.Contains(rule.but, word) {
			break
		}
		if strings.HasSuffix(word, rule.many) {
			return word
		}
		if stem, ok := strings.CutSuffix(word, rule.one); ok {
			return stem + rule.many
		}
	}
	return byLetters(word)
}

// byLetters applies the spelling rules of regular plurals.
func byLetters(word string) string {
	last := word[len(word)-1]
	switch {
	case endsIn(word, "ss", "us", "x", "z", "ch", "sh"):
		return word + "es"
	case last == 's': // users, settings
		return word
	case last == 'y' && len(word) > 1 && !strings.ContainsRune("aeiou", rune(word[len(word)-2])):
		return word[:len(word)-1] + "ies"
	}
	return word + "s"
}

func endsIn(word string, endings ...string) bool {
	return slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(word, e) })
}

// endings of words that change as the ending does, alone or as the last part
// of a longer word (salesman, bookshelf). The first that fits counts.
var endings = []struct {
	one, many string
	but       []string // words that only look like it
}{
	{"man", "men", []string{
		"human", "superhuman", "german", "roman", "shaman", "ottoman", "talisman", "caiman",
		"specimen", "regimen", "abdomen", "omen", "stamen", "ramen",
	}},
	{"child", "children", nil},
	{"foot", "feet", nil},
	{"tooth", "teeth", nil},
	{"mouse", "mice", nil},
	{"person", "people", nil},
	{"shelf", "shelves", nil},
	{"leaf", "leaves", nil},
	{"half", "halves", nil},
	{"wolf", "wolves", nil},
	{"loaf", "loaves", nil},
	{"thief", "thieves", nil},
	{"knife", "knives", nil},
	{"wife", "wives", nil},
	{"life", "lives", nil},
	{"quiz", "quizzes", nil},
	{"sis", "ses", nil},     // analysis, basis, thesis
	{"trix", "trices", nil}, // matrix
	{"ware", "ware", nil},   // software, hardware, firmware
	{"aircraft", "aircraft", nil},
	{"spacecraft", "spacecraft", nil},
}

// irregular words, each only as a whole.
var irregular = map[string]string{
	"alias": "aliases", "alumnus": "alumni", "appendix": "appendices", "atlas": "atlases",
	"axis": "axes", "bias": "biases", "cactus": "cacti", "calf": "calves", "canvas": "canvases",
	"cargo": "cargoes", "criterion": "criteria", "curriculum": "curricula", "datum": "data",
	"die": "dice", "echo": "echoes", "elf": "elves", "emu": "emus", "epoch": "epochs",
	"fungus": "fungi", "gas": "gases", "goose": "geese", "guru": "gurus", "hero": "heroes",
	"iris": "irises", "lens": "lenses", "medium": "media", "menu": "menus", "monarch": "monarchs",
	"nucleus": "nuclei", "ox": "oxen", "phenomenon": "phenomena", "potato": "potatoes",
	"scarf": "scarves", "self": "selves", "stimulus": "stimuli", "stomach": "stomachs",
	"tech": "techs", "tomato": "tomatoes", "vertex": "vertices", "veto": "vetoes",
}

// uncountable words are their own plural.
var uncountable = []string{
	"advice", "bison", "chassis", "corps", "data", "deer", "equipment", "evidence", "feedback", "fish",
	"furniture", "headquarters", "information", "luggage", "media", "merchandise", "metadata", "money",
	"moose", "music", "news", "offspring", "police", "rice", "salmon", "series", "sheep", "shrimp",
	"species", "staff", "swine", "traffic", "trout", "weather",
}
